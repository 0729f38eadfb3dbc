"""The case from its opening to its report."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.identity.api import Right, require, require_trained
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, Fault
from vienots.kernel.ids import new_id
from vienots.protection import store
from vienots.protection.actions.keeping import hold_event
from vienots.protection.actions.noticing import add_notices, finish_open
from vienots.protection.actions.viewing import QUESTIONS, get_event, involved, lock, show
from vienots.protection.contracts import (
    Answers,
    CaseAnswer,
    CaseView,
    NewWeaponsCheck,
    WeaponsCheck,
)
from vienots.protection.domain.notices import OPENED
from vienots.protection.errors import CaseIncomplete, CaseNotFound
from vienots.protection.events import CaseChanged, CaseOpened
from vienots.protection.store import CaseRecord
from vienots.register.contracts import WholeEvent

YES_NO = frozenset({"yes", "no", "unknown"})


def entering(whole: WholeEvent) -> Purpose:
    return Purpose("event_entry", whole.number)


async def open_case(db: Db, actor: Actor, event_id: UUID, at: datetime) -> CaseView:
    """One of an event; opened again it is the same. The clocks of its notices begin."""
    require(actor, Right.REGISTER_WRITE)
    require_trained(actor)
    whole = await get_event(db, actor, event_id)
    record = CaseRecord(new_id(), event_id, whole.institution, at, actor.name)
    if await store.insert_case(db, record):
        opened = CaseOpened(record.id, event_id, whole.number)
        await journal.record(db, actor, opened, audience=whole.audience, at=at)
    present = await store.get_case_of(db, event_id)
    assert present is not None, "it was there, or was put there now"
    await hold_event(db, actor, present, at)
    await add_notices(db, actor, present, whole, OPENED, at)
    return await show(db, actor, present, whole, entering(whole), at)


async def read_case(
    db: Db, actor: Actor, event_id: UUID, purpose: Purpose, at: datetime
) -> CaseView:
    require(actor, Right.REGISTER_PERSONS)
    whole = await get_event(db, actor, event_id)
    record = await store.get_case_of(db, event_id)
    if record is None:
        raise CaseNotFound(id=str(event_id))
    return await show(db, actor, record, whole, purpose, at)


async def answer_questions(
    db: Db, actor: Actor, case_id: UUID, answers: Answers, at: datetime
) -> CaseView:
    """In any order and again: the newest answer counts, earlier ones stay."""
    require(actor, Right.REGISTER_WRITE)
    require_trained(actor)
    record, whole = await lock(db, actor, case_id, at)
    questions = await classifiers.get(db, QUESTIONS, record.opened_at)
    faults, given = [], []
    for code, value in answers.answers.items():
        question = questions.get(code)
        if question is None:
            faults.append(Fault(f"answers.{code}", "protection.question_unknown"))
        elif question.attributes["answer"] == "yes_no" and value not in YES_NO:
            faults.append(Fault(f"answers.{code}", "protection.answer_unfit"))
        else:
            given.append(CaseAnswer(code, question.version, value, at, actor.name))
    if faults:
        raise BadInput(faults)
    await store.insert_answers(db, record.id, given)
    await tell(db, actor, record, whole, "answers", at)
    return await show(db, actor, record, whole, entering(whole), at)


async def note_weapons(
    db: Db, actor: Actor, case_id: UUID, new: NewWeaponsCheck, at: datetime
) -> CaseView:
    """Before the patrol enters: are weapons registered at the address?"""
    require(actor, Right.REGISTER_WRITE)
    require_trained(actor)
    record, whole = await lock(db, actor, case_id, at)
    check = WeaponsCheck(new.id, new.result, new.note, at, actor.name)
    if await store.insert_check(db, record.id, check):
        await tell(db, actor, record, whole, "weapons", at)
    return await show(db, actor, record, whole, entering(whole), at)


async def finish_report(db: Db, actor: Actor, case_id: UUID, at: datetime) -> CaseView:
    """What was answered goes to whom it must go. Raises CaseIncomplete with all that is wanted."""
    require(actor, Right.REGISTER_WRITE)
    require_trained(actor)
    record, whole = await lock(db, actor, case_id, at)
    people = involved(whole)
    answered = {answer.question for answer in await store.list_answers(db, record.id)}
    questions = await classifiers.get(db, QUESTIONS, record.opened_at)
    faults = [
        Fault(f"answers.{one.code}", "protection.answer_missing")
        for one in questions.values
        if one.attributes.get("wanted") and one.code not in answered
    ]
    for roles in (("protected", "victim"), ("threat", "offender", "suspect")):
        if not any(person.role in roles for person in people):
            faults.append(Fault(f"persons.{roles[0]}", "protection.person_missing"))
    if faults:
        raise CaseIncomplete(faults)
    await store.set_reported(db, record.id, actor.name, at)
    # Somebody under age may have been entered since the case was opened.
    await add_notices(db, actor, record, whole, OPENED, at)
    await finish_open(db, actor, record, whole, OPENED, at)
    await tell(db, actor, record, whole, "reported", at)
    present = await store.get_case_of(db, record.event_id)
    assert present is not None, "it is locked"
    return await show(db, actor, present, whole, entering(whole), at)


async def tell(
    db: Db, actor: Actor, record: CaseRecord, whole: WholeEvent, what: str, at: datetime
) -> None:
    event = CaseChanged(record.id, record.event_id, what)
    await journal.record(db, actor, event, audience=whole.audience, at=at)
