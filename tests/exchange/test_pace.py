"""The pace of the exchange: each number is counted from rows that can be listed, by who may."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.exchange.journals import JELGAVA, LIEPAJA, Journals, an_event
from tests.people import AIVARS, a_person
from tests.register.desks import Desk
from vienots.exchange.actions.metering import DAYS_KEPT, forget_metered
from vienots.exchange.actions.pacing import STATEMENTS_KEPT, forget_statements
from vienots.exchange.jobs import FOLLOWERS
from vienots.kernel import clock, follow
from vienots.kernel.db import HOUSE_OPTIONS

KEEPER = a_person(91, "Anna Lāce", "iemic", "administrator")
CALL_TAKER = a_person(92, "Ilze Kalniņa", "112", "call_taker")


async def a_day(journals: Journals) -> None:
    """Two new ones, a correction, a repeat, one that came late, one refused for two reasons."""
    jelgava = await journals.of(JELGAVA)
    happened = (clock.now() - timedelta(hours=2)).isoformat()
    await jelgava.put(an_event("1", occurred_from=happened, received_at=happened))
    await jelgava.put(an_event("1", version=2, narrative="Labots", occurred_from=happened))
    await jelgava.put(an_event("1", version=1))
    await jelgava.put(an_event("2"))
    await jelgava.put(an_event("2"))
    await jelgava.put(an_event("3", type="no.such", status="no_such"))


async def seen(dsn: str) -> None:
    """What the worker does: it sees what stands in the feed."""
    follower = next(one for one in FOLLOWERS if one.name == "exchange.see")
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        await follow.register(db, follower)
        await db.commit()
        await follow.step(db, follower, clock.now(), limit=1_000)


async def told(desk: Desk, path: str, **params: Any) -> Any:
    answer = await desk.get(f"/exchange/{path}", **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def counts_of(pace: dict[str, Any], part: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in pace[part]:
        counts[one["outcome"]] = counts.get(one["outcome"], 0) + one["times"]
    return counts


async def test_every_number_is_the_length_of_its_list(journals: Journals) -> None:
    await a_day(journals)
    await seen(journals.dsn)
    desk = await journals.desks.of(AIVARS)

    pace = await told(desk, "pace")

    expected = {"registered": 2, "replaced": 1, "unchanged": 1, "rejected": 1, "late": 1}
    for part in ("clients", "days", "hours"):
        assert counts_of(pace, part) == expected, part
    for outcome, times in expected.items():
        page = await told(desk, "pace/statements", outcome=outcome)
        assert [one["outcome"] for one in page["rows"]] == [outcome] * times
    assert len(pace["faults"]) == 3
    for fault in pace["faults"]:
        page = await told(desk, "pace/statements", fault=fault["code"])
        assert len(page["rows"]) == fault["times"]
        assert "{" not in fault["title"]
    assert (pace["stated"]["count"], pace["visible"]["count"]) == (2, 3)
    longest = await told(desk, "pace/statements", order="stated")
    assert [one["source_id"] for one in longest["rows"]] == ["2", "1"]
    assert all(one["visible_at"] >= one["at"] for one in longest["rows"])
    client = await told(desk, "pace/statements", client=f"client:journal-{JELGAVA}")
    assert len(client["rows"]) == 6
    none = await told(desk, "pace/statements", client="client:nobody")
    assert none == {"rows": [], "cursor": None}


async def test_lateness_is_from_happening_to_stating(journals: Journals) -> None:
    jelgava = await journals.of(JELGAVA)
    for number, minutes in enumerate((10, 20, 600)):
        at = (clock.now() - timedelta(minutes=minutes)).isoformat()
        await jelgava.put(an_event(f"{number}", occurred_from=at, received_at=at))

    stated = (await told(await journals.desks.of(AIVARS), "pace"))["stated"]

    assert stated["count"] == 3
    assert 1_200 <= stated["median_s"] < 1_260
    assert 30_000 < stated["p95_s"] < 36_060


async def test_what_waits_is_listed_by_its_kind(journals: Journals) -> None:
    await a_day(journals)
    jelgava = await journals.of(LIEPAJA)
    await jelgava.put(an_event("9", type="no.such"))
    desk = await journals.desks.of(AIVARS)

    waiting = (await told(desk, "pace"))["waiting"]
    lines = await told(desk, "pace/waiting")

    assert waiting == {"rejects": 1, "referrals": 0, "deliveries": 0, "failed": 0}
    assert [(one["kind"], one["name"], one["times"]) for one in lines] == [("reject", "3", 1)]


async def test_the_keeper_sees_all_institutions_and_others_their_own(journals: Journals) -> None:
    await a_day(journals)
    liepaja = await journals.of(LIEPAJA)
    await liepaja.put(an_event("L-1"))
    officer, keeper = await journals.desks.of(AIVARS), await journals.desks.of(KEEPER)
    stranger = await journals.desks.of(CALL_TAKER)

    country = {one["institution"]: one for one in await told(keeper, "pace/institutions")}
    own = await told(officer, "pace/institutions")
    asked = await told(keeper, "pace", institution=LIEPAJA)
    elsewhere = await told(officer, "pace", institution=LIEPAJA)
    listed = await told(officer, "pace/statements", institution=LIEPAJA)

    assert set(country) == {JELGAVA, LIEPAJA}
    jelgava = country[JELGAVA]
    assert (jelgava["registered"], jelgava["refused"], jelgava["open_rejects"]) == (2, 2, 1)
    assert [one["institution"] for one in own] == [JELGAVA]
    assert (asked["institution"], counts_of(asked, "days")) == (LIEPAJA, {"registered": 1})
    assert elsewhere["institution"] == JELGAVA
    assert "L-1" not in {one["source_id"] for one in listed["rows"]}
    assert (await stranger.get("/exchange/pace")).status_code == 403


async def test_a_list_goes_out_as_a_file_and_is_noted(journals: Journals) -> None:
    await a_day(journals)
    desk = await journals.desks.of(AIVARS)

    csv = await desk.get("/exchange/pace/export", format="csv", outcome="rejected")
    xlsx = await desk.get("/exchange/pace/export", format="xlsx")

    lines = csv.content.decode("utf-8-sig").splitlines()
    assert [line for line in lines if ";noraidīts;" in line]
    assert not [line for line in lines if ";reģistrēts;" in line]
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(xlsx.content)).namelist()
    async with await psycopg.AsyncConnection.connect(journals.dsn) as db:
        noted = await db.execute(
            "SELECT payload->>'form', (payload->>'rows')::int FROM kernel.journal"
            " WHERE topic = 'exchange.statements_exported' ORDER BY id"
        )
        assert await noted.fetchall() == [("csv", 1), ("xlsx", 6)]


async def test_pages_follow_each_other_without_a_gap(journals: Journals) -> None:
    jelgava = await journals.of(JELGAVA)
    await jelgava.batch([an_event(f"{number}") for number in range(130)])
    desk = await journals.desks.of(AIVARS)

    first = await told(desk, "pace/statements")
    second = await told(desk, "pace/statements", cursor=first["cursor"])

    names = [one["source_id"] for page in (first, second) for one in page["rows"]]
    assert (len(first["rows"]), len(second["rows"]), second["cursor"]) == (100, 30, None)
    assert sorted(names, key=int) == [str(number) for number in range(130)]


@pytest.mark.parametrize(
    "days",
    [
        {"from": "2026-11-20", "to": "2026-11-19"},
        {"from": "2020-01-01", "to": "2026-01-01"},
        {"from": "0001-01-01", "to": "0001-01-02"},
    ],
)
async def test_a_period_that_cannot_be_is_refused(journals: Journals, days: dict[str, Any]) -> None:
    answer = await (await journals.desks.of(AIVARS)).get("/exchange/pace", **days)

    assert (answer.status_code, answer.json()["code"]) == (400, "exchange.period_faulty")


async def test_what_is_old_is_forgotten(journals: Journals) -> None:
    await a_day(journals)
    await journals.desks.app.state.synchronise_meter()
    async with await psycopg.AsyncConnection.connect(journals.dsn, options=HOUSE_OPTIONS) as db:
        later = clock.now() + timedelta(days=2)
        await forget_metered(db, later)
        await forget_statements(db, later)
        kept = await rows_of(db)
        await forget_metered(db, clock.now() + DAYS_KEPT + timedelta(days=2))
        await forget_statements(db, clock.now() + STATEMENTS_KEPT + timedelta(days=1))
        gone = await rows_of(db)

    assert kept == (6, {"day"})
    assert gone == (0, set())


async def rows_of(db: psycopg.AsyncConnection) -> tuple[int, set[str]]:
    count = await (await db.execute("SELECT count(*) FROM exchange.statement")).fetchone()
    spans = await (await db.execute("SELECT DISTINCT span FROM exchange.meter")).fetchall()
    assert count is not None
    return count[0], {row[0] for row in spans}
