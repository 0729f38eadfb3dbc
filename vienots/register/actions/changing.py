"""Working on an event: taking it, changing it beside others, completing it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import structs

from vienots.identity.api import Right, require, require_trained
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault, StaleVersion
from vienots.register import store, work_store
from vienots.register.actions.looking_again import queue_if_chosen
from vienots.register.actions.viewing import entering, show
from vienots.register.actions.writing import (
    author_of,
    find_new_faults,
    get_type_facts,
    refuse,
    wanted_of,
    write_next,
)
from vienots.register.contracts import EventChange, EventView, FieldOrigin, TakenOver
from vienots.register.domain.change import (
    apply_change,
    find_faults_of_asking,
    present_values,
)
from vienots.register.domain.document import PERSONAL, Document, changed_paths, flatten
from vienots.register.domain.merge import find_collisions, merge
from vienots.register.domain.origins import MANUAL, NARRATIVE, REGISTER, stamp
from vienots.register.domain.status import OPEN, Status, find_transition_faults
from vienots.register.domain.validation import find_faults_of_shape
from vienots.register.errors import (
    EventEnded,
    EventIncomplete,
    EventNotFound,
    FieldsCollide,
    NotTheOwner,
    VersionUnknown,
)
from vienots.register.events import EventChanged, EventCompleted
from vienots.register.store import EventRecord


async def change_event(
    db: Db, actor: Actor, event_id: UUID, change: EventChange, at: datetime
) -> EventView:
    """Put a desk's change upon the event.

    1. Lock it; only the owner's people write. 2. Merge with what others changed since the version
    that the desk has seen; the same field changed by both is refused with its present value.
    3. Judge the whole, naming every fault. 4. Whoever changes it first takes it.
    """
    require(actor, Right.REGISTER_WRITE)
    require_trained(actor)
    if any(getattr(change, name) is not None for name in PERSONAL):
        require(actor, Right.REGISTER_PERSONS)
    record = await lock_writable(db, actor, event_id)
    if change.status is not None and record.institution != actor.institution:
        raise NotTheOwner(owner=record.institution)
    refuse(find_faults_of_asking(change))
    wanted = await _merge(db, record, change)
    unchanged = not changed_paths(flatten(record.document), flatten(wanted))
    if unchanged and not find_faults_of_shape(wanted):
        return await show(db, actor, record, entering(record), at)
    faults = _faults_of_status(record.document, wanted, change.reason)
    refuse(faults + await find_new_faults(db, record.document, wanted, at))
    taken = taken_by(record, wanted, actor, at, change.from_narrative)
    told = await _mark_taken_over(db, actor, taken, change.taken_over, at)
    after = await _with_type(db, told, record, actor, at)
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
    return await show(db, actor, written, entering(written), at)


async def lock_own(db: Db, actor: Actor, event_id: UUID) -> EventRecord:
    """For what the owner's people alone may do."""
    record = await lock_writable(db, actor, event_id)
    if record.institution != actor.institution:
        raise NotTheOwner(owner=record.institution)
    return record


async def lock_writable(db: Db, actor: Actor, event_id: UUID) -> EventRecord:
    """For the owner's people and those of institutions that work on it, too."""
    record = await store.lock_event(db, actor.keys, event_id)
    if record is None:
        raise EventNotFound(id=str(event_id))
    if actor.institution not in (record.institution, *record.writers):
        raise NotTheOwner(owner=record.institution)
    return record


async def _merge(db: Db, record: EventRecord, change: EventChange) -> Document:
    base = record.document
    if not 1 <= change.version <= record.version:
        raise VersionUnknown(version=record.version)
    if change.version < record.version:
        seen = await store.get_version(db, record.id, change.version)
        assert seen is not None, "every version up to the present one is kept"
        base = seen.document
    mine = apply_change(base, change)
    if base is not record.document:
        # What paths can't tell can't be merged.
        refuse(find_faults_of_shape(mine))
    collisions = find_collisions(base, record.document, mine)
    if collisions:
        raise FieldsCollide(version=record.version, **present_values(collisions))
    return merge(base, record.document, mine)


def _faults_of_status(present: Document, wanted: Document, reason: str | None) -> list[Fault]:
    if present.status != wanted.status:
        return find_transition_faults(Status(present.status), Status(wanted.status), reason, wanted)
    if Status(present.status) not in OPEN:
        raise EventEnded(status=present.status)
    return []


