"""Many at once, on connections of their own that commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import psycopg

from tests.people import AIVARS, DACE, VALDIS
from tests.register.builders import ENTRY, a_person, an_event, load_code_lists
from vienots.kernel.contracts import Actor
from vienots.kernel.db import HOUSE_OPTIONS, Db
from vienots.register import actions
from vienots.register.contracts import EventChange, EventFilter
from vienots.register.errors import EventExists, FieldsCollide

WRITERS = 6
EVENTS_EACH = 5


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[Db]:
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        yield db


async def prepare(dsn: str) -> None:
    async with connected(dsn) as db:
        await load_code_lists(db)


async def write_some(dsn: str, actor: Actor, now: datetime) -> None:
    """Every third one is given up at the last moment."""
    async with connected(dsn) as db:
        for turn in range(EVENTS_EACH):
            await actions.register_event(db, actor, an_event(), now)
            if turn % 3 == 2:
                await db.rollback()
            else:
                await db.commit()


async def test_numbers_have_no_gap_whoever_gives_up(own_dsn: str, now: datetime) -> None:
    await prepare(own_dsn)
    officers = [AIVARS, AIVARS, AIVARS, VALDIS, VALDIS, DACE][:WRITERS]

    await asyncio.gather(*(write_some(own_dsn, actor, now) for actor in officers))

    async with connected(own_dsn) as db:
        page = await actions.list_events(db, DACE, EventFilter(limit=200))
    numbers = sorted(row.number for row in page.rows)
    kept = EVENTS_EACH - EVENTS_EACH // 3
    assert numbers == sorted(
        f"{prefix}-2026-{seq:06d}"
        for prefix, writers in (("JPP", 3), ("VALPP", 2), ("VP", 1))
        for seq in range(1, writers * kept + 1)
    )


async def change(dsn: str, event_id: UUID, now: datetime, wanted: EventChange) -> bool:
    async with connected(dsn) as db:
        try:
            await actions.change_event(db, AIVARS, event_id, wanted, now)
        except FieldsCollide:
            return False
    return True


async def test_persons_added_at_the_same_time_are_all_kept(own_dsn: str, now: datetime) -> None:
    await prepare(own_dsn)
    new = an_event()
    async with connected(own_dsn) as db:
        await actions.register_event(db, AIVARS, new, now)
    refs = [f"p{number}" for number in range(8)]

    kept = await asyncio.gather(
        *(
            change(own_dsn, new.id, now, EventChange(version=1, persons=[a_person(ref)]))
            for ref in refs
        )
    )

    async with connected(own_dsn) as db:
        event = await actions.open_event(db, AIVARS, new.id, ENTRY, now)
    assert all(kept)
    assert sorted(person.ref for person in event.persons) == refs
    assert event.version == 1 + len(refs)


async def test_of_two_who_change_one_field_the_second_is_told(own_dsn: str, now: datetime) -> None:
    await prepare(own_dsn)
    new = an_event()
    async with connected(own_dsn) as db:
        await actions.register_event(db, AIVARS, new, now)

    kept = await asyncio.gather(
        *(
            change(own_dsn, new.id, now, EventChange(version=1, narrative=f"{number}. vārds"))
            for number in range(6)
        )
    )

    assert kept.count(True) == 1


async def send(dsn: str, now: datetime, event_id: UUID) -> str | None:
    async with connected(dsn) as db:
        try:
            new = an_event(id=event_id)
            return (await actions.register_event(db, AIVARS, new, now)).number
        except EventExists:
            return None


async def test_one_event_sent_many_times_at_once_is_one(own_dsn: str, now: datetime) -> None:
    await prepare(own_dsn)
    event_id = an_event().id

    numbers = await asyncio.gather(*(send(own_dsn, now, event_id) for _ in range(5)))

    assert set(numbers) <= {"JPP-2026-000001", None}
    async with connected(own_dsn) as db:
        page = await actions.list_events(db, AIVARS, EventFilter())
    assert [row.id for row in page.rows] == [event_id]
