"""What journals and other systems can do. One action is one transaction's worth of change."""

from __future__ import annotations

from vienots.exchange.actions.answering import (
    accept_referral,
    complete_referral,
    reject_referral,
)
from vienots.exchange.actions.batching import state_batch
from vienots.exchange.actions.changes import list_changes
from vienots.exchange.actions.reading import list_stated, read_event, read_state
from vienots.exchange.actions.rejecting import give_up, list_rejects, read_body, send_again
from vienots.exchange.actions.stating import judge_event, state_event

__all__ = [
    "accept_referral",
    "complete_referral",
    "give_up",
    "judge_event",
    "list_changes",
    "list_rejects",
    "list_stated",
    "read_body",
    "read_event",
    "read_state",
    "reject_referral",
    "send_again",
    "state_batch",
    "state_event",
]
