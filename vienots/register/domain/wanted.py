"""What is still wanted before an event can be completed, in order of legal need.

The field list of MK noteikumi Nr. 190 was not at hand when this was written; the order follows
its idea of an event: how it ended, what it was in law, when, where, what happened, who, with what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import Struct

from vienots.register.contracts import EventPerson
from vienots.register.domain.document import Document

_PERSONS = "persons"
ASKING_ROLES = frozenset({"applicant", "representative"})


class FieldSet(Struct, frozen=True, forbid_unknown_fields=True):
    """What the form of a type of event shows and wants: data, for the law's own list is not known
    to the house. Roles, classes and outcomes are codes of their lists."""

    sections: tuple[str, ...] = (_PERSONS,)
    """Lists that the form begins with, in this order; the others wait to be asked for."""
    roles_wanted: frozenset[str] = frozenset()
    """Who an event of this kind is about."""
    lists_wanted: frozenset[str] = frozenset()
    """Lists that must not be empty."""
    offences: frozenset[str] = frozenset()
    """Legal classes that stand or fall by when it was done."""
    decisions: frozenset[str] = frozenset()
    """Outcomes that are a decision with a number of its own."""
    asks_in_person: frozenset[str] = frozenset()
    """Ways of receiving that always have somebody behind them; a caller may hide his number."""
    identified_roles: frozenset[str] = frozenset()
    """In these a person is decided about: there must be no doubt who it is."""
    named_roles: frozenset[str] = frozenset()


def merge_field_sets(attributes: Iterable[Mapping[str, object]]) -> FieldSet:
    """From the most general to the most special; what the special one leaves out stays."""
    merged: dict[str, object] = {}
    for one in attributes:
        merged |= one
    return msgspec.convert(merged, FieldSet)


def list_wanted(document: Document, fields: FieldSet) -> list[str]:
    """Paths; `persons:victim` wants a person in that role, `vehicles` any vehicle at all."""
    return [
        *_wanted_of_outcome(document, fields),
        *_wanted_of_event(document, fields),
        *_wanted_of_persons(document, fields),
        *_wanted_of_things(document, fields),
    ]


def _wanted_of_outcome(document: Document, fields: FieldSet) -> Iterator[str]:
    if document.outcome is None:
        yield "outcome.kind"
    elif document.outcome.kind in fields.decisions and not document.outcome.number:
        # The number leads to the case, and the case holds the rest.
        yield "outcome.number"


def _wanted_of_event(document: Document, fields: FieldSet) -> Iterator[str]:
    if document.legal_class is None:
        yield "legal_class"
    # An offence stands or falls by when it was done; a danger by when it was reported.
    if document.legal_class in fields.offences and document.occurred_from is None:
        yield "occurred_from"
    place = document.place
    if not place.address and (place.lat is None or place.lon is None):
        yield "place.address"
    if place.atvk is None:
        yield "place.atvk"
    if not document.narrative:
        yield "narrative"


def _wanted_of_persons(document: Document, fields: FieldSet) -> Iterator[str]:
    present = {person.role for person in document.persons}
    if document.received_via in fields.asks_in_person and not present & ASKING_ROLES:
        yield "persons:applicant"
    for role in sorted(fields.roles_wanted):
        if role not in present:
            yield f"persons:{role}"
    decided = document.outcome.kind if document.outcome else None
    if decided == "administrative_case" and "offender" not in present:
        yield "persons:offender"
    for person in document.persons:
        yield from _wanted_of_person(person, fields)


def _wanted_of_person(person: EventPerson, fields: FieldSet) -> Iterator[str]:
    if person.role in fields.named_roles | fields.identified_roles and not person.surname:
        yield f"persons.{person.ref}.surname"
    identified = person.personal_code or person.birth_on
    if person.role in fields.identified_roles and not identified:
        yield f"persons.{person.ref}.personal_code"


def _wanted_of_things(document: Document, fields: FieldSet) -> Iterator[str]:
    for name in sorted(fields.lists_wanted):
        if not getattr(document, name):
            yield name
    for vehicle in document.vehicles:
        if not vehicle.plate and not vehicle.vin:
            yield f"vehicles.{vehicle.ref}.plate"
