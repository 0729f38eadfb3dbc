"""What journals and other systems can do. One action is one transaction's worth of change."""

from __future__ import annotations

from vienots.exchange.actions.answering import (
    accept_referral,
    complete_referral,
    reject_referral,
)
from vienots.exchange.actions.batching import leave_lines, state_lines, state_new_lines
from vienots.exchange.actions.changes import list_changes
from vienots.exchange.actions.metering import list_client_quotas, set_quota
from vienots.exchange.actions.pacing import (
    export_statements,
    list_paces,
    list_statements,
    list_waiting,
    read_pace,
)
from vienots.exchange.actions.reading import list_stated, read_event, read_state
from vienots.exchange.actions.rejecting import give_up, list_rejects, read_body, send_again
from vienots.exchange.actions.stating import judge_event, state_event
from vienots.exchange.actions.subscribing import (
    end_subscription,
    list_deliveries,
    list_subscriptions,
    list_unbrought,
    pause_subscription,
    send_delivery_again,
    send_trial,
    subscribe,
)

__all__ = [
    "accept_referral",
    "complete_referral",
    "end_subscription",
    "export_statements",
    "give_up",
    "judge_event",
    "leave_lines",
    "list_changes",
    "list_client_quotas",
    "list_deliveries",
    "list_paces",
    "list_rejects",
    "list_stated",
    "list_statements",
    "list_subscriptions",
    "list_unbrought",
    "list_waiting",
    "pause_subscription",
    "read_body",
    "read_event",
    "read_pace",
    "read_state",
    "reject_referral",
    "send_again",
    "send_delivery_again",
    "send_trial",
    "set_quota",
    "state_lines",
    "state_new_lines",
    "state_event",
    "subscribe",
]
