"""Registering by hand: an event that came to the police in another way than through 112."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import structs

from vienots.identity.api import Right, require, require_trained
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.register import store
from vienots.register.actions.viewing import entering, show
from vienots.register.actions.writing import (
    STATE_POLICE,
    TypeFacts,
    author_of,
    find_new_faults,
    get_type_facts,
    refuse,
    write_first,
)
from vienots.register.contracts import EventView, FieldOrigin, NewEvent
from vienots.register.domain.access import ORDINARY
from vienots.register.domain.change import first_document
from vienots.register.domain.document import Document, flatten
from vienots.register.domain.origins import MANUAL, REGISTER, stamp
from vienots.register.errors import EventExists, NotARegisteringInstitution
from vienots.register.store import EventRecord

_REGISTERING_PREFIXES = ("pp-", "op-")


def registers_events(institution: str) -> bool:
    return institution == STATE_POLICE or institution.startswith(_REGISTERING_PREFIXES)


async def register_event(db: Db, actor: Actor, new: NewEvent, at: datetime) -> EventView:
    """Sent again by the same person with the same content, it answers as it did the first time."""
    require(actor, Right.REGISTER_WRITE)
    require_trained(actor)
    if not registers_events(actor.institution):
        raise NotARegisteringInstitution(institution=actor.institution)
    document = first_document(new)
    if await store.exists_event(db, new.id):
        return await _answer_again(db, actor, new, document, at)
    refuse(await find_new_faults(db, None, document, at))
    facts = await get_type_facts(db, document.type, document.received_at)
    assert facts is not None, "an unknown type was refused as a fault"
    record = first_record(actor, new.id, document, facts, at)
    record = await write_first(db, actor, record, by=author_of(actor), at=at)
    return await show(db, actor, record, entering(record), at)


def first_record(  # noqa: PLR0913 (who, what, as which type, when, whence)
    by: Actor,
    event_id: UUID,
    document: Document,
    facts: TypeFacts,
    at: datetime,
    *,
    origin: str = MANUAL,
) -> EventRecord:
    """As it is first registered, by a person or by a journal; the number is given when it is
    written."""
    origins = stamp({}, {}, flatten(document), FieldOrigin(origin, by.name, at, by.name))
    if document.category is None and facts.category is not None:
        document = structs.replace(document, category=facts.category)
        origins["category"] = FieldOrigin(REGISTER, "incident_type", at, by.name)
    return EventRecord(
        id=event_id,
        number="",
        institution=by.institution,
        seen_by=sorted({by.institution, STATE_POLICE}),
        level=ORDINARY,
        members=[],
        writers=[],
        version=1,
        type_version=facts.version,
        type_group=facts.group,
        officer=by.id if origin == MANUAL else None,
        officer_name=by.name if origin == MANUAL else None,
        card_id=None,
        card_number=None,
        card_version=None,
        origins=origins,
        created_at=at,
        created_by=by.id,
        changed_at=at,
        completed_at=None,
        document=document,
    )


async def _answer_again(
    db: Db, actor: Actor, new: NewEvent, document: Document, at: datetime
) -> EventView:
    record = await store.get_event(db, actor.keys, new.id)
    first = await store.get_version(db, new.id, 1)
    if record is None or first is None or first.by != actor.id:
        raise EventExists(id=str(new.id))
    asked, kept = flatten(document), flatten(first.document)
    if new.category is None:
        # Derived from the type then; not asked for now either.
        kept.pop("category", None)
    if asked != kept:
        raise EventExists(id=str(new.id))
    return await show(db, actor, record, entering(record), at)
