"""Followers: what a context does because of what another one wrote into the journal.

The cursor moves in the same transaction as the work: each entry is worked on exactly once,
whatever is killed and whenever.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager
from datetime import datetime

import msgspec

from vienots.kernel import journal
from vienots.kernel.db import Db, execute, fetch_one_or_none, load_queries
from vienots.kernel.errors import Refusal
from vienots.kernel.journal import Cursor, Entry

queries = load_queries(__package__)

BATCH = 200


class Follower(msgspec.Struct, frozen=True):
    name: str
    topics: Collection[str]
    work: Callable[[Db, Entry, datetime], Awaitable[None]]
    kind: str = "change"
    """`read` for who follows looks."""


class Periodic(msgspec.Struct, frozen=True):
    """Work that is due every so often; idempotent, one transaction a time."""

    name: str
    every_s: float
    run: Callable[[Db, datetime], Awaitable[None]]


Opened = Callable[[], AbstractAsyncContextManager[Db]]
"""Each time a transaction of its own."""


class Errand(msgspec.Struct, frozen=True):
    """Work that asks somebody outside. It opens its transactions itself, before and after: none is
    open while it waits, for an open one would hold the feed of every desk back."""

    name: str
    every_s: float
    run: Callable[[Opened], Awaitable[bool]]
    """True: there may be more at once."""


class _Held(msgspec.Struct, frozen=True):
    xid: int
    id: int


async def register(db: Db, follower: Follower) -> None:
    """Make its cursor, once."""
    await execute(db, queries["insert_follower"], name=follower.name)


async def step(db: Db, follower: Follower, at: datetime, limit: int = BATCH) -> int:
    """Work through the next entries in the caller's transaction; the number of entries passed.

    1. Take the cursor; another worker that holds it has the turn. 2. Work on each entry of our
    topics inside a savepoint; a refusal is kept for people to see and does not stop the rest; a
    fault undoes the whole step. 3. Move the cursor.
    """
    held = await fetch_one_or_none(db, _Held, queries["lock_follower"], name=follower.name)
    if held is None:
        return 0
    entries = await journal.read_after(db, Cursor(held.xid, held.id), limit)
    for entry in entries:
        wanted = entry.topic in follower.topics and entry.kind == follower.kind
        if wanted and not entry.erased:
            await _work(db, follower, entry, at)
    if entries:
        last = entries[-1]
        await execute(
            db, queries["move_follower"], name=follower.name, xid=str(last.xid), id=last.id
        )
    return len(entries)


async def _work(db: Db, follower: Follower, entry: Entry, at: datetime) -> None:
    try:
        async with db.transaction():
            await follower.work(db, entry, at)
    except Refusal as refusal:
        await execute(
            db,
            queries["insert_stuck"],
            follower=follower.name,
            entry_id=entry.id,
            refusal=f"{refusal.code} {refusal.data}",
        )
