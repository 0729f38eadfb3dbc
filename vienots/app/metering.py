"""The quotas of the exchange at the edge: asked before any work, told with every answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import psycopg
import structlog
from litestar.types import HTTPScope, Message, Scope
from psycopg_pool import PoolTimeout

from vienots.exchange import api as exchange
from vienots.exchange.api import Meter
from vienots.kernel import clock
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Pool
from vienots.kernel.ids import new_id

log = structlog.get_logger()

EVERY_S = 2.0
"""How long one process may not know what the others have counted."""
_KEY = "vienots_metered"
Synchronise = Callable[[], Awaitable[None]]


def admit(scope: HTTPScope, actor: Actor | None, size: int) -> None:
    """Counts the request of a system at a metered address, once. Raises QuotaUsed."""
    if actor is None or _KEY in scope["state"] or not scope["route_handler"].opt.get("metered"):
        return
    scope["state"][_KEY] = actor
    meter: Meter = scope["litestar_app"].state.meter
    meter.enter(actor, size, clock.now())


async def tell_quotas(message: Message, scope: Scope) -> None:
    """`RateLimit` and `RateLimit-Policy` with every answer to a metered system, refusals too."""
    actor: Actor | None = scope["state"].get(_KEY) if "state" in scope else None
    if message["type"] != "http.response.start" or actor is None or not exchange.is_metered(actor):
        return
    meter: Meter = scope["litestar_app"].state.meter
    now = clock.now()
    told = exchange.headers_of(meter.standing(actor.id, now), now)
    named = [(name.lower().encode(), value.encode()) for name, value in told.items()]
    message["headers"] = [*message.get("headers", []), *named]


@asynccontextmanager
async def synchronising(meter: Meter, pool: Pool) -> AsyncIterator[Synchronise]:
    """Before the first request, every other second, and when the last one has been answered."""
    process = new_id()

    async def once() -> None:
        try:
            async with pool.connection() as db:
                await exchange.synchronise(db, meter, process, clock.now())
        except (psycopg.Error, PoolTimeout, OSError) as error:
            # The counts stay where they are, and are written with the next ones.
            log.warning("metering.database", error=str(error))

    async def forever() -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            await once()

    await once()
    task = asyncio.create_task(forever())
    try:
        yield once
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await once()
