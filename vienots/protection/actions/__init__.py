"""What people do about family violence, and what the house sends and sounds by itself."""

from __future__ import annotations

from vienots.protection.actions.deciding import decide_separation, revoke_separation
from vienots.protection.actions.keeping import forget_event, release_over
from vienots.protection.actions.sending import (
    list_due_notices,
    note_delivered,
    note_failed,
    resend_notice,
    sound_near_due,
)
from vienots.protection.actions.working import (
    answer_questions,
    finish_report,
    note_weapons,
    open_case,
    read_case,
)

__all__ = [
    "answer_questions",
    "decide_separation",
    "finish_report",
    "forget_event",
    "list_due_notices",
    "note_delivered",
    "note_failed",
    "note_weapons",
    "open_case",
    "read_case",
    "release_over",
    "resend_notice",
    "revoke_separation",
    "sound_near_due",
]
