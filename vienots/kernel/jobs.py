"""Background jobs by procrastinate, in the same database: deferred in the caller's transaction.

A job runs if and only if the change that asked for it was committed. Work that is due every few
seconds is a `follow.Periodic`; what must run at a time, be tried again or be seen when it failed
is a job.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec
import procrastinate
import psycopg
import structlog
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.schema import SchemaManager

from vienots.kernel import clock
from vienots.kernel.db import Db, Pool, execute, load_queries

log = structlog.get_logger()
queries = load_queries(__package__)

Arguments = dict[str, str | int | float | bool | None]

_PREFIX = "procrastinate:"
ANSWERS_KEPT = timedelta(days=2)
"""For so long a repeated request finds its first answer: longer than any desk stays offline."""


class Job(msgspec.Struct, frozen=True):
    """A kind of work. `run` opens nothing and commits nothing: the worker does both."""

    name: str
    run: Callable[[Db, Arguments, datetime], Awaitable[None]]
    queue: str = "ordinary"
    """A queue of its own for anything that can block: one bad partner must not stop the others."""
    attempts_max: int = 8
    cron: str | None = None


async def forget_answers(db: Db, arguments: Arguments, at: datetime) -> None:
    """Drop the kept answers of requests that nobody will repeat any more."""
    dropped = await execute(db, queries["delete_old_idempotency"], before=at - ANSWERS_KEPT)
    log.info("jobs.answers_forgotten", count=dropped)


JOBS = [Job("kernel.forget_answers", forget_answers, cron="17 3 * * *")]


@cache
def _deferrer() -> procrastinate.App:
    # Never opened: it only writes the row on the connection that it is given.
    return procrastinate.App(connector=PsycopgConnector())


async def defer(
    db: Db, name: str, arguments: Arguments, *, queue: str = "ordinary", at: datetime | None = None
) -> int:
    """Ask for a job in the caller's transaction; its number. `at`: not before this time."""
    configured = _deferrer().configure_task(
        name, queue=queue, schedule_at=at, connection=db, allow_unknown=True
    )
    return await configured.defer_async(**arguments)


def build_runner(pool: Pool, jobs: Sequence[Job]) -> procrastinate.App:
    """What the worker runs: every job in a transaction of its own."""
    app = procrastinate.App(connector=PsycopgConnector())
    for job in jobs:
        retry = procrastinate.RetryStrategy(max_attempts=job.attempts_max, exponential_wait=2)
        task = app.task(name=job.name, queue=job.queue, retry=retry)(_in_transaction(pool, job))
        if job.cron is not None:
            app.periodic(cron=job.cron)(task)
    return app


def _in_transaction(pool: Pool, job: Job) -> Callable[..., Awaitable[None]]:
    async def run(timestamp: int = 0, **arguments: str | int | float | bool | None) -> None:
        async with pool.connection() as db:
            await job.run(db, arguments, clock.now())

    return run


def install(db: psycopg.Connection, done: Collection[str]) -> list[str]:
    """Bring procrastinate's own tables up to date; names of what they hold now and did not before.

    A new database gets the schema whole; an older one gets the library's migrations one by one.
    """
    folder = Path(SchemaManager.get_migrations_path())
    missing = [path for path in sorted(folder.glob("*.sql")) if f"{_PREFIX}{path.name}" not in done]
    if not any(name.startswith(_PREFIX) for name in done):
        db.execute(SchemaManager.get_schema().encode())
    else:
        for path in missing:
            db.execute(path.read_bytes())
    if missing:
        db.execute(queries["grant_jobs"])
    return [f"{_PREFIX}{path.name}" for path in missing]
