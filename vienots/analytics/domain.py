"""When a shift begins, whose figures somebody may see, what keeps a target. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum

from vienots.analytics.errors import FiguresOfOthers
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor

SHIFT_BEGINS = (time(8), time(20))
"""Twelve hours, as the contact centre works."""
WHOLE_COUNTRY = frozenset({"112", "iemic"})
"""Who answers for the whole: the contact centre and the Information Centre."""

DESKS_WITHIN = timedelta(minutes=30)
FLOW_WITHIN = timedelta(minutes=10)
MONTH = timedelta(days=30)
DAY = timedelta(days=1)
TEN_S = 10
"""COCOM's report on 112 asks for the share that was answered within ten seconds."""
SIXTY_S = 60


class Verdict(StrEnum):
    KEPT = "kept"
    OVER = "over"
    NO_TARGET = "no_target"
    NO_DATA = "no_data"


def shift_around(at: datetime) -> tuple[datetime, datetime]:
    """Begin and end of the shift by the clock on the wall: on the two odd nights of a year it
    lasts eleven or thirteen hours."""
    local = at.astimezone(RIGA)
    days = (local.date() + timedelta(days=n) for n in (-1, 0, 1))
    begins = [datetime.combine(day, begin, RIGA) for day in days for begin in SHIFT_BEGINS]
    later = next(place for place, begin in enumerate(begins) if begin > local)
    return begins[later - 1], begins[later]


def scope(actor: Actor, wanted: str | None) -> str | None:
    """Whose figures are read; None for the whole country. Raises FiguresOfOthers."""
    if actor.institution in WHOLE_COUNTRY:
        return wanted
    if wanted not in (None, actor.institution):
        raise FiguresOfOthers(institution=str(wanted))
    return actor.institution


def sees_calls(institution: str | None) -> bool:
    """Calls are the contact centre's; a service's own figures begin with its leg."""
    return institution is None or institution == "112"


def judge(n: int, within: float | None, share: float | None) -> Verdict:
    if share is None:
        return Verdict.NO_TARGET
    if n == 0 or within is None:
        return Verdict.NO_DATA
    return Verdict.KEPT if within >= share else Verdict.OVER
