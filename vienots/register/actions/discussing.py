"""Comments and tasks of an event: said and set by everybody who works on it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.identity.api import Right, find_people, require
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, Fault
from vienots.register import store, work_store
from vienots.register.actions.changing import lock_writable
from vienots.register.errors import TaskNotFound
from vienots.register.events import CommentAdded, TaskChanged
from vienots.register.store import EventRecord
from vienots.register.work_contracts import Comment, NewComment, NewTask, Task


async def add_comment(
    db: Db, actor: Actor, event_id: UUID, comment: NewComment, at: datetime
) -> list[Comment]:
    """What was said stays; a correction stands beside it. Sent again, it is said once."""
    require(actor, Right.REGISTER_WRITE)
    record = await lock_writable(db, actor, event_id)
    said = await work_store.list_comments(db, record.id)
    if comment.corrects is not None and comment.corrects not in {one.id for one in said}:
        raise BadInput([Fault("corrects", "register.comment_unknown")])
    if await work_store.insert_comment(db, record.id, comment, actor, at):
        event = CommentAdded(record.id, comment.id)
        await journal.record(db, actor, event, audience=record.audience, at=at)
    return await work_store.list_comments(db, record.id)


async def set_task(db: Db, actor: Actor, event_id: UUID, new: NewTask, at: datetime) -> list[Task]:
    """For an institution that sees the event, or for one of its people. Sent again, it is one."""
    require(actor, Right.REGISTER_WRITE)
    record = await lock_writable(db, actor, event_id)
    assignee = await _find_assignee(db, record, new)
    task = Task(
        id=new.id,
        event_id=record.id,
        institution=new.institution,
        assignee=assignee[0] if assignee else None,
        assignee_name=assignee[1] if assignee else None,
        title=new.title,
        due_at=new.due_at,
        set_at=at,
        set_by_name=actor.name,
        done_at=None,
        done_by_name=None,
    )
    if await work_store.insert_task(db, task):
        await _tell(db, actor, record, task, at)
    return await work_store.list_tasks(db, record.id)


async def _find_assignee(db: Db, record: EventRecord, new: NewTask) -> tuple[str, str] | None:
    faults = []
    if new.institution not in record.seen_by:
        data: dict[str, str | int | float] = {"given": new.institution}
        faults.append(Fault("institution", "register.institution_unfit", data))
    people = [] if new.assignee is None else await find_people(db, [new.assignee])
    fitting = [one for one in people if one.institution == new.institution]
    if new.assignee is not None and not fitting:
        faults.append(Fault("assignee", "register.member_unknown", {"given": new.assignee}))
    if faults:
        raise BadInput(faults)
    return (fitting[0].id, fitting[0].name) if fitting else None


async def finish_task(db: Db, actor: Actor, task_id: UUID, at: datetime) -> list[Task]:
    """By anybody of the institution that it was set for. Done twice, it is done once."""
    require(actor, Right.REGISTER_WRITE)
    task = await work_store.get_task(db, task_id)
    if task is None or task.institution != actor.institution:
        raise TaskNotFound(id=str(task_id))
    record = await store.lock_event(db, actor.keys, task.event_id)
    if record is None:
        raise TaskNotFound(id=str(task_id))
    if await work_store.finish_task(db, task_id, by_name=actor.name, at=at):
        done = await work_store.get_task(db, task_id)
        assert done is not None, "a task is never taken away"
        await _tell(db, actor, record, done, at)
    return await work_store.list_tasks(db, record.id)


async def _tell(db: Db, actor: Actor, record: EventRecord, task: Task, at: datetime) -> None:
    event = TaskChanged(record.id, task)
    await journal.record(db, actor, event, audience=record.audience, at=at)
