"""What a journal hears: everything that its institution may see, once, in order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import psycopg
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from tests.exchange.journals import JELGAVA, LIEPAJA, Journals, an_event
from tests.people import AIVARS
from vienots.exchange import web
from vienots.kernel.contracts import Actor
from vienots.kernel.db import HOUSE_OPTIONS, Db


async def heard(journal: Any, after: str | None = None, limit: int = 3) -> tuple[list[Any], str]:
    events: list[Any] = []
    while True:
        answer = await journal.changes(after, limit=limit)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("application/cloudevents-batch+json")
        after = answer.headers["vienots-cursor"]
        if not answer.json():
            return events, after
        events += answer.json()


async def test_changes_come_in_order_once_and_with_the_journals_name(journals: Journals) -> None:
    jelgava, liepaja = await journals.of(JELGAVA), await journals.of(LIEPAJA)
    for place in range(5):
        await jelgava.put(an_event(f"J{place}"))
    await liepaja.put(an_event("L1"))
    officer = await journals.desks.of(AIVARS)
    first = (await jelgava.get("/events")).json()["events"][-1]
    change = {"version": 1, "narrative": "Papildināts"}
    assert (await officer.patch(f"/register/events/{first['id']}", change)).status_code == 200

    events, cursor = await heard(jelgava)
    again, same = await heard(jelgava, cursor)
    foreign, _ = await heard(liepaja)

    types = [event["type"] for event in events]
    assert types == ["lv.vienots.register.event-registered"] * 5 + [
        "lv.vienots.register.event-changed"
    ]
    assert [event["sourceid"] for event in events[:5]] == ["J0", "J1", "J2", "J3", "J4"]
    assert events[5]["actor"].startswith("person:")
    assert len({event["id"] for event in events}) == 6
    assert (again, same) == ([], cursor)
    assert [event["sourceid"] for event in foreign] == ["L1"]
    for event in events:
        read = JSONFormat().read(CloudEvent, msgspec.json.encode(event))
        assert read.get_type() == event["type"]


async def test_who_waits_hears_at_once_and_who_waits_in_vain_is_told(journals: Journals) -> None:
    """The handler itself, with transactions of the test: its client sends one request at a time."""
    jelgava = await journals.of(JELGAVA)
    _, cursor = await heard(jelgava)
    asked = 0

    @asynccontextmanager
    async def asking() -> AsyncIterator[tuple[Db, Actor]]:
        nonlocal asked
        asked += 1
        if asked == 2:
            assert (await jelgava.put(an_event("late"))).status_code == 201
        async with await psycopg.AsyncConnection.connect(journals.dsn, options=HOUSE_OPTIONS) as db:
            yield db, AIVARS

    told = await web.list_changes.fn(asking, cursor, 200, 30)
    asked = 2
    in_vain = await web.list_changes.fn(asking, told.headers["Vienots-Cursor"], 200, 1)

    assert [event.source_id for event in told.content] == ["late"]
    assert (in_vain.content, in_vain.headers) == ([], told.headers)


async def test_a_cursor_that_is_none_is_refused(journals: Journals) -> None:
    jelgava = await journals.of(JELGAVA)

    answer = await jelgava.changes("yesterday")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == "after"


async def test_what_was_closed_since_is_told_only_to_who_may_hold_it(journals: Journals) -> None:
    jelgava = await journals.of(JELGAVA)
    await jelgava.put(an_event("J1"))
    _, cursor = await heard(jelgava)
    await jelgava.put(an_event("J2"))
    officer = await journals.desks.of(AIVARS)
    ids = {row["source_id"]: row["id"] for row in (await jelgava.get("/events")).json()["events"]}
    for source_id in ("J1", "J2"):
        secret = {"version": 1, "level": "restricted", "members": [], "reason": "Noslēpums"}
        path = f"/register/events/{ids[source_id]}/access"
        assert (await officer.post(path, secret)).status_code == 200

    from_the_start, _ = await heard(jelgava)
    since, _ = await heard(jelgava, cursor)

    assert from_the_start == []
    assert [(event["type"], event["subject"]) for event in since] == [
        ("lv.vienots.register.event-hidden", ids["J1"])
    ]


async def test_a_journal_asks_nothing_of_the_master_index(journals: Journals) -> None:
    jelgava = await journals.of(JELGAVA)

    asked = await jelgava.get("/../index/search", q="bērziņš")

    assert (asked.status_code, asked.json()["data"]) == (403, {"right": "index.read"})
