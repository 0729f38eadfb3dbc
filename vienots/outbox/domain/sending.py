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
    return at + timedelta(minutes=PAUSES_MIN[min(tries, len(PAUSES_MIN)) - 1])
