"""One owner: offers, joint work, comments, tasks, and the second look at what has ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec import structs

from tests.people import AIVARS, DACE, VALDIS
from tests.people import a_person as someone
from tests.register.builders import ENTRY, a_person, changed, last_entry, registered
from vienots.identity.errors import RightMissing
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, set_keys
from vienots.kernel.errors import BadInput
from vienots.kernel.ids import new_id
from vienots.register import actions
from vienots.register.contracts import EventChange, EventOutcome, EventView
from vienots.register.domain.sampling import is_sampled
from vienots.register.errors import (
    EventEnded,
    EventIncomplete,
    EventNotFound,
    LookJudged,
    NotTheOwner,
    OfferedAlready,
    OwnLook,
    ParticipantNotFound,
    RelationNotFound,
    TaskNotFound,
    TransferDecided,
    TransferNotFound,
)
from vienots.register.work_contracts import (
    Invitation,
    Judgement,
    NewComment,
    NewRelation,
    NewTask,
    Offer,
    TransferAnswer,
)

HEAD = someone(33, "Rita Priekšniece", "pp-0003000", "register_supervisor")
JELGAVA, VALMIERA = "pp-0003000", "pp-0054000"
OFFER = Offer(VALMIERA, "Noticis pie jums")


async def opened(db: Db, actor: Actor, event_id: UUID, at: datetime) -> EventView:
    return await actions.open_event(db, actor, event_id, ENTRY, at)


@pytest.fixture
async def country(register: Db) -> Db:
    """With the institutions that events may go to."""
    await register.execute("SET ROLE NONE")
    for code in (JELGAVA, VALMIERA, "vp"):
        await register.execute(
            "INSERT INTO identity.institution (code, kind, name_lv, name_en, valid_from)"
            " VALUES (%s, 'municipal_police', %s, %s, '2012-01-01') ON CONFLICT DO NOTHING",
            [code, code, code],
        )
    await register.execute("SET ROLE vienots_app")
    return register


# ---- transfer ------------------------------------------------------------------------------------


async def test_an_event_stays_with_its_owner_until_it_is_accepted(
    country: Db, now: datetime
) -> None:
    event = await registered(country, now)
    with pytest.raises(EventNotFound):
        await opened(country, VALDIS, event.id, now)

    transfer = await actions.offer_event(country, AIVARS, event.id, OFFER, now)
    offered = await opened(country, VALDIS, event.id, now)
    with pytest.raises(NotTheOwner):
        change = EventChange(offered.version, narrative="Mūsu.")
        await actions.change_event(country, VALDIS, event.id, change, now)
    await actions.accept_transfer(country, VALDIS, transfer.id, now)
    owned = await opened(country, VALDIS, event.id, now)

    assert (offered.institution, owned.institution) == (JELGAVA, VALMIERA)
    assert transfer.due_at == now + timedelta(minutes=60)
    assert owned.number != event.number
    assert event.number in {number.number for number in owned.numbers}
    assert (await opened(country, AIVARS, event.id, now)).institution == VALMIERA


@pytest.mark.parametrize("end", ["rejected", "withdrawn"])
async def test_who_does_not_get_it_sees_it_no_longer(country: Db, now: datetime, end: str) -> None:
    event = await registered(country, now)
    transfer = await actions.offer_event(country, AIVARS, event.id, OFFER, now)

    answerer = VALDIS if end == "rejected" else AIVARS
    # As over HTTP: the answer is given with the reader's own sight, and takes it away.
    await set_keys(country, answerer.keys)
    if end == "rejected":
        answered = await actions.reject_transfer(
            country, VALDIS, transfer.id, TransferAnswer("Nav mūsu teritorija"), now
        )
    else:
        answered = await actions.withdraw_transfer(country, AIVARS, transfer.id, now)
    await set_keys(country, {"house"})

    assert (answered.state, answered.answered_by_name) == (end, answerer.name)
    with pytest.raises(EventNotFound):
        await opened(country, VALDIS, event.id, now)
    assert (await opened(country, AIVARS, event.id, now)).institution == JELGAVA


async def test_an_offer_is_answered_once_and_by_whom_it_was_made_to(
    country: Db, now: datetime
) -> None:
    event = await registered(country, now)
    transfer = await actions.offer_event(country, AIVARS, event.id, OFFER, now)

    with pytest.raises(OfferedAlready):
        async with country.transaction():
            await actions.offer_event(country, AIVARS, event.id, Offer("vp", "Nozīmīgs"), now)
    for actor in (AIVARS, DACE):
        with pytest.raises(TransferNotFound):
            await actions.accept_transfer(country, actor, transfer.id, now)
    with pytest.raises(BadInput):
        await actions.reject_transfer(country, VALDIS, transfer.id, TransferAnswer(" "), now)
    await actions.accept_transfer(country, VALDIS, transfer.id, now)
    with pytest.raises(TransferDecided):
        await actions.reject_transfer(country, VALDIS, transfer.id, TransferAnswer("Par vēlu"), now)


@pytest.mark.parametrize("to", [JELGAVA, "vugd", "pp-9999999"])
async def test_an_event_goes_only_to_another_police(country: Db, now: datetime, to: str) -> None:
    event = await registered(country, now)

    with pytest.raises(BadInput) as refusal:
        await actions.offer_event(country, AIVARS, event.id, Offer(to, "Jums"), now)

    assert [fault.path for fault in refusal.value.faults] == ["to_institution"]


async def test_a_late_answer_sounds_once_on_both_sides_and_lapses_nothing(
    country: Db, now: datetime
) -> None:
    event = await registered(country, now)
    transfer = await actions.offer_event(country, AIVARS, event.id, OFFER, now)
    late = now + timedelta(minutes=61)

    await actions.sound_overdue(country, now + timedelta(minutes=59))
    assert (await last_entry(country, event.id)).topic == "register.transfer_offered"
    for at in (late, late + timedelta(minutes=1)):
        await actions.sound_overdue(country, at)
    work = await actions.list_work(country, VALDIS)

    cursor = await country.execute(
        "SELECT audience FROM kernel.journal WHERE topic = 'register.transfer_overdue'"
    )
    [[audience]] = await cursor.fetchall()
    assert {JELGAVA, VALMIERA} <= set(audience)
    assert [one.transfer.overdue_at for one in work.offered_to_us] == [late]
    await actions.accept_transfer(country, VALDIS, transfer.id, late)


# ---- joint work ----------------------------------------------------------------------------------


async def test_another_institution_writes_until_its_part_ends(country: Db, now: datetime) -> None:
    event = await registered(country, now)
    invitation = Invitation(VALMIERA, may_write=True, reason="Kopīgs reids")
    await actions.invite_institution(country, AIVARS, event.id, invitation, now)

    seen = await opened(country, VALDIS, event.id, now)
    change = EventChange(seen.version, persons=[a_person("p1")])
    written = await actions.change_event(country, VALDIS, event.id, change, now)
    with pytest.raises(NotTheOwner):
        wanted = EventChange(written.version, status="suspended", reason="Gaida")
        await actions.change_event(country, VALDIS, event.id, wanted, now)
    with pytest.raises(NotTheOwner):
        await actions.complete_event(country, VALDIS, event.id, written.version, now)
    parts = await actions.end_participation(country, AIVARS, event.id, VALMIERA, now)

    assert (written.officer_name, len(written.persons)) == (AIVARS.name, 1)
    assert [part.ended_by_name for part in parts] == [AIVARS.name]
    after = await opened(country, VALDIS, event.id, now)
    with pytest.raises(NotTheOwner):
        change = EventChange(after.version, narrative="Vēl.")
        await actions.change_event(country, VALDIS, event.id, change, now)
    with pytest.raises(ParticipantNotFound):
        await actions.end_participation(country, AIVARS, event.id, VALMIERA, now)


# ---- comments and tasks --------------------------------------------------------------------------


async def test_what_was_said_stays_and_is_corrected_beside(country: Db, now: datetime) -> None:
    event = await registered(country, now)
    first = NewComment(new_id(), "Kaimiņš neatver.")
    for _ in range(2):
        await actions.add_comment(country, AIVARS, event.id, first, now)
    right = NewComment(new_id(), "Kaimiņiene neatver.", corrects=first.id)

    said = await actions.add_comment(country, AIVARS, event.id, right, now)

    assert [(one.text, one.corrects) for one in said] == [
        ("Kaimiņš neatver.", None),
        ("Kaimiņiene neatver.", first.id),
    ]
    with pytest.raises(BadInput):
        foreign = NewComment(new_id(), "?", corrects=new_id())
        await actions.add_comment(country, AIVARS, event.id, foreign, now)
    work = await actions.read_event_work(country, AIVARS, event.id, ENTRY, now)
    read = await last_entry(country, event.id, "read")
    assert read.payload["comments"] == [str(one.id) for one in work.comments]


def a_task(**changes: Any) -> NewTask:
    return structs.replace(NewTask(new_id(), "Izņemt video", JELGAVA), **changes)


async def complete(db: Db, event: EventView, at: datetime, actor: Actor = AIVARS) -> EventView:
    whole = await changed(
        db,
        event,
        at,
        legal_class="possible_offence",
        occurred_from=at - timedelta(minutes=30),
        outcome=EventOutcome("no_offence"),
        persons=[a_person("p1", role="applicant", phone="+37120000001")],
    )
    return await actions.complete_event(db, actor, event.id, whole.version, at)


async def test_an_open_task_keeps_an_event_open(country: Db, now: datetime) -> None:
    event = await registered(country, now)
    task = a_task()
    await actions.set_task(country, AIVARS, event.id, task, now)

    with pytest.raises(EventIncomplete) as refusal:
        await complete(country, event, now)
    assert ("tasks", "register.task_open") in {
        (fault.path, fault.code) for fault in refusal.value.faults
    }
    assert [one.task.id for one in (await actions.list_work(country, AIVARS)).tasks] == [task.id]
    with pytest.raises(TaskNotFound):
        await actions.finish_task(country, VALDIS, task.id, now)
    for _ in range(2):
        tasks = await actions.finish_task(country, AIVARS, task.id, now)
    assert [one.done_by_name for one in tasks] == [AIVARS.name]
    present = await opened(country, AIVARS, event.id, now)
    done = await actions.complete_event(country, AIVARS, event.id, present.version, now)
    assert done.status == "completed"


async def test_a_task_is_set_for_who_sees_the_event(country: Db, now: datetime) -> None:
    event = await registered(country, now)

    with pytest.raises(BadInput) as refusal:
        wanted = a_task(institution=VALMIERA, assignee="nav.tada")
        await actions.set_task(country, AIVARS, event.id, wanted, now)

    assert [fault.path for fault in refusal.value.faults] == ["institution", "assignee"]


# ---- the second look -----------------------------------------------------------------------------


async def cancelled(db: Db, at: datetime) -> EventView:
    event = await registered(db, at)
    change = EventChange(event.version, status="cancelled", reason="Reģistrēts divreiz")
    return await actions.change_event(db, AIVARS, event.id, change, at)


async def test_a_cancelled_event_is_looked_at_by_another(country: Db, now: datetime) -> None:
    event = await cancelled(country, now)
    [waiting] = (await actions.list_work(country, HEAD)).second_looks
    returned = Judgement("returned", "Pirmais notikums nav atrodams")

    own = structs.replace(HEAD, id=AIVARS.id)
    assert (await actions.list_work(country, own)).second_looks == []
    with pytest.raises(OwnLook):
        await actions.judge_ending(country, own, waiting.look.id, returned, now)
    with pytest.raises(RightMissing):
        await actions.judge_ending(country, AIVARS, waiting.look.id, returned, now)
    judged = await actions.judge_ending(country, HEAD, waiting.look.id, returned, now)

    assert (waiting.look.why, judged.verdict) == ("cancelled", "returned")
    again = await opened(country, AIVARS, event.id, now)
    assert (again.status, again.status_reason) == ("in_progress", returned.note)
    assert [one.task.title for one in (await actions.list_work(country, AIVARS)).tasks] == [
        returned.note
    ]
    with pytest.raises(LookJudged):
        await actions.judge_ending(country, HEAD, waiting.look.id, returned, now)


async def test_what_is_upheld_rests(country: Db, now: datetime) -> None:
    event = await cancelled(country, now)
    [waiting] = (await actions.list_work(country, HEAD)).second_looks

    upheld = Judgement("upheld", "Tiešām divreiz")
    await actions.judge_ending(country, HEAD, waiting.look.id, upheld, now)

    assert (await opened(country, AIVARS, event.id, now)).status == "cancelled"
    assert (await actions.list_work(country, HEAD)).second_looks == []
    with pytest.raises(EventEnded):
        await actions.offer_event(country, AIVARS, event.id, OFFER, now)


async def test_a_share_of_the_completed_is_looked_at(country: Db, now: datetime) -> None:
    await country.execute("SET ROLE NONE")
    await country.execute(
        "UPDATE kernel.classifier_value SET attributes = '{\"share\": 1.0}'"
        " WHERE name = 'second_look_share'"
    )
    await country.execute("SET ROLE vienots_app")
    event = await registered(country, now)

    await complete(country, event, now)

    [waiting] = (await actions.list_work(country, HEAD)).second_looks
    assert (waiting.look.event_id, waiting.look.why) == (event.id, "sampled")


def test_the_share_is_kept_and_can_be_told_again(now: datetime) -> None:
    events = [(UUID(int=n), now + timedelta(microseconds=n)) for n in range(20_000)]

    chosen = [is_sampled(event, at, 0.05) for event, at in events]

    assert chosen == [is_sampled(event, at, 0.05) for event, at in events]
    assert 0.045 < sum(chosen) / len(chosen) < 0.055
    assert not any(is_sampled(event, at, 0.0) for event, at in events)


async def related(db: Db, event: EventView, to: EventView, at: datetime, **told: Any) -> Any:
    fields: dict[str, Any] = {"id": new_id(), "number": to.number, "kind": "series"}
    new = NewRelation(**(fields | told))
    return await actions.relate_event(db, AIVARS, event.id, new, at)


async def test_two_events_belong_together_from_either_side(register: Db, now: datetime) -> None:
    one, other = await registered(register, now), await registered(register, now)

    [said] = await related(register, one, other, now, note="Tie paši velosipēdi")
    again = await related(register, other, one, now)

    assert (said.row.number, said.relation.note) == (other.number, "Tie paši velosipēdi")
    # Said from the other side too, it stands once.
    assert [line.row.number for line in again] == [one.number]
    assert again[0].relation.id == said.relation.id
    entry = await last_entry(register, one.id)
    assert entry.topic == "register.relation_changed"

    left = await actions.end_relation(register, AIVARS, other.id, said.relation.id, now)
    assert left == []
    assert await actions.end_relation(register, AIVARS, one.id, said.relation.id, now) == []
    assert len(await related(register, one, other, now)) == 1


async def test_a_relation_names_a_seen_event_and_a_known_kind(register: Db, now: datetime) -> None:
    event, hidden = await registered(register, now), await registered(register, now, VALDIS)

    with pytest.raises(BadInput) as refused:
        await related(register, event, hidden, now, kind="cousins")
    with pytest.raises(BadInput) as itself:
        await related(register, event, event, now)

    assert [(one.path, one.code) for one in refused.value.faults] == [
        ("number", "register.number_unknown"),
        ("kind", "register.code_unknown"),
    ]
    assert [one.code for one in itself.value.faults] == ["register.related_to_itself"]


async def test_who_sees_one_event_alone_learns_of_no_other(country: Db, now: datetime) -> None:
    """Row security hides the relation with the event at its other end."""
    shared, hidden = await registered(country, now), await registered(country, now)
    invitation = Invitation(VALMIERA, may_write=True, reason="Kopīgi")
    await actions.invite_institution(country, AIVARS, shared.id, invitation, now)
    [said] = await related(country, shared, hidden, now)

    work = await actions.read_event_work(country, VALDIS, shared.id, ENTRY, now)
    entry = await last_entry(country, shared.id)

    assert work.related == []
    assert VALMIERA not in entry.audience
    with pytest.raises(RelationNotFound):
        await set_keys(country, VALDIS.keys)
        await actions.end_relation(country, VALDIS, shared.id, said.relation.id, now)
