"""Queries behind the quality board: the same walk for a number and for its list."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct, structs

from vienots.kernel.db import Db, fetch_all, fetch_one, load_queries
from vienots.register.contracts import EventRow
from vienots.register.quality_contracts import Figure

queries = load_queries("vienots.register")


class Asked(Struct, frozen=True):
    owner: str
    since: datetime
    until: datetime
    at: datetime
    late: timedelta | None
    long: timedelta | None
    near: timedelta | None


class Counts(Struct, frozen=True):
    registered: int
    incomplete: int
    late_entry: int
    open_long: int
    twice: int
    looked_again: int
    returned: int
    unlooked: int


async def count(db: Db, asked: Asked) -> Counts:
    return await fetch_one(db, Counts, queries["count_quality"], **structs.asdict(asked))


async def list_rows(
    db: Db, asked: Asked, figure: Figure, after: tuple[datetime, UUID] | None, limit: int
) -> list[EventRow]:
    return await fetch_all(
        db,
        EventRow,
        queries["list_quality"],
        **structs.asdict(asked),
        figure=figure,
        after_at=after[0] if after else None,
        after_id=after[1] if after else None,
        limit=limit,
    )
