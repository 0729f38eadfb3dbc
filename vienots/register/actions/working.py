"""What waits for somebody, and everything around one event."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.identity.api import Right, require
from vienots.kernel import journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.register import work_store
from vienots.register.actions.reading import get_seen
from vienots.register.actions.relating import list_related
from vienots.register.events import WorkRead
from vienots.register.work_contracts import (
    EventWork,
    OfferedEvent,
    OpenTask,
    WaitingLook,
    Work,
)


async def list_work(db: Db, actor: Actor) -> Work:
    """Lines without persons: offers, tasks, second looks. The earliest due first."""
    require(actor, Right.REGISTER_READ)
    institution = actor.institution
    offers = await work_store.list_offers(db, institution)
    tasks = await work_store.list_open_tasks(db, institution, actor.id)
    reviews = Right.REGISTER_REVIEW in actor.rights
    looks = await work_store.list_waiting_looks(db, institution, actor.id) if reviews else []
    events = [one.event_id for one in offers] + [one.event_id for one in tasks]
    events += [one.event_id for one in looks]
    rows = await work_store.list_rows(db, actor.keys, events)
    offered = [OfferedEvent(one, rows[one.event_id]) for one in offers if one.event_id in rows]
    seen_looks = [one for one in looks if one.event_id in rows]
    return Work(
        offered_to_us=[one for one in offered if one.transfer.to_institution == institution],
        offered_by_us=[one for one in offered if one.transfer.from_institution == institution],
        tasks=[OpenTask(one, rows[one.event_id]) for one in tasks if one.event_id in rows],
        second_looks=[WaitingLook(one, rows[one.event_id]) for one in seen_looks],
    )


async def read_event_work(
    db: Db, actor: Actor, event_id: UUID, purpose: Purpose, at: datetime
) -> EventWork:
    """Comments may name people: the look is written down."""
    require(actor, Right.REGISTER_READ)
    require(actor, Right.REGISTER_PERSONS)
    record = await get_seen(db, actor, event_id)
    work = EventWork(
        transfers=await work_store.list_transfers(db, event_id),
        participants=await work_store.list_participants(db, event_id),
        comments=await work_store.list_comments(db, event_id),
        tasks=await work_store.list_tasks(db, event_id),
        second_looks=await work_store.list_second_looks(db, event_id),
        related=await list_related(db, actor.keys, event_id),
    )
    read = WorkRead(record.id, record.number, [comment.id for comment in work.comments])
    await journal.record_read(db, actor, purpose, read, at=at)
    return work
