"""Which fields of an item belong to the thing itself and may be taken over into another event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from vienots.index.contracts import Kind, KnownList
from vienots.register.contracts import EventContent

KINDS_OF: dict[KnownList, Kind] = {
    "persons": "person",
    "vehicles": "vehicle",
    "documents": "mark",
    "organisations": "mark",
}
# A role, a state, a driver are of one event; these are of the thing, whatever happens.
LASTING: dict[KnownList, tuple[str, ...]] = {
    "persons": (
        "personal_code",
        "name",
        "surname",
        "birth_on",
        "sex",
        "citizenship",
        "phone",
        "address",
    ),
    "vehicles": ("plate", "country", "vin", "make", "model", "colour"),
    "documents": ("document_type", "number", "country"),
    "organisations": ("registration_number", "name", "phone", "address"),
}


class Told(Struct, frozen=True):
    """What one event tells."""

    event: UUID
    number: str
    ref: str
    received_at: datetime
    values: dict[str, str]


def values_of(content: EventContent, items: KnownList, ref: str) -> dict[str, str] | None:
    """None where this list has no such ref."""
    found = next((item for item in getattr(content, items) if item.ref == ref), None)
    if found is None:
        return None
    given = {name: getattr(found, name) for name in LASTING[items]}
    return {name: _text(value) for name, value in given.items() if value not in (None, "")}


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def combine(told: Sequence[Told]) -> tuple[dict[str, str], list[str]]:
    """Of each field the newest value, and the fields in which older events say something else."""
    values: dict[str, str] = {}
    differs: dict[str, None] = {}
    for one in told:
        for name, value in one.values.items():
            if values.setdefault(name, value) != value:
                differs[name] = None
    return values, list(differs)
