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
from vienots.register.actions.attaching import (
    add_attachment,
    list_attachments,
    open_attachment,
    withdraw_attachment,
)
from vienots.register.actions.cards import follow_card, transfer_card
from vienots.register.actions.changing import change_event, complete_event
from vienots.register.actions.proposing import propose_from_narrative
from vienots.register.actions.reading import (
    list_events,
    list_history,
    open_event,
)
from vienots.register.actions.registering import register_event

__all__ = [
    "add_attachment",
    "ask_for_glass",
    "break_glass",
    "change_access",
    "change_event",
    "complete_event",
    "enter",
    "follow_card",
    "list_attachments",
    "list_events",
    "list_glasses",
    "list_history",
    "open_attachment",
    "open_event",
    "propose_from_narrative",
    "register_event",
    "review_glass",
    "transfer_card",
    "withdraw_attachment",
]
