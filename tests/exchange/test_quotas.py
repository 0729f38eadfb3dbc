"""Quotas: refused before any work, with what is used and when it frees; nothing of it is lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from tests.exchange.journals import JELGAVA, LIEPAJA, Journal, Journals, an_event
from tests.people import AIVARS, a_person
from tests.register.desks import Desk
from vienots.exchange.domain.meter import Meter, headers_of, window_of
from vienots.exchange.errors import QuotaUsed
from vienots.exchange.quota_contracts import Amounts, Quota
from vienots.kernel import clock
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor

KEEPER = a_person(81, "Anna Lāce", "iemic", "administrator")
TOWN = a_person(82, "Gunta Kļava", JELGAVA, "administrator")
SENDER = Actor("client:a", "Žurnāls", JELGAVA, frozenset())
OFFICER = Actor("person:a", "Aivars", JELGAVA, frozenset())


class Keeper:
    """The administrator of the platform."""

    def __init__(self, journals: Journals, desk: Desk) -> None:
        self._journals = journals
        self.desk = desk

    async def set_quota(self, journal: Journal, code: str, amount: int) -> None:
        """Known at once, not only within two seconds."""
        new = a_quota(journal, code=code, amount=amount)
        answer = await self.desk.post("/exchange/quotas", new)
        assert answer.status_code == 200, answer.text
        await self._journals.desks.app.state.synchronise_meter()


@pytest.fixture
async def keeper(journals: Journals) -> Keeper:
    return Keeper(journals, await journals.desks.of(KEEPER))


def a_quota(journal: Journal, **changes: Any) -> dict[str, Any]:
    today = clock.now().astimezone(RIGA).date()
    return {
        "client": f"client:journal-{journal.institution}",
        "code": "events_day",
        "amount": 2,
        "valid_from": today.isoformat(),
        "reason": "Mēģinājums",
    } | changes


async def test_who_has_used_up_a_quota_is_told_which_how_much_and_until_when(
    journals: Journals, keeper: Keeper
) -> None:
    jelgava, liepaja = await journals.of(JELGAVA), await journals.of(LIEPAJA)
    await keeper.set_quota(jelgava, "events_day", 2)

    taken = [(await jelgava.put(an_event(f"{n}"))).status_code for n in range(2)]
    refused = await jelgava.put(an_event("2"))
    other = await liepaja.put(an_event("2"))

    assert taken == [201, 201]
    assert (refused.status_code, other.status_code) == (429, 201)
    problem = refused.json()
    assert problem["code"] == "exchange.quota_used"
    told = problem["data"]
    assert (told["quota"], told["limit"], told["used"]) == ("events_day", 2, 2)
    frees_at = datetime.fromisoformat(told["frees_at"])
    assert (frees_at.hour, frees_at.minute) == (0, 0)
    assert 0 < int(refused.headers["retry-after"]) <= 25 * 3600
    # What was over it is neither kept as a reject nor counted as refused by its words.
    assert (await jelgava.get("/rejects")).json()["rejects"] == []
    assert (await jelgava.get("/state")).json()["events"] == 2


async def test_every_answer_to_a_system_tells_what_is_left(
    journals: Journals, keeper: Keeper
) -> None:
    jelgava = await journals.of(JELGAVA)
    await keeper.set_quota(jelgava, "requests_day", 3)

    answers = [await jelgava.get("/state") for _ in range(2)]
    bad = await jelgava.get("/changes", after="no cursor")
    over = await jelgava.get("/state")
    person = await (await journals.desks.of(AIVARS)).get("/exchange/state")

    left = [one.headers["ratelimit"].partition('"requests_day";r=')[2][0] for one in answers]
    assert left == ["2", "1"]
    assert (bad.status_code, over.status_code, person.status_code) == (400, 429, 200)
    for answer in (bad, over):
        assert '"requests_day";r=0' in answer.headers["ratelimit"]
        assert '"requests_day";q=3;qu="request";w=86400' in answer.headers["ratelimit-policy"]
    assert "ratelimit" not in person.headers


async def test_a_batch_is_taken_as_far_as_the_quota_goes_and_the_rest_later(
    journals: Journals, keeper: Keeper
) -> None:
    jelgava = await journals.of(JELGAVA)
    await keeper.set_quota(jelgava, "events_day", 3)
    lines = [an_event(f"{n}") for n in range(5)]

    answers = await jelgava.batch(lines, key="day")
    whole = await jelgava.send_batch(msgspec.json.encode(lines[4]), "other")
    await keeper.set_quota(jelgava, "events_day", 5)
    again = await jelgava.batch(lines, key="day")

    assert [one["status"] for one in answers] == [201, 201, 201, 429, 429]
    left = answers[3]
    assert (left["line"], left["source_id"]) == (4, "3")
    assert left["problem"]["data"]["quota"] == "events_day"
    assert whole.status_code == 429
    # The same key goes on: what was taken is the same as before, and is not counted again.
    assert [one["status"] for one in again] == [200, 200, 200, 201, 201]


async def test_a_refusal_is_not_kept_under_a_key(journals: Journals, keeper: Keeper) -> None:
    jelgava = await journals.of(JELGAVA)
    await keeper.set_quota(jelgava, "events_day", 1)
    await jelgava.put(an_event("0"))
    body = msgspec.json.encode(an_event("1", type="no.such"))
    await keeper.set_quota(jelgava, "events_day", 2)
    assert (await jelgava.put_bytes("1", body)).status_code == 400
    [reject] = (await jelgava.get("/rejects")).json()["rejects"]
    path = f"/api/v1/exchange/rejects/{reject['id']}/send"
    keyed = jelgava._headers | {"Idempotency-Key": "again"}

    over = await journals.desks.client.post(path, headers=keyed)
    await keeper.set_quota(jelgava, "events_day", 9)
    later = await journals.desks.client.post(path, headers=keyed)

    assert (over.status_code, later.status_code) == (429, 400)


async def test_bodies_are_counted_by_their_size(journals: Journals, keeper: Keeper) -> None:
    jelgava = await journals.of(JELGAVA)
    await keeper.set_quota(jelgava, "bytes_day", 1_000)

    large = await jelgava.send_batch(msgspec.json.encode(an_event("1", narrative="x" * 2_000)))
    over = await jelgava.put(an_event("2"))

    assert large.status_code == 200
    assert (over.status_code, over.json()["data"]["quota"]) == (429, "bytes_day")


async def test_what_is_used_is_shown_to_its_institution_and_to_the_keeper(
    journals: Journals, keeper: Keeper
) -> None:
    jelgava, liepaja = await journals.of(JELGAVA), await journals.of(LIEPAJA)
    await keeper.set_quota(jelgava, "events_day", 1)
    await jelgava.put(an_event("1"))
    await jelgava.put(an_event("2"))
    await liepaja.put(an_event("1"))
    await journals.desks.app.state.synchronise_meter()

    officer = await journals.desks.of(AIVARS)

    own = await quotas_of(officer)
    named = await quotas_of(officer, institution=LIEPAJA)
    country = await quotas_of(keeper.desk)

    [client] = own
    assert client["client"] == f"client:journal-{JELGAVA}"
    [events] = [one for one in client["standings"] if one["code"] == "events_day"]
    assert (events["amount"], events["used"], client["refused_today"]) == (1, 1, 1)
    assert [one["set_by_name"] for one in client["exceptions"]] == ["Anna Lāce"]
    assert [one["client"] for one in named] == [one["client"] for one in own]
    assert {one["institution"] for one in country} == {JELGAVA, LIEPAJA}


async def quotas_of(desk: Desk, **params: Any) -> list[dict[str, Any]]:
    answer = await desk.get("/exchange/quotas", **params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def test_quotas_are_set_by_the_keeper_alone_and_every_fault_is_named(
    journals: Journals, keeper: Keeper
) -> None:
    jelgava = await journals.of(JELGAVA)
    town = await journals.desks.of(TOWN)
    officer = await journals.desks.of(AIVARS)
    wrong = {"client": "client:nobody", "code": "no_such", "valid_from": "2020-01-01"}

    own = await town.post("/exchange/quotas", a_quota(jelgava))
    faulty = await keeper.desk.post(
        "/exchange/quotas", a_quota(jelgava, **wrong, valid_to="2019-01-01")
    )
    without = await officer.post("/exchange/quotas", a_quota(jelgava))

    assert [one["code"] for one in own.json()["errors"]] == ["exchange.quota_not_yours"]
    assert {one["path"] for one in faulty.json()["errors"]} == {
        "client", "code", "valid_from", "valid_to",
    }  # fmt: skip
    assert without.status_code == 403


async def test_what_was_set_ends_with_its_last_day(journals: Journals, keeper: Keeper) -> None:
    jelgava = await journals.of(JELGAVA)
    later = (clock.now().date() + timedelta(days=3)).isoformat()
    answer = await keeper.desk.post("/exchange/quotas", a_quota(jelgava, valid_from=later))

    amounts = {one["code"]: one["amount"] for one in answer.json()["standings"]}

    assert amounts["events_day"] > 2
    assert answer.json()["exceptions"][0]["valid_from"] == later


QUOTAS = [Quota("events_minute", "events", "minute", 10), Quota("events_day", "events", "day", 15)]


def test_what_other_processes_have_counted_counts(now: datetime) -> None:
    meter = Meter()
    others = {window_of(SENDER.id, "minute", now): Amounts(0, 7, 0, 0)}
    meter.learn(QUOTAS, {}, others)

    assert [meter.take(SENDER, 2, now), meter.take(SENDER, 2, now)] == [2, 1]
    with pytest.raises(QuotaUsed) as refusal:
        meter.take_one(SENDER, now)
    assert refusal.value.data["quota"] == "events_minute"
    assert meter.take(OFFICER, 99, now) == 99


def test_a_minute_frees_and_the_day_goes_on(now: datetime) -> None:
    meter = Meter()
    meter.learn(QUOTAS, {}, {})
    meter.take(SENDER, 10, now)
    later = now + timedelta(minutes=1)

    assert meter.take(SENDER, 10, later) == 5
    with pytest.raises(QuotaUsed) as refusal:
        meter.take_one(SENDER, later)
    assert refusal.value.data["quota"] == "events_day"


def test_what_is_written_twice_is_the_same_and_what_came_between_is_not_lost(now: datetime) -> None:
    meter = Meter()
    meter.learn(QUOTAS, {}, {})
    meter.take(SENDER, 3, now)
    sums = meter.unwritten()
    meter.take(SENDER, 1, now)

    meter.written(sums, now)

    assert {one.events for one in sums.values()} == {3}
    assert {one.events for one in meter.unwritten().values()} == {4}
    meter.written(meter.unwritten(), now)
    assert meter.unwritten() == {}


def test_days_are_those_of_latvia_also_when_clocks_change() -> None:
    at = datetime(2026, 10, 25, 12, 0, tzinfo=RIGA)
    meter = Meter()
    meter.learn(QUOTAS, {}, {})

    day = next(one for one in meter.standing(SENDER.id, at) if one.span == "day")

    start = window_of(SENDER.id, "day", at).starts_at
    assert day.frees_at - start == timedelta(hours=25)


def test_headers_say_each_quota_in_the_words_of_the_draft(now: datetime) -> None:
    meter = Meter()
    meter.learn(QUOTAS[:1], {}, {})
    meter.take(SENDER, 4, now)

    told = headers_of(meter.standing(SENDER.id, now), now)

    assert told["RateLimit-Policy"] == '"events_minute";q=10;qu="event";w=60'
    assert told["RateLimit"].startswith('"events_minute";r=6;t=')
