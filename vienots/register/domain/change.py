"""What a desk asks for, put upon an event: pure, and judged by others."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from vienots.kernel.errors import Fault
from vienots.register.contracts import EventChange, NewEvent
from vienots.register.domain.document import LISTS, Document, tidy
from vienots.register.domain.status import Status

CLEARABLE = ("legal_class", "category", "occurred_from", "occurred_to", "outcome")
_GIVEN = (
    "type",
    "legal_class",
    "category",
    "received_at",
    "received_via",
    "occurred_from",
    "occurred_to",
    "place",
    "narrative",
    "outcome",
    *LISTS,
)


def apply_change(document: Document, change: EventChange) -> Document:
    """`document` as the desk wants it. The status is taken as asked for, allowed or not."""
    fields: dict[str, object] = {
        name: value for name in _GIVEN if (value := getattr(change, name)) is not None
    }
    fields |= dict.fromkeys(name for name in change.clear if name in CLEARABLE)
    if change.status is not None and change.status != document.status:
        fields |= {"status": change.status, "status_reason": (change.reason or "").strip() or None}
    return tidy(msgspec.structs.replace(document, **fields))


def find_faults_of_asking(change: EventChange) -> list[Fault]:
    """What is wrong with the request itself, whatever the event."""
    faults = [
        Fault("clear", "register.not_clearable", {"given": name[:60]})
        for name in change.clear
        if name not in CLEARABLE
    ]
    if change.status is not None and change.status not in Status.__members__.values():
        faults.append(Fault("status", "register.status_unknown", {"given": change.status[:60]}))
    for name in change.clear:
        if name in CLEARABLE and getattr(change, name) is not None:
            faults.append(Fault(name, "register.given_and_cleared"))
    return faults


def first_document(new: NewEvent) -> Document:
    document = Document(
        type=new.type,
        status=Status.REGISTERED,
        received_at=new.received_at,
        received_via=new.received_via,
        legal_class=new.legal_class,
        category=new.category,
        occurred_from=new.occurred_from,
        occurred_to=new.occurred_to,
        place=new.place,
        narrative=new.narrative,
    )
    return tidy(document)


def present_values(collisions: Mapping[str, object]) -> dict[str, str | int | float]:
    """For the refusal: every field with its value now; an emptied one is an empty text."""
    data: dict[str, str | int | float] = {"fields": ", ".join(collisions)}
    for path, value in collisions.items():
        plain = msgspec.to_builtins(value)
        if isinstance(plain, list):
            plain = ", ".join(str(part) for part in plain)
        data[f"present.{path}"] = "" if plain is None else plain
    return data
