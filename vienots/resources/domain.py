"""The life of a unit's state, and what a reported position is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from vienots.resources.errors import UnitTransitionRefused


class UnitState(StrEnum):
    AVAILABLE = "available"
    ASSIGNED = "assigned"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    TRANSPORTING = "transporting"
    AT_HOSPITAL = "at_hospital"
    RETURNING = "returning"
    UNAVAILABLE = "unavailable"


S = UnitState
AT_WORK = frozenset({S.ASSIGNED, S.EN_ROUTE, S.ON_SCENE, S.TRANSPORTING, S.AT_HOSPITAL})
"""On a card, and only then."""
FREE = frozenset({S.AVAILABLE, S.RETURNING})
"""May be sent."""
_FREED = frozenset({S.RETURNING, S.AVAILABLE, S.UNAVAILABLE})
"""Where the end of any work leads: home, at once free again, or out of service."""

TRANSITIONS: Mapping[UnitState, frozenset[UnitState]] = {
    # Returning without work behind it: the unit moves to another station.
    S.AVAILABLE: frozenset({S.ASSIGNED, S.UNAVAILABLE, S.RETURNING}),
    # Crews forget keys: arriving without having reported the departure is an arrival.
    S.ASSIGNED: frozenset({S.EN_ROUTE, S.ON_SCENE}) | _FREED,
    S.EN_ROUTE: frozenset({S.ON_SCENE}) | _FREED,
    S.ON_SCENE: frozenset({S.TRANSPORTING}) | _FREED,
    # Met by a doctor on the way: the patient is handed over, the crew is free.
    S.TRANSPORTING: frozenset({S.AT_HOSPITAL}) | _FREED,
    # On to another hospital.
    S.AT_HOSPITAL: frozenset({S.TRANSPORTING}) | _FREED,
    S.RETURNING: frozenset({S.ASSIGNED, S.AVAILABLE, S.UNAVAILABLE}),
    S.UNAVAILABLE: frozenset({S.AVAILABLE, S.RETURNING}),
}
"""The one table of what may follow what. Guards acts of the present; reports of what has happened
are kept as they were reported."""


def check_transition(call_sign: str, present: str, wanted: UnitState) -> None:
    if wanted not in TRANSITIONS[UnitState(present)]:
        raise UnitTransitionRefused(call_sign=call_sign, present=present, wanted=str(wanted))


# ---- positions ---------------------------------------------------------------------------------

FUTURE_MAX = timedelta(seconds=60)
"""Clocks of vehicles differ; a position from further ahead is a fault of its clock."""
PAST_MAX = timedelta(hours=24)
"""Older ones tell nobody anything any more, and their partition may be gone."""
AT_STATION_M = 250
"""A yard, and the error of a fix between houses."""
REPORTS_MAX = 5_000


class Sorted(Struct, frozen=True):
    """Places of the reports in their list, by what becomes of them."""

    usable: list[int]
    future: int
    stale: int


def sort_reports(times: list[datetime], at: datetime) -> Sorted:
    latest, earliest = at + FUTURE_MAX, at - PAST_MAX
    usable = [place for place, moment in enumerate(times) if earliest <= moment <= latest]
    future = sum(1 for moment in times if moment > latest)
    return Sorted(usable, future, len(times) - len(usable) - future)


def distance_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """On the ground, over a few kilometres: a plane is near enough."""
    north = (lat_a - lat_b) * 111_195
    east = (lon_a - lon_b) * 111_195 * math.cos(math.radians((lat_a + lat_b) / 2))
    return math.hypot(north, east)
