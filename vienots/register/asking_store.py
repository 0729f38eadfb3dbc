"""Queries about registers that are asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from msgspec import Struct, structs

from vienots.kernel.db import (
    Db,
    as_json,
    execute,
    fetch_all,
    fetch_one_or_none,
    load_queries,
)
from vienots.register.asking_contracts import (
    Asker,
    Breaker,
    Check,
    CheckState,
    DueCheck,
    Inquiry,
    SourceAnswer,
)

queries = load_queries(__package__)


class CheckKey(Struct, frozen=True):
    list: str
    ref: str
    source: str
    key: str


class Standing(Struct, frozen=True):
    source: str
    answered_at: datetime | None
    troubled_at: datetime | None
    said: str | None
    rests_until: datetime | None


class Waiting(Struct, frozen=True):
    source: str
    waiting: int
    oldest_at: datetime | None


class KeptAnswer(Struct, frozen=True):
    answer: SourceAnswer
    answered_at: datetime


async def list_checks(db: Db, event_id: UUID, sources: Collection[str]) -> list[Check]:
    query = queries["list_checks"]
    return await fetch_all(db, Check, query, event_id=event_id, sources=list(sources))


async def list_check_keys(db: Db, event_id: UUID) -> list[CheckKey]:
    return await fetch_all(db, CheckKey, queries["list_check_keys"], event_id=event_id)


async def put_check(  # noqa: PLR0913 (columns of one row)
    db: Db, event_id: UUID, ref: str, inquiry: Inquiry, asker: Asker, at: datetime
) -> None:
    await execute(
        db,
        queries["put_check"],
        event_id=event_id,
        list=inquiry.list,
        ref=ref,
        source=inquiry.source,
        key=inquiry.key,
        actor=asker.id,
        actor_name=asker.name,
        institution=asker.institution,
        at=at,
    )


async def delete_check(db: Db, event_id: UUID, check: CheckKey) -> None:
    query = queries["delete_check"]
    await execute(db, query, event_id=event_id, list=check.list, ref=check.ref, source=check.source)


async def take_checks(
    db: Db, sources: Collection[str], at: datetime, leased_until: datetime, limit: int
) -> list[DueCheck]:
    return await fetch_all(
        db,
        DueCheck,
        queries["take_checks"],
        sources=list(sources),
        at=at,
        leased_until=leased_until,
        limit=limit,
    )


async def set_checked(
    db: Db, due: DueCheck, state: CheckState, note: str | None, at: datetime
) -> bool:
    """False: it asks for another number by now."""
    given = {name: getattr(due, name) for name in ("event_id", "list", "ref", "source", "key")}
    query = queries["set_checked"]
    return await execute(db, query, **given, state=state, note=note, at=at) == 1


async def set_unchecked(db: Db, due: DueCheck, next_at: datetime) -> None:
    given = {name: getattr(due, name) for name in ("event_id", "list", "ref", "source")}
    await execute(db, queries["set_unchecked"], **given, next_at=next_at)


async def get_breaker(db: Db, source: str) -> Breaker:
    found = await fetch_one_or_none(db, Breaker, queries["get_breaker"], source=source)
    return found or Breaker()


async def put_standing(
    db: Db, source: str, breaker: Breaker, said: str | None, at: datetime
) -> None:
    """`said`: what went wrong; None: it answered."""
    await execute(
        db,
        queries["put_standing"],
        source=source,
        **structs.asdict(breaker),
        answered_at=at if said is None else None,
        troubled_at=None if said is None else at,
        said=said,
    )


async def list_standings(db: Db) -> list[Standing]:
    return await fetch_all(db, Standing, queries["list_standings"])


async def count_waiting_checks(db: Db) -> list[Waiting]:
    return await fetch_all(db, Waiting, queries["count_waiting_checks"])


async def get_answer(db: Db, inquiry: Inquiry, at: datetime) -> KeptAnswer | None:
    query = queries["get_answer"]
    given = {"source": inquiry.source, "key": inquiry.key, "at": at}
    return await fetch_one_or_none(db, KeptAnswer, query, **given)


async def put_answer(
    db: Db, inquiry: Inquiry, answer: SourceAnswer, at: datetime, ends_at: datetime
) -> None:
    await execute(
        db,
        queries["put_answer"],
        source=inquiry.source,
        key=inquiry.key,
        answer=as_json(structs.asdict(answer)),
        answered_at=at,
        ends_at=ends_at,
    )


async def forget_answers(db: Db, at: datetime) -> None:
    await execute(db, queries["forget_answers"], at=at)
