"""The addresses of custody, on the real application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.custody.builders import GUNTA, RAIVIS
from tests.people import AIVARS, ILZE
from tests.register.desks import Desk, Desks, opened_desks
from vienots.kernel import clock

THINGS = {
    "objects": [
        {"ref": "b1", "object_class": "phone", "description": "Samsung", "status": "seized"}
    ],
}


@pytest.fixture
async def desks(own_dsn: str, tmp_path: Path) -> AsyncIterator[Desks]:
    async with opened_desks(own_dsn, tmp_path) as opened:
        yield opened


async def an_event(desk: Desk) -> str:
    body = {
        "id": str(uuid4()),
        "type": "tried.noise",
        "received_at": clock.now().isoformat(),
        "received_via": "phone",
        "place": {"address": "Lielā iela 1, Jelgava", "atvk": "0003000"},
    }
    event = (await desk.post("/register/events", body)).json()
    changed = await desk.patch(
        f"/register/events/{event['id']}", {"version": event["version"], **THINGS}
    )
    assert changed.status_code == 200, changed.text
    return str(event["id"])


async def test_a_thing_goes_from_the_event_to_its_owner(desks: Desks) -> None:
    aivars, gunta = await desks.of(AIVARS), await desks.of(GUNTA)
    event = await an_event(aivars)
    place = (
        await gunta.post("/custody/places", {"code": "N-1", "name": "Noliktava", "kind": "store"})
    ).json()

    things = await aivars.get(f"/custody/events/{event}/things", purpose=True)
    taken = await aivars.post(f"/custody/events/{event}/take", {})
    [item] = taken.json()
    made = await aivars.post(f"/custody/items/{item['id']}/offers", {})
    [waiting] = (await gunta.get("/custody/offers", purpose=True)).json()
    accepted = await gunta.post(
        f"/custody/offers/{waiting['offer']['id']}/accept",
        {"code": made.json()["code"], "place_id": place["id"]},
    )
    released = await gunta.post(
        f"/custody/items/{item['id']}/release",
        {"name": "Anna Zariņa", "document": "Pase", "note": "Parakstījās"},
    )
    view = await gunta.get(f"/custody/items/{item['id']}", purpose=True)

    assert [one["item"] for one in things.json()] == [None]
    assert (taken.status_code, made.status_code, accepted.status_code) == (201, 201, 200)
    assert (accepted.json()["holder_name"], released.json()["status"]) == (GUNTA.name, "released")
    acts = [step["act"] for step in view.json()["chain"]]
    assert (acts, view.json()["broken_at"]) == (
        ["taken", "offered", "accepted", "released"],
        None,
    )


async def test_wrong_codes_count_though_they_are_refused(desks: Desks) -> None:
    aivars, gunta = await desks.of(AIVARS), await desks.of(GUNTA)
    new = {"id": str(uuid4()), "kind": "found", "description": "Maks"}
    item = (await aivars.post("/custody/items", new)).json()
    made = (await aivars.post(f"/custody/items/{item['id']}/offers", {})).json()
    accept = f"/custody/offers/{made['offer']['id']}/accept"

    tries = [await gunta.post(accept, {"code": "AAAA-AAAA"}) for _ in range(5)]
    late = await gunta.post(accept, {"code": made["code"]})

    assert [(one.status_code, one.json()["code"]) for one in tries] == [
        *[(403, "custody.wrong_code")] * 4,
        (409, "custody.offer_voided"),
    ]
    assert (late.status_code, late.json()["code"]) == (409, "custody.offer_decided")


async def test_a_code_stands_in_no_kept_answer(desks: Desks) -> None:
    aivars = await desks.of(AIVARS)
    new = {"id": str(uuid4()), "kind": "found", "description": "Maks"}
    item = (await aivars.post("/custody/items", new)).json()
    path = f"/custody/items/{item['id']}/offers"
    key = {"Idempotency-Key": "piedavajums-1"}

    first = await aivars.post(path, {}, key)
    again = await aivars.post(path, {}, key)
    view = await aivars.get(f"/custody/items/{item['id']}", purpose=True)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["code"] != again.json()["code"]
    assert view.json()["offer"]["id"] == again.json()["offer"]["id"]


async def test_a_refused_code_answers_the_same_again(desks: Desks) -> None:
    aivars, gunta = await desks.of(AIVARS), await desks.of(GUNTA)
    new = {"id": str(uuid4()), "kind": "found", "description": "Maks"}
    item = (await aivars.post("/custody/items", new)).json()
    made = (await aivars.post(f"/custody/items/{item['id']}/offers", {})).json()
    accept = f"/custody/offers/{made['offer']['id']}/accept"
    key = {"Idempotency-Key": "kods-1"}

    first = await gunta.post(accept, {"code": "AAAA"}, key)
    again = await gunta.post(accept, {"code": "AAAA"}, key)
    other = await gunta.post(accept, {"code": "BBBB"}, {"Idempotency-Key": "kods-2"})

    assert (first.status_code, again.status_code) == (403, 403)
    assert first.json() == again.json()
    assert "3" in other.json()["title"]


async def test_who_has_no_right_sees_nothing(desks: Desks) -> None:
    ilze, raivis = await desks.of(ILZE), await desks.of(RAIVIS)

    for path in ("/custody/items", "/custody/offers", "/custody/places"):
        assert (await ilze.get(path, purpose=True)).status_code == 403
        assert (await desks.nobody.get(path, purpose=True)).status_code == 401
    assert (await raivis.get(f"/custody/items/{uuid4()}")).status_code == 400
    missing = await raivis.get(f"/custody/items/{uuid4()}", purpose=True)
    assert (missing.status_code, missing.json()["code"]) == (404, "custody.item_not_found")
    page = await raivis.get(
        "/custody/items", purpose=True, overdue="true", due_before="2026-12-01", limit=500
    )
    assert [fault["path"] for fault in page.json()["errors"]] == ["limit"]
