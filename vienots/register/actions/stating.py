"""Events that another system keeps and states: a municipality's journal, a file of its history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import structs

from vienots.identity.api import Right, require, require_trained
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault
from vienots.register import store
from vienots.register.actions.changing import lock_own
from vienots.register.actions.looking_again import queue_if_chosen
from vienots.register.actions.registering import first_record, registers_events
from vienots.register.actions.writing import (
    author_of,
    find_new_faults,
    get_type_facts,
    refuse,
    write_first,
    write_next,
)
from vienots.register.actions.writing_many import write_firsts
from vienots.register.contracts import EventRow, EventWarning, FieldOrigin
from vienots.register.domain.document import (
    LISTS,
    PERSONAL,
    Document,
    changed_paths,
    flatten,
    tidy,
    unflatten,
)
from vienots.register.domain.merge import overwrite
from vienots.register.domain.origins import JOURNAL, MANUAL, REGISTER, stamp
from vienots.register.domain.status import NEEDS_REASON, OPEN, Status
from vienots.register.domain.validation import find_warnings
from vienots.register.errors import EventFaulty, NotARegisteringInstitution
from vienots.register.events import EventChanged
from vienots.register.stated_contracts import StatedEvent, StatedResult
from vienots.register.store import EventRecord

_NEEDS_OUTCOME = frozenset({Status.COMPLETED, Status.TRANSFERRED})


def _refuse_unfit(actor: Actor, stated: StatedEvent) -> None:
    require_trained(actor)
    if any(getattr(stated, name) for name in PERSONAL):
        require(actor, Right.REGISTER_PERSONS)
    if not registers_events(actor.institution):
        raise NotARegisteringInstitution(institution=actor.institution)


async def judge_stated(
    db: Db, actor: Actor, stated: StatedEvent, at: datetime
) -> tuple[list[Fault], list[EventWarning]]:
    """What would be refused and what doubted; nothing is kept."""
    require(actor, Right.REGISTER_WRITE)
    _refuse_unfit(actor, stated)
    document = _document_of(stated, actor)
    faults = await _find_faults(db, None, document, at)
    return faults, [] if faults else find_warnings(document)


async def register_stated(
    db: Db, actor: Actor, event_id: UUID, stated: StatedEvent, at: datetime
) -> StatedResult:
    """A new event of the system's institution, with the institution's next number."""
    require(actor, Right.REGISTER_WRITE)
    record, faults = await _first_of(db, actor, event_id, stated, at)
    if record is None:
        raise EventFaulty(faults)
    record = await write_first(db, actor, record, by=author_of(actor), at=at)
    if Status(record.document.status) not in OPEN:
        await queue_if_chosen(db, actor, record, at)
    return _result(record, "registered")


async def register_many_stated(
    db: Db, actor: Actor, stated: Mapping[UUID, StatedEvent], at: datetime
) -> dict[UUID, StatedResult]:
    """As many calls of `register_stated`, in their order. Those that would be refused are left
    out: nothing was written of them."""
    require(actor, Right.REGISTER_WRITE)
    records = []
    for event_id, one in stated.items():
        record, _ = await _first_of(db, actor, event_id, one, at)
        if record is not None:
            records.append(record)
    written = await write_firsts(db, actor, records, at) if records else []
    return {record.id: _result(record, "registered") for record in written}


async def _first_of(
    db: Db, actor: Actor, event_id: UUID, stated: StatedEvent, at: datetime
) -> tuple[EventRecord | None, list[Fault]]:
    """The event without its number; or None and all that is wrong with it."""
    _refuse_unfit(actor, stated)
    document = _document_of(stated, actor)
    faults = await _find_faults(db, None, document, at)
    if faults:
        return None, faults
    facts = await get_type_facts(db, document.type, document.received_at)
    assert facts is not None, "an unknown type was refused as a fault"
    record = first_record(actor, event_id, document, facts, at, origin=JOURNAL)
    if document.status == Status.COMPLETED:
        record = structs.replace(record, completed_at=at)
    return record, []


async def restate(
    db: Db,
    actor: Actor,
    event_id: UUID,
    before: StatedEvent | None,
    stated: StatedEvent,
    at: datetime,
) -> StatedResult:
    """What the system changed since it last stated the event (`before`; None: never) is changed
    here; what people added meanwhile stays. Also an ended event is put right.

    Raises EventNotFound, NotTheOwner, EventFaulty.
    """
    require(actor, Right.REGISTER_WRITE)
    _refuse_unfit(actor, stated)
    record = await lock_own(db, actor, event_id)
    said = _document_of(stated, actor)
    if before is None:
        wanted = _joined(record.document, said)
    else:
        wanted = overwrite(_document_of(before, actor), record.document, said)
    if record.document.status == wanted.status:
        # Why it is as it is, a person may have said better.
        wanted = structs.replace(wanted, status_reason=record.document.status_reason)
    if not changed_paths(flatten(record.document), flatten(wanted)):
        return _result(record, "unchanged")
    refuse(await _find_faults(db, record.document, wanted, at))
    after = await _after(db, record, wanted, actor, at)
    written = await write_next(
        db,
        actor,
        record,
        after,
        by=author_of(actor),
        cause="changed",
        tell=lambda row, fields: EventChanged(record.id, row, fields),
        at=at,
    )
    if written.document.status != record.document.status:
        await queue_if_chosen(db, actor, written, at)
    return _result(written, "changed")


async def find_own_of_card(db: Db, actor: Actor, card_number: str) -> EventRow | None:
    """The event that a card has become and that the actor's institution has now."""
    require(actor, Right.REGISTER_READ)
    return await store.get_own_row_of_card(db, actor.keys, actor.institution, card_number)


