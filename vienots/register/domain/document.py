"""What an event says as one value, and as a flat map of paths, which merge and history use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

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
from vienots.register.domain.codes import parse_personal_code

Value = Any
"""A text, number, time, date or list of texts: never a struct and never empty."""
Flat = dict[str, Value]

SCALARS = (
    "type",
    "legal_class",
    "category",
    "status",
    "status_reason",
    "received_at",
    "received_via",
    "occurred_from",
    "occurred_to",
    "on_scene_at",
    "narrative",
)
ACTS = frozenset({"status", "status_reason"})
"""Set by an act, not known from anywhere: they have no origin."""
Listed = EventPerson | EventVehicle | EventObject | EventOrganisation | EventDocument | EventOfficer
LISTS: dict[str, type[Listed]] = {
    "persons": EventPerson,
    "vehicles": EventVehicle,
    "objects": EventObject,
    "organisations": EventOrganisation,
    "documents": EventDocument,
    "officers": EventOfficer,
}
PIVOTS = {
    "persons": "role",
    "vehicles": "role",
    "objects": "object_class",
    "organisations": "role",
    "documents": "document_type",
    "officers": "name",
    "outcome": "kind",
}
"""The one field that each of these always has."""
PERSONAL = ("persons", "vehicles", "organisations", "documents")
"""What leads to a person: shown to those alone who may see persons."""


class Document(Struct, frozen=True):
    type: str
    status: str
    received_at: datetime
    received_via: str
    legal_class: str | None = None
    category: str | None = None
    status_reason: str | None = None
    occurred_from: datetime | None = None
    occurred_to: datetime | None = None
    on_scene_at: datetime | None = None
    place: EventPlace = EventPlace()
    narrative: str = ""
    outcome: EventOutcome | None = None
    persons: list[EventPerson] = []
    vehicles: list[EventVehicle] = []
    objects: list[EventObject] = []
    organisations: list[EventOrganisation] = []
    documents: list[EventDocument] = []
    officers: list[EventOfficer] = []


def flatten(document: Document) -> Flat:
    """Every value by its path, `persons.p1.phone`; what is empty is not there."""
    flat: Flat = {name: getattr(document, name) for name in SCALARS}
    flat |= _fields("place", document.place)
    if document.outcome is not None:
        flat |= _fields("outcome", document.outcome)
    for name in LISTS:
        for item in getattr(document, name):
            flat |= _fields(f"{name}.{item.ref}", item)
    return {path: value for path, value in flat.items() if value not in (None, "", [])}


def _fields(prefix: str, struct: Struct) -> Flat:
    values = msgspec.structs.asdict(struct)
    values.pop("ref", None)
    return {f"{prefix}.{name}": value for name, value in values.items()}


def unflatten(flat: Mapping[str, Value], order: Document) -> Document:
    """The document of these paths. Listed things stand as in `order`, new ones after them."""
    scalars = {name: flat[name] for name in SCALARS if name in flat}
    parts: dict[str, Any] = {"place": EventPlace(**_below(flat, "place"))}
    outcome = _below(flat, "outcome")
    if outcome:
        parts["outcome"] = EventOutcome(**outcome)
    for name, kind in LISTS.items():
        refs = _refs(flat, name, [item.ref for item in getattr(order, name)])
        parts[name] = [kind(ref=ref, **_below(flat, f"{name}.{ref}")) for ref in refs]
    return Document(**scalars, **parts)


def _below(flat: Mapping[str, Value], prefix: str) -> dict[str, Value]:
    start = f"{prefix}."
    return {path[len(start) :]: value for path, value in flat.items() if path.startswith(start)}


def _refs(flat: Mapping[str, Value], name: str, order: Iterable[str]) -> list[str]:
    start = f"{name}."
    present = dict.fromkeys(path.split(".")[1] for path in flat if path.startswith(start))
    known = [ref for ref in order if ref in present]
    return known + [ref for ref in present if ref not in known]


def changed_paths(before: Flat, after: Flat) -> list[str]:
    """Paths whose values differ, those of `after` first."""
    paths = dict.fromkeys([*after, *before])
    return [path for path in paths if before.get(path) != after.get(path)]


# They turn the writing or stand in it unseen, and make one name look like another; a phone that is
# copied out of a contact list brings them along. Joiners stay: some scripts are written with them.
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")

_Tidied = TypeVar("_Tidied", bound=Struct)


def tidy(document: Document) -> Document:
    """No blanks around texts and nothing unseen in them; a text of blanks alone is no value."""
    things = {name: [_tidy(item) for item in getattr(document, name)] for name in LISTS}
    things["persons"] = [_tidy_person(person) for person in document.persons]
    return msgspec.structs.replace(
        document,
        legal_class=(document.legal_class or "").strip() or None,
        category=(document.category or "").strip() or None,
        narrative=_tidy_text(document.narrative),
        place=_tidy(document.place),
        outcome=None if document.outcome is None else _tidy(document.outcome),
        **things,
    )


def _tidy_text(text: str) -> str:
    return _UNSEEN.sub("", text).strip()


def _tidy_person(person: EventPerson) -> EventPerson:
    """A personal code is written with its hyphen, however it was typed."""
    tidied = _tidy(person)
    code = parse_personal_code(tidied.personal_code) if tidied.personal_code else None
    if code is None:
        return tidied
    return msgspec.structs.replace(tidied, personal_code=code.text)


def _tidy(struct: _Tidied) -> _Tidied:
    required = struct.__struct_fields__[: -len(struct.__struct_defaults__) or None]
    texts = {
        name: _tidy_text(value) or (value if name in required else None)
        for name, value in msgspec.structs.asdict(struct).items()
        if isinstance(value, str)
    }
    return msgspec.structs.replace(struct, **texts)
