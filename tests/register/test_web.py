from __future__ import annotations

from typing import Any
from uuid import uuid4

import msgspec
from httpx import Response

from tests.people import AIVARS, ANNA, DACE, ILZE, JANIS, LIGA, PETERIS, VALDIS, VIKTORS
from tests.register.builders import NOISE, THEFT
from tests.register.desks import Desk, Desks
from vienots.kernel import clock
from vienots.kernel.contracts import Actor

UNTRAINED = Actor(
    "person:00000000-0000-7000-8000-000000000077",
    "Jauns Dežurants",
    AIVARS.institution,
    AIVARS.rights,
    AIVARS.roles,
    trained=False,
)


def a_body(**changes: object) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "type": NOISE,
        "received_at": clock.now().isoformat(),
        "received_via": "patrol",
        "place": {"address": "Lielā iela 1, Jelgava", "atvk": "0003000"},
        "narrative": "Skaļa mūzika.",
    } | changes


async def registered(desk: Desk, **changes: object) -> dict[str, Any]:
    answer = await desk.post("/register/events", a_body(**changes))
    assert answer.status_code == 201, answer.text
    event: dict[str, Any] = answer.json()
    return event


async def test_an_officer_completes_an_event_over_http(desks: Desks) -> None:
    aivars = await desks.of(AIVARS)
    event = await registered(aivars)
    address = f"/register/events/{event['id']}"
    change = {
        "version": event["version"],
        "legal_class": "possible_offence",
        "occurred_from": event["received_at"],
        "outcome": {"kind": "administrative_case", "number": "123456"},
        "persons": [
            {"ref": "p1", "role": "offender", "surname": "Ozols", "personal_code": "16117519997"}
        ],
    }

    changed = await aivars.patch(address, change)
    done = await aivars.post(f"{address}/complete", {"version": changed.json()["version"]})

    assert (changed.status_code, changed.json()["status"]) == (200, "in_progress")
    assert changed.json()["persons"][0]["personal_code"] == "161175-19997"
    assert (done.status_code, done.json()["status"]) == (200, "completed")
    history = await aivars.get(f"{address}/history", purpose=True)
    assert [version["cause"] for version in history.json()] == [
        "completed",
        "changed",
        "registered",
    ]


async def test_an_incomplete_event_says_what_is_missing(desks: Desks) -> None:
    aivars = await desks.of(AIVARS)
    event = await registered(aivars, type=THEFT)

    refused = await aivars.post(f"/register/events/{event['id']}/complete", {"version": 1})

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (400, "register.event_incomplete")
    assert [error["path"] for error in problem["errors"]] == event["missing"]
    assert problem["errors"][0]["message"] == "Trūkst"


async def test_a_collision_gives_the_present_value(desks: Desks) -> None:
    aivars = await desks.of(AIVARS)
    event = await registered(aivars)
    address = f"/register/events/{event['id']}"
    await aivars.patch(address, {"version": 1, "narrative": "Pirmais."})

    refused = await aivars.patch(address, {"version": 1, "narrative": "Otrais."})
    other_field = await aivars.patch(address, {"version": 1, "legal_class": "endangerment"})

    assert (refused.status_code, refused.json()["code"]) == (409, "register.fields_collide")
    assert refused.json()["data"]["present.narrative"] == "Pirmais."
    assert (other_field.status_code, other_field.json()["narrative"]) == (200, "Pirmais.")


async def test_persons_are_shown_to_nobody_without_a_purpose(desks: Desks) -> None:
    aivars = await desks.of(AIVARS)
    event = await registered(aivars)

    for path in ("", "/history"):
        refused = await aivars.get(f"/register/events/{event['id']}{path}")
        shown = await aivars.get(f"/register/events/{event['id']}{path}", purpose=True)

        assert refused.status_code == 400
        assert refused.json()["errors"][0]["code"] == "purpose.missing"
        assert shown.status_code == 200


async def test_who_has_no_part_in_the_register_gets_nothing(desks: Desks) -> None:
    event = await registered(await desks.of(AIVARS))
    for actor in (ANNA, ILZE, JANIS, LIGA, PETERIS, VIKTORS):
        answers = await everything(await desks.of(actor), event["id"])

        assert {answer.status_code for answer in answers} == {403}, actor.name
        assert event["number"] not in "".join(answer.text for answer in answers)


async def everything(desk: Desk, event_id: str) -> list[Response]:
    """Every address of the register, asked by this desk."""
    address = f"/register/events/{event_id}"
    return [
        await desk.get("/register/events"),
        await desk.get(address, purpose=True),
        await desk.get(f"{address}/history", purpose=True),
        await desk.post("/register/events", a_body()),
        await desk.patch(address, {"version": 1, "narrative": "Svešs."}),
        await desk.post(f"{address}/complete", {"version": 1}),
    ]


async def test_nobody_signed_in_gets_nothing(desks: Desks) -> None:
    assert (await desks.nobody.get("/register/events")).status_code == 401
    assert (await desks.nobody.post("/register/events", a_body())).status_code == 401


