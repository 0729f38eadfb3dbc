"""Dispatch over HTTP: a fire, a referral, who may do what, and input that does not fit."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from httpx import Response

from tests.calls.centre import Centre, Signed
from tests.dispatch.builders import a_patrol
from tests.people import AIVARS, ANNA, ILZE, JANIS, PETERIS
from tests.resources.builders import a_unit
from vienots.resources.contracts import Unit

JELGAVA = {"text": "Lielā iela 1, Jelgava", "lat": 56.6511, "lon": 23.7214, "accuracy_m": 20}


async def a_card(ilze: Signed, **changes: Any) -> dict[str, Any]:
    body = {
        "id": str(uuid4()),
        "what": "Deg kūla",
        "type_code": "fire.grass",
        "place": JELGAVA,
        "inform": True,
    } | changes
    answer = await ilze.post("/calls/cards", body)
    assert answer.status_code == 201, answer.text
    card: dict[str, Any] = answer.json()
    return card


def leg_of(card: dict[str, Any], institution: str = "vugd") -> str:
    return next(str(leg["id"]) for leg in card["legs"] if leg["institution"] == institution)


def ok(answer: Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.fixture
async def unit(centre: Centre) -> Unit:
    async with await psycopg.AsyncConnection.connect(centre.dsn) as db:
        return await a_unit(db, "R31")


async def test_a_fire_from_the_card_to_the_yard(centre: Centre, unit: Unit) -> None:
    ilze, janis = await centre.person(ILZE), await centre.person(JANIS)
    card = await a_card(ilze)
    leg = f"/dispatch/legs/{leg_of(card)}"

    assert ok(await janis.post(f"{leg}/accept", {}))["state"] == "accepted"
    proposal = ok(await janis.get(f"{leg}/recommendation"))
    chosen = [one["unit_id"] for one in proposal["units"] if one["chosen"]]
    assert (chosen, proposal["fulfilled"]) == ([str(unit.id)], True)
    sending = {"units": chosen, "recommendation_id": proposal["id"]}
    [sent] = ok(await janis.post(f"{leg}/assignments", sending), 201)
    assert sent["eta_at"] is not None
    for state in ("accepted", "en_route", "on_scene", "released"):
        address = f"/dispatch/assignments/{sent['id']}/state"
        assert ok(await janis.post(address, {"state": state}))["state"] == state
    home = ok(await janis.post(f"/dispatch/units/{unit.id}/state", {"state": "available"}))
    assert (home["state"], home["card_id"]) == ("available", None)
    closed = ok(await janis.post(f"{leg}/close", {"outcome": "done", "note": "Nodzēsts"}))
    assert (closed["state"], closed["closed_as"]) == ("closed", "done")

    [seen] = ok(await ilze.get("/dispatch/assignments", card_id=card["id"]))
    assert seen["state"] == "released"
    told = [line["topic"] for line in ok(await ilze.get(f"/calls/cards/{card['id']}/timeline"))]
    assert told.count("dispatch.assignment_changed") == 4
    assert {"dispatch.units_assigned", "dispatch.recommendation_made"} <= set(told)


async def test_a_referral_from_desk_to_desk(centre: Centre) -> None:
    ilze, peteris = await centre.person(ILZE), await centre.person(PETERIS)
    aivars = await centre.person(AIVARS)
    async with await psycopg.AsyncConnection.connect(centre.dsn) as db:
        patrol = await a_patrol(db, "JPP1", AIVARS.institution)
    card = await a_card(ilze, what="Kaujas", type_code="order.vandalism")
    refer = f"/dispatch/legs/{leg_of(card, 'vp')}/referrals"

    first = ok(await peteris.post(refer, {"note": "Lūdzam"}), 201)
    [waiting] = ok(await aivars.get("/dispatch/referrals", state="offered"))
    assert waiting["offer"]["what"] == "Kaujas"
    rejecting = f"/dispatch/referrals/{first['id']}/reject"
    assert (await aivars.post(rejecting, {"reason": "x"})).status_code == 400
    assert ok(await aivars.post(rejecting, {"reason": "Visi aizņemti"}))["state"] == "rejected"
    second = ok(await peteris.post(refer, {}), 201)
    withdrawing = f"/dispatch/referrals/{second['id']}/withdraw"
    assert ok(await peteris.post(withdrawing, {}))["state"] == "withdrawn"
    third = ok(await peteris.post(refer, {}), 201)
    accepted = ok(await aivars.post(f"/dispatch/referrals/{third['id']}/accept", {}))

    leg = f"/dispatch/legs/{accepted['new_leg_id']}"
    [sent] = ok(await aivars.post(f"{leg}/assignments", {"units": [str(patrol.id)]}), 201)
    refused = await aivars.post(f"{leg}/close", {"outcome": "done"})
    assert (refused.status_code, refused.json()["code"]) == (409, "dispatch.leg_has_units")
    for state in ("on_scene", "released"):
        ok(await aivars.post(f"/dispatch/assignments/{sent['id']}/state", {"state": state}))
    ok(await aivars.post(f"{leg}/close", {"outcome": "done"}))
    states = [one["state"] for one in ok(await peteris.get("/dispatch/referrals"))]
    assert sorted(states) == ["completed", "rejected", "withdrawn"]


async def test_finished_work_is_entered_over_http(centre: Centre, unit: Unit) -> None:
    ilze, janis = await centre.person(ILZE), await centre.person(JANIS)
    card = await a_card(ilze)
    address = f"/dispatch/legs/{leg_of(card)}/past-assignments"
    past = {
        "unit_id": str(unit.id),
        "assigned_at": "2026-11-01T10:00:00+02:00",
        "on_scene_at": "2026-11-01T09:00:00+02:00",
        "released_at": "2026-11-01T11:00:00+02:00",
    }

    [entered] = ok(await janis.post(address, [past]), 201)

    assert (entered["out_of_order"], entered["entered_late"]) == (True, True)
    assert (await janis.post(address, [])).status_code == 400


async def test_who_may_do_what(centre: Centre, unit: Unit) -> None:
    ilze, janis = await centre.person(ILZE), await centre.person(JANIS)
    peteris, anna = await centre.person(PETERIS), await centre.person(ANNA)
    leg = f"/dispatch/legs/{leg_of(await a_card(ilze))}"
    sending = {"units": [str(unit.id)]}

    assert (await centre.nobody.post(f"{leg}/assignments", sending)).status_code == 401
    for who, status in ((anna, 403), (ilze, 403), (peteris, 404)):
        assert (await who.post(f"{leg}/assignments", sending)).status_code == status
        assert (await who.post(f"{leg}/accept", {})).status_code == status
        assert (await who.post(f"{leg}/close", {"outcome": "done"})).status_code == status
    for path in ("/dispatch/assignments", "/dispatch/referrals", f"{leg}/recommendation"):
        assert (await anna.get(path)).status_code == 403
    [sent] = ok(await janis.post(f"{leg}/assignments", sending), 201)
    state = {"state": "en_route"}
    address = f"/dispatch/assignments/{sent['id']}/state"
    assert (await peteris.post(address, state)).status_code == 404
    assert (await peteris.post(f"/dispatch/units/{unit.id}/state", state)).status_code == 403


async def test_a_refusal_names_its_reason_and_leaves_nothing_behind(
    centre: Centre, unit: Unit
) -> None:
    ilze, janis = await centre.person(ILZE), await centre.person(JANIS)
    first = await a_card(ilze)
    second = await a_card(ilze, place=JELGAVA | {"text": "Meža iela 3, Jelgava"})
    sending = {"units": [str(unit.id)]}
    ok(await janis.post(f"/dispatch/legs/{leg_of(first)}/assignments", sending), 201)
    before = await centre.rows("SELECT count(*) FROM kernel.journal WHERE kind = 'change'")

    refused = await janis.post(f"/dispatch/legs/{leg_of(second)}/assignments", sending)
    early = await janis.post(f"/dispatch/units/{unit.id}/state", {"state": "available"})

    assert (refused.status_code, refused.json()["code"]) == (409, "dispatch.unit_busy")
    assert refused.json()["data"] == {"call_sign": "R31", "card": first["number"]}
    assert (early.status_code, early.json()["code"]) == (409, "dispatch.never_arrived")
    after = await centre.rows("SELECT count(*) FROM kernel.journal WHERE kind = 'change'")
    assert after == before


async def test_bad_input_is_refused_everywhere(centre: Centre, unit: Unit) -> None:
    ilze, janis = await centre.person(ILZE), await centre.person(JANIS)
    leg = f"/dispatch/legs/{leg_of(await a_card(ilze))}"
    moment = "2099-01-01T00:00:00Z"
    sent = ok(await janis.post(f"{leg}/assignments", {"units": [str(unit.id)]}), 201)[0]
    state = f"/dispatch/assignments/{sent['id']}/state"

    for path, body in (
        (f"{leg}/assignments", {"units": []}),
        (f"{leg}/assignments", {"units": ["R31"]}),
        (f"{leg}/assignments", {"units": [str(unit.id)] * 41}),
        (f"{leg}/assignments", {"units": [str(unit.id)], "recommendation_id": str(uuid4())}),
        (f"{leg}/close", {"outcome": "nonsense"}),
        (f"{leg}/close", {}),
        (f"{leg}/referrals", {"to_institution": 7}),
        (state, {"state": "asleep"}),
        (state, {"state": "en_route", "happened_at": moment}),
        (state, {"state": "en_route", "happened_at": "noon"}),
        (state, {"state": "en_route", "happened_at": "2026-11-01T10:00:00"}),
        (state, {"state": "en_route", "happened_at": "0001-01-01T00:00:00+02:00"}),
        (state, {"state": "en_route", "reason": "a\u0000b"}),
        (state, {"state": "en_route", "colour": "red"}),
        (f"/dispatch/units/{unit.id}/state", {"state": "asleep"}),
        (f"/dispatch/units/{unit.id}/state", {"state": "available", "note": "x" * 301}),
    ):
        answer = await janis.post(path, body)
        assert answer.status_code == 400, (path, body, answer.text)
        assert answer.headers["content-type"].startswith("application/problem+json")
    unknown = uuid4()
    for path, body in (
        (f"/dispatch/legs/{unknown}/assignments", {"units": [str(unit.id)]}),
        (f"{leg}/assignments", {"units": [str(unknown)]}),
        (f"/dispatch/assignments/{unknown}/state", {"state": "en_route"}),
        (f"/dispatch/units/{unknown}/state", {"state": "available"}),
        (f"/dispatch/referrals/{unknown}/accept", {}),
        (f"/dispatch/legs/{unknown}/accept", {}),
    ):
        assert (await janis.post(path, body)).status_code == 404, path
    assert (await janis.get("/dispatch/referrals", state="x" * 21)).status_code == 400
    assert (await janis.get("/dispatch/assignments", card_id=str(unknown))).status_code == 404


async def test_a_repeated_request_sends_nobody_twice(centre: Centre, unit: Unit) -> None:
    ilze, janis = await centre.person(ILZE), await centre.person(JANIS)
    address = f"/dispatch/legs/{leg_of(await a_card(ilze))}/assignments"
    key = {"Idempotency-Key": str(uuid4())}

    first = await janis.post(address, {"units": [str(unit.id)]}, **key)
    again = await janis.post(address, {"units": [str(unit.id)]}, **key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert await centre.rows("SELECT count(*) FROM dispatch.assignment") == [(1,)]
