"""Jobs leave only with the commit, and run in a transaction of their own."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from tests.conftest import ROOT
from tests.kernel.test_journal import connect
from vienots.kernel import jobs
from vienots.kernel.db import Db, build_pool
from vienots.kernel.jobs import Arguments, Job
from vienots.kernel.migrate import migrate

SEEN: list[object] = []


async def note(db: Db, arguments: Arguments, at: datetime) -> None:
    row = await (await db.execute("SELECT current_user::text")).fetchone()
    assert row is not None
    SEEN.append((arguments["door"], row[0]))


async def run_all(dsn: str) -> None:
    """Work until nothing waits."""
    async with (
        build_pool(dsn, min_size=1, max_size=4) as pool,
        build_pool(dsn, min_size=1, max_size=4) as own,
    ):
        runner = jobs.build_runner(pool, [Job("tests.note", note)])
        async with runner.open_async(own), asyncio.timeout(30):
            await runner.run_worker_async(wait=False, install_signal_handlers=False)


async def test_a_job_runs_if_and_only_if_its_change_was_committed(own_dsn: str) -> None:
    SEEN.clear()
    async with await connect(own_dsn) as db:
        await jobs.defer(db, "tests.note", {"door": "undone"})
        await db.rollback()
        await jobs.defer(db, "tests.note", {"door": "kept"})
        await db.commit()

    await run_all(own_dsn)

    assert SEEN == [("kept", "vienots_app")]


def test_migrating_again_changes_nothing(own_dsn: str) -> None:
    assert migrate(own_dsn, Path(ROOT / "migrations")) == []
