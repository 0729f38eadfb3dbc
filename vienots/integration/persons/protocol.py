"""Register of Natural Persons: its answers in the fields of an event's item."""

from __future__ import annotations

import msgspec

from vienots.integration.reading import decode, filled
from vienots.register.asking_contracts import SourceAnswer


class Person(msgspec.Struct, frozen=True):
    given_name: str
    surname: str
    birth_date: str | None = None
    sex: str | None = None
    citizenship: str | None = None
    declared_address: str | None = None
    deceased: bool = False


def read(body: bytes | None) -> SourceAnswer:
    """Raises Unreadable."""
    if body is None:
        return SourceAnswer(found=False)
    person = decode(body, Person)
    values = {
        "name": person.given_name,
        "surname": person.surname,
        "birth_on": person.birth_date,
        "sex": person.sex,
        "citizenship": person.citizenship,
        "address": person.declared_address,
    }
    note = "Miris" if person.deceased else None
    return SourceAnswer(True, person.deceased, filled(values), note)
