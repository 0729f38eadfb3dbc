"""The addresses of retention, on the real application."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import AIVARS, VALDIS, VIKTORS
from tests.register.desks import Desk, Desks
from tests.register.retention import HEAD, INESE, OTTO, VALMIERA_OFFICER, ZANE, day_of
from vienots.kernel import clock

BASE = "/register/retention"


async def an_event(desk: Desk) -> dict[str, str]:
    body = {
        "id": str(uuid4()),
        "type": "tried.noise",
        "received_at": clock.now().isoformat(),
        "received_via": "phone",
        "place": {"address": "Lielā iela 1, Jelgava", "atvk": "0003000"},
    }
    event = (await desk.post("/register/events", body)).json()
    path = f"/register/events/{event['id']}"
    ended = await desk.patch(
        path, {"version": event["version"], "status": "cancelled", "reason": "Izdomāts"}
    )
    assert ended.status_code == 200, ended.text
    return {"id": str(event["id"]), "number": str(event["number"])}


def a_rule(**changes: object) -> dict[str, object]:
    return {
        "id": str(uuid4()),
        "code": "tried",
        "name": "Izmēģinājums",
        "basis": "Tests",
        "valid_from": str(day_of(clock.now())),
        "waiting_days": 5,
        "keep_count": 3,
        "keep_unit": "year",
        "everywhere": True,
    } | changes


async def test_a_rule_is_proposed_previewed_and_confirmed(desks: Desks) -> None:
    aivars, inese, otto = await desks.of(AIVARS), await desks.of(INESE), await desks.of(OTTO)
    event = await an_event(aivars)

    rule = (await inese.post(f"{BASE}/rules", a_rule())).json()
    [reach] = (await inese.get(f"{BASE}/rules/{rule['id']}/reach")).json()
    listed = (await inese.get(f"{BASE}/rules/{rule['id']}/events")).json()
    own = await inese.post(f"{BASE}/rules/{rule['id']}/decide", {"verdict": "standing"})
    stands = await otto.post(f"{BASE}/rules/{rule['id']}/decide", {"verdict": "standing"})
    told = (await aivars.get(f"/register/events/{event['id']}/retention")).json()

    assert (reach["institution"], reach["events"], reach["over"]) == ("pp-0003000", 1, 0)
    assert [one["number"] for one in listed["events"]] == [event["number"]]
    assert (own.status_code, own.json()["code"]) == (403, "register.own_retention_rule")
    assert stands.json()["state"] == "standing"
    assert (told["rule_code"], told["delete_on"], told["holds"]) == ("tried", None, [])


async def test_a_hold_is_set_and_lifted_where_the_event_is_seen(desks: Desks) -> None:
    aivars, head = await desks.of(AIVARS), await desks.of(HEAD)
    event = await an_event(aivars)
    new = {"id": str(uuid4()), "number": event["number"], "reason": "Tiesas pieprasījums"}

    hold = (await head.post(f"{BASE}/holds", new)).json()
    held = (await aivars.get(f"/register/events/{event['id']}/retention")).json()
    lifted = await head.post(f"{BASE}/holds/{hold['id']}/lift", {"reason": "Vairs nevajag"})

    assert "hold" in held["stops"]
    assert [one["reason"] for one in held["holds"]] == ["Tiesas pieprasījums"]
    assert lifted.json()["lifted_by_name"] == HEAD.name


async def test_others_learn_nothing(desks: Desks) -> None:
    event = await an_event(await desks.of(AIVARS))
    valdis, vita = await desks.of(VALDIS), await desks.of(VALMIERA_OFFICER)
    zane = await desks.of(ZANE)
    rule = (await zane.post(f"{BASE}/rules", a_rule(everywhere=False))).json()

    foreign = await valdis.get(f"/register/events/{event['id']}/retention")
    hold = {"id": str(uuid4()), "number": event["number"], "reason": "Ziņkāre"}
    held = await vita.post(f"{BASE}/holds", hold)
    reach = await vita.get(f"{BASE}/rules/{rule['id']}/reach")

    assert [one.status_code for one in (foreign, held, reach)] == [404, 404, 404]
    assert (await vita.get(f"{BASE}/rules")).json() == []
    assert (await vita.get(f"{BASE}/coverage")).json() == []


@pytest.mark.parametrize(
    "path", ["rules", "due", "coverage", "holds", "certificates", "certificates/export"]
)
async def test_the_desk_is_not_for_every_officer(desks: Desks, path: str) -> None:
    aivars, viktors = await desks.of(AIVARS), await desks.of(VIKTORS)

    assert (await aivars.get(f"{BASE}/{path}")).status_code == 403
    assert (await desks.nobody.get(f"{BASE}/{path}")).status_code == 401
    assert (await viktors.get(f"{BASE}/{path}")).status_code == 200


@pytest.mark.parametrize("path", ["due", "certificates"])
async def test_a_wrong_place_in_a_list_is_told(desks: Desks, path: str) -> None:
    inese = await desks.of(INESE)

    answer = await inese.get(f"{BASE}/{path}", cursor="2026-02-31_x")

    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, "cursor")
