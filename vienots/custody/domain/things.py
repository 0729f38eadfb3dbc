"""What an event says of things that were seized or found, in the words of a thing in custody."""

from __future__ import annotations

from collections.abc import Callable

from vienots.custody.contracts import EventThing, ItemKind, Mark, MarkKind
from vienots.register.contracts import EventContent, EventDocument, EventObject, EventVehicle

OBJECT_KINDS: dict[str, ItemKind] = {"seized": "seized", "found": "found"}
TAKEN_DOCUMENTS = frozenset({"seized", "found"})
TAKEN_VEHICLES = frozenset({"seized", "found", "evacuated"})

Name = Callable[[str, str], str]
"""Classifier and code to the words for it."""


def list_things(content: EventContent, name: Name) -> list[EventThing]:
    return [
        *(
            _of_object(one, OBJECT_KINDS[one.status], name)
            for one in content.objects
            if one.status in OBJECT_KINDS
        ),
        *(_of_vehicle(one) for one in content.vehicles if one.role in TAKEN_VEHICLES),
        *(_of_document(one, name) for one in content.documents if one.status in TAKEN_DOCUMENTS),
    ]


def _of_object(one: EventObject, kind: ItemKind, name: Name) -> EventThing:
    return EventThing(
        "objects",
        one.ref,
        kind,
        _join(": ", name("object_class", one.object_class), one.description),
        one.quantity,
        one.unit,
        one.value_eur,
        _marks(("serial", one.serial), ("imei", one.imei)),
    )


def _of_vehicle(one: EventVehicle) -> EventThing:
    words = _join(" ", one.make, one.model, one.colour)
    return EventThing(
        "vehicles",
        one.ref,
        "vehicle",
        _join(", ", words, one.plate) or one.ref,
        1,
        None,
        None,
        _marks(("plate", one.plate), ("vin", one.vin)),
    )


def _of_document(one: EventDocument, name: Name) -> EventThing:
    return EventThing(
        "documents",
        one.ref,
        "document",
        _join(" ", name("document_type", one.document_type), one.number, one.country),
        1,
        None,
        None,
        _marks(("number", one.number)),
    )


def _join(between: str, *parts: str | None) -> str:
    return between.join(part for part in parts if part)


def _marks(*given: tuple[MarkKind, str | None]) -> list[Mark]:
    return [Mark(kind, value) for kind, value in given if value]
