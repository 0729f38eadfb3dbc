"""Every query of this context. Row security shows a case with its event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct, structs
from psycopg.errors import UniqueViolation

from vienots.kernel.db import (
    Db,
    as_json,
    execute,
    execute_many,
    fetch_all,
    fetch_one,
    fetch_one_or_none,
    fetch_value,
    load_queries,
)
from vienots.protection.contracts import (
    CaseAnswer,
    Decision,
    FinishedNotice,
    Notice,
    WeaponsCheck,
)
from vienots.protection.domain.notices import Wanted
from vienots.protection.errors import DecisionStands

queries = load_queries(__package__)


class CaseRecord(Struct, frozen=True):
    id: UUID
    event_id: UUID
    institution: str
    opened_at: datetime
    opened_by_name: str
    reported_at: datetime | None = None
    reported_by_name: str | None = None
    released_at: datetime | None = None
    """It holds its event no more."""


class Recipient(Struct, frozen=True):
    name: str
    address: str


class NearDue(Struct, frozen=True):
    id: UUID
    case_id: UUID
    event_id: UUID


class DueRow(Notice, frozen=True):
    event_id: UUID


class _Decided(Struct, frozen=True):
    event_id: UUID
    number: str


async def insert_case(db: Db, record: CaseRecord) -> bool:
    """False: the event has one."""
    return await execute(db, queries["insert_case"], **structs.asdict(record)) == 1


async def get_case_of(db: Db, event_id: UUID) -> CaseRecord | None:
    return await fetch_one_or_none(db, CaseRecord, queries["get_case_of"], event_id=event_id)


async def lock_case(db: Db, case_id: UUID) -> CaseRecord | None:
    return await fetch_one_or_none(db, CaseRecord, queries["lock_case"], id=case_id)


async def set_reported(db: Db, case_id: UUID, by_name: str, at: datetime) -> None:
    await execute(db, queries["set_reported"], id=case_id, by_name=by_name, at=at)


async def is_over(db: Db, case_id: UUID, at: datetime) -> bool:
    return bool(await fetch_value(db, queries["is_over"], id=case_id, at=at))


async def list_over(db: Db, at: datetime, limit: int) -> list[CaseRecord]:
    return await fetch_all(db, CaseRecord, queries["list_over"], at=at, limit=limit)


async def set_released(db: Db, case_id: UUID, at: datetime | None) -> None:
    await execute(db, queries["set_released"], id=case_id, at=at)


async def erase_cases(db: Db, event_id: UUID) -> None:
    await execute(db, queries["erase_cases"], event_id=event_id)


async def insert_answers(db: Db, case_id: UUID, answers: Sequence[CaseAnswer]) -> None:
    rows = [structs.asdict(answer) | {"case_id": case_id} for answer in answers]
    await execute_many(db, queries["insert_answer"], rows)


async def list_answers(db: Db, case_id: UUID) -> list[CaseAnswer]:
    return await fetch_all(db, CaseAnswer, queries["list_answers"], case_id=case_id)


async def insert_check(db: Db, case_id: UUID, check: WeaponsCheck) -> bool:
    """False: it stands already."""
    row = structs.asdict(check) | {"case_id": case_id}
    return await execute(db, queries["insert_check"], **row) == 1


async def list_checks(db: Db, case_id: UUID) -> list[WeaponsCheck]:
    return await fetch_all(db, WeaponsCheck, queries["list_checks"], case_id=case_id)


async def insert_decision(db: Db, case_id: UUID, decision: Decision) -> None:
    """Raises DecisionStands."""
    row = structs.asdict(decision) | {"case_id": case_id}
    try:
        async with db.transaction():
            await execute(db, queries["insert_decision"], **row)
    except UniqueViolation as error:
        raise DecisionStands from error


async def list_decisions(db: Db, case_id: UUID) -> list[Decision]:
    return await fetch_all(db, Decision, queries["list_decisions"], case_id=case_id)


async def revoke_decision(
    db: Db, case_id: UUID, decision_id: UUID, reason: str, at: datetime
) -> bool:
    """False: none that stands."""
    query = queries["revoke_decision"]
    return await execute(db, query, case_id=case_id, id=decision_id, reason=reason, at=at) == 1


async def find_recipient(db: Db, kind: str, atvk: str | None, on: date) -> Recipient | None:
    query = queries["find_recipient"]
    return await fetch_one_or_none(db, Recipient, query, kind=kind, atvk=atvk, on=on)


async def put_recipients(db: Db, rows: Sequence[Mapping[str, str]]) -> None:
    await execute_many(db, queries["put_recipient"], rows)


async def insert_notice(db: Db, notice_id: UUID, case_id: UUID, wanted: Wanted) -> bool:
    """False: the case has it already."""
    row = structs.asdict(wanted) | {"id": notice_id, "case_id": case_id}
    return await execute(db, queries["insert_notice"], **row) == 1


async def finish_notice(
    db: Db,
    notice_id: UUID,
    recipient: Recipient | None,
    payload: dict[str, Any],
    sha256: str,
    at: datetime,
) -> None:
    await execute(
        db,
        queries["finish_notice"],
        id=notice_id,
        state="waiting" if recipient else "no_recipient",
        recipient_name=recipient.name if recipient else None,
        recipient_address=recipient.address if recipient else None,
        payload=as_json(payload),
        sha256=sha256,
        at=at,
    )


async def list_notices(db: Db, case_id: UUID) -> list[Notice]:
    return await fetch_all(db, Notice, queries["list_notices"], case_id=case_id)


async def get_notice(db: Db, notice_id: UUID) -> Notice | None:
    return await fetch_one_or_none(db, Notice, queries["get_notice"], id=notice_id)


async def read_notice(db: Db, notice_id: UUID) -> Notice:
    """One that is known to be there."""
    return await fetch_one(db, Notice, queries["get_notice"], id=notice_id)


async def get_finished_notice(db: Db, notice_id: UUID) -> FinishedNotice | None:
    return await fetch_one_or_none(db, FinishedNotice, queries["get_finished_notice"], id=notice_id)


async def get_event_of(db: Db, notice_id: UUID) -> UUID | None:
    """None: there is no such notice any more."""
    found: UUID | None = await fetch_value(db, queries["get_event_of"], id=notice_id)
    return found


async def set_delivered(db: Db, notice_id: UUID, receipt: dict[str, Any], at: datetime) -> None:
    await execute(db, queries["set_delivered"], id=notice_id, receipt=as_json(receipt), at=at)


async def set_failed_once(
    db: Db, notice_id: UUID, error: str, next_try_at: datetime | None
) -> None:
    query = queries["set_failed_once"]
    await execute(db, query, id=notice_id, error=error, next_try_at=next_try_at)


async def send_again(db: Db, notice_id: UUID, recipient: Recipient, at: datetime) -> bool:
    """False: it is delivered, or not finished."""
    query = queries["send_again"]
    touched = await execute(
        db,
        query,
        id=notice_id,
        recipient_name=recipient.name,
        recipient_address=recipient.address,
        at=at,
    )
    return touched == 1


async def take_near_due(db: Db, before: datetime) -> list[NearDue]:
    return await fetch_all(db, NearDue, queries["take_near_due"], before=before)


async def set_alarmed(db: Db, notice_id: UUID, at: datetime) -> None:
    await execute(db, queries["set_alarmed"], id=notice_id, at=at)


async def list_due(db: Db, institution: str) -> list[DueRow]:
    return await fetch_all(db, DueRow, queries["list_due"], institution=institution)


async def list_decided_of(db: Db, event_ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = await fetch_all(db, _Decided, queries["list_decided_of"], event_ids=list(event_ids))
    return {row.event_id: row.number for row in rows}
