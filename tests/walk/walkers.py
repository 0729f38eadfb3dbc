"""Who walks: every role, where it can be given, and systems; each with what it sees."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tests.people import a_person
from vienots.identity.api import ROLES, Right
from vienots.identity.demonstration import JOURNAL
from vienots.kernel.contracts import Actor

LAYERS = ("minors", "foreign", "restricted", "state_security")
"""What is hidden, from the least to the most: who sees one of them sees all before it."""


class Walker(Struct, frozen=True):
    actor: Actor
    sees: int
    """How many of the layers, as far as its rights reach."""

    @property
    def rights(self) -> frozenset[str]:
        return self.actor.rights

    @property
    def is_person(self) -> bool:
        return self.actor.id.startswith("person:")


def _person(number: int, role: str, institution: str, sees: int) -> Walker:
    name = f"Staigātājs {role.replace('_', ' ')} {institution}"
    return Walker(a_person(500 + number, name, institution, role), sees)


def _client(name: str, institution: str, *scopes: Right, sees: int) -> Walker:
    rights = frozenset(map(str, scopes))
    return Walker(Actor(f"client:{name}", name, institution, rights), sees)


_PEOPLE = (
    ("call_taker", "112", 2),
    ("supervisor", "112", 2),
    ("dispatcher", "vugd", 0),
    ("dispatcher", "vp", 2),
    ("station_commander", "vugd", 0),
    ("duty_officer", "pp-0003000", 1),
    ("register_officer", "pp-0003000", 1),
    ("register_officer", "vp", 2),
    ("register_supervisor", "vp", 3),
    ("investigator", "vp", 3),
    ("security_officer", "vp", 4),
    ("analyst", "pp-0003000", 0),
    ("auditor", "iemic", 4),
    ("administrator", "iemic", 0),
    ("data_protection_officer", "pp-0003000", 0),
)
WALKERS: Mapping[str, Walker] = {
    **{
        f"{role} of {institution}": _person(number, role, institution, sees)
        for number, (role, institution, sees) in enumerate(_PEOPLE)
    },
    "journal of pp-0003000": _client("walk-journal", "pp-0003000", *JOURNAL, sees=1),
    "reader of pp-0003000": _client(
        "walk-reader",
        "pp-0003000",
        Right.REGISTER_READ,
        Right.CALLS_READ,
        Right.LIVE_READ,
        Right.GIS_READ,
        sees=0,
    ),
    "telephone exchange": _client("walk-exchange", "112", Right.INTAKE_TELEPHONY, sees=0),
}
assert {role for role, _, _ in _PEOPLE} == set(ROLES)
