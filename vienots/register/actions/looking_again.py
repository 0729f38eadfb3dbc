"""The second look: cancelled events, and a share of the completed ones, judged by somebody else."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import structs

from vienots.identity.api import Right, require
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.register import store, work_store
from vienots.register.actions.writing import author_of, write_next
from vienots.register.domain.sampling import is_sampled
from vienots.register.domain.status import OPEN, Status
from vienots.register.errors import LookJudged, LookNotFound, OwnLook
from vienots.register.events import EventChanged, LookJudgedEvent, LookQueued
from vienots.register.store import EventRecord
from vienots.register.work_contracts import Judgement, SecondLook, Task, Why

SHARE = "second_look_share"
TITLE_MAX = 300


async def queue_if_chosen(db: Db, actor: Actor, record: EventRecord, at: datetime) -> None:
    """After an event ended: a cancelled one always, a completed one by its share."""
    why = why_chosen(record, await classifiers.get(db, SHARE, at))
    if why is not None:
        await _queue(db, actor, record, why, at)


def why_chosen(record: EventRecord, shares: classifiers.Classifier) -> Why | None:
    status = Status(record.document.status)
    if status is Status.CANCELLED:
        return "cancelled"
    if status is Status.COMPLETED and record.completed_at is not None:
        share = shares.get("*")
        if share and is_sampled(record.id, record.completed_at, share.attributes["share"]):
            return "sampled"
    return None


def new_look(actor: Actor, record: EventRecord, why: Why, at: datetime) -> SecondLook:
    return SecondLook(
        id=new_id(),
        event_id=record.id,
        institution=record.institution,
        why=why,
        queued_at=at,
        ended_by=actor.id,
        ended_by_name=actor.name,
        verdict=None,
        judged_at=None,
        judged_by_name=None,
        note=None,
    )


async def _queue(db: Db, actor: Actor, record: EventRecord, why: Why, at: datetime) -> None:
    look = new_look(actor, record, why, at)
    await work_store.insert_second_look(db, look)
    event = LookQueued(record.id, look)
    await journal.record(db, actor, event, audience=record.audience, at=at)


async def judge_ending(
    db: Db, actor: Actor, look_id: UUID, judgement: Judgement, at: datetime
) -> SecondLook:
    """Upheld, it rests. Returned, it is open again, and its officer has a task that says why."""
    require(actor, Right.REGISTER_REVIEW)
    look = await work_store.get_second_look(db, look_id)
    if look is None or look.institution != actor.institution:
        raise LookNotFound(id=str(look_id))
    if look.ended_by == actor.id:
        raise OwnLook
    record = await store.lock_event(db, actor.keys, look.event_id)
    if record is None:
        raise LookNotFound(id=str(look_id))
    verdict, note = judgement.verdict, judgement.note
    if not await work_store.judge_second_look(db, look_id, verdict, note, actor, at):
        raise LookJudged
    judged = await work_store.get_second_look(db, look_id)
    assert judged is not None, "a second look is never taken away"
    await journal.record(
        db, actor, LookJudgedEvent(record.id, judged), audience=record.audience, at=at
    )
    if judgement.verdict == "returned" and Status(record.document.status) not in OPEN:
        await _open_again(db, actor, record, judgement.note, at)
    return judged


async def _open_again(db: Db, actor: Actor, record: EventRecord, note: str, at: datetime) -> None:
    document = structs.replace(
        record.document, status=Status.IN_PROGRESS, status_reason=note[:TITLE_MAX]
    )
    await write_next(
        db,
        actor,
        record,
        structs.replace(record, document=document, completed_at=None),
        by=author_of(actor),
        cause="returned",
        tell=lambda row, fields: EventChanged(record.id, row, fields),
        at=at,
    )
    task = Task(
        id=new_id(),
        event_id=record.id,
        institution=record.institution,
        assignee=record.officer,
        assignee_name=record.officer_name,
        title=note[:TITLE_MAX],
        due_at=None,
        set_at=at,
        set_by_name=actor.name,
        done_at=None,
        done_by_name=None,
    )
    await work_store.insert_task(db, task)
