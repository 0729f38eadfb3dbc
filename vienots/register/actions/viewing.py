"""An event as one reader may see it, and the entry in the journal that he did."""

from __future__ import annotations

from datetime import datetime

from vienots.identity.api import Right
from vienots.kernel import journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.register import store
from vienots.register.contracts import EventNumber, EventView
from vienots.register.domain.history import is_personal
from vienots.register.domain.validation import find_warnings
from vienots.register.domain.wanted import list_wanted
from vienots.register.events import PersonsRead
from vienots.register.store import EventRecord

WITHHELD = ["persons", "vehicles"]


def sees_persons(actor: Actor) -> bool:
    return Right.REGISTER_PERSONS in actor.rights


def entering(record: EventRecord) -> Purpose:
    """Whoever writes in an event looks at it to write in it."""
    return Purpose("event_entry", record.number)


async def show(
    db: Db, actor: Actor, record: EventRecord, purpose: Purpose, at: datetime
) -> EventView:
    """Every look is written down, with the persons that were shown."""
    view = _view_of(record, await store.list_numbers(db, record.id), sees_persons(actor))
    read = PersonsRead(
        record.id,
        record.number,
        [person.ref for person in view.persons],
        [vehicle.ref for vehicle in view.vehicles],
    )
    await journal.record_read(db, actor, purpose, read, at=at)
    return view


def _view_of(record: EventRecord, numbers: list[EventNumber], with_persons: bool) -> EventView:
    document = record.document
    warnings = find_warnings(document)
    return EventView(
        id=record.id,
        number=record.number,
        institution=record.institution,
        seen_by=record.seen_by,
        version=record.version,
        type=document.type,
        type_version=record.type_version,
        legal_class=document.legal_class,
        category=document.category,
        status=document.status,
        received_at=document.received_at,
        received_via=document.received_via,
        occurred_from=document.occurred_from,
        occurred_to=document.occurred_to,
        on_scene_at=document.on_scene_at,
        place=document.place,
        narrative=document.narrative,
        outcome=document.outcome,
        persons=document.persons if with_persons else [],
        vehicles=document.vehicles if with_persons else [],
        objects=document.objects,
        officer=record.officer,
        officer_name=record.officer_name,
        card_id=record.card_id,
        card_number=record.card_number,
        origins={
            path: origin
            for path, origin in record.origins.items()
            if with_persons or not is_personal(path)
        },
        missing=list_wanted(document, record.type_group),
        created_at=record.created_at,
        changed_at=record.changed_at,
        completed_at=record.completed_at,
        status_reason=document.status_reason,
        numbers=numbers,
        warnings=[w for w in warnings if with_persons or not is_personal(w.path)],
        withheld=[] if with_persons else WITHHELD,
    )
