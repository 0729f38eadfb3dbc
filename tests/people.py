"""The people of the tests: each has a name, a role and an institution."""

from __future__ import annotations

from uuid import UUID

from vienots.identity.api import ROLES
from vienots.kernel.contracts import Actor


def a_person(number: int, name: str, institution: str, *roles: str, trained: bool = True) -> Actor:
    rights = frozenset(str(right) for role in roles for right in ROLES[role])
    person_id = UUID(int=(7 << 76) | (0b10 << 62) | number)
    return Actor(
        id=f"person:{person_id}",
        name=name,
        institution=institution,
        rights=rights,
        roles=frozenset(roles),
        desk=None,
        trained=trained,
    )


ILZE = a_person(1, "Ilze Kalniņa", "112", "call_taker")
JANIS = a_person(2, "Jānis Ozols", "vugd", "dispatcher")
PETERIS = a_person(3, "Pēteris Liepa", "vp", "dispatcher")
AIVARS = a_person(4, "Aivars Kauliņš", "pp-0003000", "duty_officer")
VALDIS = a_person(5, "Valdis Sproģis", "pp-0054000", "duty_officer")
LIGA = a_person(6, "Līga Dzenis", "112", "supervisor")
DACE = a_person(7, "Dace Vītola", "vp", "register_officer")
VIKTORS = a_person(8, "Viktors Strods", "iemic", "auditor")
ANNA = a_person(9, "Anna Bez-Tiesībām", "iemic")
SYSTEM = Actor(id="system:tests", name="Tests", institution="iemic", rights=frozenset())
