"""Queries for other contexts: for the auditor without keys, for a reader with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from vienots.index.contracts import EventAround, HitEvent, ToldPerson
from vienots.kernel.contracts import Keys
from vienots.kernel.db import Db, fetch_all, load_queries

queries = load_queries("vienots.index")

AROUND_MAX = 100


async def find_known(
    db: Db, keys: Sequence[str], names: Sequence[str], birth_on: date | None
) -> list[ToldPerson]:
    query = queries["find_known"]
    return await fetch_all(
        db, ToldPerson, query, keys=list(keys), names=list(names), birth_on=birth_on
    )


async def list_persons_told(db: Db, ids: Sequence[int]) -> list[ToldPerson]:
    return await fetch_all(db, ToldPerson, queries["list_persons_told"], ids=list(ids))


class _AroundRow(HitEvent, frozen=True, kw_only=True):
    why: list[str]


async def list_events_around(
    db: Db, keys: Keys, event_id: UUID, refs: Sequence[str]
) -> list[EventAround]:
    rows = await fetch_all(
        db,
        _AroundRow,
        queries["list_events_around"],
        keys=list(keys),
        event_id=event_id,
        refs=list(refs),
        limit=AROUND_MAX,
    )
    return [EventAround(row, row.why) for row in rows]
