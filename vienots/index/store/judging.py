"""Queries about who is one person: who is alike, and what people have judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct, structs

from vienots.index.contracts import Merge
from vienots.kernel.contracts import Keys
from vienots.kernel.db import Db, execute, fetch_all, fetch_one_or_none, load_queries

queries = load_queries("vienots.index")

ALIKE_MAX = 300
NAMESAKES_MAX = 100


class _Id(Struct, frozen=True):
    id: int


class Home(Struct, frozen=True):
    id: int
    """Of the person."""
    key: str
    """Of the address."""


async def find_alike(db: Db, keys: Keys, ids: Sequence[int]) -> list[int]:
    """The identities that they count to; the asked ones themselves may be among them."""
    found = await fetch_all(
        db,
        _Id,
        queries["find_alike"],
        keys=list(keys),
        ids=list(ids),
        namesakes=NAMESAKES_MAX,
        limit=ALIKE_MAX,
    )
    return [row.id for row in found]


async def list_homes(db: Db, keys: Keys, ids: Sequence[int]) -> list[Home]:
    return await fetch_all(db, Home, queries["list_homes"], keys=list(keys), ids=list(ids))


async def insert_merge(db: Db, merge: Merge) -> None:
    row = structs.asdict(merge)
    for name in ("undone_at", "undone_by", "undone_reason"):
        row.pop(name)
    await execute(db, queries["insert_merge"], **row)


async def lock_merge(db: Db, merge_id: UUID) -> Merge | None:
    return await fetch_one_or_none(db, Merge, queries["lock_merge"], id=merge_id)


async def undo_merge(
    db: Db, merge_id: UUID, *, undone_at: datetime, undone_by: str, undone_reason: str
) -> None:
    touched = await execute(
        db,
        queries["undo_merge"],
        id=merge_id,
        undone_at=undone_at,
        undone_by=undone_by,
        undone_reason=undone_reason,
    )
    assert touched == 1, "the merge is locked, and it stood under the lock"


async def list_merges(db: Db, ids: Sequence[int]) -> list[Merge]:
    """Standing ones between these identities."""
    return await fetch_all(db, Merge, queries["list_merges"], ids=list(ids))


async def join_anew(db: Db, thing_id: int) -> None:
    """Say of everybody who is one with this person whose row stands for all."""
    joined = await fetch_all(db, _Id, queries["list_joined"], id=thing_id)
    ids = [row.id for row in joined]
    await execute(db, queries["set_same"], ids=ids, root=ids[0])
