"""What is registered or changed is in the index a moment later, once, as it is now."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import psycopg
import pytest

from tests.index.builders import found, why
from tests.people import AIVARS, DACE
from tests.register.builders import a_person, a_vehicle, changed, load_code_lists, registered
from vienots.app.commands.indexing import rebuild_all
from vienots.app.settings import Settings
from vienots.index.jobs import FOLLOWERS
from vienots.kernel import follow
from vienots.kernel.db import HOUSE_OPTIONS, Db

[FOLLOWER] = FOLLOWERS


@asynccontextmanager
async def transaction(dsn: str) -> AsyncIterator[Db]:
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        yield db


@pytest.fixture
async def house(own_dsn: str) -> str:
    async with transaction(own_dsn) as db:
        await load_code_lists(db)
        await follow.register(db, FOLLOWER)
    return own_dsn


async def follow_all(dsn: str, at: datetime) -> None:
    passed = 1
    while passed:
        async with transaction(dsn) as db:
            passed = await follow.step(db, FOLLOWER, at)
    async with transaction(dsn) as db:
        cursor = await db.execute("SELECT refusal FROM kernel.follower_stuck")
        assert await cursor.fetchall() == []


async def count(dsn: str, table: str) -> int:
    async with transaction(dsn) as db:
        row = await (await db.execute(f"SELECT count(*) FROM index.{table}".encode())).fetchone()
        assert row is not None
        return int(row[0])


async def labels(dsn: str, q: str, at: datetime) -> list[str]:
    async with transaction(dsn) as db:
        return [hit.label for hit in await found(db, q, at)]


async def test_what_was_registered_and_changed_is_found_as_it_is_now(
    house: str, now: datetime
) -> None:
    async with transaction(house) as db:
        event = await registered(db, now)
        event = await changed(db, event, now, persons=[a_person(surname="Kalniņš")])
    await follow_all(house, now)
    before = await labels(house, "Jānis Kalniņš", now)
    async with transaction(house) as db:
        await changed(db, event, now, persons=[a_person(surname="Ozols")], vehicles=[a_vehicle()])
    await follow_all(house, now)

    assert before == ["Jānis Kalniņš"]
    assert await labels(house, "Jānis Kalniņš", now) == []
    assert await labels(house, "Jānis Ozols", now) == ["Jānis Ozols"]
    assert await labels(house, "ab1234", now) == ["AB-1234"]
    assert await labels(house, event.number, now) == [event.number]


async def test_following_the_same_entries_twice_changes_nothing(house: str, now: datetime) -> None:
    async with transaction(house) as db:
        event = await registered(db, now)
        await changed(db, event, now, persons=[a_person()], vehicles=[a_vehicle()])
    await follow_all(house, now)
    tables = ("event", "thing", "token", "token_deletion", "name", "name_pair", "mention")
    first = {table: await count(house, table) for table in tables}

    async with transaction(house) as db:
        await db.execute("UPDATE kernel.follower SET xid = '0', id = 0")
    await follow_all(house, now)

    assert {table: await count(house, table) for table in tables} == first
    assert first["mention"] == 3


async def test_another_version_that_came_first_is_not_overwritten_by_an_older_entry(
    house: str, now: datetime
) -> None:
    """Three entries, one state: the index takes what the register says now."""
    async with transaction(house) as db:
        event = await registered(db, now)
        event = await changed(db, event, now, persons=[a_person()])
        await changed(db, event, now, persons=[])
    await follow_all(house, now)

    assert await labels(house, "Jānis Bērziņš", now) == []


async def test_building_anew_mends_what_was_lost_or_is_too_much(house: str, now: datetime) -> None:
    async with transaction(house) as db:
        event = await registered(db, now)
        await changed(db, event, now, persons=[a_person()])
        await registered(db, now, DACE)
    await follow_all(house, now)
    whole = {table: await count(house, table) for table in ("event", "thing", "token_deletion")}
    async with transaction(house) as db:
        await db.execute("DELETE FROM index.mention")
        await db.execute("DELETE FROM index.token_deletion")
        await db.execute("INSERT INTO index.name (key) VALUES ('nobody')")
        await db.execute("INSERT INTO index.token (scope, token, stem) VALUES ('name', 'x', 'x')")
        await db.execute(
            "INSERT INTO index.event (id, version, number, numbers, institution, readers, type,"
            " status, received_at, indexed_at) SELECT gen_random_uuid(), 1, 'X', 'X', 'vp',"
            " '{vp,house}', 't', 'registered', now(), now()"
        )

    await rebuild_all(Settings(database_url=house))

    assert {table: await count(house, table) for table in whole} == whole
    assert await labels(house, "berzins janis", now) == ["Jānis Bērziņš"]


async def test_names_in_the_register_are_found_by_the_way_that_they_came(
    house: str, now: datetime
) -> None:
    async with transaction(house) as db:
        event = await registered(db, now)
        await changed(db, event, now, persons=[a_person(personal_code="161175-19997")])
    await follow_all(house, now)

    async with transaction(house) as db:
        hits = await found(db, "Берзиньш Янис", now, AIVARS)

    assert [(hit.label, why(hit)) for hit in hits] == [
        ("Jānis Bērziņš", ["transliteration", "transliteration", "order"])
    ]
