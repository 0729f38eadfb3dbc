"""When a letter that was not taken goes again."""

from __future__ import annotations

from datetime import datetime, timedelta

PAUSES_MIN = (1, 2, 5, 15, 60, 120)
TRIES_MAX = 12
LEASE = timedelta(seconds=60)
"""For how long whoever took a letter may be about with it, before another may."""
RECEIPT_WITHIN = timedelta(minutes=10)
"""A letter that a broker took and nobody receipted until then goes again."""


def next_try(tries: int, at: datetime) -> datetime | None:
    """None: no more tries by itself; a person sends it again."""
    if tries >= TRIES_MAX:
        return None
    return at + _pause(tries)


def receipt_until(tries: int, at: datetime) -> datetime:
    """How long the receipt of what a broker has is waited for: longer each time, or its queue would
    fill with one letter."""
    return at + max(RECEIPT_WITHIN, _pause(tries))


def is_over(tries: int) -> bool:
    """Begun too often: nobody receipts it, or the worker itself falls over it."""
    return tries > TRIES_MAX


def _pause(tries: int) -> timedelta:
    return timedelta(minutes=PAUSES_MIN[min(max(tries, 1), len(PAUSES_MIN)) - 1])
