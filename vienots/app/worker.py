"""The background process: seals the journal, moves the followers, does what is due."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from functools import partial

import psycopg
import structlog
from psycopg_pool import PoolTimeout

from vienots.app import contexts
from vienots.app.settings import Settings
from vienots.kernel import clock, follow, seal
from vienots.kernel.db import HOUSE_OPTIONS, Pool, build_pool, fetch_value, load_queries
from vienots.kernel.follow import Follower, Periodic
from vienots.kernel.jobs import build_runner

log = structlog.get_logger()
queries = load_queries("vienots.kernel")

SEAL_EVERY_S = 0.5
"""Sealed within 1.5 s of the commit: this pause, the reading and the writing together."""
FOLLOW_EVERY_S = 0.25
JOBS_AT_ONCE = 4
PAUSE_AFTER_FAULT_MAX_S = 5.0


async def run_worker(settings: Settings) -> None:
    """Until SIGTERM or SIGINT; what is begun is finished, the rest is left for the next."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with build_pool(settings.database_url, min_size=2, max_size=8) as pool:
        loops = [_repeat("seal", SEAL_EVERY_S, _Sealer(settings).run, stop)]
        for follower in contexts.FOLLOWERS:
            await _register(pool, follower)
            loops.append(_repeat(follower.name, FOLLOW_EVERY_S, _stepper(pool, follower), stop))
        loops += [
            _repeat(periodic.name, periodic.every_s, _runner(pool, periodic), stop)
            for periodic in contexts.periodic()
        ]
        loops += [
            _repeat(errand.name, errand.every_s, partial(errand.run, pool.connection), stop)
            for errand in contexts.errands(settings)
        ]
        loops.append(_run_jobs(settings, pool, stop))
        log.info("worker.started", followers=[follower.name for follower in contexts.FOLLOWERS])
        await asyncio.gather(*loops)
    log.info("worker.stopped")


async def _run_jobs(settings: Settings, pool: Pool, stop: asyncio.Event) -> None:
    runner = build_runner(pool, contexts.jobs(settings))
    async with (
        build_pool(settings.database_url, min_size=1, max_size=4) as own,
        runner.open_async(own),
    ):
        work = asyncio.create_task(
            runner.run_worker_async(
                concurrency=JOBS_AT_ONCE, install_signal_handlers=False, delete_jobs="successful"
            )
        )
        await stop.wait()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def _repeat(
    name: str, every_s: float, run: Callable[[], Awaitable[bool]], stop: asyncio.Event
) -> None:
    """Again at once while there is more to do; with growing pauses while the database is away."""
    pause_s = every_s
    while not stop.is_set():
        try:
            more = await run()
            pause_s = 0.0 if more else every_s
        except (psycopg.Error, PoolTimeout, OSError) as error:
            log.warning("worker.database", loop=name, error=str(error))
            pause_s = min(PAUSE_AFTER_FAULT_MAX_S, max(0.5, pause_s * 2))
        except Exception:
            # The edge of the worker: one broken loop must not stop the others.
            log.exception("worker.fault", loop=name)
            pause_s = min(PAUSE_AFTER_FAULT_MAX_S, max(0.5, pause_s * 2))
        try:
            await asyncio.wait_for(stop.wait(), pause_s)
        except TimeoutError:
            continue


async def _register(pool: Pool, follower: Follower) -> None:
    async with pool.connection() as db:
        await follow.register(db, follower)


def _stepper(pool: Pool, follower: Follower) -> Callable[[], Awaitable[bool]]:
    async def step() -> bool:
        async with pool.connection() as db:
            return await follow.step(db, follower, clock.now()) == follow.BATCH

    return step


def _runner(pool: Pool, periodic: Periodic) -> Callable[[], Awaitable[bool]]:
    async def run() -> bool:
        async with pool.connection() as db:
            await periodic.run(db, clock.now())
        return False

    return run


class _Sealer:
    """Holds the sealer's lock on a connection of its own: should it go, another takes over."""

    def __init__(self, settings: Settings) -> None:
        self._dsn = settings.database_url
        self._signer = seal.Signer(settings.audit_dir)
        self._db: psycopg.AsyncConnection | None = None

    async def run(self) -> bool:
        if self._db is None or self._db.closed:
            self._db = await self._connect()
        if self._db is None:
            return False
        async with self._db.transaction():
            return await seal.seal_next(self._db, self._signer, clock.now()) == seal.BATCH

    async def _connect(self) -> psycopg.AsyncConnection | None:
        db = await psycopg.AsyncConnection.connect(
            self._dsn, autocommit=True, options=HOUSE_OPTIONS, application_name="vienots-sealer"
        )
        if await fetch_value(db, queries["lock_sealer"]):
            return db
        await db.close()
        return None
