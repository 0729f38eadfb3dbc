"""Queries of searches that stand, what has changed for them, and what was told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct, structs

from vienots.index.contracts import HitEvent, SearchFilter
from vienots.index.domain.standing import News, NewThing
from vienots.index.saved_contracts import KeptSearch, Match, SearchNotice, StandingSearch
from vienots.index.store.finding import narrow
from vienots.kernel.contracts import Keys
from vienots.kernel.db import (
    Db,
    as_json,
    execute,
    fetch_all,
    fetch_one_or_none,
    fetch_value,
    load_queries,
)

queries = load_queries("vienots.index")


class SearchRecord(KeptSearch, frozen=True, kw_only=True):
    checked: int
    """The last change that was held against it."""

    def narrowed(self, limit: int) -> SearchFilter:
        return SearchFilter(
            self.kind, self.since, self.until, self.atvk, self.type, self.role, limit
        )


class NoticeRecord(Struct, frozen=True):
    id: UUID
    event_id: UUID
    matches: list[Match]


class Forgotten(Struct, frozen=True):
    id: UUID
    owner: str
    name: str
    q: str


class _NoticeRow(Struct, frozen=True):
    id: UUID
    search_id: UUID
    told_at: datetime
    seen_at: datetime | None
    matches: list[Match]
    event_id: UUID
    number: str
    institution: str
    type: str
    status: str
    received_at: datetime
    address: str | None
    atvk: str | None


class _Unseen(Struct, frozen=True):
    search_id: UUID
    unseen: int


class _Id(Struct, frozen=True):
    id: int


# ---- the searches --------------------------------------------------------------------------------


async def lock_searches_of(db: Db, owner: str) -> None:
    await execute(db, queries["lock_saved_searches_of"], owner=owner)


async def count_searches(db: Db, owner: str) -> int:
    return int(await fetch_value(db, queries["count_saved_searches"], owner=owner))


async def insert_search(db: Db, search: KeptSearch) -> bool:
    """It waits for what changes from here on. False: the id is taken."""
    row = structs.asdict(search)
    for name in ("version", "paused_because", "told_at"):
        row.pop(name)
    return await execute(db, queries["insert_saved_search"], **row) == 1


async def lock_search(db: Db, search_id: UUID, owner: str) -> SearchRecord | None:
    query = queries["lock_saved_search"]
    return await fetch_one_or_none(db, SearchRecord, query, id=search_id, owner=owner)


async def list_searches(db: Db, owner: str, limit: int) -> list[SearchRecord]:
    query = queries["list_saved_searches"]
    return await fetch_all(db, SearchRecord, query, owner=owner, limit=limit)


async def list_standing(db: Db, institution: str | None, limit: int) -> list[StandingSearch]:
    query = queries["list_standing"]
    return await fetch_all(db, StandingSearch, query, institution=institution, limit=limit)


async def set_search(db: Db, search: KeptSearch) -> None:
    """Its name, its end and whether it is paused."""
    await execute(
        db,
        queries["set_saved_search"],
        id=search.id,
        name=search.name,
        ends_on=search.ends_on,
        paused_because=search.paused_because,
    )


async def wait_anew(db: Db, search_id: UUID) -> None:
    await execute(db, queries["wait_anew"], id=search_id)


async def delete_search(db: Db, search_id: UUID) -> None:
    await execute(db, queries["delete_saved_search"], id=search_id)


async def end_searches(db: Db, today: date, limit: int) -> list[SearchRecord]:
    query = queries["end_saved_searches"]
    return await fetch_all(db, SearchRecord, query, today=today, limit=limit)


async def forget_ended(db: Db, before: date, limit: int) -> list[Forgotten]:
    return await fetch_all(db, Forgotten, queries["forget_ended"], before=before, limit=limit)


async def bump_version(db: Db, search_id: UUID) -> None:
    await execute(db, queries["bump_version"], id=search_id)


# ---- what has changed ----------------------------------------------------------------------------


async def lock_waiting(db: Db, before: datetime, limit: int) -> list[SearchRecord]:
    query = queries["lock_waiting"]
    return await fetch_all(db, SearchRecord, query, before=before, limit=limit)


async def get_upto(db: Db, after: int, limit: int) -> int:
    """The last of the next so many changes."""
    return int(await fetch_value(db, queries["get_upto"], after=after, limit=limit))


async def list_news(db: Db, keys: Keys, search: SearchRecord, upto: int) -> list[NewThing]:
    return await fetch_all(
        db,
        NewThing,
        queries["list_news"],
        **narrow(keys, search.narrowed(1)),
        role=search.role,
        after=search.checked,
        upto=upto,
    )


async def list_members(db: Db, roots: Sequence[int]) -> list[int]:
    rows = await fetch_all(db, _Id, queries["list_members"], roots=list(roots))
    return [row.id for row in rows]


async def set_checked(db: Db, search_id: UUID, checked: int, at: datetime) -> None:
    await execute(db, queries["set_checked"], id=search_id, checked=checked, at=at)


async def forget_changes(db: Db, before: datetime) -> None:
    await execute(db, queries["forget_changes"], before=before)


# ---- what was told -------------------------------------------------------------------------------


async def list_notices_of(
    db: Db, search_id: UUID, event_ids: Sequence[UUID]
) -> dict[UUID, NoticeRecord]:
    query = queries["list_notices_of"]
    rows = await fetch_all(db, NoticeRecord, query, search_id=search_id, event_ids=list(event_ids))
    return {row.event_id: row for row in rows}


async def put_notice(
    db: Db, notice_id: UUID, search: SearchRecord, news: News, at: datetime
) -> None:
    """New, or new again with what was found in its event since."""
    await execute(
        db,
        queries["put_notice"],
        id=notice_id,
        search_id=search.id,
        owner=search.owner,
        event_id=news.event_id,
        matches=as_json(news.matches),
        at=at,
    )


async def set_told(db: Db, search_id: UUID, at: datetime) -> None:
    await execute(db, queries["set_told"], id=search_id, at=at)


async def list_notices(db: Db, keys: Keys, search_id: UUID, limit: int) -> list[SearchNotice]:
    query = queries["list_notices"]
    rows = await fetch_all(db, _NoticeRow, query, keys=list(keys), search_id=search_id, limit=limit)
    return [_notice_of(row) for row in rows]


def _notice_of(row: _NoticeRow) -> SearchNotice:
    event = HitEvent(
        id=row.event_id,
        number=row.number,
        institution=row.institution,
        type=row.type,
        status=row.status,
        received_at=row.received_at,
        address=row.address,
        atvk=row.atvk,
        role=None,
    )
    return SearchNotice(row.id, row.search_id, row.told_at, row.seen_at, event, row.matches)


async def count_unseen(db: Db, keys: Keys, ids: Sequence[UUID]) -> dict[UUID, int]:
    query = queries["count_unseen"]
    rows = await fetch_all(db, _Unseen, query, keys=list(keys), ids=list(ids))
    return {row.search_id: row.unseen for row in rows}


async def set_seen(db: Db, search_id: UUID, ids: Sequence[UUID], at: datetime) -> int:
    query = queries["set_seen"]
    return await execute(db, query, search_id=search_id, ids=list(ids), at=at)
