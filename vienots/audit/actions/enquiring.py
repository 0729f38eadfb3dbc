"""Who looked at whom: enquiries, their export, what is unusual, and the answer to a person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from vienots.audit import look_store
from vienots.audit.errors import EnquiryNotFound, FindingNotFound
from vienots.audit.events import (
    EnquiryExported,
    EnquiryMade,
    FindingJudged,
    FindingsRead,
    SubjectReported,
)
from vienots.audit.export import Cover, sheet_of
from vienots.audit.look_contracts import (
    Enquiry,
    EnquiryAnswer,
    Finding,
    FindingJudgement,
    Look,
    NewEnquiry,
    Question,
    ReportRequest,
    ReportRow,
    SubjectReport,
)
from vienots.audit.look_store import ROWS_MAX, EnquiryRecord, Places
from vienots.audit.store import get_chain
from vienots.identity.api import Right, require
from vienots.index import api as index
from vienots.index.contracts import ToldPerson
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, Fault
from vienots.kernel.ids import new_id
from vienots.kernel.sheets import Form, digest_of, write_sheet
from vienots.register import api as register

FINDINGS_MAX = 500
REPORT_RULES = "subject_report"


async def make_enquiry(
    db: Db, actor: Actor, new: NewEnquiry, purpose: Purpose, at: datetime
) -> EnquiryAnswer:
    """Kept with its reason; asked again by its export, it answers the same."""
    require(actor, Right.AUDIT_READ)
    _check(new.question)
    upto = await look_store.newest_look(db)
    persons, looks = await _answer(db, actor, new.question, upto)
    if len(looks) > ROWS_MAX:
        raise BadInput([Fault("question", "audit.enquiry_too_wide", {"max": ROWS_MAX})])
    record = EnquiryRecord(
        new_id(), at, actor.id, actor.name, new.question, new.reason, upto, len(looks)
    )
    await look_store.insert_enquiry(db, record)
    made = EnquiryMade(record.id, _told(new.question), new.reason, len(looks))
    await journal.record_read(db, actor, purpose, made, at=at)
    names = dict.fromkeys(person.label for person in persons)
    return EnquiryAnswer(_enquiry_of(record), list(names), looks)


def _check(question: Question) -> None:
    faults = []
    about_person = question.personal_code or (question.name and question.birth_on)
    if not (about_person or question.number or question.reader):
        faults.append(Fault("question", "audit.enquiry_about_nobody"))
    if question.name and not question.birth_on and not question.personal_code:
        faults.append(Fault("question.birth_on", "audit.name_needs_birth"))
    if faults:
        raise BadInput(faults)


async def _answer(
    db: Db, actor: Actor, question: Question, upto: int
) -> tuple[list[ToldPerson], list[Look]]:
    persons: list[ToldPerson] = []
    places = None
    if question.personal_code or question.name:
        persons = await index.find_known_person(
            db,
            actor,
            personal_code=question.personal_code,
            name=question.name or "",
            birth_on=question.birth_on,
        )
        places = _places_of(persons)
    event_id = None
    if question.number is not None:
        event_id = await register.find_by_number(db, question.number)
        if event_id is None:
            raise BadInput([Fault("question.number", "audit.number_unknown")])
    looks = await look_store.list_looks(db, question, places=places, event_id=event_id, upto=upto)
    return persons, looks


def _places_of(persons: list[ToldPerson]) -> Places:
    return Places(
        [(person.event_id, person.ref) for person in persons],
        sorted({person.id for person in persons}),
    )


def _told(question: Question) -> dict[str, object]:
    return {name: value for name, value in msgspec.to_builtins(question).items() if value}


def _enquiry_of(record: EnquiryRecord) -> Enquiry:
    return Enquiry(
        record.id, record.at, record.by_name, _told(record.question), record.reason, record.rows
    )


async def export_enquiry(
    db: Db, actor: Actor, enquiry_id: UUID, form: Form, purpose: Purpose, at: datetime
) -> bytes:
    """For the inspectorate: a cover that says what it is, then the rows. Noted with its hash."""
    require(actor, Right.AUDIT_READ)
    record = await look_store.get_enquiry(db, enquiry_id)
    if record is None:
        raise EnquiryNotFound(id=str(enquiry_id))
    _, looks = await _answer(db, actor, record.question, record.upto)
    chain = await get_chain(db)
    cover = Cover(_enquiry_of(record), actor.name, at, chain.sealed, chain.last_hash.hex())
    sheet = sheet_of(cover, looks)
    exported = EnquiryExported(record.id, form, digest_of(sheet.rows), len(looks))
    await journal.record_read(db, actor, purpose, exported, at=at)
    return write_sheet(sheet, form)


async def list_findings(
    db: Db, actor: Actor, state: str | None, purpose: Purpose, at: datetime
) -> list[Finding]:
    require(actor, Right.AUDIT_READ)
    findings = await look_store.list_findings(db, state, FINDINGS_MAX)
    read = FindingsRead(new_id(), [finding.id for finding in findings])
    await journal.record_read(db, actor, purpose, read, at=at)
    return findings


async def judge_finding(
    db: Db, actor: Actor, finding_id: UUID, judgement: FindingJudgement, at: datetime
) -> Finding:
    """Explained, or referred to whoever may punish it. It is judged once."""
    require(actor, Right.AUDIT_READ)
    finding = await look_store.judge_finding(
        db, finding_id, judgement.state, judgement.note, actor, at
    )
    if finding is None:
        raise FindingNotFound(id=str(finding_id))
    judged = FindingJudged(finding.id, finding.rule, finding.actor, judgement.state)
    await journal.record(db, actor, judged, audience=journal.NOBODY, at=at)
    return finding


async def report_to_subject(
    db: Db, actor: Actor, request: ReportRequest, purpose: Purpose, at: datetime
) -> SubjectReport:
    """When, which institution, for what purpose. What the rules withhold is not counted either."""
    require(actor, Right.AUDIT_READ)
    if purpose.code != "data_subject_request":
        raise BadInput([Fault("Vienots-Purpose", "audit.purpose_of_report")])
    rules = await classifiers.get(db, REPORT_RULES, at)
    rule = rules.get("*")
    assert rule is not None, "the rule of the report is part of the house"
    withheld, named = set(rule.attributes["withheld_purposes"]), rule.attributes["names_readers"]
    question = Question(personal_code=request.personal_code, since=request.since)
    persons, looks = await _answer(db, actor, question, await look_store.newest_look(db))
    rows = [
        ReportRow(look.at, look.institution, look.purpose, look.actor_name if named else None)
        for look in looks
        if look.purpose not in withheld
    ]
    reported = SubjectReported(
        new_id(), request.document_seen, sorted({person.id for person in persons}), len(rows)
    )
    await journal.record_read(db, actor, purpose, reported, at=at)
    return SubjectReport(at, request.name, request.since, rows)
