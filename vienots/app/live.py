"""`GET /api/v1/live`: a snapshot of what the desk may see, then every change to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Annotated, Any

from litestar import Request, Router, get
from litestar.params import FromQuery, QueryParameter
from litestar.response import Stream
from psycopg import IsolationLevel

from vienots.app.dependencies import identify
from vienots.app.transaction import without_transaction
from vienots.identity.api import Right, require
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, Pool, set_keys
from vienots.kernel.errors import NotSignedIn
from vienots.kernel.journal import Cursor
from vienots.kernel.live import Hub, Subscriber, encode

Snapshot = Callable[[Db, Actor], Awaitable[Mapping[str, list[Any]]]]

STREAM_MAX_S = 900.0
"""Rights are looked at anew at least this often: the desk comes back by cursor and sees no gap."""


@get("/live", opt=without_transaction(), media_type="text/event-stream")
async def follow_live(
    request: Request[Any, Any, Any],
    positions: FromQuery[bool] = True,
    since: Annotated[str | None, QueryParameter(max_length=100)] = None,
) -> Stream:
    """Server-sent events: `snapshot`, `change`, `positions`, `heartbeat`, `restart`.

    Resumes after the cursor of `Last-Event-ID`, or of `since` where a client can't set headers.
    """
    hub: Hub = request.app.state.hub
    pool: Pool = request.app.state.pool
    async with pool.connection() as db:
        actor = await identify(db, request.scope)
    if actor is None:
        raise NotSignedIn
    require(actor, Right.LIVE_READ)
    cursor = Cursor.parse(request.headers.get("last-event-id") or since or "")
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    body = _serve(hub, pool, request.app.state.snapshots, actor, cursor, positions)
    return Stream(body, media_type="text/event-stream", headers=headers)


async def _serve(
    hub: Hub,
    pool: Pool,
    snapshots: list[Snapshot],
    actor: Actor,
    since: Cursor | None,
    positions: bool,
) -> AsyncIterator[bytes]:
    """Subscribe first, then read: what comes between the two waits in the queue."""
    subscriber = hub.subscribe(actor, positions=positions)
    ends_at = asyncio.get_running_loop().time() + STREAM_MAX_S
    try:
        yield await _first(hub, pool, snapshots, actor, subscriber, since)
        while asyncio.get_running_loop().time() < ends_at:
            taken = await subscriber.take()
            if not taken:
                return
            yield taken
    finally:
        hub.unsubscribe(subscriber)


async def _first(
    hub: Hub,
    pool: Pool,
    snapshots: list[Snapshot],
    actor: Actor,
    subscriber: Subscriber,
    since: Cursor | None,
) -> bytes:
    missed = None if since is None else await hub.missed(subscriber, since)
    if missed is not None:
        return b"".join(missed) or b":\n\n"
    return await take_snapshot(pool, snapshots, actor)


async def take_snapshot(pool: Pool, snapshots: list[Snapshot], actor: Actor) -> bytes:
    """All contexts' parts from one moment, with the cursor from which the changes follow."""
    async with pool.connection() as db:
        await db.set_isolation_level(IsolationLevel.REPEATABLE_READ)
        try:
            async with db.transaction():
                await set_keys(db, actor.keys)
                cursor = await journal.snapshot_cursor(db)
                parts: dict[str, Any] = {"cursor": str(cursor)}
                for snapshot in snapshots:
                    parts |= await snapshot(db, actor)
        finally:
            await db.set_isolation_level(None)
    return encode("snapshot", parts, cursor)


router = Router("/", route_handlers=[follow_live], tags=["live"])
