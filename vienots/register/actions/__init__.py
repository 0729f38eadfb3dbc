"""What the register can do. One action is one transaction's worth of change."""

from __future__ import annotations

from vienots.register.actions.access import (
    ask_for_glass,
    break_glass,
    change_access,
    enter,
    list_glasses,
    review_glass,
)
from vienots.register.actions.asking import (
    ask_registers,
    check_due,
    forget_answers,
    list_sources,
    plan_checks,
    read_checks,
)
from vienots.register.actions.attaching import (
    add_attachment,
    list_attachments,
    open_attachment,
    withdraw_attachment,
)
from vienots.register.actions.cards import follow_card, transfer_card
from vienots.register.actions.certifying import export_certificates, list_certificates
from vienots.register.actions.changing import change_event, complete_event
from vienots.register.actions.discussing import add_comment, finish_task, set_task
from vienots.register.actions.estimating import list_efforts
from vienots.register.actions.expiring import delete_next, walk_next
from vienots.register.actions.holding import (
    Ask,
    Claim,
    lift_hold,
    list_holds,
    set_hold,
    settle_for_context,
)
from vienots.register.actions.joining import end_participation, invite_institution
from vienots.register.actions.loading import begin_load, load_events
from vienots.register.actions.looking_again import judge_ending
from vienots.register.actions.measuring import export_quality, list_quality, measure_quality
from vienots.register.actions.printing import export_list, print_event
from vienots.register.actions.proposing import propose_from_narrative
from vienots.register.actions.reaching import (
    count_rule_reach,
    list_rule_reach,
    read_event_retention,
)
from vienots.register.actions.reading import (
    list_events,
    list_history,
    open_event,
)
from vienots.register.actions.registering import register_event
from vienots.register.actions.relating import end_relation, relate_event
from vienots.register.actions.retaining import (
    decide_retention_rule,
    list_due,
    list_retention_coverage,
    list_retention_rules,
    propose_retention_rule,
)
from vienots.register.actions.stating import (
    find_own_of_card,
    had_card,
    judge_stated,
    register_many_stated,
    register_stated,
    restate,
)
from vienots.register.actions.transferring import (
    accept_transfer,
    offer_event,
    reject_transfer,
    sound_overdue,
    withdraw_transfer,
)
from vienots.register.actions.working import list_work, read_event_work

__all__ = [
    "Ask",
    "Claim",
    "accept_transfer",
    "add_attachment",
    "add_comment",
    "ask_for_glass",
    "ask_registers",
    "begin_load",
    "break_glass",
    "change_access",
    "change_event",
    "check_due",
    "complete_event",
    "count_rule_reach",
    "decide_retention_rule",
    "delete_next",
    "end_participation",
    "end_relation",
    "enter",
    "export_certificates",
    "export_list",
    "export_quality",
    "find_own_of_card",
    "finish_task",
    "follow_card",
    "forget_answers",
    "had_card",
    "invite_institution",
    "judge_ending",
    "judge_stated",
    "lift_hold",
    "list_attachments",
    "list_certificates",
    "list_due",
    "list_efforts",
    "list_events",
    "list_glasses",
    "list_history",
    "list_holds",
    "list_quality",
    "list_retention_coverage",
    "list_retention_rules",
    "list_rule_reach",
    "list_sources",
    "list_work",
    "load_events",
    "measure_quality",
    "offer_event",
    "open_attachment",
    "open_event",
    "plan_checks",
    "print_event",
    "propose_from_narrative",
    "propose_retention_rule",
    "read_checks",
    "read_event_retention",
    "read_event_work",
    "register_event",
    "register_many_stated",
    "register_stated",
    "reject_transfer",
    "relate_event",
    "restate",
    "review_glass",
    "set_hold",
    "set_task",
    "settle_for_context",
    "sound_overdue",
    "transfer_card",
    "walk_next",
    "withdraw_attachment",
    "withdraw_transfer",
]
