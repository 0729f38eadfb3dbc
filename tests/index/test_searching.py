"""One box for everything: what it finds, why, in which events, and for whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.index.builders import SEARCH, found, indexed, searched, why
from tests.people import AIVARS, DACE, PETERIS, VALDIS
from tests.register.builders import a_person, a_vehicle
from vienots.identity.errors import RightMissing
from vienots.index import actions
from vienots.index.contracts import SearchFilter
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput
from vienots.register.contracts import (
    EventDocument,
    EventObject,
    EventOrganisation,
    EventPlace,
)

ANDRIS = a_person(
    name="Andris",
    surname="Zariņš",
    birth_on=date(1984, 3, 12),
    personal_code="120384-10215",
    phone="20 000 512",
    address="Lielā iela 18–42, Jelgava",
    role="suspect",
)
PLACE = EventPlace(address="Brīvības bulvāris 21, Jelgava", atvk="0003000")


DOCUMENT = EventDocument("d1", "passport", "LV1234567", holder="p1")
THING = EventObject("b1", "phone", serial="SN-778-AA", imei="356938035643809", owner="p1")
FIRM = EventOrganisation("o1", "victim", "40003521600", "Veikals", "+37167000000", "Ausekļa 3")


@pytest.mark.parametrize(
    ("q", "detail"),
    [
        ("LV 1234567", "passport"),
        ("1234567", "passport"),
        ("356938035643809", "imei"),
        ("sn778aa", "serial"),
        ("40003521600", "registration_number"),
    ],
)
async def test_numbers_of_documents_things_and_firms_are_found(
    db: Db, now: datetime, q: str, detail: str
) -> None:
    await indexed(db, persons=[ANDRIS], documents=[DOCUMENT], objects=[THING], organisations=[FIRM])

    [hit] = [hit for hit in await found(db, q, now) if hit.kind == "mark"]
    [phone] = await found(db, "67000000", now, kind="phone")
    [home] = await found(db, "ausekla 3", now, kind="address")

    assert hit.detail == detail
    assert (phone.label, home.label) == ("+37167000000", "Ausekļa 3")


@pytest.mark.parametrize(
    ("q", "kind", "reasons"),
    [
        ("Andris Zariņš", "person", ["exact", "exact"]),
        ("zariņš andris", "person", ["exact", "exact", "order"]),
        ("andris zarins", "person", ["exact", "diacritics"]),
        ("Andrim Zariņam", "person", ["ending", "ending"]),
        ("Андрис Заринш", "person", ["transliteration", "transliteration"]),
        ("andris zarinsh", "person", ["exact", "transliteration"]),
        ("andirs zarimš", "person", ["typo", "typo"]),
        ("zariņš 12.03.1984", "person", ["exact", "birth_date"]),
        ("zariņš 1984", "person", ["exact", "birth_year"]),
        ("zariņš 1990", "person", ["exact", "birth_other"]),
        ("120384-10215", "person", ["personal_code"]),
        ("kl 4406", "vehicle", ["plate"]),
        ("KL-44O6", "vehicle", ["plate_alike"]),
        ("kl44", "vehicle", ["plate_part"]),
        ("+371 20000512", "phone", ["phone"]),
        ("000512", "phone", ["phone_part"]),
        ("Lielā 18", "address", ["address"]),
        ("lielas ielas 18, jelgava", "address", ["address"]),
        ("brivibas jelgava", "address", ["address"]),
        ("Brivbias bulv. 21", "address", ["address_typo"]),
        ("WVWZZZ1JZXW000001", "mark", ["mark"]),
        ("JZXW000001", "mark", ["mark_part"]),
    ],
)
async def test_anything_typed_is_found_with_its_reasons(
    db: Db, now: datetime, q: str, kind: str, reasons: list[str]
) -> None:
    vehicle = a_vehicle(plate="KL-4406", vin="WVWZZZ1JZXW000001", driver="p1", make="VW")
    event_id = await indexed(db, persons=[ANDRIS], vehicles=[vehicle], place=PLACE)

    first = (await found(db, q, now, kind=kind))[0]

    assert (first.kind, why(first)) == (kind, reasons)
    assert [event.id for event in first.events] == [event_id]
    assert (first.event_count, first.more_events) == (1, False)


async def test_a_hit_tells_what_the_events_know_of_the_person(db: Db, now: datetime) -> None:
    await indexed(db, persons=[ANDRIS], at=now - timedelta(days=3))
    await indexed(db, persons=[a_person(personal_code="12038410215", role="witness")], at=now)

    [hit] = await found(db, "120384-10215", now)

    assert (hit.label, hit.personal_code) == ("Jānis Bērziņš", "12038410215")
    assert (hit.birth_on, hit.phone) == (date(1984, 3, 12), "+37120000512")
    assert [event.role for event in hit.events] == ["witness", "suspect"]
    assert hit.event_count == 2
    assert not hit.name_only


async def test_a_name_alone_says_that_it_may_be_several_people(db: Db, now: datetime) -> None:
    await indexed(db, persons=[a_person()])
    await indexed(db, persons=[a_person()])

    [hit] = await found(db, "berzins", now)

    assert (hit.name_only, hit.event_count) == (True, 2)


async def test_the_nearer_name_comes_first(db: Db, now: datetime) -> None:
    names = ("Zariņš", "Zariņa", "Zarembo", "Zirņis")
    for number, surname in enumerate(names):
        await indexed(db, persons=[a_person(f"p{number}", name="Andris", surname=surname)])

    hits = await found(db, "andris zarinsh", now)

    assert [hit.label for hit in hits][:2] == ["Andris Zariņš", "Andris Zariņa"]
    assert hits[0].score > hits[1].score


async def test_the_person_with_the_typed_birth_date_leads_namesakes(db: Db, now: datetime) -> None:
    for year in (1970, 1984, 1990):
        await indexed(db, persons=[a_person(birth_on=date(year, 5, 1))])

    hits = await found(db, "jānis bērziņš 01.05.1984", now)

    assert [hit.birth_on for hit in hits][0] == date(1984, 5, 1)
    assert len(hits) == 3


async def test_the_owner_is_found_by_what_belongs_to_him(db: Db, now: datetime) -> None:
    await indexed(db, persons=[ANDRIS], vehicles=[a_vehicle(plate="KL-4406", driver="p1")])

    by_phone = await found(db, "20000512", now)
    by_plate = await found(db, "KL 4406", now, kind="person")

    assert [(hit.kind, hit.label) for hit in by_phone] == [
        ("phone", "+37120000512"),
        ("person", "Andris Zariņš"),
    ]
    assert [(hit.label, why(hit)) for hit in by_plate] == [("Andris Zariņš", ["plate"])]


async def test_a_name_and_a_plate_together_lift_who_stands_with_both(db: Db, now: datetime) -> None:
    await indexed(db, persons=[a_person(name="Andris", surname="Zariņš", phone="20000001")])
    together = await indexed(
        db,
        persons=[a_person(name="Andris", surname="Zariņš", phone="20000002")],
        vehicles=[a_vehicle(plate="KL-4406")],
        at=now - timedelta(days=900),
    )

    hits = await found(db, "andris zarinsh kl44", now)

    assert hits[0].events[0].id == together
    assert why(hits[0])[-1] == "together"


async def test_what_another_institution_alone_may_see_is_not_there_at_all(
    db: Db, now: datetime
) -> None:
    """Neither hits nor counts nor a name, a birth date or a code that only it has told."""
    hidden = ["pp-0054000", "vp"]
    await indexed(db, persons=[ANDRIS], vehicles=[a_vehicle()], place=PLACE, seen_by=hidden)
    seen = await indexed(
        db,
        persons=[a_person(name="Andrejs", surname="Ozols", personal_code="120384-10215")],
        vehicles=[a_vehicle()],
        place=PLACE,
    )

    for q in ("Andris Zariņš", "20000512", "Lielā iela 18", "zarins 1984"):
        assert await found(db, q, now, AIVARS) == []
    for q in ("AB-1234", "120384-10215", "Brīvības bulvāris", "andrejs ozols"):
        [hit] = [hit for hit in await found(db, q, now, AIVARS) if hit.kind != "event"]
        assert ([event.id for event in hit.events], hit.event_count) == ([seen], 1)
    [person] = await found(db, "andrejs ozols", now, AIVARS)
    assert (person.birth_on, person.phone) == (None, None)
    [whole] = await found(db, "120384-10215", now, DACE)
    assert (whole.event_count, whole.birth_on) == (2, date(1984, 3, 12))
    assert await found(db, "Andrejs Ozols", now, VALDIS) == []


async def test_it_is_narrowed_by_time_territory_type_role_and_kind(db: Db, now: datetime) -> None:
    old = now - timedelta(days=400)
    await indexed(db, persons=[ANDRIS], at=old, type="tried.theft")
    recent = await indexed(db, persons=[ANDRIS], place=PLACE, at=now)

    async def events(**wanted: Any) -> list[UUID]:
        hits = await found(db, "Andris Zariņš", now, **wanted)
        return [event.id for hit in hits for event in hit.events]

    assert len(await events()) == 2
    assert await events(since=now - timedelta(days=1)) == [recent]
    assert len(await events(until=now - timedelta(days=1))) == 1
    assert await events(atvk="0003000") == [recent]
    assert await events(atvk="0054000") == []
    assert await events(type="tried.noise") == [recent]
    assert len(await events(type="tried")) == 2
    assert len(await events(role="suspect")) == 2
    assert await events(role="witness") == []
    assert await events(kind="vehicle") == []


async def test_an_event_is_found_by_its_number_and_its_card(db: Db, now: datetime) -> None:
    event_id = await indexed(db, persons=[ANDRIS])
    [event] = (await found(db, "Andris Zariņš", now))[0].events

    [hit] = await found(db, event.number[4:], now, kind="event")

    assert (hit.kind, hit.id, hit.events[0].id, why(hit)) == ("event", None, event_id, ["number"])


async def test_more_than_the_limit_is_said_to_be_cut(db: Db, now: datetime) -> None:
    for number in range(4):
        await indexed(db, persons=[a_person(phone=f"2000000{number}")])

    answer = await searched(db, "Jānis Bērziņš", now, limit=3)

    assert (len(answer.hits), answer.cut) == (3, ["person"])


async def test_a_search_is_written_down_with_what_was_shown(db: Db, now: datetime) -> None:
    event_id = await indexed(db, persons=[ANDRIS])

    [hit] = await found(db, " Andris Zariņš ", now)

    cursor = await db.execute(
        "SELECT payload, kind, purpose, actor FROM kernel.journal WHERE topic = 'index.searched'"
    )
    [(payload, kind, purpose, by)] = await cursor.fetchall()
    assert (kind, purpose, by) == ("read", "search", DACE.id)
    assert payload["q"] == "Andris Zariņš"
    assert (payload["hits"], payload["things"]) == ([str(event_id)], [f"person:{hit.id}"])


async def test_without_the_right_to_see_persons_nothing_is_searched(db: Db, now: datetime) -> None:
    reader = Actor("person:7", "Lasītājs", "vp", frozenset({"register.read"}))

    for actor in (reader, PETERIS):
        with pytest.raises(RightMissing):
            await found(db, "Andris", now, actor)


async def test_every_fault_of_a_search_is_named(db: Db, now: datetime) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    wanted = SearchFilter(since=naive, until=naive, atvk="", type="x" * 101, limit=0)

    with pytest.raises(BadInput) as refusal:
        await actions.search(db, DACE, "a", wanted, SEARCH, now)

    named = {fault.path for fault in refusal.value.faults}
    assert named == {"q", "from", "to", "atvk", "type", "limit"}


@pytest.mark.parametrize(
    "q", ["%%%", "\\\\", "_1_2_", "' OR 1=1", "ﷺﷺ", "1" * 200, "a" * 200, "—–"]
)
async def test_odd_texts_find_nothing_and_break_nothing(db: Db, now: datetime, q: str) -> None:
    await indexed(db, persons=[ANDRIS], place=PLACE, at=datetime(2026, 1, 1, tzinfo=UTC))

    assert await found(db, q, now) == []
