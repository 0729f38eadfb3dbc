"""What journals and other systems can do. One action is one transaction's worth of change."""

from __future__ import annotations

from vienots.exchange.actions.answering import (
    accept_referral,
    complete_referral,
    reject_referral,
)
from vienots.exchange.actions.batching import state_lines
from vienots.exchange.actions.changes import list_changes
from vienots.exchange.actions.reading import list_stated, read_event, read_state
from vienots.exchange.actions.rejecting import give_up, list_rejects, read_body, send_again
from vienots.exchange.actions.stating import judge_event, state_event
from vienots.exchange.actions.subscribing import (
    end_subscription,
    list_subscriptions,
    list_unbrought,
    send_delivery_again,
    subscribe,
)

__all__ = [
    "accept_referral",
    "complete_referral",
    "end_subscription",
    "give_up",
    "judge_event",
    "list_changes",
    "list_rejects",
    "list_stated",
    "list_subscriptions",
    "list_unbrought",
    "read_body",
    "read_event",
    "read_state",
    "reject_referral",
    "send_again",
    "send_delivery_again",
    "state_lines",
    "state_event",
    "subscribe",
]
