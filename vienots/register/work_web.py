"""Addresses of the work around events."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from vienots.kernel.web import ActorParam, DbParam, NowParam, PurposeParam
from vienots.register import actions
from vienots.register.work_contracts import (
    Comment,
    EventWork,
    Invitation,
    Judgement,
    NewComment,
    NewRelation,
    NewTask,
    Offer,
    Participant,
    Related,
    SecondLook,
    Task,
    Transfer,
    TransferAnswer,
    Work,
)


@get("/work")
async def list_work(db: DbParam, actor: ActorParam) -> Work:
    """What waits for the reader and his institution."""
    return await actions.list_work(db, actor)


@get("/events/{event_id:uuid}/work")
async def read_event_work(
    event_id: FromPath[UUID], db: DbParam, actor: ActorParam, purpose: PurposeParam, now: NowParam
) -> EventWork:
    """Offers, institutions, comments, tasks and second looks of one event."""
    return await actions.read_event_work(db, actor, event_id, purpose, now)


@post("/events/{event_id:uuid}/transfers")
async def offer_event(
    event_id: FromPath[UUID], data: JSONBody[Offer], db: DbParam, actor: ActorParam, now: NowParam
) -> Transfer:
    """It stays with its owner until the other institution accepts."""
    return await actions.offer_event(db, actor, event_id, data, now)


@post("/transfers/{transfer_id:uuid}/accept", status_code=200)
async def accept_transfer(
    transfer_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> Transfer:
    return await actions.accept_transfer(db, actor, transfer_id, now)


@post("/transfers/{transfer_id:uuid}/reject", status_code=200)
async def reject_transfer(
    transfer_id: FromPath[UUID],
    data: JSONBody[TransferAnswer],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Transfer:
    return await actions.reject_transfer(db, actor, transfer_id, data, now)


@post("/transfers/{transfer_id:uuid}/withdraw", status_code=200)
async def withdraw_transfer(
    transfer_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> Transfer:
    return await actions.withdraw_transfer(db, actor, transfer_id, now)


@post("/events/{event_id:uuid}/participants", status_code=200)
async def invite_institution(
    event_id: FromPath[UUID],
    data: JSONBody[Invitation],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> list[Participant]:
    return await actions.invite_institution(db, actor, event_id, data, now)


@post("/events/{event_id:uuid}/participants/{institution:str}/end", status_code=200)
async def end_participation(
    event_id: FromPath[UUID],
    institution: FromPath[Annotated[str, Meta(max_length=60)]],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> list[Participant]:
    return await actions.end_participation(db, actor, event_id, institution, now)


@post("/events/{event_id:uuid}/relations", status_code=200)
async def relate_event(
    event_id: FromPath[UUID],
    data: JSONBody[NewRelation],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> list[Related]:
    """Another event belongs to this one. Only who sees both learns of it."""
    return await actions.relate_event(db, actor, event_id, data, now)


@post("/events/{event_id:uuid}/relations/{relation_id:uuid}/end", status_code=200)
async def end_relation(
    event_id: FromPath[UUID],
    relation_id: FromPath[UUID],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> list[Related]:
    return await actions.end_relation(db, actor, event_id, relation_id, now)


@post("/events/{event_id:uuid}/comments", status_code=200)
async def add_comment(
    event_id: FromPath[UUID],
    data: JSONBody[NewComment],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> list[Comment]:
    return await actions.add_comment(db, actor, event_id, data, now)


@post("/events/{event_id:uuid}/tasks", status_code=200)
async def set_task(
    event_id: FromPath[UUID], data: JSONBody[NewTask], db: DbParam, actor: ActorParam, now: NowParam
) -> list[Task]:
    return await actions.set_task(db, actor, event_id, data, now)


@post("/tasks/{task_id:uuid}/done", status_code=200)
async def finish_task(
    task_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> list[Task]:
    return await actions.finish_task(db, actor, task_id, now)


@post("/second-looks/{look_id:uuid}/judge", status_code=200)
async def judge_ending(
    look_id: FromPath[UUID],
    data: JSONBody[Judgement],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> SecondLook:
    return await actions.judge_ending(db, actor, look_id, data, now)


HANDLERS = [
    list_work,
    read_event_work,
    offer_event,
    accept_transfer,
    reject_transfer,
    withdraw_transfer,
    invite_institution,
    end_participation,
    relate_event,
    end_relation,
    add_comment,
    set_task,
    finish_task,
    judge_ending,
]
