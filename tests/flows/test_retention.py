"""A deleted event leaves the other contexts too; what is open there keeps it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from tests.conftest import ROOT
from tests.custody.builders import CAR, GUNTA, PHONE, a_thing
from tests.people import AIVARS, DACE
from tests.protection.test_cases import MAN, PLACE, WOMAN, a_decision, answered, with_recipients
from tests.register.builders import ENTRY, VIOLENCE, a_person, load_code_lists, registered
from tests.register.retention import TERM, due, finished, is_there, night, nights, standing
from vienots.custody import actions as custody
from vienots.custody.contracts import CustodyItem, Release, TakingIn
from vienots.custody.jobs import FOLLOWERS as CUSTODY_FOLLOWERS
from vienots.identity.api import load_institutions
from vienots.index import actions as index
from vienots.index.contracts import NewMerge
from vienots.index.jobs import FOLLOWERS as INDEX_FOLLOWERS
from vienots.kernel import journal
from vienots.kernel.db import Db
from vienots.protection import actions as protection
from vienots.protection.contracts import CaseView
from vienots.protection.jobs import FOLLOWERS as PROTECTION_FOLLOWERS
from vienots.register.contracts import EventView

RELEASE = Release("Anna Zariņa", "Pase LV1234567", "Parakstījās")
FOLLOWERS = (*INDEX_FOLLOWERS, *PROTECTION_FOLLOWERS, *CUSTODY_FOLLOWERS)


@pytest.fixture
async def house(db: Db) -> Db:
    await load_institutions(db, ROOT / "data/identity/institutions.json")
    await load_code_lists(db)
    return db


async def followed(db: Db, event: EventView, at: datetime) -> None:
    """What the worker does with the entry of the deletion, in one transaction with it here."""
    entries = await journal.read_subject(db, event.id)
    [deleted] = [one for one in entries if one.topic == "register.event_deleted"]
    for follower in FOLLOWERS:
        assert deleted.topic in follower.topics
        await follower.work(db, deleted, at)


async def count(db: Db, table: str, where: str, value: object) -> int:
    counted = await db.execute(f"SELECT count(*) FROM {table} WHERE {where} = %s".encode(), [value])
    row = await counted.fetchone()
    assert row is not None
    return int(row[0])


async def told_of(db: Db, subject: UUID) -> list[tuple[str, bool]]:
    return [
        (entry.topic, entry.erased)
        for entry in await journal.read_subject(db, subject)
        if entry.kind == "change" and entry.topic != "kernel.payloads_erased"
    ]


# ---- custody -------------------------------------------------------------------------------------


async def with_things(db: Db, at: datetime) -> tuple[EventView, list[CustodyItem]]:
    event = await registered(db, at)
    done = await finished(db, event, at, objects=[PHONE], vehicles=[CAR])
    return done, await custody.take_from_event(db, AIVARS, event.id, TakingIn(), at)


async def test_a_thing_in_custody_keeps_its_event(house: Db, now: datetime) -> None:
    event, (one, other) = await with_things(house, now)
    await standing(house, now)

    later = await nights(house, now + timedelta(days=TERM), 10)
    await custody.release_item(house, AIVARS, one.id, RELEASE, later)
    await night(house, later + timedelta(days=1))

    [waiting] = await due(house, later)
    assert waiting.stops == ["linked_case"]
    await custody.release_item(house, AIVARS, other.id, RELEASE, later)
    assert [one.stops for one in await due(house, later)] == [[]], "the seized phone is given back"
    await night(house, later + timedelta(days=2))
    assert not await is_there(house, event)


async def test_things_that_are_gone_go_with_their_event(house: Db, now: datetime) -> None:
    event, items = await with_things(house, now)
    own = await custody.take_in(house, GUNTA, a_thing(), now)
    for item in items:
        await custody.release_item(house, AIVARS, item.id, RELEASE, now)
    await standing(house, now)
    later = await nights(house, now + timedelta(days=TERM), 10)

    await followed(house, event, later)

    assert await count(house, "custody.item", "event_id", event.id) == 0
    for item in items:
        assert await count(house, "custody.step", "item_id", item.id) == 0
        assert await told_of(house, item.id) == [
            ("custody.item_released", True),
            ("custody.item_taken", True),
        ]
    assert await count(house, "custody.item", "id", own.id) == 1


# ---- protection ----------------------------------------------------------------------------------


async def with_case(db: Db, at: datetime) -> tuple[EventView, CaseView]:
    received = at - timedelta(minutes=5)
    event = await registered(db, at, type=VIOLENCE, place=PLACE, received_at=received)
    done = await finished(db, event, at, persons=[WOMAN, MAN])
    return done, await protection.open_case(db, AIVARS, event.id, at)


async def test_an_open_case_keeps_its_event_until_it_is_over(house: Db, now: datetime) -> None:
    await with_recipients(house, "http://127.0.0.1:9/notices")
    event, case = await with_case(house, now)
    await protection.decide_separation(house, AIVARS, case.id, a_decision(days=8), now)
    await standing(house, now)
    later = await nights(house, now + timedelta(days=TERM), 10)
    await protection.release_over(house, later)
    assert [one.stops for one in await due(house, later)] == [["linked_case"]], "not reported"

    await answered(house, case, later)
    await protection.finish_report(house, AIVARS, case.id, later)
    await protection.release_over(house, later)
    assert [one.stops for one in await due(house, later)] == [["linked_case"]], "nobody was told"

    for notice in (await protection.read_case(house, AIVARS, event.id, ENTRY, later)).notices:
        await protection.note_delivered(house, notice.id, {"receipt": "1"}, later)
    await protection.release_over(house, now + timedelta(days=1))
    assert [one.stops for one in await due(house, later)] == [["linked_case"]], "it lasts"
    await protection.release_over(house, later)
    assert [one.stops for one in await due(house, later)] == [[]]

    await answered(house, case, later, injuries="yes")
    assert [one.stops for one in await due(house, later)] == [["linked_case"]], "worked on again"
    await protection.release_over(house, later)
    await night(house, later + timedelta(days=1))
    assert not await is_there(house, event)
    await followed(house, event, later)
    assert await count(house, "protection.violence_case", "event_id", event.id) == 0
    assert await count(house, "protection.answer", "case_id", case.id) == 0
    assert {erased for _, erased in await told_of(house, case.id)} == {True}


@pytest.mark.parametrize("name", ["protection.erase_cases", "custody.erase_items"])
async def test_nothing_of_a_standing_event_can_be_erased(
    house: Db, now: datetime, name: str
) -> None:
    event, _ = await with_case(house, now)

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await house.execute(f"SELECT {name}(%s)".encode(), [event.id])


# ---- index ---------------------------------------------------------------------------------------


async def test_the_index_forgets_to_the_last_word(house: Db, now: datetime) -> None:
    known = a_person(name="Jānis", surname="Bērziņš")
    only_here = a_person("p2", name="Zigfrīds", surname="Apšenieks", personal_code="010190-12345")
    stays = await finished(house, await registered(house, now), now, "no_offence", persons=[known])
    event = await finished(house, await registered(house, now), now, persons=[known, only_here])
    for one in (stays, event):
        await index.index_event(house, one.id, now)
    one_id, other_id = await things_named(house, "Bērziņš"), await things_named(house, "Apšenieks")
    merge = await index.merge_persons(house, DACE, NewMerge(one_id, other_id, "Tas pats"), now)
    assert await count(house, "index.token", "token", "apsenieks") == 1
    await standing(house, now)
    later = await nights(house, now + timedelta(days=TERM), 10)

    await followed(house, event, later)

    assert await count(house, "index.event", "id", event.id) == 0
    assert await count(house, "index.thing", "id", other_id) == 0
    assert await count(house, "index.token", "token", "apsenieks") == 0
    assert await count(house, "index.merge", "id", merge.id) == 0
    assert await told_of(house, merge.id) == [("index.persons_merged", True)]
    assert await count(house, "index.thing", "id", one_id) == 1
    assert await count(house, "index.mention", "event_id", stays.id) > 0


async def things_named(db: Db, surname: str) -> int:
    found = await db.execute(
        "SELECT thing_id FROM index.mention WHERE kind = 'person' AND label LIKE %s LIMIT 1",
        [f"%{surname}%"],
    )
    row = await found.fetchone()
    assert row is not None
    return int(row[0])
