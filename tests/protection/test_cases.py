"""From the event to the delivered notices: nothing typed twice, every clock kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.people import AIVARS, DACE, VALDIS
from tests.register.builders import ENTRY, VIOLENCE, a_person, changed, load_code_lists, registered
from vienots.index import jobs as index_jobs
from vienots.integration.letters.routes import FileOfRoutes
from vienots.integration.letters.stand_in import Receiver, running
from vienots.kernel import follow
from vienots.kernel.contracts import Actor
from vienots.kernel.db import HOUSE_OPTIONS, Db, set_keys
from vienots.kernel.errors import BadInput
from vienots.kernel.follow import Follower
from vienots.kernel.ids import new_id
from vienots.outbox import actions as outbox
from vienots.outbox import jobs as outbox_jobs
from vienots.protection import actions, api
from vienots.protection.contracts import (
    Answers,
    CaseView,
    NewDecision,
    NewWeaponsCheck,
    Revocation,
)
from vienots.protection.errors import (
    CaseIncomplete,
    CaseNotFound,
    DecisionNotFound,
    DecisionStands,
    NothingToResend,
)
from vienots.register.contracts import EventPlace, EventView

PLACE = EventPlace(address="Lielā iela 1, Jelgava", atvk="0003000")
WOMAN = a_person("p1", role="protected", name="Inese", surname="Zariņa", birth_on=date(1990, 5, 1))
MAN = a_person("p2", role="threat", name="Andris", surname="Zariņš", birth_on=date(1984, 3, 12))
CHILD = a_person("p3", role="minor", name="Anna", surname="Zariņa")
KINDS = ("social_service", "orphans_court", "court")


async def an_event(db: Db, at: datetime, by: Actor = AIVARS, *people: Any) -> EventView:
    received = at - timedelta(minutes=5)
    event = await registered(db, at, by, type=VIOLENCE, place=PLACE, received_at=received)
    if by is not AIVARS:
        return event
    return await changed(db, event, at, persons=list(people or (WOMAN, MAN)))


async def answered(db: Db, case: CaseView, at: datetime, **changes: str) -> CaseView:
    given = {one.code: "no" for one in case.questions if one.answer == "yes_no"} | changes
    return await actions.answer_questions(db, AIVARS, case.id, Answers(given), at)


async def with_recipients(db: Db, address: str) -> None:
    rows = [{"kind": kind, "atvk": "*", "name": kind, "address": address} for kind in KINDS]
    await api.put_recipients(db, rows)


def a_decision(**changes: Any) -> NewDecision:
    fields: dict[str, Any] = {
        "id": new_id(),
        "from_ref": "p2",
        "protected_refs": ["p1"],
        "days": 8,
        "distance_m": 150,
    }
    return NewDecision(**(fields | changes))


async def test_a_case_takes_its_people_from_the_event(register: Db, now: datetime) -> None:
    event = await an_event(register, now, AIVARS, WOMAN, MAN, CHILD, a_person("p4", role="witness"))

    case = await actions.open_case(register, AIVARS, event.id, now)
    again = await actions.open_case(register, AIVARS, event.id, now + timedelta(minutes=5))

    assert [(one.name, one.role, one.minor) for one in case.people] == [
        ("Inese Zariņa", "protected", False),
        ("Andris Zariņš", "threat", False),
        ("Anna Zariņa", "minor", True),
    ]
    assert (again.id, again.opened_at) == (case.id, case.opened_at)
    assert {(one.rule, one.state, one.due_at is None) for one in again.notices} == {
        ("social_service", "open", False),
        ("orphans_court", "open", True),
    }


async def test_the_newest_answer_counts(register: Db, now: datetime) -> None:
    case = await actions.open_case(register, AIVARS, (await an_event(register, now)).id, now)

    await answered(register, case, now, injuries="yes")
    view = await answered(register, case, now + timedelta(minutes=1), injuries="unknown")

    assert {one.value for one in view.answers if one.question == "injuries"} == {"unknown"}
    with pytest.raises(BadInput) as refusal:
        wrong = Answers({"injuries": "mazliet", "nav_tada": "yes"})
        await actions.answer_questions(register, AIVARS, case.id, wrong, now)
    assert {fault.path for fault in refusal.value.faults} == {
        "answers.injuries",
        "answers.nav_tada",
    }


async def test_a_report_says_everything_that_it_lacks(register: Db, now: datetime) -> None:
    event = await an_event(register, now, AIVARS, WOMAN)
    case = await actions.open_case(register, AIVARS, event.id, now)

    with pytest.raises(CaseIncomplete) as refusal:
        await actions.finish_report(register, AIVARS, case.id, now)

    paths = {fault.path for fault in refusal.value.faults}
    assert {"answers.injuries", "answers.child_present", "persons.threat"} <= paths
    assert "answers.remarks" not in paths


async def test_a_finished_report_waits_for_its_recipient(register: Db, now: datetime) -> None:
    await with_recipients(register, "http://127.0.0.1:9/notices")
    case = await actions.open_case(register, AIVARS, (await an_event(register, now)).id, now)
    await actions.note_weapons(register, AIVARS, case.id, NewWeaponsCheck(new_id(), "none"), now)
    await answered(register, case, now)

    view = await actions.finish_report(register, AIVARS, case.id, now)

    [notice] = view.notices
    assert (notice.state, notice.recipient_name, view.reported_by_name) == (
        "waiting",
        "social_service",
        AIVARS.name,
    )


async def test_without_a_recipient_nothing_is_pretended(register: Db, now: datetime) -> None:
    case = await actions.open_case(register, AIVARS, (await an_event(register, now)).id, now)
    await answered(register, case, now)
    view = await actions.finish_report(register, AIVARS, case.id, now)
    [notice] = view.notices

    assert notice.state == "no_recipient"
    with pytest.raises(NothingToResend):
        await actions.resend_notice(register, AIVARS, notice.id, now)
    await with_recipients(register, "http://127.0.0.1:9/notices")
    assert (await actions.resend_notice(register, AIVARS, notice.id, now)).state == "waiting"


async def test_a_separation_has_its_end_its_limit_and_stands_alone(
    register: Db, now: datetime
) -> None:
    case = await actions.open_case(register, AIVARS, (await an_event(register, now)).id, now)
    decision = a_decision(to_court=True)

    for _ in range(2):
        view = await actions.decide_separation(register, AIVARS, case.id, decision, now)
    [stands] = view.decisions
    with pytest.raises(DecisionStands):
        await actions.decide_separation(register, AIVARS, case.id, a_decision(), now)
    with pytest.raises(BadInput) as refusal:
        wrong = a_decision(days=9, from_ref="p1", protected_refs=["p1", "p9"])
        await actions.decide_separation(register, AIVARS, case.id, wrong, now)

    assert stands.ends_at == now + timedelta(days=8)
    assert stands.number.endswith("-N1")
    assert {fault.path for fault in refusal.value.faults} == {
        "from_ref",
        "protected_refs.1",
        "days",
    }
    # The court does not wait for the report.
    assert {(one.rule, one.state) for one in view.notices} == {
        ("social_service", "open"),
        ("court", "no_recipient"),
    }
    reason = Revocation("Izlīgums")
    await actions.revoke_separation(register, AIVARS, case.id, stands.id, reason, now)
    with pytest.raises(DecisionNotFound):
        await actions.revoke_separation(register, AIVARS, case.id, stands.id, reason, now)
    again = await actions.decide_separation(register, AIVARS, case.id, a_decision(), now)
    assert [one.number[-3:] for one in again.decisions if one.revoked_at is None] == ["-N2"]


async def test_a_case_is_seen_with_its_event(register: Db, now: datetime) -> None:
    event = await an_event(register, now)
    case = await actions.open_case(register, AIVARS, event.id, now)

    assert (await actions.read_case(register, DACE, event.id, ENTRY, now)).id == case.id
    with pytest.raises(CaseNotFound):
        await actions.read_case(register, VALDIS, event.id, ENTRY, now)
    await set_keys(register, VALDIS.keys)
    for table in ("violence_case", "answer", "weapons_check", "decision", "notice"):
        cursor = await register.execute(f"SELECT count(*) FROM protection.{table}".encode())
        assert await cursor.fetchone() == (0,)


# ---- what is around, and what goes out: with the worker's followers and a real recipient --------


@asynccontextmanager
async def transaction(dsn: str) -> AsyncIterator[Db]:
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        yield db


@pytest.fixture
async def house(own_dsn: str) -> str:
    async with transaction(own_dsn) as db:
        await load_code_lists(db)
        for follower in (*index_jobs.FOLLOWERS, *outbox_jobs.FOLLOWERS):
            await follow.register(db, follower)
    return own_dsn


@pytest.fixture
def recipient() -> Iterator[tuple[Receiver, str]]:
    fake = Receiver()
    with running(fake) as address:
        yield fake, address


async def follow_all(dsn: str, followers: Sequence[Follower], at: datetime) -> None:
    for follower in followers:
        passed = 1
        while passed:
            async with transaction(dsn) as db:
                passed = await follow.step(db, follower, at)


async def test_earlier_events_of_the_place_and_the_couple_stand_beside(
    house: str, now: datetime
) -> None:
    async with transaction(house) as db:
        before = await an_event(db, now - timedelta(days=40))
        case = await actions.open_case(db, AIVARS, before.id, now - timedelta(days=40))
        early = now - timedelta(days=40)
        await actions.decide_separation(db, AIVARS, case.id, a_decision(), early)
    async with transaction(house) as db:
        foreign = await an_event(db, now - timedelta(days=2), VALDIS)
        event = await an_event(db, now)
    await follow_all(house, index_jobs.FOLLOWERS, now)

    async with transaction(house) as db:
        view = await actions.open_case(db, AIVARS, event.id, now)
        of_state = await actions.read_case(db, DACE, event.id, ENTRY, now)

    [known] = view.around
    assert (known.id, known.why) == (before.id, ["address", "person"])
    assert known.decision is not None and known.decision.endswith("-N1")
    assert {(one.id, tuple(one.why)) for one in of_state.around} == {
        (before.id, ("address", "person")),
        (foreign.id, ("address",)),
    }


async def reported(dsn: str, address: str, at: datetime) -> CaseView:
    async with transaction(dsn) as db:
        await with_recipients(db, address)
        event = await an_event(db, at)
        case = await actions.open_case(db, AIVARS, event.id, at)
        await answered(db, case, at, injuries="yes")
        return await actions.finish_report(db, AIVARS, case.id, at)


async def send_all(dsn: str, at: datetime) -> None:
    await follow_all(dsn, outbox_jobs.FOLLOWERS, at)
    while await outbox.bring_due(lambda: transaction(dsn), FileOfRoutes({}), lambda: at):
        pass


async def present(dsn: str, event_id: UUID, at: datetime) -> CaseView:
    async with transaction(dsn) as db:
        return await actions.read_case(db, AIVARS, event_id, ENTRY, at)


async def test_a_notice_is_delivered_with_proof(
    house: str, now: datetime, recipient: tuple[Receiver, str]
) -> None:
    fake, address = recipient
    case = await reported(house, address, now)

    await send_all(house, now)

    [notice] = (await present(house, case.event_id, now)).notices
    said = fake.taken[str(notice.id)]
    assert (notice.state, notice.delivered_at) == ("delivered", now)
    assert notice.receipt is not None
    assert notice.receipt["receipt"] == fake.receipts[str(notice.id)]["receipt"]
    assert fake.pages[str(notice.id)].startswith(b"%PDF-")
    assert said["answers"]["injuries"] == "yes"
    assert [one["name"] for one in said["persons"]] == ["Inese Zariņa", "Andris Zariņš"]


async def test_what_was_not_taken_goes_out_again_and_arrives_once(
    house: str, now: datetime, recipient: tuple[Receiver, str]
) -> None:
    fake, address = recipient
    fake.refuses_next = 1
    case = await reported(house, address, now)

    await send_all(house, now)
    [waiting] = (await present(house, case.event_id, now)).notices
    assert (waiting.state, waiting.tries) == ("waiting", 1)
    assert "503" in (waiting.last_error or "")
    # Answered, but without a receipt: it was taken, and nobody knows it yet.
    fake.mute = True
    await send_all(house, now + timedelta(minutes=2))
    fake.mute = False
    await send_all(house, now + timedelta(minutes=10))

    [notice] = (await present(house, case.event_id, now)).notices
    assert (notice.state, fake.asked, len(fake.taken)) == ("delivered", 3, 1)


async def test_people_hear_before_it_is_late_and_once(
    house: str, now: datetime, recipient: tuple[Receiver, str]
) -> None:
    fake, address = recipient
    fake.refuses_next = 100
    case = await reported(house, address, now)
    [notice] = case.notices
    assert notice.due_at is not None

    for at in (
        notice.due_at - timedelta(hours=3),
        notice.due_at - timedelta(hours=1),
        notice.due_at,
    ):
        async with transaction(house) as db:
            await actions.sound_near_due(db, at)

    async with transaction(house) as db:
        cursor = await db.execute(
            "SELECT audience FROM kernel.journal WHERE topic = 'protection.notice_due'"
        )
        [[audience]] = await cursor.fetchall()
        due = await actions.list_due_notices(db, AIVARS)
    assert "pp-0003000" in audience
    assert [one.notice.id for one in due] == [notice.id]