async def test_each_sees_its_own_and_the_state_police_sees_all(desks: Desks) -> None:
    aivars, valdis, dace = [await desks.of(actor) for actor in (AIVARS, VALDIS, DACE)]
    jelgava, valmiera = await registered(aivars), await registered(valdis)
    state = await registered(dace)

    async def listed(desk: Desk) -> set[str]:
        page = (await desk.get("/register/events")).json()
        return {row["number"] for row in page["rows"]}

    assert await listed(aivars) == {jelgava["number"]}
    assert await listed(valdis) == {valmiera["number"]}
    assert await listed(dace) == {jelgava["number"], valmiera["number"], state["number"]}
    foreign = f"/register/events/{valmiera['id']}"
    assert (await aivars.get(foreign, purpose=True)).status_code == 404
    assert (await aivars.patch(foreign, {"version": 1, "narrative": "x"})).status_code == 404
    assert (await dace.get(foreign, purpose=True)).status_code == 200
    assert (await dace.patch(foreign, {"version": 1, "narrative": "x"})).status_code == 403


async def test_writing_waits_for_the_training(desks: Desks) -> None:
    desk = await desks.of(UNTRAINED)

    refused = await desk.post("/register/events", a_body())

    assert (refused.status_code, refused.json()["code"]) == (403, "identity.training_missing")
    assert (await desk.get("/register/events")).status_code == 200


async def test_a_refused_event_leaves_nothing_behind_and_no_gap(desks: Desks) -> None:
    aivars = await desks.of(AIVARS)
    body = a_body(received_at="2026-11-24T08:00:00", type="none", persons=[])
    body.pop("persons")

    refused = await aivars.post("/register/events", body)
    event = await registered(aivars)

    assert refused.status_code == 400
    assert {error["path"] for error in refused.json()["errors"]} == {"received_at"}
    assert event["number"].endswith("-000001")
    assert len((await aivars.get("/register/events")).json()["rows"]) == 1


BAD_CHANGES: list[object] = [
    {"version": 1, "unknown": 1},
    {"version": "x"},
    {"version": 1, "place": {"lat": 91}},
    {"version": 1, "place": {"atvk": "x"}},
    {"version": 1, "narrative": "x" * 20_001},
    {"version": 1, "narrative": "\x00"},
    {"version": 1, "persons": [{"ref": "bad ref", "role": "witness"}]},
    {"version": 1, "persons": [{"ref": "p1", "role": "witness", "name": "x" * 10_000}]},
    {"version": 1, "occurred_from": "0001-01-01T00:00:00+14:00"},
    {"version": 1, "occurred_from": "9999-12-31T23:59:59-14:00"},
    {"version": 1, "objects": [{"ref": "o", "object_class": "phone", "quantity": 1e308}]},
    {"version": 1, "status": "completed"},
    {"version": 1, "clear": ["id"]},
    {"version": 1, "type": ""},
    {"version": 1, "received_via": " "},
    {"version": 1, "outcome": {"kind": ""}},
    {"version": 1, "status": ""},
    {"version": 1, "persons": [{"ref": "p1", "role": ""}]},
    {"version": 1, "persons": [{"ref": "p1", "role": "  "}]},
    {"version": 1, "objects": [{"ref": "o1", "object_class": ""}]},
    [],
    None,
]


async def test_bad_input_is_refused_and_changes_nothing(desks: Desks) -> None:
    aivars = await desks.of(AIVARS)
    event = await registered(aivars)

    statuses = [
        (await aivars.patch(f"/register/events/{event['id']}", change)).status_code
        for change in BAD_CHANGES
    ]

    assert statuses == [400] * len(BAD_CHANGES)
    shown = await aivars.get(f"/register/events/{event['id']}", purpose=True)
    assert shown.json()["version"] == 1


BAD_FILTERS: list[dict[str, Any]] = [
    {"from": "yesterday"},
    {"from": "2026-01-01T00:00:00"},
    {"to": "0001-01-01T00:00:00Z"},
    {"limit": 0},
    {"limit": 10**20},
    {"cursor": "x"},
    {"cursor": "0001-01-01T00:00:00+00:00_" + str(uuid4())},
    {"status": "x"},
    {"q": ""},
    {"mine": "perhaps"},
    {"status": "x" * 101},
    {"type": "x" * 101},
    {"q": "x" * 201},
    {"cursor": "x" * 101},
]


async def test_a_bad_filter_is_refused(desks: Desks) -> None:
    aivars = await desks.of(AIVARS)

    statuses = [
        (await aivars.get("/register/events", **params)).status_code for params in BAD_FILTERS
    ]

    assert statuses == [400] * len(BAD_FILTERS)


async def test_a_list_is_narrowed_by_time_over_http(desks: Desks) -> None:
    aivars = await desks.of(AIVARS)
    event = await registered(aivars)

    since = await aivars.get("/register/events", **{"from": event["received_at"]})
    until = await aivars.get("/register/events", to=event["received_at"])

    assert [row["id"] for row in since.json()["rows"]] == [event["id"]]
    assert until.json()["rows"] == []


async def test_a_row_tells_nothing_of_persons(desks: Desks) -> None:
    aivars = await desks.of(AIVARS)
    event = await registered(aivars)
    person = {"ref": "p1", "role": "witness", "surname": "Zvirgzdiņš", "phone": "20000512"}
    change = {"version": 1, "persons": [person]}
    await aivars.patch(f"/register/events/{event['id']}", change)

    page = await aivars.get("/register/events")

    assert "Zvirgzdi" not in page.text
    assert "20000512" not in page.text
    assert msgspec.json.decode(page.content)["rows"][0]["version"] == 2
