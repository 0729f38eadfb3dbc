"""The feed: every desk gets what it may see, once, and after an absence all that it missed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import ClassVar

import pytest

from tests.people import AIVARS, ILZE, JANIS
from vienots.kernel import journal, live
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Pool, build_pool
from vienots.kernel.events import Event
from vienots.kernel.ids import new_id
from vienots.kernel.journal import Cursor, Entry
from vienots.kernel.live import Hub, Subscriber, Topics

RIGHT = "calls.read"
PATIENCE_S = 30


class BellRung(Event, frozen=True):
    topic: ClassVar[str] = "tests.bell_rung"
    bell: str


@pytest.fixture
async def pool(own_dsn: str) -> AsyncIterator[Pool]:
    async with build_pool(own_dsn, min_size=1, max_size=4) as pool:
        yield pool


@asynccontextmanager
async def running(dsn: str, pool: Pool) -> AsyncIterator[Hub]:
    hub = Hub(dsn, pool, Topics({"tests": RIGHT}))
    async with hub.running():
        yield hub


async def ring(
    pool: Pool, bell: str, now: datetime, audience: frozenset[str] | None = None
) -> None:
    async with pool.connection() as db:
        event = BellRung(new_id(), bell)
        await journal.record(db, ILZE, event, audience=audience or {"112"}, at=now)


def bells(sent: bytes) -> list[str]:
    data = [line[6:] for line in sent.decode().splitlines() if line.startswith("data: ")]
    return [json.loads(line)["data"]["bell"] for line in data]


def last_cursor(sent: bytes) -> Cursor:
    ids = [line[4:] for line in sent.decode().splitlines() if line.startswith("id: ")]
    cursor = Cursor.parse(ids[-1])
    assert cursor is not None
    return cursor


async def take(subscriber: Subscriber) -> bytes:
    return await asyncio.wait_for(subscriber.take(), PATIENCE_S)


async def hear(subscriber: Subscriber, count: int) -> list[str]:
    heard: list[str] = []
    while len(heard) < count:
        heard += bells(await take(subscriber))
    return heard


async def come_back(hub: Hub, actor: Actor, since: Cursor) -> tuple[Subscriber, list[str] | None]:
    subscriber = hub.subscribe(actor, positions=False)
    missed = await hub.missed(subscriber, since)
    return subscriber, None if missed is None else bells(b"".join(missed))


async def test_a_desk_hears_what_its_institution_and_rights_allow(
    own_dsn: str, pool: Pool, now: datetime
) -> None:
    async with running(own_dsn, pool) as hub:
        await hub.missed(hub.subscribe(ILZE, positions=False), journal.START)
        centre, fire = (hub.subscribe(one, positions=False) for one in (ILZE, JANIS))
        without = hub.subscribe(
            Actor("x", "X", "112", frozenset({"register.read"})), positions=False
        )

        await ring(pool, "ours", now)
        await ring(pool, "fire's", now, frozenset({"vugd"}))
        await ring(pool, "everybody's", now, frozenset({"*"}))

        assert await hear(centre, 2) == ["ours", "everybody's"]
        assert await hear(fire, 2) == ["fire's", "everybody's"]
        without.end()
        assert await take(without) == b""


async def test_who_comes_back_is_told_what_was_missed_and_nothing_twice(
    own_dsn: str, pool: Pool, now: datetime
) -> None:
    async with running(own_dsn, pool) as hub:
        await hub.missed(hub.subscribe(ILZE, positions=False), journal.START)
        first = hub.subscribe(ILZE, positions=False)
        witness = hub.subscribe(ILZE, positions=False)
        await ring(pool, "one", now)
        cursor = last_cursor(await take(first))
        hub.unsubscribe(first)
        await ring(pool, "two", now)
        await hear(witness, 2)

        # What is delivered between the two lines waits in the queue and is known already.
        again = hub.subscribe(ILZE, positions=False)
        await ring(pool, "three", now)
        await hear(witness, 1)
        missed = await hub.missed(again, cursor)
        assert missed is not None
        await ring(pool, "four", now)

        assert bells(b"".join(missed)) == ["two", "three"]
        assert await hear(again, 1) == ["four"]


async def test_who_comes_back_is_not_told_of_what_was_closed_meanwhile(
    own_dsn: str, pool: Pool, now: datetime
) -> None:
    async def drop_secret(
        _: object, keys: frozenset[str], entries: Sequence[Entry], after: Cursor
    ) -> list[Entry]:
        assert (keys, after) == (ILZE.keys, journal.START)
        return [entry for entry in entries if entry.payload["bell"] != "secret"]

    await ring(pool, "ours", now)
    await ring(pool, "secret", now)
    hub = Hub(own_dsn, pool, Topics({"tests": RIGHT}), sight=drop_secret)
    async with hub.running():
        _, missed = await come_back(hub, ILZE, journal.START)

    assert missed == ["ours"]


async def test_a_new_server_tells_what_came_while_there_was_none(
    own_dsn: str, pool: Pool, now: datetime
) -> None:
    async with running(own_dsn, pool) as hub:
        desk, _ = await come_back(hub, ILZE, journal.START)
        await ring(pool, "before", now)
        cursor = last_cursor(await take(desk))
    await ring(pool, "meanwhile", now)

    async with running(own_dsn, pool) as hub:
        desk, missed = await come_back(hub, ILZE, cursor)
        await ring(pool, "after", now)

        assert missed == ["meanwhile"]
        assert await hear(desk, 1) == ["after"]


async def test_a_cursor_of_another_database_means_a_fresh_start(own_dsn: str, pool: Pool) -> None:
    async with running(own_dsn, pool) as hub:
        _, missed = await come_back(hub, ILZE, Cursor(10**15, 1))

        assert missed is None


async def test_who_missed_too_much_starts_anew(
    own_dsn: str, pool: Pool, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "CATCH_UP_MAX", 2)
    for bell in ("one", "two", "three"):
        await ring(pool, bell, now)

    async with running(own_dsn, pool) as hub:
        _, missed = await come_back(hub, ILZE, journal.START)

        assert missed is None


async def test_the_backlog_forgets_and_the_database_remembers(
    own_dsn: str, pool: Pool, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BACKLOG_MAX", 2)
    async with running(own_dsn, pool) as hub:
        witness, _ = await come_back(hub, ILZE, journal.START)
        for bell in ("one", "two", "three", "four"):
            await ring(pool, bell, now)
        await hear(witness, 4)

        _, missed = await come_back(hub, ILZE, journal.START)

        assert missed == ["one", "two", "three", "four"]


async def test_who_does_not_read_is_told_to_start_anew(
    own_dsn: str, pool: Pool, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "QUEUE_MAX", 2)
    async with running(own_dsn, pool) as hub:
        slow, _ = await come_back(hub, ILZE, journal.START)
        quick, _ = await come_back(hub, ILZE, journal.START)
        for bell in ("one", "two", "three"):
            await ring(pool, bell, now)
            await hear(quick, 1)

        assert await take(slow) == live.RESTART
        assert await take(slow) == b""


async def test_a_quiet_line_says_that_it_is_alive(
    own_dsn: str, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_EVERY_S", 0.01)
    async with running(own_dsn, pool) as hub:
        desk = hub.subscribe(AIVARS, positions=False)

        assert (await take(desk)).startswith(b"event: heartbeat\ndata: ")


async def test_a_stopping_server_lets_its_desks_go(own_dsn: str, pool: Pool) -> None:
    async with running(own_dsn, pool) as hub:
        desk = hub.subscribe(ILZE, positions=False)

    assert await take(desk) == b""
    assert desk.ended
