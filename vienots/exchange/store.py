"""Every query of this context. Row security shows an institution its own rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct, structs

from vienots.exchange.contracts import DayUse, JournalEvent, RejectState
from vienots.kernel.db import (
    Db,
    as_json,
    execute,
    fetch_all,
    fetch_one,
    fetch_one_or_none,
    fetch_value,
    insert_rows,
    load_queries,
)
from vienots.kernel.errors import Fault
from vienots.kernel.ids import new_id

queries = load_queries(__package__)


class SourceRecord(Struct, frozen=True):
    source_id: str
    event_id: UUID
    version: int
    document: JournalEvent
    digest: bytes


class SourceName(Struct, frozen=True):
    event_id: UUID
    source_id: str
    version: int


class OwnedName(Struct, frozen=True):
    institution: str
    source_id: str


class RejectRecord(Struct, frozen=True):
    id: UUID
    institution: str
    client: str
    client_name: str
    source_id: str | None
    body: bytes
    code: str
    data: dict[str, str | int | float]
    faults: list[Fault]
    first_at: datetime
    last_at: datetime
    times: int = 1
    state: RejectState = "open"
    ended_at: datetime | None = None
    ended_by_name: str | None = None
    reason: str | None = None


class _Id(Struct, frozen=True):
    id: UUID


class StateCounts(Struct, frozen=True):
    events: int
    open_rejects: int
    last_at: datetime | None


async def lock_names(db: Db, institution: str, source_ids: Sequence[str]) -> None:
    """Until the transaction ends nobody else states these events."""
    query = queries["lock_names"]
    await execute(db, query, institution=institution, source_ids=list(source_ids))


class _Name(Struct, frozen=True):
    source_id: str


async def list_known(db: Db, institution: str, source_ids: Sequence[str]) -> set[str]:
    """Of these names, those that the institution has stated."""
    query = queries["list_known"]
    found = await fetch_all(db, _Name, query, institution=institution, source_ids=list(source_ids))
    return {row.source_id for row in found}


async def get_source(db: Db, institution: str, source_id: str) -> SourceRecord | None:
    return await fetch_one_or_none(
        db, SourceRecord, queries["get_source"], institution=institution, source_id=source_id
    )


async def get_source_of_event(db: Db, institution: str, event_id: UUID) -> SourceRecord | None:
    query = queries["get_source_of_event"]
    return await fetch_one_or_none(
        db, SourceRecord, query, institution=institution, event_id=event_id
    )


async def insert_source(
    db: Db, institution: str, source: SourceRecord, client: str, at: datetime
) -> None:
    row = structs.asdict(source) | {"document": as_json(source.document)}
    await execute(
        db, queries["insert_source"], institution=institution, client=client, at=at, **row
    )


async def insert_sources(
    db: Db, institution: str, sources: Sequence[SourceRecord], client: str, at: datetime
) -> None:
    common = {"institution": institution, "client": client, "first_at": at, "last_at": at}
    rows = (structs.asdict(source) | common for source in sources)
    await insert_rows(db, queries["copy_source"], rows)


async def update_source(
    db: Db, institution: str, source: SourceRecord, client: str, at: datetime
) -> None:
    row = structs.asdict(source) | {"document": as_json(source.document)}
    row.pop("event_id")
    await execute(
        db, queries["update_source"], institution=institution, client=client, at=at, **row
    )


async def list_owned(db: Db, event_id: UUID) -> list[OwnedName]:
    return await fetch_all(db, OwnedName, queries["list_owned"], event_id=event_id)


async def blank_source(db: Db, name: OwnedName, at: datetime) -> None:
    await execute(db, queries["blank_source"], **structs.asdict(name), at=at)


async def blank_rejects(db: Db, name: OwnedName, by_name: str, at: datetime) -> list[UUID]:
    """Which ones there were."""
    query = queries["blank_rejects"]
    found = await fetch_all(db, _Id, query, **structs.asdict(name), by_name=by_name, at=at)
    return [row.id for row in found]


async def list_names(db: Db, institution: str, event_ids: Sequence[UUID]) -> dict[UUID, SourceName]:
    """What the institution's journal calls these events; those it has not stated are not there."""
    rows = await fetch_all(
        db, SourceName, queries["list_names"], institution=institution, event_ids=list(event_ids)
    )
    return {row.event_id: row for row in rows}


async def put_reject(db: Db, reject: RejectRecord, digest: bytes) -> int:
    """How often these bytes have come by now."""
    times: int = await fetch_value(
        db,
        queries["put_reject"],
        id=reject.id,
        institution=reject.institution,
        client=reject.client,
        client_name=reject.client_name,
        source_id=reject.source_id,
        digest=digest,
        body=reject.body,
        code=reject.code,
        data=as_json(reject.data),
        faults=as_json(reject.faults),
        at=reject.first_at,
    )
    return times


class EndedReject(Struct, frozen=True):
    id: UUID
    source_id: str


async def end_rejects_of(
    db: Db, institution: str, source_ids: Sequence[str], by_name: str, at: datetime
) -> list[EndedReject]:
    """Which ones were open."""
    return await fetch_all(
        db,
        EndedReject,
        queries["end_rejects_of"],
        institution=institution,
        source_ids=list(source_ids),
        by_name=by_name,
        at=at,
    )


async def end_reject(  # noqa: PLR0913 (columns of one row)
    db: Db, reject_id: UUID, state: RejectState, by_name: str, reason: str | None, at: datetime
) -> None:
    await execute(
        db,
        queries["end_reject"],
        id=reject_id,
        state=state,
        by_name=by_name,
        reason=reason,
        at=at,
    )


async def get_reject(db: Db, institution: str, reject_id: UUID) -> RejectRecord | None:
    return await fetch_one_or_none(
        db, RejectRecord, queries["get_reject"], id=reject_id, institution=institution
    )


async def list_rejects(
    db: Db,
    institution: str,
    *,
    state: RejectState | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[RejectRecord]:
    params: dict[str, Any] = {
        "institution": institution,
        "state": state,
        "after_at": after[0] if after else None,
        "after_id": after[1] if after else None,
        "limit": limit,
    }
    return await fetch_all(db, RejectRecord, queries["list_rejects"], **params)


class Came(Struct, frozen=True):
    """One statement, or one question, and what became of it."""

    outcome: str
    source_id: str | None
    event_id: UUID | None = None
    occurred_at: datetime | None = None
    faults: list[str] = []


async def insert_statements(
    db: Db, client: str, institution: str, came: Sequence[Came], at: datetime
) -> None:
    common = {"client": client, "institution": institution, "at": at}
    rows = (structs.asdict(one) | common | {"id": new_id()} for one in came)
    await insert_rows(db, queries["copy_statement"], rows)


async def list_use(db: Db, institution: str, since: date) -> list[DayUse]:
    return await fetch_all(db, DayUse, queries["list_use"], institution=institution, since=since)


async def count_state(db: Db, institution: str) -> StateCounts:
    return await fetch_one(db, StateCounts, queries["count_state"], institution=institution)
