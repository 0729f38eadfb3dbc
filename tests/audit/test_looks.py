"""Who looked at whom: every look is found again, what is unusual is said, the answer is a file."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import psycopg
import pytest
from msgspec import structs

from tests.people import AIVARS, DACE, VIKTORS
from tests.register.builders import ENTRY, VIOLENCE, a_person, changed, load_code_lists, registered
from vienots.audit import actions
from vienots.audit import jobs as audit_jobs
from vienots.audit.domain import RULES, Seen
from vienots.audit.errors import FindingNotFound
from vienots.audit.look_contracts import (
    EnquiryAnswer,
    Finding,
    FindingJudgement,
    NewEnquiry,
    Question,
    ReportRequest,
)
from vienots.identity.errors import RightMissing
from vienots.index import api as index
from vienots.index import jobs as index_jobs
from vienots.index.contracts import SearchFilter
from vienots.kernel import follow
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import HOUSE_OPTIONS, Db
from vienots.kernel.errors import BadInput
from vienots.protection import actions as protection
from vienots.register import actions as register_actions
from vienots.register.contracts import EventView

AUDIT = Purpose("audit", "A-1")
REQUEST = Purpose("data_subject_request", "P-7")
CODE = "161175-19997"
ANDRIS = a_person("p1", personal_code=CODE, name="Andris", surname="Zariņš")
INESE = a_person("p2", name="Inese", surname="Zariņa", birth_on=date(1990, 5, 1))
FOLLOWERS = (*index_jobs.FOLLOWERS, *audit_jobs.FOLLOWERS)


@asynccontextmanager
async def transaction(dsn: str) -> AsyncIterator[Db]:
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        yield db


@pytest.fixture
async def house(own_dsn: str) -> str:
    async with transaction(own_dsn) as db:
        await load_code_lists(db)
        for follower in FOLLOWERS:
            await follow.register(db, follower)
    return own_dsn


async def catch_up(dsn: str, at: datetime) -> None:
    """As the worker does, until everything is passed."""
    for follower in FOLLOWERS:
        passed = 1
        while passed:
            async with transaction(dsn) as db:
                passed = await follow.step(db, follower, at)
    async with transaction(dsn) as db:
        cursor = await db.execute("SELECT follower, refusal FROM kernel.follower_stuck")
        assert await cursor.fetchall() == []


async def an_event_with(dsn: str, at: datetime, by: Actor = AIVARS) -> EventView:
    async with transaction(dsn) as db:
        event = await registered(db, at, by)
    async with transaction(dsn) as db:
        event = await changed(db, event, at, persons=[ANDRIS, INESE])
    await catch_up(dsn, at)
    return event


async def look(dsn: str, actor: Actor, event_id: UUID, at: datetime) -> None:
    async with transaction(dsn) as db:
        await register_actions.open_event(db, actor, event_id, ENTRY, at)


async def search(dsn: str, actor: Actor, q: str, at: datetime) -> None:
    async with transaction(dsn) as db:
        await index.search(db, actor, q, SearchFilter(), Purpose("search", "K-1"), at)


async def ask(dsn: str, at: datetime, **question: Any) -> EnquiryAnswer:
    await catch_up(dsn, at)
    async with transaction(dsn) as db:
        new = NewEnquiry(Question(**question), "Sūdzība 12/2026")
        return await actions.make_enquiry(db, VIKTORS, new, AUDIT, at)


async def count_reads(dsn: str, where: str) -> int:
    """Straight from the journal, by another way than the enquiry."""
    async with transaction(dsn) as db:
        cursor = await db.execute(
            f"SELECT count(*) FROM kernel.journal WHERE kind = 'read' AND {where}".encode()
        )
        row = await cursor.fetchone()
        assert row is not None
        return int(row[0])


# ---- enquiries -----------------------------------------------------------------------------------


async def test_every_look_at_a_person_is_found_again(house: str, now: datetime) -> None:
    event = await an_event_with(house, now)
    for actor in (AIVARS, DACE, DACE):
        await look(house, actor, event.id, now)
    await search(house, DACE, "zariņš andris", now)
    await search(house, DACE, "nekas tāds", now)

    answer = await ask(house, now, personal_code=CODE)

    logged = await count_reads(
        house,
        "(topic = 'register.persons_read' AND payload -> 'persons' ? 'p1')"
        " OR (topic = 'index.searched' AND payload ->> 'q' LIKE 'zari%')",
    )
    assert answer.enquiry.rows == len(answer.looks) == logged
    assert answer.persons == ["Andris Zariņš"]
    assert {one.q for one in answer.looks} == {None, "zariņš andris"}
    assert await ask(house, now, name="Inese Zariņa", birth_on=date(1990, 5, 1))


async def test_a_look_at_a_violence_case_is_found_too(house: str, now: datetime) -> None:
    async with transaction(house) as db:
        event = await registered(db, now, type=VIOLENCE)
        victim = structs.replace(ANDRIS, role="protected")
        await changed(db, event, now, persons=[victim])
        await protection.open_case(db, AIVARS, event.id, now)

    answer = await ask(house, now, personal_code=CODE, reader=AIVARS.id)

    assert "protection.case_read" in {one.topic for one in answer.looks}


async def test_a_name_and_a_birth_date_find_the_same_person(house: str, now: datetime) -> None:
    event = await an_event_with(house, now)
    await look(house, DACE, event.id, now)

    answer = await ask(house, now, name="zarina inese", birth_on=date(1990, 5, 1))
    nobody = await ask(house, now, name="Inese Zariņa", birth_on=date(1990, 5, 2))

    assert answer.persons == ["Inese Zariņa"]
    assert DACE.name in {one.actor_name for one in answer.looks}
    assert nobody.looks == []


async def test_a_reader_and_an_event_are_asked_about_too(house: str, now: datetime) -> None:
    event = await an_event_with(house, now)
    other = await an_event_with(house, now)
    for event_id in (event.id, other.id, other.id):
        await look(house, DACE, event_id, now)

    by_reader = await ask(house, now, reader=DACE.id)
    by_event = await ask(house, now, number=other.number, reader="vītol")
    foreign = await ask(house, now, number=other.number, institution="vugd")

    assert (len(by_reader.looks), len(by_event.looks), foreign.looks) == (3, 2, [])


async def test_an_enquiry_is_a_look_itself_and_needs_somebody_to_ask_about(
    house: str, now: datetime
) -> None:
    answer = await ask(house, now, reader="vītola")

    assert await count_reads(house, f"subject_id = '{answer.enquiry.id}'") == 1
    for question in ({}, {"name": "Andris Zariņš"}, {"number": "XX-1"}):
        with pytest.raises(BadInput):
            await ask(house, now, **question)
    async with transaction(house) as db:
        with pytest.raises(RightMissing):
            new = NewEnquiry(Question(reader="x"), "Aiz ziņkārības")
            await actions.make_enquiry(db, DACE, new, AUDIT, now)


async def test_the_export_says_the_same_later(house: str, now: datetime) -> None:
    event = await an_event_with(house, now)
    await search(house, DACE, "=zariņš", now)
    answer = await ask(house, now, personal_code=CODE)
    await look(house, DACE, event.id, now)
    await catch_up(house, now)

    async with transaction(house) as db:
        text = await actions.export_enquiry(db, VIKTORS, answer.enquiry.id, "csv", AUDIT, now)
        book = await actions.export_enquiry(db, VIKTORS, answer.enquiry.id, "xlsx", AUDIT, now)

    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig")), delimiter=";"))
    head = next(place for place, row in enumerate(rows) if row[:1] == ["ieraksts"])
    cover = {row[0]: row[1] for row in rows[: head - 1]}
    assert [int(row[0]) for row in rows[head + 1 :]] == [one.entry_id for one in answer.looks]
    assert not any(cell.startswith("=") for row in rows for cell in row)
    assert cover["rindas"] == str(len(answer.looks))
    with ZipFile(io.BytesIO(book)) as whole:
        shared = whole.read("xl/sharedStrings.xml").decode()
    assert cover["rindu SHA-256"] in shared
    assert await count_reads(house, f"payload ->> 'sha256' = '{cover['rindu SHA-256']}'") == 2


# ---- the answer to a person ----------------------------------------------------------------------


async def test_a_person_is_told_who_but_not_by_name(house: str, now: datetime) -> None:
    event = await an_event_with(house, now)
    await look(house, DACE, event.id, now)
    await catch_up(house, now)
    request = ReportRequest(CODE, "Andris Zariņš", "pase LV1234567")

    async with transaction(house) as db:
        with pytest.raises(BadInput):
            await actions.report_to_subject(db, VIKTORS, request, AUDIT, now)
        report = await actions.report_to_subject(db, VIKTORS, request, REQUEST, now)

    assert ("vp", "event_entry") in {(row.institution, row.purpose) for row in report.rows}
    assert {row.actor_name for row in report.rows} == {None}
    assert await count_reads(house, "topic = 'audit.subject_reported'") == 1


# ---- what is unusual -----------------------------------------------------------------------------


def a_look(**changes: Any) -> Seen:
    seen = Seen(
        actor_name="Dace Vītola",
        at=datetime.fromisoformat("2026-11-24T12:00:00+02:00"),
        purpose="prevention",
        purpose_ref=None,
        persons=["Jānis Bērziņš"],
        colleagues=["Dace Vītola", "Edgars Siliņš"],
        foreign_events=0,
        events_of_hour=1,
        readers_of_day={"Jānis Bērziņš": 1},
    )
    return structs.replace(seen, **changes)


NIGHT = datetime.fromisoformat("2026-11-24T03:00:00+02:00")
PARAMETERS: dict[str, Any] = {
    "names": ["Slavenais Dziedonis"],
    "events": 5,
    "readers": 3,
    "from_hour": 0,
    "to_hour": 5,
    "purposes": ["emergency_response"],
}


@pytest.mark.parametrize(
    ("rule", "unusual"),
    [
        ("own_name", {"persons": ["VITOLA Dace"]}),
        ("standing_own_name", {"standing_q": "vitola dace 1984"}),
        ("same_surname", {"persons": ["Juris Vītols"]}),
        ("colleague", {"persons": ["Edgars Siliņš"]}),
        ("well_known", {"persons": ["slavenais dziedonis"]}),
        ("many_in_an_hour", {"events_of_hour": 6}),
        ("foreign_without_case", {"foreign_events": 6}),
        ("at_night", {"at": NIGHT}),
        ("crowd", {"readers_of_day": {"Jānis Bērziņš": 4}}),
    ],
)
def test_a_rule_finds_what_it_is_about_and_nothing_else(rule: str, unusual: dict[str, Any]) -> None:
    found = {name for name, judge in RULES.items() if judge(a_look(**unusual), PARAMETERS)}

    assert found == {rule}


@pytest.mark.parametrize(
    "usual",
    [
        {},
        {"at": NIGHT, "purpose": "emergency_response"},
        {"foreign_events": 6, "purpose_ref": "11180000126"},
        {"persons": [], "at": NIGHT},
        {"events_of_hour": 5, "foreign_events": 5},
    ],
)
def test_ordinary_looks_are_left_alone(usual: dict[str, Any]) -> None:
    seen = a_look(**usual)

    assert [name for name, judge in RULES.items() if judge(seen, PARAMETERS)] == []


@pytest.fixture
def listed(house: str, now: datetime) -> Callable[[], Awaitable[list[Finding]]]:
    async def read() -> list[Finding]:
        await catch_up(house, now)
        async with transaction(house) as db:
            return await actions.list_findings(db, VIKTORS, "new", AUDIT, now)

    return read


async def test_an_unusual_look_is_found_once_a_day_and_judged_once(
    house: str, now: datetime, listed: Callable[[], Awaitable[list[Finding]]]
) -> None:
    event = await an_event_with(house, now)
    curious = structs.replace(DACE, name="Andris Zariņš")
    for _ in range(2):
        await look(house, curious, event.id, now + timedelta(minutes=1))

    [finding] = [one for one in await listed() if one.rule == "own_name"]
    judgement = FindingJudgement("referred", "Nosūtīts iekšējai kontrolei")
    async with transaction(house) as db:
        judged = await actions.judge_finding(db, VIKTORS, finding.id, judgement, now)

    assert (len(finding.entries), finding.why["name"]) == (2, "Andris Zariņš")
    assert (judged.state, judged.judged_by_name) == ("referred", VIKTORS.name)
    assert finding.id not in {one.id for one in await listed()}
    async with transaction(house) as db:
        with pytest.raises(FindingNotFound):
            await actions.judge_finding(db, VIKTORS, finding.id, judgement, now)
