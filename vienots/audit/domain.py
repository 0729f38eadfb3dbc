"""What is unusual about a look: each rule is pure and answers with its reason in figures."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from vienots.kernel.clock import RIGA

Why = dict[str, str | int]
Found = tuple[str, Why] | None
"""What it is about, and the reason."""


class Seen(Struct, frozen=True):
    """A look with what a rule may want to know of it."""

    actor_name: str
    at: datetime
    purpose: str
    purpose_ref: str | None
    persons: Collection[str]
    """Names that were shown."""
    colleagues: Collection[str]
    """Names of the people of the reader's institution."""
    foreign_events: int
    """Shown now that belong to other institutions."""
    events_of_hour: int
    """Different events of which the reader was shown something within the hour before."""
    readers_of_day: Mapping[str, int]
    """Name shown now to how many different people have been shown it within a day."""
    standing_q: str | None = None
    """What a search asks for that shall stand from now on."""
    by_itself: bool = False
    """A saved search looked for its owner, at whatever hour."""


Parameters = Mapping[str, int | list[str]]


def _fold(name: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFD", name.casefold())
    return frozenset("".join(c for c in plain if not unicodedata.combining(c)).split())


def _stem(surname: str) -> str:
    """Bērziņš and Bērziņa are one family."""
    plain = "".join(sorted(_fold(surname)))
    return plain.rstrip("aeius") if len(plain) > 4 else plain


def _first(names: Iterable[str]) -> Found:
    name = next(iter(names), None)
    return None if name is None else (name, {"name": name})


def own_name(seen: Seen, _: Parameters) -> Found:
    own = _fold(seen.actor_name)
    return _first(name for name in seen.persons if _fold(name) == own)


def standing_own_name(seen: Seen, _: Parameters) -> Found:
    """Somebody waits for news of himself."""
    q = seen.standing_q
    if q is None or not _fold(seen.actor_name) <= _fold(q):
        return None
    return seen.actor_name, {"name": seen.actor_name}


def same_surname(seen: Seen, _: Parameters) -> Found:
    own, whole = _stem(seen.actor_name.split()[-1]), _fold(seen.actor_name)
    others = [name for name in seen.persons if name.split() and _fold(name) != whole]
    return _first(name for name in others if _stem(name.split()[-1]) == own)


def colleague(seen: Seen, _: Parameters) -> Found:
    known = {_fold(name) for name in seen.colleagues} - {_fold(seen.actor_name)}
    return _first(name for name in seen.persons if _fold(name) in known)


def well_known(seen: Seen, parameters: Parameters) -> Found:
    names = parameters.get("names", [])
    known = {_fold(name) for name in names} if isinstance(names, list) else set()
    return _first(name for name in seen.persons if _fold(name) in known)


def many_in_an_hour(seen: Seen, parameters: Parameters) -> Found:
    limit = _number(parameters, "events")
    if seen.events_of_hour <= limit:
        return None
    return "hour", {"events": seen.events_of_hour, "limit": limit}


def foreign_without_case(seen: Seen, parameters: Parameters) -> Found:
    limit = _number(parameters, "events")
    if seen.purpose_ref is not None or seen.foreign_events <= limit:
        return None
    return "foreign", {"events": seen.foreign_events, "limit": limit}


def at_night(seen: Seen, parameters: Parameters) -> Found:
    hour = seen.at.astimezone(RIGA).hour
    purposes = parameters.get("purposes", [])
    usual = isinstance(purposes, list) and seen.purpose in purposes
    first, last = _number(parameters, "from_hour"), _number(parameters, "to_hour")
    night = first <= hour < last if first <= last else hour >= first or hour < last
    if usual or seen.by_itself or not seen.persons or not night:
        return None
    return "night", {"hour": hour}


def crowd(seen: Seen, parameters: Parameters) -> Found:
    limit = _number(parameters, "readers")
    for name, readers in seen.readers_of_day.items():
        if readers > limit:
            return name, {"name": name, "readers": readers, "limit": limit}
    return None


def _number(parameters: Parameters, name: str) -> int:
    value = parameters[name]
    assert isinstance(value, int), name
    return value


RULES: dict[str, Callable[[Seen, Parameters], Found]] = {
    "own_name": own_name,
    "standing_own_name": standing_own_name,
    "same_surname": same_surname,
    "colleague": colleague,
    "well_known": well_known,
    "many_in_an_hour": many_in_an_hour,
    "foreign_without_case": foreign_without_case,
    "at_night": at_night,
    "crowd": crowd,
}
"""By codes of the classifier `look_rule`, which turns rules on and off and holds their limits."""
