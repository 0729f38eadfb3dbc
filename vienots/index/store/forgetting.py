"""Queries that take out of the index what nothing mentions any more."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from vienots.kernel.db import Db, execute, fetch_all, fetch_one, load_queries

queries = load_queries("vienots.index")


class Parts(Struct, frozen=True):
    """What an event is made of in the index."""

    things: list[int]
    names: list[int]
    tokens: list[int]


class EmptyMerge(Struct, frozen=True):
    id: UUID
    one: int
    other: int


async def list_parts(db: Db, event_id: UUID) -> Parts:
    return await fetch_one(db, Parts, queries["list_parts"], event_id=event_id)


async def list_empty_merges(db: Db, things: Sequence[int]) -> list[EmptyMerge]:
    """Judgements that say nothing any more: no event mentions one of the two."""
    return await fetch_all(db, EmptyMerge, queries["list_empty_merges"], things=list(things))


async def forget_merges(db: Db, things: Sequence[int]) -> None:
    await execute(db, queries["forget_merges"], things=list(things))


async def delete_unmentioned(db: Db, parts: Parts) -> None:
    await execute(db, queries["delete_unmentioned"], ids=parts.things)
    await execute(db, queries["delete_unmentioned_names"], ids=parts.names)
    await execute(db, queries["delete_unmentioned_tokens"], ids=parts.tokens)
