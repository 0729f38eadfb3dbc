"""Calls over HTTP: status, shape, rights, and that a refusal leaves nothing behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from httpx import Response

from tests.calls.builders import NUMBER
from tests.calls.centre import Centre, Signed
from tests.people import AIVARS, ANNA, ILZE, JANIS, LIGA, PETERIS, VIKTORS
from vienots.kernel import clock

LIELA = {"text": "Lielā iela 1, Jelgava", "lat": 56.6511, "lon": 23.7214, "accuracy_m": 20}


def a_body(**changes: object) -> dict[str, Any]:
    return {"id": str(uuid4()), "what": "Deg mašīna", "place": LIELA} | changes


def an_event(**changes: object) -> dict[str, Any]:
    return {
        "call_id": "c-1",
        "event": "ringing",
        "at": clock.now().isoformat(),
        "caller": NUMBER,
    } | changes


def read(answer: Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


async def rung(centre: Centre, **changes: object) -> tuple[Signed, str]:
    exchange = await centre.system("exchange", "intake.telephony")
    taken = read(await exchange.post("/intake/calls", an_event(**changes)))
    return exchange, taken["contact_id"]


async def test_a_call_becomes_a_card_that_the_services_see(centre: Centre) -> None:
    ilze, janis = await centre.person(ILZE), await centre.person(JANIS)
    _, contact_id = await rung(centre)

    answered = read(await ilze.post(f"/calls/contacts/{contact_id}/answer", {"desk": "R-01"}))
    body = a_body(contact_id=contact_id)
    card = read(await ilze.post("/calls/cards", body), 201)
    before = await janis.get(f"/calls/cards/{card['id']}")
    informed = read(await ilze.post(f"/calls/cards/{card['id']}/inform", {"version": 1}))
    seen = read(await janis.get(f"/calls/cards/{card['id']}"))

    assert (answered["state"], answered["desk"]) == ("answered", "R-01")
    assert before.status_code == 404
    assert (informed["state"], informed["type_code"]) == ("informed", "fire.vehicle")
    assert seen == informed
    assert seen["contacts"] == [contact_id]
    assert seen["place"]["atvk"] == "0003000"


async def test_a_card_is_changed_noted_and_told_line_by_line(centre: Centre) -> None:
    ilze = await centre.person(ILZE)
    card = read(await ilze.post("/calls/cards", a_body(inform=True)), 201)
    address = f"/calls/cards/{card['id']}"

    changed = read(await ilze.patch(address, {"version": card["version"], "priority": 2}))
    noted = read(
        await ilze.post(f"{address}/notes", {"text": "Suns pagalmā", "for_crews": True}), 201
    )
    timeline = read(await ilze.get(f"{address}/timeline"))

    assert changed["priority"] == 2
    assert noted["crew_text"][0] == "Suns pagalmā"
    assert [line["topic"] for line in timeline] == [
        "calls.note_added",
        "calls.card_changed",
        "calls.card_informed",
        "calls.card_opened",
    ]
    assert timeline[0]["data"]["text"] == "Suns pagalmā"
    assert timeline[0]["actor_name"] == ILZE.name


async def test_a_change_that_came_second_hears_the_present_value(centre: Centre) -> None:
    ilze, liga = await centre.person(ILZE), await centre.person(LIGA)
    card = read(await ilze.post("/calls/cards", a_body()), 201)
    address = f"/calls/cards/{card['id']}"
    read(await ilze.patch(address, {"version": card["version"], "what": "Deg pagrabs"}))

    problem = read(
        await liga.patch(address, {"version": card["version"], "what": "Deg bēniņi"}), 409
    )

    assert problem["code"] == "calls.field_taken"
    assert [error["path"] for error in problem["errors"]] == ["what"]
    assert "Deg pagrabs" in problem["errors"][0]["message"]


async def test_callers_of_one_incident_share_its_card(centre: Centre) -> None:
    ilze = await centre.person(ILZE)
    exchange, first = await rung(centre)
    later = (clock.now() + timedelta(seconds=1)).isoformat()
    again = read(await exchange.post("/intake/calls", an_event(call_id="c-2", at=later)))
    card = read(await ilze.post("/calls/cards", a_body(contact_id=first)), 201)

    near = read(
        await ilze.get("/calls/cards/near", lat=56.6512, lon=23.7215, what="deg auto mašīna")
    )
    attached = read(
        await ilze.post(f"/calls/cards/{card['id']}/contacts", {"contact_id": again["contact_id"]})
    )
    earlier = read(await ilze.get(f"/calls/contacts/{again['contact_id']}/earlier"))

    assert [found["id"] for found in near] == [card["id"]]
    assert attached["contacts"] == [first, again["contact_id"]]
    assert [contact["id"] for contact in earlier] == [first]


async def test_a_call_and_a_draft_end_with_a_reason(centre: Centre) -> None:
    ilze = await centre.person(ILZE)
    _, contact_id = await rung(centre)
    card = read(await ilze.post("/calls/cards", a_body()), 201)
    reason = {"closed_as": "pocket_call", "note": "Klusums"}

    contact = read(await ilze.post(f"/calls/contacts/{contact_id}/close", reason))
    closed = read(await ilze.post(f"/calls/cards/{card['id']}/close", reason))
    listed = read(await ilze.get("/calls/contacts", state="ended"))

    assert (contact["state"], contact["closed_as"]) == ("ended", "pocket_call")
    assert closed["state"] == "closed"
    assert [one["id"] for one in listed] == [contact_id]


async def test_cards_are_listed_page_by_page_and_found(centre: Centre) -> None:
    ilze = await centre.person(ILZE)
    cards = [
        read(await ilze.post("/calls/cards", a_body(what=what)), 201)
        for what in ("Deg šķūnis", "Nozagts velosipēds", "Kautiņš")
    ]

    first = read(await ilze.get("/calls/cards", limit=2))
    last = first[-1]
    rest = read(await ilze.get("/calls/cards", before=last["happened_at"], before_id=last["id"]))
    found = read(await ilze.get("/calls/cards", q="skunis", state="draft"))

    assert [card["id"] for card in (*first, *rest)] == [card["id"] for card in reversed(cards)]
    assert [card["id"] for card in found] == [cards[0]["id"]]


async def test_a_page_before_a_time_wants_its_offset(centre: Centre) -> None:
    ilze = await centre.person(ILZE)

    answer = await ilze.get("/calls/cards", before="2026-11-24T10:00:00")

    assert answer.status_code == 400
    assert [fault["path"] for fault in answer.json()["errors"]] == ["before"]


async def test_a_type_is_proposed_with_its_words(centre: Centre) -> None:
    ilze = await centre.person(ILZE)

    (best, *_) = read(await ilze.post("/calls/propose-type", {"text": "Uz ielas kaujas"}))

    assert (best["type_code"], best["words"]) == ("order.fight", ["kaujas"])


BAD: list[tuple[dict[str, Any], list[str]]] = [
    ({"place": {"text": "Šauļi", "lat": 54.9, "lon": 23.3}}, ["place.lat"]),
    ({"type_code": "fire.unheard_of"}, ["type_code"]),
    ({"contact_id": str(uuid4())}, ["contact_id"]),
    ({"happened_at": "2031-01-01T00:00:00Z"}, ["happened_at"]),
    ({"happened_at": "0001-01-01T00:00:00+14:00"}, ["happened_at"]),
    ({"happened_at": "2026-11-24T10:00:00"}, ["happened_at"]),
    ({"id": "not-an-id"}, ["id"]),
    ({"place": {"text": "", "lat": 56.9, "lon": 24.1}}, ["place.text"]),
    ({"place": {"text": "x", "lat": 91, "lon": 24.1}}, ["place.lat"]),
    ({"what": "x" * 4_001}, ["what"]),
    ({"unheard": 1}, ["unheard"]),
]


async def test_a_bad_card_is_refused_by_name_and_leaves_nothing(centre: Centre) -> None:
    ilze = await centre.person(ILZE)

    for changes, paths in BAD:
        problem = read(await ilze.post("/calls/cards", a_body(**changes)), 400)
        assert [error["path"] for error in problem["errors"]] == paths, changes

    assert await centre.rows("SELECT count(*) FROM calls.card") == [(0,)]
    assert await centre.rows("SELECT count(*) FROM calls.card_counter") == [(0,)]


async def test_nothing_is_near_to_what_is_no_place(centre: Centre) -> None:
    ilze = await centre.person(ILZE)

    for lat, lon in (("nan", "24"), ("57", "inf"), ("91", "24"), ("57", "1e300"), ("", "24")):
        answer = await ilze.get("/calls/cards/near", lat=lat, lon=lon)
        assert answer.status_code == 400, answer.text


async def test_text_that_no_database_holds_is_refused(centre: Centre) -> None:
    ilze = await centre.person(ILZE)

    for escape in ("\\u0000", "\\ud800"):
        body = f'{{"id": "{uuid4()}", "what": "Deg {escape}"}}'
        answer = await ilze.send("/calls/cards", body.encode(), "application/json")
        assert answer.status_code == 400, answer.text


BAD_EVENTS: list[dict[str, Any]] = [
    {"at": "2019-01-01T00:00:00Z"},
    {"at": "2026-11-24T10:00:00"},
    {"at": "0001-01-01T00:00:00+14:00"},
    {"at": "9999-12-31T23:59:59-14:00"},
    {"event": "exploded"},
    {"call_id": ""},
    {"caller": "1" * 41},
]


async def test_a_bad_telephone_event_is_refused_and_leaves_nothing(centre: Centre) -> None:
    exchange = await centre.system("exchange", "intake.telephony")

    for changes in BAD_EVENTS:
        problem = read(await exchange.post("/intake/calls", an_event(**changes)), 400)
        assert problem["errors"] != [], changes

    assert await centre.rows("SELECT count(*) FROM calls.contact") == [(0,)]


async def test_what_is_not_there_is_not_found(centre: Centre) -> None:
    ilze, nowhere = await centre.person(ILZE), uuid4()

    answers = [
        await ilze.get(f"/calls/cards/{nowhere}"),
        await ilze.get(f"/calls/cards/{nowhere}/timeline"),
        await ilze.patch(f"/calls/cards/{nowhere}", {"version": 1, "what": "x"}),
        await ilze.post(f"/calls/cards/{nowhere}/inform", {"version": 1}),
        await ilze.post(f"/calls/cards/{nowhere}/notes", {"text": "x"}),
        await ilze.post(f"/calls/cards/{nowhere}/contacts", {"contact_id": str(nowhere)}),
        await ilze.post(f"/calls/cards/{nowhere}/close", {"closed_as": "other"}),
        await ilze.post(f"/calls/contacts/{nowhere}/answer", {}),
        await ilze.post(f"/calls/contacts/{nowhere}/close", {"closed_as": "other"}),
        await ilze.get(f"/calls/contacts/{nowhere}/earlier"),
    ]

    assert [answer.status_code for answer in answers] == [404] * len(answers)


async def test_who_may_what(centre: Centre) -> None:
    ilze = await centre.person(ILZE)
    card = read(await ilze.post("/calls/cards", a_body(what="Zaglis veikalā", inform=True)), 201)
    exchange = await centre.system("exchange", "intake.telephony")
    peteris, janis = await centre.person(PETERIS), await centre.person(JANIS)
    address = f"/calls/cards/{card['id']}"

    async def codes(who: Signed) -> list[int]:
        return [
            (await who.get(address)).status_code,
            (await who.get(f"{address}/timeline")).status_code,
            (await who.post("/calls/cards", a_body())).status_code,
            (await who.patch(address, {"version": 1, "what": "x"})).status_code,
            (await who.get("/calls/contacts")).status_code,
            (await who.post("/intake/calls", an_event())).status_code,
        ]

    assert await codes(peteris) == [200, 200, 403, 403, 403, 403]
    assert await codes(janis) == [404, 404, 403, 403, 403, 403]
    assert await codes(await centre.person(AIVARS)) == [404, 404, 403, 403, 403, 403]
    for without_part in (ANNA, VIKTORS):
        assert await codes(await centre.person(without_part)) == [403] * 6
    assert await codes(exchange) == [403, 403, 403, 403, 403, 200]
    assert await codes(centre.nobody) == [401] * 6


async def test_one_key_has_one_effect(centre: Centre) -> None:
    ilze = await centre.person(ILZE)
    card = read(await ilze.post("/calls/cards", a_body()), 201)
    address, note = f"/calls/cards/{card['id']}/notes", {"text": "Vārti aizslēgti"}
    key = {"Idempotency-Key": "n-1"}

    first = await ilze.post(address, note, **key)
    second = await ilze.post(address, note, **key)
    other = await ilze.post(address, {"text": "Cits"}, **key)

    assert read(first, 201) == read(second, 201)
    assert other.status_code == 422
    assert await centre.rows("SELECT count(*) FROM calls.note") == [(1,)]
