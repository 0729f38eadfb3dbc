"""A body of many lines leaves what as many single statements leave, and waits for nobody twice."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import Any

import msgspec
import psycopg

from simulator.journals import invent
from tests.exchange.journals import JELGAVA, LIEPAJA, Journals, an_event
from tests.exchange.test_stating import counted
from tests.register.builders import NOISE, NOON, THEFT
from vienots.exchange.actions import state_lines, state_new_lines
from vienots.exchange.wording import Wording
from vienots.identity.demonstration import JOURNAL
from vienots.kernel.contracts import Actor
from vienots.kernel.db import HOUSE_OPTIONS
from vienots.kernel.i18n import Catalogue

TOWN = {"name": "Jelgava", "atvk": "0003000", "lat": 56.6511, "lon": 23.7214}
SENDER = Actor(
    "client:bodies", "Žurnāls", JELGAVA, frozenset(str(right) for right in JOURNAL), trained=True
)
THINGS = {
    "vehicles": [{"ref": "v1", "role": "involved", "plate": "ab-1234", "country": "LVA"}],
    "organisations": [
        {"ref": "o1", "role": "victim", "name": 'SIA "Ēka"', "registration_number": "40003000000"}
    ],
    "documents": [{"ref": "d1", "type": "passport", "number": "LV 1234567", "holder": "p1"}],
    "objects": [{"ref": "b1", "class": "phone", "quantity": 1.5, "value_eur": "12.30"}],
    "officers": [{"name": "Aivars Kauliņš", "badge": "117"}],
}
_TABLES = {
    "register.event": "id",
    "register.event_number": "event_id",
    "register.event_person": "event_id",
    "register.event_vehicle": "event_id",
    "register.event_object": "event_id",
    "register.event_organisation": "event_id",
    "register.event_document": "event_id",
    "register.event_attending_officer": "event_id",
    "register.event_version": "event_id",
    "register.second_look": "event_id",
    "exchange.source": "event_id",
    "kernel.journal": "subject_id",
}
_OF_ITS_OWN = {"id", "event_id", "subject_id", "xid", "number", "series"}
"""Keys that tell one event, entry or book from another; times and names are told apart below."""


def invented(count: int) -> list[dict[str, Any]]:
    rng = random.Random(7)
    events = []
    for number in range(count):
        event = invent.new_event(rng, f"{number}/Ž", TOWN, NOON - timedelta(days=3, minutes=number))
        event |= {"type": rng.choice((NOISE, THEFT))}
        if number % 3:
            event = invent.completed(rng, event) | {"type": event["type"]}
        if number % 7 == 5:
            event |= {"status": "cancelled", "outcome": None}
        if number % 5 == 1:
            event |= THINGS
        events.append(event | {"narrative": '“Ķēķis”\\ "pēdiņas"\n\tšķērslis 🚓'})
    return events


async def left_of(dsn: str, institution: str) -> dict[str, list[Any]]:
    """Every row of the institution's events, by what its journal calls the event."""
    left = {}
    async with await psycopg.AsyncConnection.connect(dsn) as db:
        for table, key in _TABLES.items():
            query = (
                f"SELECT s.source_id, to_jsonb(t) FROM {table} t"  # noqa: S608 (names of tables)
                f" JOIN exchange.source s ON s.event_id = t.{key} WHERE s.institution = %s"
            )
            rows = await (await db.execute(query.encode(), [institution])).fetchall()
            left[table] = sorted(([name, *_told(row, institution)] for name, row in rows), key=repr)
    return left


def _told(row: Any, institution: str) -> list[tuple[str, Any]]:
    return sorted((key, _plain(row[key], institution)) for key in row if key not in _OF_ITS_OWN)


def _plain(value: Any, institution: str) -> Any:
    """Times of taking, names of senders and institutions are not what is compared."""
    if isinstance(value, dict):
        return _told(value, institution)
    if isinstance(value, list):
        return [_plain(one, institution) for one in value]
    if isinstance(value, str):
        if value[:11] in ("2026-11-20T", "2026-11-21T", "2026-11-22T"):
            return value
        if len(value) >= 20 and value[4] == "-" and value[10] == "T":
            return "taken"
        return value.replace(institution, "institution")
    return value


async def test_a_body_leaves_the_rows_that_single_statements_leave(journals: Journals) -> None:
    in_a_body, singly = await journals.of(JELGAVA), await journals.of(LIEPAJA)
    events = invented(45)

    answers = await in_a_body.batch(events)
    for event in events:
        taken = await singly.put(event)
        assert taken.status_code == 201, taken.text

    assert [one["status"] for one in answers] == [201] * 45
    ours, theirs = await left_of(journals.dsn, JELGAVA), await left_of(journals.dsn, LIEPAJA)
    assert {table: len(rows) for table, rows in ours.items()} == {
        table: len(rows) for table, rows in theirs.items()
    }
    assert all(ours.values())
    assert ours == theirs
    for one in answers:
        read = (await in_a_body.read(one["source_id"])).json()
        assert (read["id"], read["number"]) == (one["id"], one["number"])


async def test_a_body_mends_what_was_refused_before(journals: Journals) -> None:
    journal = await journals.of(JELGAVA)
    await journal.put(an_event("1", type="no.such"))
    await journal.put(an_event("2", type="no.such"))
    assert (await journal.get("/state")).json()["open_rejects"] == 2

    answers = await journal.batch([an_event("1"), an_event("3"), an_event("2")])

    assert [one["status"] for one in answers] == [201] * 3
    state = (await journal.get("/state")).json()
    assert state["open_rejects"] == 0
    used = {one["outcome"]: one["times"] for one in state["days"]}
    assert used == {"registered": 3, "rejected": 2}


async def test_two_bodies_with_the_same_events_do_not_wait_for_each_other_forever(
    journals: Journals,
) -> None:
    await journals.of(JELGAVA)
    bodies = [msgspec.json.encode(an_event(f"B/{number}")) for number in range(60)]
    wording = Wording(Catalogue({}), "lv")
    lines = dict(enumerate(bodies, 1))
    turned = dict(enumerate(reversed(bodies), 1))
    connect = psycopg.AsyncConnection.connect
    async with (
        await connect(journals.dsn, options=HOUSE_OPTIONS) as first,
        await connect(journals.dsn, options=HOUSE_OPTIONS) as second,
    ):
        async with asyncio.timeout(60):
            taken = await state_new_lines(first, SENDER, lines, NOON)
            waits = asyncio.create_task(state_lines(second, SENDER, turned, wording, NOON))
            await asyncio.sleep(0)
            await first.commit()
            answered = await waits
            await second.commit()

    assert {one.status for one in taken.values()} == {201}
    assert {one.status for one in answered.values()} == {200}
    assert await counted(journals.dsn, "register.event") == 60
