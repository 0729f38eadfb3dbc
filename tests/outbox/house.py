"""A database with its followers, and letters on their way, as the worker does it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import psycopg

from tests.people import AIVARS
from tests.register.builders import changed, load_code_lists, registered
from vienots.custody import jobs as custody_jobs
from vienots.kernel import follow
from vienots.kernel.db import HOUSE_OPTIONS, Db
from vienots.outbox import actions, jobs
from vienots.outbox.contracts import Letter, LetterFilter, Routes
from vienots.register.contracts import EventOutcome, EventView

FOLLOWERS = (*custody_jobs.FOLLOWERS, *jobs.FOLLOWERS)


class House:
    def __init__(self, dsn: str) -> None:
        self.dsn = dsn

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Db]:
        async with await psycopg.AsyncConnection.connect(self.dsn, options=HOUSE_OPTIONS) as db:
            yield db

    async def event(self, at: datetime, **changes: object) -> EventView:
        """A theft with a criminal offence behind it."""
        async with self.opened() as db:
            event = await registered(db, at, AIVARS, received_at=at)
            return await changed(db, event, at, legal_class="criminal_offence", **changes)

    async def change(self, event: EventView, at: datetime, **changes: object) -> EventView:
        async with self.opened() as db:
            return await changed(db, event, at, **changes)

    async def follow(self, at: datetime) -> None:
        for follower in FOLLOWERS:
            passed = 1
            while passed:
                async with self.opened() as db:
                    passed = await follow.step(db, follower, at)

    async def bring(self, routes: Routes, at: datetime) -> None:
        """What follows from what was done, and every letter that is due."""
        await self.follow(at)
        while await actions.bring_due(self.opened, routes, lambda: at):
            continue

    async def collect(self, routes: Routes, at: datetime) -> bool:
        return await actions.take_receipts(self.opened, routes, lambda: at)

    async def letters(self, event_id: UUID, system: str | None = None) -> list[Letter]:
        """The newest first."""
        async with self.opened() as db:
            wanted = LetterFilter(system=system, event=event_id, limit=200)
            return (await actions.list_letters(db, AIVARS, wanted)).rows


async def made(dsn: str) -> House:
    house = House(dsn)
    async with house.opened() as db:
        await load_code_lists(db)
        for follower in FOLLOWERS:
            await follow.register(db, follower)
    return house


CRIMINAL = EventOutcome(kind="criminal_case", number="11815000126")