async def had_card(db: Db, actor: Actor, card_number: str) -> bool:
    """Whether the card's event is, or once was, that of the actor's institution."""
    require(actor, Right.REGISTER_READ)
    return await store.had_card(db, actor.institution, card_number)


def _document_of(stated: StatedEvent, actor: Actor) -> Document:
    fields = {name: getattr(stated, name) for name in stated.__struct_fields__}
    if stated.status in NEEDS_REASON:
        # Its reason stands in the journal that states it.
        fields["status_reason"] = actor.name
    return tidy(Document(**fields))


def _joined(present: Document, said: Document) -> Document:
    """The first word of a journal about an event that a card has made: what it does not tell
    stays as the card had it; its own people and things stand beside those of the card."""
    flat = flatten(said)
    for name in LISTS:
        flat |= {
            f"{name}.{item.ref}.{field}": value
            for item in getattr(present, name)
            for field, value in structs.asdict(item).items()
            if field != "ref" and value not in (None, "", []) and not _tells_of(said, name, item)
        }
    scalars = {path: value for path, value in flatten(present).items() if path not in flat}
    kept = {path: value for path, value in scalars.items() if path.partition(".")[0] not in LISTS}
    return unflatten(kept | flat, said)


def _tells_of(said: Document, name: str, item: object) -> bool:
    """Whether the journal has this very person or thing among its own."""
    mine = getattr(said, name)
    telling = ("personal_code", "phone", "plate", "serial", "number")
    return any(
        getattr(item, field, None) and getattr(item, field, None) == getattr(one, field, None)
        for one in mine
        for field in telling
    )


async def _find_faults(
    db: Db, before: Document | None, wanted: Document, at: datetime
) -> list[Fault]:
    faults = await find_new_faults(db, before, wanted, at)
    if wanted.status not in Status.__members__.values():
        data: dict[str, str | int | float] = {"given": wanted.status[:60]}
        return [*faults, Fault("status", "register.status_unknown", data)]
    if Status(wanted.status) in _NEEDS_OUTCOME and wanted.outcome is None:
        faults.append(Fault("outcome.kind", "register.field_missing"))
    return faults


async def _after(
    db: Db, record: EventRecord, wanted: Document, actor: Actor, at: datetime
) -> EventRecord:
    told = FieldOrigin(JOURNAL, actor.name, at, actor.name)
    facts = await get_type_facts(db, wanted.type, wanted.received_at)
    assert facts is not None, "an unknown type was refused as a fault"
    origins = stamp(record.origins, flatten(record.document), flatten(wanted), told)
    chosen = origins.get("category")
    derived = chosen is None or chosen.origin not in {JOURNAL, MANUAL}
    if wanted.type != record.document.type and derived:
        wanted = structs.replace(wanted, category=facts.category)
        origins.pop("category", None)
        if facts.category is not None:
            origins["category"] = FieldOrigin(REGISTER, "incident_type", at, actor.name)
    completed_at = record.completed_at or at if wanted.status == Status.COMPLETED else None
    return structs.replace(
        record,
        document=wanted,
        origins=origins,
        type_version=facts.version,
        type_group=facts.group,
        completed_at=completed_at,
    )


def _result(record: EventRecord, outcome: str) -> StatedResult:
    return StatedResult(
        record.id,
        record.number,
        record.version,
        outcome,  # type: ignore[arg-type]
        find_warnings(record.document),
    )
