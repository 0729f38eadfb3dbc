"""Between the words of journals and those of the register: pure, both ways."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from msgspec import structs

from vienots.exchange.contracts import (
    SOURCE_ID_MAX,
    JournalEvent,
    StatedDocument,
    StatedObject,
    StatedOfficer,
    StatedRelations,
)
from vienots.kernel.errors import Fault
from vienots.kernel.faults import list_faults
from vienots.register.contracts import (
    EventDocument,
    EventObject,
    EventOfficer,
    EventView,
)
from vienots.register.stated_contracts import StatedEvent

DEPTH_MAX = 32
_SAME = (
    "type",
    "status",
    "received_at",
    "received_via",
    "legal_class",
    "category",
    "occurred_from",
    "occurred_to",
    "place",
    "narrative",
    "outcome",
    "persons",
    "vehicles",
    "organisations",
)
_RENAMED = {"object_class": "class", "document_type": "type"}


def read(body: bytes) -> tuple[JournalEvent | None, list[Fault]]:
    """The event, or everything that is wrong with its shape."""
    try:
        return msgspec.json.decode(body, type=JournalEvent), []
    except (msgspec.ValidationError, ValueError, RecursionError):
        pass
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None, [Fault("", "input.not_json")]
    return None, list_faults(JournalEvent, value) or [Fault("", "input.not_json")]


def source_id_of(body: bytes) -> str | None:
    """What the journal calls it, as far as that can be read of something that is refused."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return fitting(value.get("source_id")) if isinstance(value, dict) else None


def fitting(name: object) -> str | None:
    """What can be the name of an event; None: it never can."""
    if not isinstance(name, str) or not 1 <= len(name) <= SOURCE_ID_MAX or "\x00" in name:
        return None
    return name


def digest_of(event: JournalEvent) -> bytes:
    """The same for the same words, however they were spaced and ordered."""
    return hashlib.sha256(msgspec.json.encode(event, order="deterministic")).digest()


def to_register(event: JournalEvent) -> StatedEvent:
    return StatedEvent(
        **{name: getattr(event, name) for name in _SAME},
        objects=[EventObject(**structs.asdict(one)) for one in event.objects],
        documents=[EventDocument(**structs.asdict(one)) for one in event.documents],
        officers=[
            EventOfficer(ref=one.ref or f"a{place}", name=one.name, badge=one.badge)
            for place, one in enumerate(event.officers, 1)
        ],
    )


def to_journal(view: EventView, source_id: str, version: int) -> JournalEvent:
    """The event as the register has it now."""
    return JournalEvent(
        source_id=source_id,
        version=version,
        **{name: getattr(view, name) for name in _SAME},
        objects=[StatedObject(**_plain(one)) for one in view.objects],
        documents=[StatedDocument(**_plain(one)) for one in view.documents],
        officers=[StatedOfficer(one.name, one.badge, one.ref) for one in view.officers],
        related=StatedRelations(card=view.card_number),
    )


def _plain(struct: msgspec.Struct) -> dict[str, Any]:
    return structs.asdict(struct)


def in_journals_words(fault: Fault) -> Fault:
    """`objects.b1.object_class` is `objects.b1.class` to a journal."""
    head, _, name = fault.path.rpartition(".")
    if name not in _RENAMED:
        return fault
    return structs.replace(fault, path=f"{head}.{_RENAMED[name]}")