def taken_by(
    record: EventRecord,
    wanted: Document,
    by: Actor,
    at: datetime,
    from_narrative: Collection[str],
) -> EventRecord:
    """Whoever changes it first has it; with that it is being worked on."""
    before, typed = flatten(record.document), FieldOrigin(MANUAL, by.name, at, by.name)
    origins = stamp(record.origins, before, flatten(wanted), typed)
    for path in from_narrative:
        if origins.get(path) == typed:
            origins[path] = structs.replace(typed, origin=NARRATIVE)
    if wanted.status == Status.REGISTERED:
        wanted = structs.replace(wanted, status=Status.IN_PROGRESS)
    own = by.institution == record.institution
    return structs.replace(
        record,
        document=wanted,
        origins=origins,
        officer=record.officer or (by.id if own else None),
        officer_name=record.officer_name or (by.name if own else None),
        completed_at=None,
    )


async def _mark_taken_over(
    db: Db, actor: Actor, after: EventRecord, taken_over: Sequence[TakenOver], at: datetime
) -> EventRecord:
    """What says the same as the other event comes from there; what was typed over it does not."""
    typed = FieldOrigin(MANUAL, actor.name, at, actor.name)
    origins, document = dict(after.origins), flatten(after.document)
    for place, taken in enumerate(taken_over):
        other = await store.get_event(db, actor.keys, taken.event)
        if other is None:
            refuse([Fault(f"taken_over.{place}.event", "register.event_not_found")])
            continue
        there = flatten(other.document)
        kind = taken.path.partition(".")[0]
        for path in [path for path in document if path.startswith(f"{taken.path}.")]:
            same = there.get(f"{kind}.{taken.ref}.{path.rpartition('.')[2]}") == document[path]
            if same and origins.get(path) == typed:
                origins[path] = structs.replace(typed, origin=REGISTER, source=other.number)
    return structs.replace(after, origins=origins)


async def _with_type(
    db: Db, after: EventRecord, before: EventRecord, actor: Actor, at: datetime
) -> EventRecord:
    """A new type brings its group, and its category unless a person chose one."""
    document = after.document
    if document.type == before.document.type:
        return after
    facts = await get_type_facts(db, document.type, document.received_at)
    assert facts is not None, "an unknown type was refused as a fault"
    after = structs.replace(after, type_version=facts.version, type_group=facts.group)
    chosen = after.origins.get("category")
    if chosen is not None and chosen.origin == MANUAL:
        return after
    origins = dict(after.origins)
    origins.pop("category", None)
    if facts.category is not None:
        origins["category"] = FieldOrigin(REGISTER, "incident_type", at, actor.name)
    return structs.replace(
        after, document=structs.replace(document, category=facts.category), origins=origins
    )


async def check_seen(db: Db, record: EventRecord, version: int) -> None:
    """What a card added meanwhile, such as an arrival, is no reason to look again."""
    if not 1 <= version <= record.version:
        raise VersionUnknown(version=record.version)
    if version < record.version:
        since = await store.list_versions(db, record.id, record.version - version)
        if any(later.cause != "card" for later in since):
            raise StaleVersion(version=record.version)


def completed_by(record: EventRecord, by: Actor, at: datetime) -> EventRecord:
    return structs.replace(
        record,
        document=structs.replace(record.document, status=Status.COMPLETED, status_reason=None),
        completed_at=at,
        officer=record.officer or by.id,
        officer_name=record.officer_name or by.name,
    )


async def complete_event(
    db: Db, actor: Actor, event_id: UUID, version: int, at: datetime
) -> EventView:
    """Raises EventIncomplete with everything that is still wanted, in order of legal need."""
    require(actor, Right.REGISTER_WRITE)
    require_trained(actor)
    record = await lock_own(db, actor, event_id)
    await check_seen(db, record, version)
    if Status(record.document.status) not in OPEN:
        raise EventEnded(status=record.document.status)
    faults = [Fault(path, "register.field_missing") for path in await wanted_of(db, record)]
    for task in await work_store.list_tasks(db, record.id):
        if task.done_at is None and task.institution == record.institution:
            faults.append(Fault("tasks", "register.task_open", {"title": task.title}))
    if faults:
        raise EventIncomplete(faults)
    after = completed_by(record, actor, at)
    written = await write_next(
        db,
        actor,
        record,
        after,
        by=author_of(actor),
        cause="completed",
        tell=lambda row, _: EventCompleted(record.id, row),
        at=at,
    )
    await queue_if_chosen(db, actor, written, at)
    return await show(db, actor, written, entering(written), at)
