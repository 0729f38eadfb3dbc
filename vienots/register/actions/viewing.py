"""An event as one reader may see it, and the entry in the journal that he did."""

from __future__ import annotations

from datetime import datetime

from msgspec import structs

from vienots.identity.api import Right
from vienots.kernel import journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.register import access_store, store
from vienots.register.actions.writing import get_field_set
from vienots.register.contracts import EventNumber, EventView, Member
from vienots.register.domain.document import PERSONAL, Document
from vienots.register.domain.history import is_personal
from vienots.register.domain.validation import find_warnings
from vienots.register.domain.wanted import FieldSet, list_wanted
from vienots.register.events import PersonsRead
from vienots.register.store import EventRecord


def sees_persons(actor: Actor) -> bool:
    return Right.REGISTER_PERSONS in actor.rights


def entering(record: EventRecord) -> Purpose:
    """Whoever writes in an event looks at it to write in it."""
    return Purpose("event_entry", record.number)


async def show(
    db: Db, actor: Actor, record: EventRecord, purpose: Purpose, at: datetime
) -> EventView:
    """Every look is written down, with the persons that were shown."""
    view, read = await view_of(db, actor, record)
    await journal.record_read(db, actor, purpose, read, at=at)
    return view


async def view_of(db: Db, actor: Actor, record: EventRecord) -> tuple[EventView, PersonsRead]:
    """What the actor may see, and the look to be written down by whoever shows it."""
    numbers = await store.list_numbers(db, record.id)
    shown = _shown_of(record, actor)
    fields = await get_field_set(db, record)
    members = await access_store.list_members(db, record.id) if record.members else []
    with_persons = sees_persons(actor)
    view = _view_of(record, shown, numbers, fields, members, with_persons=with_persons)
    return view, _read_of(record, shown)


def _shown_of(record: EventRecord, actor: Actor) -> Document:
    """The document without what this reader may not see."""
    if sees_persons(actor):
        return record.document
    return structs.replace(record.document, **{name: [] for name in PERSONAL})


def _read_of(record: EventRecord, shown: Document) -> PersonsRead:
    return PersonsRead(
        record.id,
        record.number,
        [person.ref for person in shown.persons],
        [vehicle.ref for vehicle in shown.vehicles],
        [organisation.ref for organisation in shown.organisations],
        [paper.ref for paper in shown.documents],
    )


def _view_of(
    record: EventRecord,
    document: Document,
    numbers: list[EventNumber],
    fields: FieldSet,
    members: list[Member],
    *,
    with_persons: bool,
) -> EventView:
    warnings = find_warnings(document)
    return EventView(
        id=record.id,
        number=record.number,
        institution=record.institution,
        seen_by=record.seen_by,
        level=record.level,
        members=members,
        writers=record.writers,
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
        persons=document.persons,
        vehicles=document.vehicles,
        objects=document.objects,
        organisations=document.organisations,
        documents=document.documents,
        officers=document.officers,
        officer=record.officer,
        officer_name=record.officer_name,
        card_id=record.card_id,
        card_number=record.card_number,
        origins={
            path: origin
            for path, origin in record.origins.items()
            if with_persons or not is_personal(path)
        },
        missing=list_wanted(record.document, fields),
        sections=list(fields.sections),
        created_at=record.created_at,
        changed_at=record.changed_at,
        completed_at=record.completed_at,
        status_reason=document.status_reason,
        numbers=numbers,
        warnings=warnings,
        withheld=[] if with_persons else list(PERSONAL),
    )
