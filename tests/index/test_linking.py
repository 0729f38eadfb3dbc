"""Two steps from a person, vehicle, phone, address or event; no further than one may see."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests.index.builders import SEARCH, found, indexed
from tests.people import AIVARS, DACE
from tests.register.builders import a_person, a_vehicle
from vienots.identity.errors import RightMissing
from vienots.index import actions
from vienots.index.contracts import Kind, Links, Span, Start
from vienots.index.errors import ThingNotFound
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput
from vienots.register.contracts import EventPlace

ANDRIS = a_person(name="Andris", surname="Zariņš", phone="20000512", role="suspect")
INESE = a_person("p2", name="Inese", surname="Zariņa", phone="20000512", role="victim")
CAR = a_vehicle(plate="KL-4406", driver="p1")


async def links(
    db: Db, kind: Kind, thing: object, now: datetime, actor: Actor = DACE, span: Span | None = None
) -> Links:
    start = Start(kind, str(thing))
    return await actions.follow_links(db, actor, start, span or Span(), SEARCH, now)


async def id_of(db: Db, q: str, kind: Kind, now: datetime, actor: Actor = DACE) -> int:
    hit = (await found(db, q, now, actor, kind=kind))[0]
    assert hit.id is not None
    return hit.id


def shown(answer: Links) -> dict[str, int]:
    return {node.label: node.hop for node in answer.nodes if node.kind != "event"}


async def test_two_steps_lead_over_events_phones_and_vehicles(db: Db, now: datetime) -> None:
    first = await indexed(
        db, persons=[ANDRIS], vehicles=[CAR], place=EventPlace(address="Lielā iela 18, Jelgava")
    )
    second = await indexed(db, persons=[INESE], at=now - timedelta(days=30))
    third = await indexed(
        db, persons=[a_person(name="Jānis", surname="Ozols")], vehicles=[CAR], at=now
    )

    answer = await links(db, "person", await id_of(db, "Andris Zariņš", "person", now), now)

    assert shown(answer) == {
        "Andris Zariņš": 0,
        "+37120000512": 1,
        "KL-4406": 1,
        "Lielā iela 18, Jelgava": 2,
        "Inese Zariņa": 2,
        "Jānis Ozols": 2,
    }
    events = {UUID(n.key.partition(":")[2]): n.hop for n in answer.nodes if n.kind == "event"}
    assert events == {first: 1, third: 2}
    assert second not in events
    assert {edge.relation for edge in answer.edges} == {
        "suspect", "involved", "witness", "driver", "phone", "place",
    }  # fmt: skip
    assert not answer.cut


async def test_from_an_event_to_the_other_events_of_its_people(db: Db, now: datetime) -> None:
    event_id = await indexed(db, persons=[ANDRIS])
    other = await indexed(db, persons=[ANDRIS], at=now - timedelta(days=9))

    answer = await links(db, "event", event_id, now)

    hops = {node.key: node.hop for node in answer.nodes if node.kind == "event"}
    assert hops == {f"event:{event_id}": 0, f"event:{other}": 2}


async def test_what_may_not_be_seen_ties_nothing(db: Db, now: datetime) -> None:
    mine = ["pp-0003000", "vp"]
    await indexed(db, persons=[ANDRIS], seen_by=mine)
    hidden = await indexed(db, persons=[INESE, ANDRIS], seen_by=["pp-0054000", "vp"])
    of_inese = await id_of(db, "Inese Zariņa", "person", now)

    answer = await links(db, "phone", await id_of(db, "20000512", "phone", now), now, AIVARS)

    assert shown(answer) == {"+37120000512": 0, "Andris Zariņš": 1}
    assert len([node for node in answer.nodes if node.kind == "event"]) == 1
    for kind, thing in (("person", of_inese), ("event", hidden)):
        with pytest.raises(ThingNotFound):
            await links(db, kind, thing, now, AIVARS)  # type: ignore[arg-type]


async def test_time_bounds_the_events_that_ties_come_from(db: Db, now: datetime) -> None:
    await indexed(db, persons=[ANDRIS], vehicles=[CAR], at=now - timedelta(days=500))
    await indexed(db, persons=[ANDRIS], at=now)
    person = await id_of(db, "Andris Zariņš", "person", now)

    recent = await links(db, "person", person, now, span=Span(since=now - timedelta(days=30)))

    assert set(shown(recent)) == {"Andris Zariņš", "+37120000512"}
    with pytest.raises(ThingNotFound):
        await links(db, "person", person, now, span=Span(until=now - timedelta(days=900)))
    with pytest.raises(BadInput):
        await links(db, "person", person, now, span=Span(since=datetime(2026, 1, 1)))  # noqa: DTZ001


async def test_more_than_is_shown_is_said(db: Db, now: datetime) -> None:
    for day in range(35):
        await indexed(db, persons=[ANDRIS], at=now - timedelta(days=day))

    answer = await links(db, "person", await id_of(db, "Andris Zariņš", "person", now), now)

    assert answer.cut
    assert len(answer.nodes) <= 80


async def test_following_links_is_written_down(db: Db, now: datetime) -> None:
    event_id = await indexed(db, persons=[ANDRIS])
    person = await id_of(db, "Andris Zariņš", "person", now)

    await links(db, "person", person, now)

    cursor = await db.execute(
        "SELECT payload, kind FROM kernel.journal WHERE topic = 'index.links_read'"
    )
    [(payload, kind)] = await cursor.fetchall()
    assert (kind, payload["start"], payload["hits"]) == (
        "read",
        f"person:{person}",
        [str(event_id)],
    )
    assert f"person:{person}" in payload["things"]


async def test_links_of_nothing_are_not_found(db: Db, now: datetime) -> None:
    await indexed(db, persons=[ANDRIS])
    person = await id_of(db, "Andris Zariņš", "person", now)

    wrong: list[tuple[Kind, object]] = [
        ("person", 999_999_999), ("person", "x"), ("person", "9" * 40), ("event", uuid4()),
        ("event", "x"), ("vehicle", person),
    ]  # fmt: skip
    for kind, thing in wrong:
        with pytest.raises(ThingNotFound):
            await links(db, kind, thing, now)
    with pytest.raises(RightMissing):
        reader = Actor("person:7", "Lasītājs", "vp", frozenset({"register.read"}))
        await links(db, "person", person, now, reader)
