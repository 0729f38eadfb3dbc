"""What is told to other systems, how it goes there, and what people see and do about it."""

from __future__ import annotations

from vienots.outbox.actions.posting import forget_event, post_about_event, post_notice
from vienots.outbox.actions.reading import (
    list_letters,
    list_systems,
    read_letter,
    read_page,
    send_again,
    send_all_again,
)
from vienots.outbox.actions.sending import bring_due, take_receipts

__all__ = [
    "bring_due",
    "forget_event",
    "list_letters",
    "list_systems",
    "post_about_event",
    "post_notice",
    "read_letter",
    "read_page",
    "send_again",
    "send_all_again",
    "take_receipts",
]
