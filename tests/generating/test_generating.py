"""Generated events against the ordinary actions: the same acts leave the same rows."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from msgspec import structs

from tests.generating.conftest import UNTIL
from vienots.app.generating.country import Country
from vienots.app.generating.events import generate
from vienots.app.generating.loading import (
    GENERATOR,
    NoCountry,
    Progress,
    build_country,
    run_load,
    wanted_load,
)
from vienots.identity.api import ROLES
from vienots.index import api as index
from vienots.index.actions import index_event
from vienots.index.contracts import SearchFilter
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import HOUSE_OPTIONS, Db, set_keys
from vienots.kernel.ids import new_id
from vienots.register import actions as register
from vienots.register.actions.writing import find_new_faults
from vienots.register.contracts import AccessChange, EventFilter, NewEvent
from vienots.register.domain.change import apply_change, first_document
from vienots.register.domain.status import OPEN
from vienots.register.errors import LoadDiffers, RegisterInUse
from vienots.register.load_contracts import Load, PastEvent

LOAD = wanted_load(1, 300, 480, UNTIL)
RIGHTS = frozenset(map(str, ROLES["security_officer"]))
READER = Actor("person:reader", "Lasītāja", "vp", RIGHTS, trained=True)
TEST = Purpose("test", "generating")
# Made anew wherever an event is indexed or loaded; the readers' keys stand in any order.
NOT_COMPARED = {"indexed_at", "thing_id", "name_id"}
OF_EVENT = (
    "event_person", "event_vehicle", "event_object", "event_organisation", "event_document",
    "event_attending_officer", "event_version", "event_number", "member", "second_look",
)  # fmt: skip


def unheard(_: Progress) -> None:
    """Nobody listens to the progress."""


async def some_country(dsn: str, load: Load = LOAD) -> Country:
    async with await psycopg.AsyncConnection.connect(dsn) as db:
        return await build_country(db, load)


async def rows_of(db: Db, event_id: object) -> dict[str, list[dict[str, Any]]]:
    """Everything that register and index keep of one event."""
    asked = {
        "event": "SELECT to_jsonb(e) FROM register.event e WHERE id = %s",
        "index": "SELECT to_jsonb(e) FROM index.event e WHERE id = %s",
        "mention": "SELECT to_jsonb(m) || jsonb_build_object("
        "'thing', t.kind || t.key, 'name', n.key, 'words', (SELECT array_agg(k.token)"
        " FROM index.address a JOIN index.token k ON k.id = ANY (a.tokens)"
        " WHERE a.thing_id = t.id)) FROM index.mention m JOIN index.thing t ON t.id = m.thing_id"
        " LEFT JOIN index.name n ON n.id = m.name_id WHERE m.event_id = %s ORDER BY m.ref",
    } | {
        table: f"SELECT to_jsonb(r) FROM register.{table} r WHERE event_id = %s ORDER BY r::text"
        for table in OF_EVENT
    }
    found = {}
    for name, query in asked.items():
        cursor = await db.execute(query.encode(), [event_id])
        found[name] = [_comparable(row[0]) for row in await cursor.fetchall()]
    return found


def _comparable(row: dict[str, Any]) -> dict[str, Any]:
    for name in ("readers", "words"):
        if row.get(name):
            row[name] = sorted(set(row[name]))
    return {name: value for name, value in row.items() if name not in NOT_COMPARED}


async def act(db: Db, past: PastEvent) -> None:
    """The same acts by the ordinary actions."""
    officer = structs.replace(past.officer, rights=RIGHTS)
    await register.register_event(db, officer, past.new, past.registered_at)
    if past.change is not None and past.changed_at is not None:
        await register.change_event(db, officer, past.new.id, past.change, past.changed_at)
    if past.level_at is not None:
        wanted = AccessChange(version=2, level=past.level, members=[], reason="Tā vajag")
        await register.change_access(db, officer, past.new.id, wanted, past.level_at)
    if past.completed_at is not None:
        version = 2 if past.level_at is None else 3
        await register.complete_event(db, officer, past.new.id, version, past.completed_at)


async def test_the_ordinary_actions_leave_the_same_rows(country_dsn: str) -> None:
    events = generate(await some_country(country_dsn), 0)
    chosen = [next(e for e in events if e.completed_at and e.change and e.change.vehicles)]
    chosen += [next(e for e in events if e.change and e.change.status == s)
               for s in ("cancelled", "transferred")]  # fmt: skip
    chosen += [e for e in events if e.level_at][:2]
    # A bare registration, and one of a busy numbering book.
    chosen += [next(e for e in events if e.change is None)]
    chosen = [structs.replace(one, looker=None, looked_at=None) for one in chosen]
    assert {"ordinary"} < {one.level for one in chosen}

    async def written(*, by_actions: bool) -> list[dict[str, list[dict[str, Any]]]]:
        async with await psycopg.AsyncConnection.connect(country_dsn) as db:
            await set_keys(db, {"house"})
            if by_actions:
                for one in chosen:
                    await act(db, one)
                    await index_event(db, one.new.id, UNTIL)
            else:
                loaded = await register.load_events(db, GENERATOR, chosen, LOAD, UNTIL)
                await index.index_loaded(db, loaded, UNTIL)
            found = [await rows_of(db, one.new.id) for one in chosen]
            await db.rollback()
            return found

    by_actions, by_load = await written(by_actions=True), await written(by_actions=False)

    for rows in (*by_actions, *by_load):
        for look in rows["second_look"]:
            # Drawn where the ordinary action queues it.
            look.pop("id")
    assert by_load == by_actions


async def test_an_officer_could_have_registered_each_of_them(country_dsn: str) -> None:
    """Nothing is judged while loading, so it is judged here: every act of every event."""
    async with await psycopg.AsyncConnection.connect(country_dsn) as db:
        for past in generate(await build_country(db, LOAD), 0):
            first = first_document(past.new)
            assert await find_new_faults(db, None, first, past.registered_at) == []
            if past.change is not None and past.changed_at is not None:
                whole = apply_change(first, past.change)
                assert await find_new_faults(db, first, whole, past.changed_at) == []
            acts = [past.registered_at, past.changed_at, past.level_at, past.completed_at, UNTIL]
            times = [time for time in acts if time is not None]
            assert times == sorted(times)


async def test_shares_are_those_of_a_country(country_dsn: str) -> None:
    events = generate(await some_country(country_dsn), 0)

    groups = Counter(one.new.type.partition(".")[0] for one in events)
    ended = sum(one.completed_at is not None for one in events)
    owners = Counter(one.officer.institution for one in events)

    assert groups.most_common(1)[0][0] == "order"
    assert 0.6 < ended / len(events) < 0.95
    assert owners["vp"] > len(events) / 3
    assert sum(owner.startswith("pp-") for owner in owners) > 5


async def test_the_same_seed_makes_the_same_events(country_dsn: str) -> None:
    country = await some_country(country_dsn)
    other = await some_country(country_dsn, wanted_load(2, 300, 480, UNTIL))

    assert generate(country, 0) == generate(country, 0)
    assert generate(country, 0) != generate(other, 0)


async def test_what_was_loaded_is_opened_listed_and_found(country_dsn: str, now: Any) -> None:
    done = await run_load(country_dsn, LOAD, unheard)
    past = next(
        one
        for one in generate(await some_country(country_dsn), 0)
        if one.completed_at and one.level == "ordinary" and one.change and one.change.vehicles
        if one.change.persons and one.change.persons[0].personal_code
    )
    assert past.change is not None and past.change.persons and past.change.vehicles
    someone, car = past.change.persons[0], past.change.vehicles[0]
    async with await psycopg.AsyncConnection.connect(country_dsn, options=HOUSE_OPTIONS) as db:
        reader = await register.enter(db, READER, "test", now)
        view = await register.open_event(db, reader, past.new.id, TEST, now)
        history = await register.list_history(db, reader, past.new.id, TEST, now)
        page = await register.list_events(db, reader, EventFilter(status="open"))

        async def found(q: str) -> set[object]:
            answer = await index.search(db, reader, q, SearchFilter(), TEST, now)
            return {event.id for hit in answer.hits for event in hit.events}

        by = [f"{someone.name} {someone.surname}", car.plate or "", view.number]
        hits = [past.new.id in await found(q) for q in by]

    assert done.done == 300
    assert (view.status, view.missing) == ("completed", [])
    assert [version.cause for version in history] == ["completed", "changed", "registered"]
    assert page.rows and {row.status for row in page.rows} <= set(OPEN)
    assert hits == [True, True, True]


async def test_numbers_go_on_where_the_load_ended(country_dsn: str, now: Any) -> None:
    await run_load(country_dsn, LOAD, unheard)
    async with await psycopg.AsyncConnection.connect(country_dsn, options=HOUSE_OPTIONS) as db:
        cursor = await db.execute(
            "SELECT institution, series, count(*), min(seq), max(seq) FROM register.event_number"
            " GROUP BY institution, series"
        )
        books = await cursor.fetchall()
        last = next(row[4] for row in books if row[0] == "vp")
        new = NewEvent(new_id(), "order.noise", now, "phone")
        view = await register.register_event(db, READER, new, now)

    assert all((least, most) == (1, count) for _, _, count, least, most in books)
    assert view.number == f"VP-2026-{last + 1:06d}"


class Broken(Exception):
    """The machine goes out."""


async def test_a_load_that_is_broken_off_goes_on(
    country_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vienots.app.generating.events.BATCH", 100)
    heard = []

    def breaks_off(progress: Progress) -> None:
        heard.append(progress.load.done)
        raise Broken

    later = structs.replace(LOAD, until=UNTIL + timedelta(days=3))
    with pytest.raises(Broken):
        await run_load(country_dsn, LOAD, breaks_off)
    with pytest.raises(LoadDiffers):
        await run_load(country_dsn, wanted_load(1, 301, 480, UNTIL), unheard)
    done = await run_load(country_dsn, later, lambda progress: heard.append(progress.load.done))
    again = await run_load(country_dsn, LOAD, lambda progress: heard.append(progress.load.done))

    country = await some_country(country_dsn)
    expected = {past.new.id for first in (0, 100, 200) for past in generate(country, first)}
    async with await psycopg.AsyncConnection.connect(country_dsn) as db:
        kept = await (await db.execute("SELECT id FROM register.event")).fetchall()
        told = await (
            await db.execute("SELECT kind, payload->'load'->'done' FROM kernel.journal ORDER BY id")
        ).fetchall()
    assert heard == [100, 200, 300]
    assert done == again
    assert done.until == UNTIL
    assert {row[0] for row in kept} == expected
    assert told == [("change", 100), ("change", 200), ("change", 300)]


async def test_nothing_is_generated_among_real_events(country_dsn: str, now: Any) -> None:
    async with await psycopg.AsyncConnection.connect(country_dsn, options=HOUSE_OPTIONS) as db:
        new = NewEvent(new_id(), "order.noise", now, "phone")
        await register.register_event(db, READER, new, now)

    with pytest.raises(RegisterInUse):
        await run_load(country_dsn, LOAD, unheard)

    async with await psycopg.AsyncConnection.connect(country_dsn) as db:
        begun = await register.begin_load(db, GENERATOR, LOAD, demonstration=True)
    assert begun == LOAD


async def test_without_first_data_there_is_no_country(own_dsn: str) -> None:
    with pytest.raises(NoCountry):
        await run_load(own_dsn, LOAD, unheard)
