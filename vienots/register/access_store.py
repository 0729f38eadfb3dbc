"""Queries of access: a reader's keys, members of an event, broken glasses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct, convert, structs

from vienots.kernel.contracts import Keys
from vienots.kernel.db import (
    Db,
    execute,
    execute_many,
    fetch_all,
    fetch_one,
    fetch_one_or_none,
    load_queries,
)
from vienots.register.contracts import Glass, Member

queries = load_queries("vienots.register")


class _Entered(Struct, frozen=True):
    keys: list[str]


class GlassRecord(Struct, frozen=True, kw_only=True):
    """A glass with what stays in the house: the keys, and who reviewed it."""

    id: UUID
    actor: str
    actor_name: str
    institution: str
    ground: str
    reason: str
    asked_at: datetime
    broken_at: datetime | None = None
    ends_at: datetime | None = None
    keys: list[str]
    reviewed_at: datetime | None = None
    reviewed_by: str | None = None
    reviewed_by_name: str | None = None
    justified: bool | None = None
    review_note: str | None = None

    @property
    def glass(self) -> Glass:
        return convert(self, Glass, from_attributes=True)


async def enter(db: Db, keys: Keys, actor: str, at: datetime) -> Keys:
    """From here to the transaction's end the database shows what these keys open, and those of a
    glass that the actor has broken; all of them."""
    entered = await fetch_one(db, _Entered, queries["enter"], keys=list(keys), actor=actor, at=at)
    return frozenset(entered.keys)


async def put_members(
    db: Db, event_id: UUID, members: Sequence[Member], *, by: str, at: datetime
) -> None:
    await execute(db, queries["delete_members"], event_id=event_id)
    rows = [
        structs.asdict(member) | {"event_id": event_id, "added_by": by, "added_at": at}
        for member in members
    ]
    await execute_many(db, queries["insert_member"], rows)


async def list_members(db: Db, event_id: UUID) -> list[Member]:
    return await fetch_all(db, Member, queries["list_members"], event_id=event_id)


async def lock_glass(db: Db, glass_id: UUID) -> GlassRecord | None:
    return await fetch_one_or_none(db, GlassRecord, queries["lock_glass"], id=glass_id)


async def insert_glass(db: Db, record: GlassRecord) -> None:
    await execute(db, queries["insert_glass"], **structs.asdict(record))


async def update_glass(db: Db, record: GlassRecord) -> None:
    await execute(db, queries["update_glass"], **structs.asdict(record))


async def list_glasses(db: Db, institution: str, actor: str | None, limit: int) -> list[Glass]:
    return await fetch_all(
        db,
        Glass,
        queries["list_glasses"],
        institution=institution,
        actor=actor,
        limit=limit,
    )
