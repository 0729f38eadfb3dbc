from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.people import AIVARS, DACE, PETERIS, VALDIS
from tests.register.builders import (
    A_COLLEAGUE,
    ENTRY,
    NOISE,
    THEFT,
    a_person,
    a_vehicle,
    changed,
    last_entry,
    registered,
)
from vienots.identity.errors import RightMissing
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput
from vienots.register import actions, api
from vienots.register.contracts import (
    EventChange,
    EventFilter,
    EventPlace,
)
from vienots.register.errors import (
    EventNotFound,
)

# ---- looking -----------------------------------------------------------------------------------


async def test_looking_at_an_event_is_written_down_with_purpose_and_persons(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now)
    await changed(register, event, now, persons=[a_person("p1")], vehicles=[a_vehicle("v1")])

    await actions.open_event(register, DACE, event.id, ENTRY, now)

    entry = await last_entry(register, event.id, "read")
    assert (entry.actor, entry.purpose, entry.audience) == (DACE.id, "event_entry", [])
    assert (entry.payload["persons"], entry.payload["vehicles"]) == (["p1"], ["v1"])


async def test_writing_shows_persons_too_and_is_written_down_as_a_look(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now)
    after = await changed(register, event, now, persons=[a_person("p1")])

    entry = await last_entry(register, event.id, "read")

    assert (entry.purpose, entry.purpose_ref) == ("event_entry", after.number)
    assert entry.payload["persons"] == ["p1"]


async def test_without_the_right_persons_are_withheld_everywhere(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now, DACE)
    change = EventChange(version=1, persons=[a_person("p1", personal_code="161175-19997")])
    await actions.change_event(register, DACE, event.id, change, now)
    reader = Actor("person:7", "Lasītājs", "vp", frozenset({"register.read"}))

    view = await actions.open_event(register, reader, event.id, ENTRY, now)
    history = await actions.list_history(register, reader, event.id, ENTRY, now)

    assert (view.persons, view.withheld) == (
        [],
        ["persons", "vehicles", "organisations", "documents"],
    )
    assert not [path for path in view.origins if path.startswith("persons")]
    assert not [c for v in history for c in v.changes if c.path.startswith("persons")]
    with pytest.raises(RightMissing):
        await actions.open_event(register, PETERIS, event.id, ENTRY, now)


async def test_what_may_not_be_seen_is_neither_there_nor_counted(
    register: Db, now: datetime
) -> None:
    mine = await registered(register, now)
    foreign = await registered(register, now, VALDIS, narrative="Svešs.")
    since = now - timedelta(days=1)

    page = await actions.list_events(register, AIVARS, EventFilter())
    of_state = await actions.list_events(register, DACE, EventFilter())
    counted = await api.count_by_status(register, AIVARS, since)
    found = await actions.list_events(register, AIVARS, EventFilter(q=foreign.number))

    assert [row.id for row in page.rows] == [mine.id]
    assert {row.id for row in of_state.rows} == {mine.id, foreign.id}
    assert counted == {"registered": 1}
    assert await api.count_by_status(register, DACE, since) == {"registered": 2}
    assert await api.count_by_status(register, DACE, since, owner="vp") == {}
    assert found.rows == []
    assert await api.get_row(register, AIVARS, foreign.id) is None
    assert await api.get_row(register, DACE, foreign.id) is not None
    with pytest.raises(EventNotFound):
        await actions.open_event(register, AIVARS, foreign.id, ENTRY, now)
    with pytest.raises(EventNotFound):
        await actions.list_history(register, AIVARS, foreign.id, ENTRY, now)


async def test_a_list_goes_on_where_its_page_ended(register: Db, now: datetime) -> None:
    times = [now - timedelta(minutes=minute) for minute in (1, 2, 2, 2, 5)]
    events = [await registered(register, now, received_at=time) for time in times]

    seen, cursor = [], None
    while True:
        page = await actions.list_events(register, AIVARS, EventFilter(limit=2, cursor=cursor))
        seen += [row.id for row in page.rows]
        cursor = page.cursor
        if cursor is None:
            break

    assert len(seen) == len(set(seen))
    assert set(seen) == {event.id for event in events}
    assert seen[0] == events[0].id


async def test_a_list_is_narrowed_by_status_type_time_text_and_officer(
    register: Db, now: datetime
) -> None:
    noise = await registered(register, now)
    theft = await registered(
        register, now, type=THEFT, received_at=now - timedelta(days=3),
        place=EventPlace(address="Ķīšu iela 7, Jelgava"),
    )  # fmt: skip
    change = EventChange(version=1, status="cancelled", reason="Kļūda")
    await actions.change_event(register, AIVARS, theft.id, change, now)

    async def listed(**wanted: Any) -> list[UUID]:
        page = await actions.list_events(register, AIVARS, EventFilter(**wanted))
        return [row.id for row in page.rows]

    assert await listed(status="cancelled") == [theft.id]
    assert await listed(status="open") == [noise.id]
    assert await listed(type=NOISE) == [noise.id]
    assert await listed(type="tried") == [noise.id, theft.id]
    assert await listed(since=now - timedelta(hours=1)) == [noise.id]
    assert await listed(until=now - timedelta(hours=1)) == [theft.id]
    assert await listed(q="kisu iela") == [theft.id]
    assert await listed(q=noise.number[-4:]) == [noise.id]
    assert await listed(mine=True) == [noise.id, theft.id]
    page = await actions.list_events(register, A_COLLEAGUE, EventFilter(mine=True))
    assert page.rows == []


async def test_a_list_never_looks_at_persons(register: Db, now: datetime) -> None:
    event = await registered(register, now)
    await changed(register, event, now, persons=[a_person(surname="Zvirgzdiņš")])

    page = await actions.list_events(register, AIVARS, EventFilter(q="Zvirgzdiņš"))

    assert page.rows == []


async def test_a_bad_filter_is_named_whole(register: Db) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    wanted = EventFilter(status="gone", since=naive, until=naive, q="a", limit=0, cursor="2026_x")

    with pytest.raises(BadInput) as refusal:
        await actions.list_events(register, AIVARS, wanted)

    named = {fault.path for fault in refusal.value.faults}
    assert named == {"status", "from", "to", "q", "limit", "cursor"}


async def test_the_history_of_a_field_tells_who_when_and_from_what(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now)
    soon = now + timedelta(minutes=1)
    await changed(register, event, soon, narrative="Otrais.", persons=[a_person("p1")])

    second, first = await actions.list_history(register, DACE, event.id, ENTRY, now)

    assert (second.version, second.at, second.by_name) == (2, soon, AIVARS.name)
    change = {change.path: change for change in second.changes}
    assert change["narrative"].before == event.narrative
    assert change["narrative"].after == "Otrais."
    assert change["narrative"].origin == "manual"
    assert change["persons.p1.surname"].before is None
    assert (change["status"].after, change["status"].origin) == ("in_progress", None)
    assert (first.cause, {c.path for c in first.changes} >= {"type", "place.lat"}) == (
        "registered",
        True,
    )
    read = await last_entry(register, event.id, "read")
    assert (read.payload["persons"], read.payload["versions"]) == (["p1"], True)


async def test_an_event_of_nobody_is_not_found(register: Db, now: datetime) -> None:
    with pytest.raises(EventNotFound):
        await actions.open_event(register, DACE, uuid4(), ENTRY, now)
