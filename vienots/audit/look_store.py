"""Queries of looks, findings and enquiries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct, structs

from vienots.audit.look_contracts import Finding, Look, Question
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import (
    Db,
    as_json,
    execute,
    execute_many,
    fetch_all,
    fetch_one_or_none,
    fetch_value,
    load_queries,
)
from vienots.kernel.ids import new_id
from vienots.kernel.journal import Entry

queries = load_queries("vienots.audit")

ROWS_MAX = 10_000
"""Of one answer; whoever finds more narrows the question."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Shown(Struct, frozen=True):
    """What a look showed: persons of events by their refs, persons of the index by their ids."""

    events: dict[UUID, list[str]]
    persons: list[int]
    q: str | None


class Places(Struct, frozen=True):
    """Where a person is told of; empty places find nothing."""

    pairs: list[tuple[UUID, str]]
    person_ids: list[int]


class EnquiryRecord(Struct, frozen=True):
    id: UUID
    at: datetime
    by: str
    by_name: str
    question: Question
    reason: str
    upto: int
    rows: int


async def insert_look(db: Db, entry: Entry, shown: Shown) -> None:
    await execute(
        db,
        queries["insert_look"],
        entry_id=entry.id,
        at=entry.recorded_at,
        actor=entry.actor,
        actor_name=entry.actor_name,
        institution=entry.institution,
        topic=entry.topic,
        purpose=entry.purpose,
        purpose_ref=entry.purpose_ref,
        q=shown.q,
    )
    events = [
        {"entry_id": entry.id, "event_id": event_id, "refs": refs}
        for event_id, refs in shown.events.items()
    ]
    persons = [{"entry_id": entry.id, "person_id": one} for one in sorted(set(shown.persons))]
    await execute_many(db, queries["insert_look_event"], events)
    await execute_many(db, queries["insert_look_person"], persons)


async def count_events_of_hour(db: Db, actor: str, at: datetime) -> int:
    query = queries["count_events_of_hour"]
    return int(await fetch_value(db, query, actor=actor, since=at - HOUR, at=at))


async def count_readers(db: Db, event_id: UUID, ref: str, at: datetime) -> int:
    query = queries["count_readers"]
    return int(await fetch_value(db, query, event_id=event_id, ref=ref, since=at - DAY))


async def put_finding(
    db: Db, entry: Entry, rule: str, about: str, why: dict[str, str | int]
) -> None:
    """More looks of a day join the finding that is there."""
    await execute(
        db,
        queries["put_finding"],
        id=new_id(),
        rule=rule,
        about=about,
        day=entry.recorded_at.astimezone(RIGA).date(),
        actor=entry.actor,
        actor_name=entry.actor_name,
        institution=entry.institution,
        at=entry.recorded_at,
        entry_id=entry.id,
        why=as_json(why),
    )


async def list_findings(db: Db, state: str | None, limit: int) -> list[Finding]:
    return await fetch_all(db, Finding, queries["list_findings"], state=state, limit=limit)


async def judge_finding(
    db: Db, finding_id: UUID, state: str, note: str, by: Actor, at: datetime
) -> Finding | None:
    """None: no such finding that waits."""
    query = queries["judge_finding"]
    return await fetch_one_or_none(
        db, Finding, query, id=finding_id, state=state, note=note, by_name=by.name, at=at
    )


async def newest_look(db: Db) -> int:
    return int(await fetch_value(db, queries["newest_look"]))


async def list_looks(
    db: Db,
    question: Question,
    *,
    places: Places | None,
    event_id: UUID | None,
    upto: int,
    limit: int = ROWS_MAX + 1,
) -> list[Look]:
    """`places`: where the person is told of, if one is asked about."""
    reader = question.reader
    parameters: dict[str, Any] = {
        "upto": upto,
        "by_person": places is not None,
        "event_ids": [] if places is None else [event for event, _ in places.pairs],
        "refs": [] if places is None else [ref for _, ref in places.pairs],
        "person_ids": [] if places is None else places.person_ids,
        "event_id": event_id,
        "reader": reader,
        "reader_pattern": None if reader is None else _escape_like(reader),
        "institution": question.institution,
        "purpose": question.purpose,
        "since": question.since,
        "until": question.until,
        "limit": limit,
    }
    return await fetch_all(db, Look, queries["list_looks"], **parameters)


def _escape_like(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


async def insert_enquiry(db: Db, record: EnquiryRecord) -> None:
    row = structs.asdict(record) | {"question": as_json(record.question)}
    await execute(db, queries["insert_enquiry"], **row)


async def get_enquiry(db: Db, enquiry_id: UUID) -> EnquiryRecord | None:
    return await fetch_one_or_none(db, EnquiryRecord, queries["get_enquiry"], id=enquiry_id)
