"""The addresses: status, rights, purpose, bounds."""

from __future__ import annotations

from tests.index.builders import indexed
from tests.index.test_indexing import transaction
from tests.people import AIVARS, DACE, PETERIS, VALDIS
from tests.register.builders import NOON, a_person, a_vehicle, an_event
from tests.register.desks import Desks
from vienots.index import actions
from vienots.register import actions as register


async def test_a_desk_finds_what_it_may_see(desks: Desks) -> None:
    async with transaction(desks.dsn) as db:
        await indexed(db, persons=[a_person()], vehicles=[a_vehicle()], seen_by=["pp-0003000"])
    ours, others = await desks.of(AIVARS), await desks.of(DACE)

    found = await ours.get("/index/search", purpose=True, q="berzinsh janis", kind="person")
    hidden = await others.get("/index/search", purpose=True, q="berzinsh janis")

    assert found.status_code == 200
    [hit] = found.json()["hits"]
    assert (hit["label"], hit["kind"], hit["event_count"]) == ("Jānis Bērziņš", "person", 1)
    assert [reason["code"] for reason in hit["why"]] == ["transliteration", "diacritics", "order"]
    assert hidden.json() == {"hits": [], "cut": []}


async def test_a_search_needs_somebody_a_right_and_a_purpose(desks: Desks) -> None:
    ours, dispatcher = await desks.of(AIVARS), await desks.of(PETERIS)

    assert (await desks.nobody.get("/index/search", purpose=True, q="ozols")).status_code == 401
    assert (await dispatcher.get("/index/search", purpose=True, q="ozols")).status_code == 403
    assert (await ours.get("/index/search", q="ozols")).status_code == 400
    bad = await ours.get("/index/search", purpose=True, q="a", limit=1_000)
    assert bad.status_code == 400
    assert {fault["path"] for fault in bad.json()["errors"]} == {"q", "limit"}
    wrong = await ours.get("/index/search", purpose=True, q="ozols", kind="ship")
    assert wrong.status_code == 400


async def test_links_are_followed_from_a_hit(desks: Desks) -> None:
    async with transaction(desks.dsn) as db:
        await indexed(db, persons=[a_person(phone="20000001")])
    ours = await desks.of(AIVARS)
    [hit] = (await ours.get("/index/search", purpose=True, q="janis berzins")).json()["hits"]

    links = await ours.get("/index/links", purpose=True, kind="person", id=hit["id"])
    missing = await ours.get("/index/links", purpose=True, kind="person", id="999999")
    without = await ours.get("/index/links", kind="person", id=hit["id"])

    assert [node["kind"] for node in links.json()["nodes"]] == ["person", "event", "phone"]
    assert [edge["relation"] for edge in links.json()["edges"]] == ["witness", "phone"]
    assert (missing.status_code, without.status_code) == (404, 400)


async def test_a_judgement_is_made_and_taken_back(desks: Desks) -> None:
    async with transaction(desks.dsn) as db:
        await indexed(db, persons=[a_person(phone="20000001")])
        await indexed(db, persons=[a_person(phone="20000002")])
    ours, officer = await desks.of(AIVARS), await desks.of(DACE)
    hits = (await officer.get("/index/search", purpose=True, q="janis berzins")).json()["hits"]
    body = {"one": hits[0]["id"], "other": hits[1]["id"], "reason": "viens cilvēks"}

    forbidden = await ours.post("/index/merges", body)
    made = await officer.post("/index/merges", body)
    again = await officer.post("/index/merges", body)
    person = await officer.get(f"/index/persons/{hits[0]['id']}", purpose=True)
    undone = await officer.post(f"/index/merges/{made.json()['id']}/undo", {"reason": "kļūda"})
    bad = await officer.post("/index/merges", {"one": 0, "other": 2**70, "reason": ""})

    statuses = [one.status_code for one in (forbidden, made, again, person, undone, bad)]
    assert statuses == [403, 201, 409, 200, 200, 400]
    assert [merge["id"] for merge in person.json()["merges"]] == [made.json()["id"]]


async def test_what_lies_around_an_event_is_told_to_who_sees_it(desks: Desks) -> None:
    async with transaction(desks.dsn) as db:
        one = await register.register_event(db, AIVARS, an_event(), NOON)
        other = await register.register_event(db, AIVARS, an_event(), NOON)
        for event in (one, other):
            await actions.index_event(db, event.id, NOON)
    ours, officer = await desks.of(AIVARS), await desks.of(VALDIS)

    around = await ours.get(f"/index/events/{one.id}/around", purpose=True)
    hidden = await officer.get(f"/index/events/{one.id}/around", purpose=True)
    without = await ours.get(f"/index/events/{one.id}/around")

    assert [(line["event"]["number"], line["why"]) for line in around.json()] == [
        (other.number, ["address"])
    ]
    assert (hidden.status_code, without.status_code) == (404, 400)
