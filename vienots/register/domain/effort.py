"""How long hands need for an event of a type: a keystroke-level model of the shortest way by keys.

After Card, Moran and Newell, "The keystroke-level model for user performance time with interactive
systems" (CACM 23, 1980): a key of a good typist 0.2 s, a thought before an act 1.35 s. The pointer
is not in it: no step needs one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct, structs

from vienots.register.contracts import (
    EventDocument,
    EventObject,
    EventOfficer,
    EventOrganisation,
    EventOutcome,
    EventPerson,
    EventPlace,
    EventVehicle,
)
from vienots.register.domain.document import Document, Listed
from vienots.register.domain.wanted import FieldSet, list_wanted

KEY_S = 0.2
THINK_S = 1.35

SEEK = 2
"""Alt+N leads to the next of what is missing."""
TAKE = 2
"""Alt+1 takes over what was read in the narrative."""
SEND = 2
"""Ctrl+Enter registers and completes, Enter keeps a person or a thing."""
CHOOSE = 3
"""Letters that tell one value of a code list from the others."""
NARRATIVE = 90
"""Signs of a short narrative: two sentences."""
NAME, CODE, NUMBER, PLATE, MOMENT = 8, 12, 12, 7, 12
STEPS_MAX = 40


class Steps(Struct, frozen=True):
    fields: int
    """That hands fill: what comes by itself is not among them."""
    keys: int
    seconds: float


class Effort(Struct, frozen=True):
    """Of one type of event."""

    type: str
    by_hand: Steps
    from_card: Steps
    """Sent on from 112: the card's place, text, time and caller are there already."""


def estimate(type_code: str, fields: FieldSet, at: datetime) -> Effort:
    place = EventPlace(address="?", atvk="0001000")
    told = Document(type_code, "in_progress", at, "patrol", place=place, narrative="?")
    # The key that opens the form, then the text, of which type and place are taken over.
    begun = _Work(fields=3, keys=1 + NARRATIVE + TAKE + TAKE + SEND, thoughts=4)
    card = structs.replace(told, received_via="call_112")
    return Effort(
        type_code,
        _finish(begun, told, fields),
        _finish(_Work(fields=0, keys=1, thoughts=1), card, fields),
    )


class _Work(Struct):
    fields: int
    keys: int
    thoughts: int


def _finish(work: _Work, document: Document, fields: FieldSet) -> Steps:
    """Whatever is wanted next is sought, typed and kept, until nothing is."""
    for _ in range(STEPS_MAX):
        wanted = list_wanted(document, fields)
        if not wanted:
            break
        document, count, keys = _fill(document, wanted[0], fields)
        work.fields += count
        work.keys += SEEK + keys
        work.thoughts += count
    work.keys += SEND
    work.thoughts += 1
    seconds = work.keys * KEY_S + work.thoughts * THINK_S
    return Steps(work.fields, work.keys, round(seconds, 1))


def _fill(document: Document, path: str, fields: FieldSet) -> tuple[Document, int, int]:
    """The document with it, how many fields that were, and how many keys."""
    simple = _SIMPLE.get(path)
    if simple is not None:
        change, keys = simple
        return structs.replace(document, **change(document)), 1, keys
    if path.startswith("persons:"):
        person = EventPerson("p" + str(len(document.persons) + 1), path.partition(":")[2])
        count, keys = 1, CHOOSE
        if person.role in fields.named_roles | fields.identified_roles:
            person, count, keys = structs.replace(person, surname="?"), count + 1, keys + NAME
        if person.role in fields.identified_roles:
            person = structs.replace(person, personal_code="?")
            count, keys = count + 1, keys + CODE
        return structs.replace(document, persons=[*document.persons, person]), count, keys + SEND
    item, count, keys = _LISTS[path]
    return structs.replace(document, **{path: [item]}), count, keys + SEND


_Change = Callable[[Document], dict[str, object]]
_SIMPLE: dict[str, tuple[_Change, int]] = {
    "outcome.kind": (lambda _: {"outcome": EventOutcome("settled")}, CHOOSE),
    "outcome.number": (lambda _: {"outcome": EventOutcome("settled", "?")}, NUMBER),
    "legal_class": (lambda _: {"legal_class": "possible_offence"}, CHOOSE),
    "occurred_from": (lambda one: {"occurred_from": one.received_at}, MOMENT),
}
_LISTS: dict[str, tuple[Listed, int, int]] = {
    "persons": (EventPerson("p1", "applicant", surname="?"), 2, CHOOSE + NAME),
    "organisations": (EventOrganisation("g1", "applicant", name="?"), 2, CHOOSE + NAME),
    "officers": (EventOfficer("f1", "?"), 1, NAME),
    "vehicles": (EventVehicle("v1", "involved", plate="?"), 2, CHOOSE + PLATE),
    "objects": (EventObject("b1", "other", description="?"), 2, CHOOSE + NARRATIVE // 3),
    "documents": (EventDocument("d1", "other", number="?"), 2, CHOOSE + NUMBER),
}
