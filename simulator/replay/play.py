"""Plays a plan: a transaction a step, at any speed, through kills of itself and the database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO
from uuid import UUID

import msgspec
import psycopg
from msgspec import Struct

from vienots.kernel.db import (
    HOUSE_OPTIONS,
    Db,
    execute,
    fetch_all,
    fetch_one_or_none,
    fetch_value,
    load_queries,
)

queries = load_queries("simulator.replay")

DATABASE_PATIENCE_S = 120.0
"""A killed database is back within seconds; a machine that starts anew needs longer."""
OTHER_REPLAY_PATIENCE_S = 20.0
"""The connection of a killed replay is noticed as gone within a moment."""
RETRY_S = 0.3
PROGRESS_S = 2.0


class OtherReplayRuns(Exception):
    """Two at once would do each other's steps."""


class Acknowledgement(Struct, frozen=True):
    """A line of the outside file: written after the commit, so that what it names must be there."""

    key: str
    table: str
    id: UUID
    state: str
    happened_at: datetime


class _StepRow(Struct, frozen=True):
    key: str
    subject_id: UUID


class Progress:
    """Counts, and says so every other second."""

    def __init__(self, total: int, already: int, say: Callable[[str], None]) -> None:
        self.total, self.already, self.played, self.calls = total, already, 0, 0
        self._say = say
        self._began = self._said = time.monotonic()

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self._began

    def count(self, stamp: datetime, *, is_call: bool) -> None:
        self.played += 1
        self.calls += is_call
        if time.monotonic() - self._said >= PROGRESS_S:
            self._said = time.monotonic()
            at = self.already + self.played
            self._say(
                f"{at} of {self.total} steps ({at / self.total:.1%}), {self.rate()}, "
                f"file at {stamp:%Y-%m-%d %H:%M:%S}Z"
            )

    def rate(self) -> str:
        elapsed = max(self.elapsed_s, 1e-9)
        return f"{self.calls / elapsed:.1f} calls/s, {self.played / elapsed:.0f} steps/s"


class Pace:
    """When a step is due: the file's time since its first step, divided by the speed."""

    def __init__(self, speed: float | None) -> None:
        self._speed = speed
        self._first: datetime | None = None
        self._began = 0.0

    async def wait_for(self, stamp: datetime) -> None:
        if self._speed is None:
            return
        if self._first is None:
            self._first, self._began = stamp, time.monotonic()
        due = self._began + (stamp - self._first).total_seconds() / self._speed
        await asyncio.sleep(max(0.0, due - time.monotonic()))


class Ledger:
    """One connection, its transactions, and the steps that stand committed."""

    def __init__(self, dsn: str, source: str, say: Callable[[str], None]) -> None:
        self._dsn, self._source, self._say = dsn, source, say
        self._db: Db | None = None

    async def __aenter__(self) -> Ledger:
        await self._connect(OTHER_REPLAY_PATIENCE_S)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._db is not None:
            await self._db.close()

    @property
    def connection(self) -> Db:
        """Outside a transaction, for long reading."""
        assert self._db is not None
        return self._db

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Db]:
        db = self.connection
        async with db.transaction():
            yield db

    async def done(self) -> dict[str, UUID]:
        async with self.transaction() as db:
            rows = await fetch_all(db, _StepRow, queries["list_steps"], source=self._source)
        return {row.key: row.subject_id for row in rows}

    async def run(self, key: str, act: Callable[[Db], Awaitable[UUID]]) -> UUID:
        """The step and its mark in one transaction, through a lost database too. Gives what the
        step made, in this try or in one whose commit was not heard of."""
        while True:
            try:
                async with self.transaction() as db:
                    made = await act(db)
                    await execute(
                        db, queries["insert_step"], source=self._source, key=key, subject_id=made
                    )
            except psycopg.OperationalError as error:
                survived = await self._look_again(key, error)
                if survived is not None:
                    return survived
            else:
                return made

    async def _look_again(self, key: str, error: psycopg.OperationalError) -> UUID | None:
        """Whether the step is committed after all."""
        self._say(f"{key}: {str(error).strip().splitlines()[0]}; connecting again")
        await self._connect(DATABASE_PATIENCE_S)
        async with self.transaction() as db:
            found = await fetch_one_or_none(
                db, _StepRow, queries["get_step"], source=self._source, key=key
            )
        return None if found is None else found.subject_id

    async def _connect(self, patience_s: float) -> None:
        until = time.monotonic() + patience_s
        while True:
            try:
                await self._try_to_connect()
            except (psycopg.OperationalError, OtherReplayRuns):
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(RETRY_S)
            else:
                return

    async def _try_to_connect(self) -> None:
        if self._db is not None:
            await self._db.close()
            self._db = None
        db = await psycopg.AsyncConnection.connect(
            self._dsn,
            autocommit=True,
            options=HOUSE_OPTIONS,
            application_name="vienots-replay",
        )
        if not await fetch_value(db, queries["lock_source"], source=self._source):
            await db.close()
            raise OtherReplayRuns
        self._db = db


class Outside:
    """The file of acknowledged steps; a line leaves for the file only after its commit."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._lines: IO[bytes] | None = None

    def __enter__(self) -> Outside:
        if self._file is not None:
            self._lines = self._file.open("ab", buffering=0)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lines is not None:
            self._lines.close()

    def acknowledge(self, line: Acknowledgement) -> None:
        if self._lines is not None:
            self._lines.write(msgspec.json.encode(line) + b"\n")
