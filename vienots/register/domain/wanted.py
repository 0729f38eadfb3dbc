"""What is still wanted before an event can be completed, in order of legal need.

The field list of MK noteikumi Nr. 190 was not at hand when this was written; the order follows
its idea of an event: how it ended, what it was in law, when, where, what happened, who, with what.
"""

from __future__ import annotations

from collections.abc import Iterator

from vienots.register.contracts import EventPerson
from vienots.register.domain.document import Document

OFFENCES = frozenset({"criminal_offence", "possible_offence"})
DECISIONS = frozenset({"criminal_case", "administrative_case"})
"""Outcomes that are a decision with a number of its own."""
ASKS_IN_PERSON = frozenset({"in_person", "written", "e_mail", "app"})
"""Ways that always have somebody behind them; a caller may hide his number."""
# Who an event of this group is about.
ROLES_WANTED: dict[str, tuple[str, ...]] = {
    "family_violence": ("protected", "threat"),
    "theft": ("victim",),
}
VEHICLES_WANTED = frozenset({"traffic"})
OBJECTS_WANTED = frozenset({"theft"})
# In these roles a person is decided about: there must be no doubt who it is.
IDENTIFIED_ROLES = frozenset({"offender", "detained", "threat"})
NAMED_ROLES = frozenset({"victim", "protected", "minor", "missing"})


def list_wanted(document: Document, group: str) -> list[str]:
    """Paths; `persons:victim` wants a person in that role, `vehicles` any vehicle at all.

    Pure in what it reads: the document, the group of its type and its legal class.
    """
    return [
        *_wanted_of_outcome(document),
        *_wanted_of_event(document),
        *_wanted_of_persons(document, group),
        *_wanted_of_things(document, group),
    ]


def _wanted_of_outcome(document: Document) -> Iterator[str]:
    if document.outcome is None:
        yield "outcome.kind"
    elif document.outcome.kind in DECISIONS and not document.outcome.number:
        # The number leads to the case, and the case holds the rest.
        yield "outcome.number"


def _wanted_of_event(document: Document) -> Iterator[str]:
    if document.legal_class is None:
        yield "legal_class"
    # An offence stands or falls by when it was done; a danger by when it was reported.
    if document.legal_class in OFFENCES and document.occurred_from is None:
        yield "occurred_from"
    place = document.place
    if not place.address and (place.lat is None or place.lon is None):
        yield "place.address"
    if place.atvk is None:
        yield "place.atvk"
    if not document.narrative:
        yield "narrative"


def _wanted_of_persons(document: Document, group: str) -> Iterator[str]:
    present = {person.role for person in document.persons}
    if document.received_via in ASKS_IN_PERSON and not present & {"applicant", "representative"}:
        yield "persons:applicant"
    for role in ROLES_WANTED.get(group, ()):
        if role not in present:
            yield f"persons:{role}"
    decided = document.outcome.kind if document.outcome else None
    if decided == "administrative_case" and "offender" not in present:
        yield "persons:offender"
    for person in document.persons:
        yield from _wanted_of_person(person)


def _wanted_of_person(person: EventPerson) -> Iterator[str]:
    if person.role in NAMED_ROLES | IDENTIFIED_ROLES and not person.surname:
        yield f"persons.{person.ref}.surname"
    identified = person.personal_code or person.birth_on
    if person.role in IDENTIFIED_ROLES and not identified:
        yield f"persons.{person.ref}.personal_code"


def _wanted_of_things(document: Document, group: str) -> Iterator[str]:
    if group in VEHICLES_WANTED and not document.vehicles:
        yield "vehicles"
    for vehicle in document.vehicles:
        if not vehicle.plate and not vehicle.vin:
            yield f"vehicles.{vehicle.ref}.plate"
    if group in OBJECTS_WANTED and not document.objects:
        yield "objects"
