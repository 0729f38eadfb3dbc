"""Queries of the work around events. Row security shows them with their event."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from msgspec import structs
from psycopg.errors import UniqueViolation

from vienots.kernel.contracts import Actor, Keys
from vienots.kernel.db import Db, execute, fetch_all, fetch_one_or_none, load_queries
from vienots.register.contracts import EventRow
from vienots.register.errors import OfferedAlready
from vienots.register.work_contracts import (
    Comment,
    NewComment,
    Participant,
    Relation,
    SecondLook,
    Task,
    Transfer,
)

queries = load_queries("vienots.register")

LIST_MAX = 200


async def insert_transfer(db: Db, transfer: Transfer) -> None:
    """Raises OfferedAlready."""
    try:
        await execute(db, queries["insert_transfer"], **structs.asdict(transfer))
    except UniqueViolation as error:
        assert error.diag.constraint_name == "transfer_open_once", error
        raise OfferedAlready from error


async def get_transfer(db: Db, transfer_id: UUID) -> Transfer | None:
    return await fetch_one_or_none(db, Transfer, queries["get_transfer"], id=transfer_id)


async def list_transfers(db: Db, event_id: UUID) -> list[Transfer]:
    return await fetch_all(db, Transfer, queries["list_transfers"], event_id=event_id)


async def answer_transfer(
    db: Db, transfer_id: UUID, state: str, *, by_name: str, reason: str | None, at: datetime
) -> bool:
    """False: it was answered before."""
    query = queries["answer_transfer"]
    touched = await execute(
        db, query, id=transfer_id, state=state, by_name=by_name, reason=reason, at=at
    )
    return touched == 1


async def take_overdue(db: Db, at: datetime) -> list[Transfer]:
    """Offers whose alarm is to be given now, locked and marked."""
    query = queries["list_overdue_transfers"]
    due = await fetch_all(db, Transfer, query, at=at, limit=LIST_MAX)
    for transfer in due:
        await execute(db, queries["mark_overdue"], id=transfer.id, at=at)
    return [structs.replace(transfer, overdue_at=at) for transfer in due]


async def list_offers(db: Db, institution: str) -> list[Transfer]:
    query = queries["list_offers"]
    return await fetch_all(db, Transfer, query, institution=institution, limit=LIST_MAX)


async def put_participant(db: Db, event_id: UUID, participant: Participant) -> None:
    await execute(
        db,
        queries["put_participant"],
        event_id=event_id,
        institution=participant.institution,
        may_write=participant.may_write,
        reason=participant.reason,
        at=participant.invited_at,
        by_name=participant.invited_by_name,
    )


async def end_participant(
    db: Db, event_id: UUID, institution: str, *, by_name: str, at: datetime
) -> bool:
    """False: it took no part."""
    query = queries["end_participant"]
    touched = await execute(
        db, query, event_id=event_id, institution=institution, by_name=by_name, at=at
    )
    return touched == 1


async def list_participants(db: Db, event_id: UUID) -> list[Participant]:
    return await fetch_all(db, Participant, queries["list_participants"], event_id=event_id)


async def insert_comment(
    db: Db, event_id: UUID, comment: NewComment, by: Actor, at: datetime
) -> bool:
    """False: it stands already."""
    touched = await execute(
        db,
        queries["insert_comment"],
        **structs.asdict(comment),
        event_id=event_id,
        at=at,
        by=by.id,
        by_name=by.name,
        institution=by.institution,
    )
    return touched == 1


async def list_comments(db: Db, event_id: UUID) -> list[Comment]:
    return await fetch_all(db, Comment, queries["list_comments"], event_id=event_id)


async def insert_task(db: Db, task: Task) -> bool:
    """False: it stands already."""
    return await execute(db, queries["insert_task"], **structs.asdict(task)) == 1


async def get_task(db: Db, task_id: UUID) -> Task | None:
    return await fetch_one_or_none(db, Task, queries["get_task"], id=task_id)


async def finish_task(db: Db, task_id: UUID, *, by_name: str, at: datetime) -> bool:
    """False: it was done before."""
    return await execute(db, queries["finish_task"], id=task_id, by_name=by_name, at=at) == 1


async def list_tasks(db: Db, event_id: UUID) -> list[Task]:
    return await fetch_all(db, Task, queries["list_tasks"], event_id=event_id)


async def list_open_tasks(db: Db, institution: str, actor: str) -> list[Task]:
    query = queries["list_open_tasks"]
    return await fetch_all(db, Task, query, institution=institution, actor=actor, limit=LIST_MAX)


async def insert_relation(db: Db, relation: Relation) -> bool:
    """False: it stands already, or another one between the two."""
    fields = structs.asdict(relation)
    return await execute(db, queries["insert_relation"], **fields) == 1


async def get_relation(db: Db, relation_id: UUID) -> Relation | None:
    return await fetch_one_or_none(db, Relation, queries["get_relation"], id=relation_id)


async def end_relation(db: Db, relation_id: UUID, *, by_name: str, at: datetime) -> bool:
    """False: it was ended before."""
    query = queries["end_relation"]
    return await execute(db, query, id=relation_id, by_name=by_name, at=at) == 1


async def list_relations(db: Db, event_id: UUID) -> list[Relation]:
    query = queries["list_relations"]
    return await fetch_all(db, Relation, query, event_id=event_id, limit=LIST_MAX)


async def insert_second_look(db: Db, look: SecondLook) -> None:
    await execute(db, queries["insert_second_look"], **structs.asdict(look))


async def get_second_look(db: Db, look_id: UUID) -> SecondLook | None:
    return await fetch_one_or_none(db, SecondLook, queries["get_second_look"], id=look_id)


async def judge_second_look(
    db: Db, look_id: UUID, verdict: str, note: str, by: Actor, at: datetime
) -> bool:
    """False: it was judged before."""
    query = queries["judge_second_look"]
    touched = await execute(
        db, query, id=look_id, verdict=verdict, note=note, by=by.id, by_name=by.name, at=at
    )
    return touched == 1


async def list_second_looks(db: Db, event_id: UUID) -> list[SecondLook]:
    return await fetch_all(db, SecondLook, queries["list_second_looks"], event_id=event_id)


async def list_waiting_looks(db: Db, institution: str, actor: str) -> list[SecondLook]:
    query = queries["list_waiting_looks"]
    return await fetch_all(
        db, SecondLook, query, institution=institution, actor=actor, limit=LIST_MAX
    )


async def list_rows(db: Db, keys: Keys, ids: Collection[UUID]) -> dict[UUID, EventRow]:
    rows = await fetch_all(db, EventRow, queries["list_rows_of"], ids=list(ids), keys=list(keys))
    return {row.id: row for row in rows}
