"""The addresses of saved searches: status, rights, bounds; the worker's turn between them."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

from tests.index.saved import CASE, told_of
from tests.index.test_indexing import transaction
from tests.people import AIVARS, DACE, PETERIS, VIKTORS
from tests.people import a_person as someone
from tests.register.builders import a_person
from tests.register.desks import Desks
from vienots.index import actions
from vienots.kernel import clock

HEAD = someone(33, "Rita Priekšniece", "vp", "register_supervisor")
SUPERVISING = {"Vienots-Purpose": "supervision;ref=P-1"}


def a_body(**changes: object) -> dict[str, object]:
    return {
        "id": str(uuid4()),
        "name": "Zariņš",
        "q": "andris zariņš",
        "purpose": "criminal_case",
        "purpose_ref": CASE,
    } | changes


async def test_from_the_search_to_its_notice(desks: Desks) -> None:
    ours, officer = await desks.of(AIVARS), await desks.of(DACE)
    made = await officer.post("/index/saved", a_body())
    path = f"/index/saved/{made.json()['id']}"
    async with transaction(desks.dsn) as db:
        now = clock.now()
        person = a_person(name="Andris", surname="Zariņš")
        event = await told_of(db, AIVARS, now, persons=[person])
        await actions.check_next(db, now + timedelta(minutes=1))

    listed = (await officer.get("/index/saved")).json()
    [notice] = (await officer.get(f"{path}/notices")).json()["notices"]
    foreign = await ours.get(f"{path}/notices")
    ran = await officer.post(f"{path}/run", {})
    seen = await officer.post(f"{path}/seen", {"notices": [notice["id"]]})
    renamed = await officer.post(f"{path}/rename", {"name": "Garāžas"})
    paused = await officer.post(f"{path}/pause", {})
    resumed = await officer.post(f"{path}/resume", {})
    end = (clock.now() + timedelta(days=10)).date().isoformat()
    moved = await officer.post(f"{path}/extend", {"ends_on": end})

    assert made.status_code == 201
    assert [one["unseen"] for one in listed["searches"]] == [1]
    assert listed["rule"]["days"] == 30
    assert notice["event"]["number"] == event.number
    assert [match["label"] for match in notice["matches"]] == ["Andris Zariņš"]
    assert (foreign.status_code, seen.json()["unseen"]) == (404, 0)
    assert [hit["label"] for hit in ran.json()["hits"]] == ["Andris Zariņš"]
    assert renamed.json()["name"] == "Garāžas"
    assert [one.json()["paused_because"] for one in (paused, resumed)] == ["owner", None]
    assert moved.json()["ends_on"] == end
    assert (await ours.delete(path)).status_code == 404
    assert (await officer.delete(path)).status_code == 204
    assert (await officer.get("/index/saved")).json()["searches"] == []


async def test_two_workers_at_once_tell_once(desks: Desks) -> None:
    officer = await desks.of(DACE)
    made = [(await officer.post("/index/saved", a_body())).json()["id"] for _ in range(4)]
    now = clock.now()
    async with transaction(desks.dsn) as db:
        await told_of(db, DACE, now, persons=[a_person(name="Andris", surname="Zariņš")])

    async def work(turns: int) -> None:
        for minute in range(1, turns + 1):
            async with transaction(desks.dsn) as db:
                await actions.check_next(db, now + timedelta(minutes=minute))

    await asyncio.gather(*(work(3) for _ in range(3)))

    for search_id in made:
        notices = (await officer.get(f"/index/saved/{search_id}/notices")).json()["notices"]
        assert len(notices) == 1
    async with transaction(desks.dsn) as db:
        cursor = await db.execute(
            "SELECT count(*) FROM kernel.journal WHERE topic = 'index.search_told'"
        )
        assert await cursor.fetchone() == (len(made),)


async def test_who_may_what(desks: Desks) -> None:
    officer, head = await desks.of(DACE), await desks.of(HEAD)
    auditor, dispatcher = await desks.of(VIKTORS), await desks.of(PETERIS)
    await officer.post("/index/saved", a_body())

    assert (await desks.nobody.get("/index/saved")).status_code == 401
    assert (await dispatcher.get("/index/saved")).status_code == 403
    assert (await dispatcher.post("/index/saved", a_body())).status_code == 403
    assert (await officer.get("/index/standing", more=SUPERVISING)).status_code == 403
    assert (await head.get("/index/standing/all", more=SUPERVISING)).status_code == 403
    assert (await head.get("/index/standing")).status_code == 400
    at_home = await head.get("/index/standing", more=SUPERVISING)
    everywhere = await auditor.get("/index/standing/all", more=SUPERVISING)
    elsewhere = await auditor.get("/index/standing/all", more=SUPERVISING, institution="pp-0003000")
    for answer, owners in ((at_home, [DACE.name]), (everywhere, [DACE.name]), (elsewhere, [])):
        assert answer.status_code == 200
        assert [one["owner_name"] for one in answer.json()] == owners


async def test_what_does_not_fit_is_named(desks: Desks) -> None:
    officer = await desks.of(DACE)

    purpose = await officer.post("/index/saved", a_body(purpose="event_entry"))
    shape = await officer.post("/index/saved", a_body(name="", purpose_ref="bez atstarpēm ā"))
    end = await officer.post("/index/saved", a_body(ends_on="2035-01-01"))
    missing = await officer.post(f"/index/saved/{uuid4()}/pause", {})

    assert [one.status_code for one in (purpose, shape, end, missing)] == [400, 400, 400, 404]
    assert [fault["path"] for fault in purpose.json()["errors"]] == ["purpose"]
    assert [fault["path"] for fault in end.json()["errors"]] == ["ends_on"]
    assert {fault["path"] for fault in shape.json()["errors"]} >= {"name"}
