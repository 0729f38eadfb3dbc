"""A case as its readers see it: the event's people, what was asked and decided, what is around."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.identity.api import Right
from vienots.index import api as index
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.protection import store
from vienots.protection.actions.keeping import hold_event
from vienots.protection.contracts import Around, CaseQuestion, CaseView, Involved
from vienots.protection.errors import CaseNotFound
from vienots.protection.events import CaseRead
from vienots.protection.store import CaseRecord
from vienots.register import api as register
from vienots.register.contracts import EventPerson, WholeEvent

QUESTIONS, SEPARATION = "violence_question", "separation_rule"
ROLES = frozenset({"protected", "victim", "threat", "offender", "suspect", "minor", "applicant"})


async def get_event(db: Db, actor: Actor, event_id: UUID) -> WholeEvent:
    """As far as this reader may see it. Raises CaseNotFound."""
    whole = await register.find_whole(db, actor, event_id)
    if whole is None:
        raise CaseNotFound(id=str(event_id))
    return whole


async def lock(db: Db, actor: Actor, case_id: UUID, at: datetime) -> tuple[CaseRecord, WholeEvent]:
    """To work on it: one that was over holds its event anew."""
    record = await store.lock_case(db, case_id)
    if record is None:
        raise CaseNotFound(id=str(case_id))
    whole = await get_event(db, actor, record.event_id)
    if record.released_at is not None:
        await hold_event(db, actor, record, at)
    return record, whole


def involved(whole: WholeEvent) -> list[Involved]:
    minors = set(register.find_minor_refs(whole))
    return [_involved(one, one.ref in minors) for one in whole.content.persons if one.role in ROLES]


def _involved(person: EventPerson, minor: bool) -> Involved:
    return Involved(
        person.ref,
        person.role,
        " ".join(part for part in (person.name, person.surname) if part),
        person.personal_code,
        person.birth_on,
        person.phone,
        person.address,
        minor,
    )


async def show(
    db: Db, actor: Actor, record: CaseRecord, whole: WholeEvent, purpose: Purpose, at: datetime
) -> CaseView:
    people = involved(whole)
    around = await _list_around(db, actor, whole, people)
    questions = await classifiers.get(db, QUESTIONS, record.opened_at)
    separation = (await classifiers.get(db, SEPARATION, at)).get("*")
    view = CaseView(
        id=record.id,
        event_id=record.event_id,
        institution=record.institution,
        opened_at=record.opened_at,
        opened_by_name=record.opened_by_name,
        reported_at=record.reported_at,
        reported_by_name=record.reported_by_name,
        address=whole.content.place.address,
        people=people,
        questions=[
            CaseQuestion(one.code, one.text_lv, one.text_en, str(one.attributes["answer"]))
            for one in questions.values
        ],
        answers=await store.list_answers(db, record.id),
        weapons=await store.list_checks(db, record.id),
        decisions=await store.list_decisions(db, record.id),
        notices=await store.list_notices(db, record.id),
        around=around,
        days_max=None if separation is None else int(separation.attributes["days_max"]),
    )
    read = CaseRead(
        record.event_id, whole.number, [one.ref for one in people], [one.id for one in around]
    )
    await journal.record_read(db, actor, purpose, read, at=at)
    return view


async def _list_around(
    db: Db, actor: Actor, whole: WholeEvent, people: list[Involved]
) -> list[Around]:
    """Other events at the address or with these people; those that the reader may see. Who may not
    ask the index is told of this case alone."""
    if Right.INDEX_READ not in actor.rights:
        return []
    refs = [one.ref for one in people]
    found = await index.list_events_around(db, actor, whole.id, refs)
    decided = await store.list_decided_of(db, [one.event.id for one in found])
    return [
        Around(
            one.event.id,
            one.event.number,
            one.event.institution,
            one.event.type,
            one.event.status,
            one.event.received_at,
            one.why,
            decided.get(one.event.id),
        )
        for one in found
    ]
