"""Moves what was begun at a desk a step on, one import after the other; forgets old files."""

from __future__ import annotations

from datetime import datetime

from vienots.imports import opening, store
from vienots.imports.actions.forgetting import forget_files
from vienots.imports.actions.running import actor_of, stop_faulty, take_step
from vienots.imports.opening import Opened
from vienots.kernel.db import Db
from vienots.kernel.errors import Refusal
from vienots.kernel.follow import Periodic
from vienots.kernel.jobs import Arguments, Job

STEP_EVERY_S = 0.1


class Stepper:
    """Keeps the file of the last step open: the next step is mostly of the same one."""

    def __init__(self) -> None:
        self._opened: Opened | None = None

    async def step(self, db: Db, at: datetime) -> None:
        """Reading the file comes before the first write: nobody waits for it."""
        found = await store.find_next(db)
        if found is None:
            self._opened = None
            return
        record = await store.get_import(db, found.institution, found.id)
        assert record is not None, "it was found in this transaction"
        actor = actor_of(record)
        try:
            if self._opened is None or self._opened.key != opening.key_of(record):
                self._opened = None
                self._opened = await opening.open_whole(db, record)
            async with db.transaction():
                await take_step(db, actor, record.id, self._opened, at)
        except Refusal as refusal:
            await stop_faulty(db, actor, record.id, refusal, at)


def build_periodic() -> list[Periodic]:
    return [Periodic("imports.step", STEP_EVERY_S, Stepper().step)]


async def forget(db: Db, arguments: Arguments, at: datetime) -> None:  # noqa: ARG001 (a job's form)
    await forget_files(db, at)


JOBS = [Job("imports.forget_files", forget, cron="43 3 * * *")]
