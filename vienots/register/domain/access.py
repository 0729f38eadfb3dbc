"""Who may see an event: its level, whom it names, and what a stated purpose opens. Pure.

The database holds the same rule (`register.readers_of`); a test compares the two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import HOUSE_KEY, Keys
from vienots.register.contracts import EventPerson, Level

ORDINARY: Level = "ordinary"
STATE_SECURITY: Level = "state_security"
MINORS = "minors"
"""The level of an ordinary event with somebody under age; nobody sets it by hand."""
GLASS = "glass"
"""Before the mark of a level: the key of whoever broke the glass."""
ADULT_YEARS = 18

PurposesOf = Mapping[str, frozenset[str]]
"""Level to the purposes for which it opens; a level that is missing opens for all."""


def find_minors(persons: Iterable[EventPerson], received_at: datetime) -> list[str]:
    """Refs of persons under age when the event was received, or named as minors."""
    on = received_at.astimezone(RIGA).date()
    return [person.ref for person in persons if _is_minor(person, on)]


def _is_minor(person: EventPerson, on: date) -> bool:
    birth_on = person.birth_on
    if person.role == "minor" or birth_on is None:
        return person.role == "minor"
    months = (on.year - birth_on.year) * 12 + on.month - birth_on.month
    return months < ADULT_YEARS * 12 or (months == ADULT_YEARS * 12 and on.day < birth_on.day)


def effective_level(level: Level, *, has_minors: bool) -> str:
    return MINORS if level == ORDINARY and has_minors else level


def readers_of(
    seen_by: Collection[str],
    level: Level,
    *,
    has_minors: bool,
    members: Collection[str],
    officer: str | None,
) -> Keys:
    """The keys that open an event; a reader needs one of them."""
    effective = effective_level(level, has_minors=has_minors)
    keys = {HOUSE_KEY}
    if effective == ORDINARY:
        keys |= {*seen_by, f"{GLASS}#{ORDINARY}"}
    else:
        keys |= {f"{institution}#{effective}" for institution in seen_by} | {*members}
        keys |= {officer} if officer is not None else set()
        keys |= {f"{GLASS}#{effective}"} if effective != STATE_SECURITY else set()
    return frozenset(keys)


def without_house(keys: Keys) -> Keys:
    """Institutions and people alone: neither the house nor the glass."""
    return frozenset(key for key in keys if key != HOUSE_KEY and not key.startswith(f"{GLASS}#"))


def narrow(keys: Keys, purposes: PurposesOf, purpose: str) -> Keys:
    """What of these keys serves this purpose; a key that names a person serves any."""
    return frozenset(
        key for key in keys if purpose in purposes.get(key.partition("#")[2], {purpose})
    )
