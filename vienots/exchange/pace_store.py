"""Queries about what came and what waits. Asked as the house: the action says of whom."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct, structs

from vienots.exchange.pace_contracts import InstitutionPace, Outcome, StatementOrder
from vienots.kernel.db import Db, execute, fetch_all, fetch_one, load_queries

queries = load_queries("vienots.exchange")

FORGOTTEN_AT_ONCE = 5_000


class Asked(Struct, frozen=True):
    institution: str
    since: datetime
    until: datetime


class Wanted(Struct, frozen=True):
    """Which of the statements."""

    outcome: Outcome | None = None
    client: str | None = None
    fault: str | None = None
    hour: int | None = None
    order: StatementOrder = "newest"
    before: UUID | None = None


class OutcomeRow(Struct, frozen=True):
    client: str
    outcome: Outcome
    on_day: date
    hour: int
    times: int


class FaultRow(Struct, frozen=True):
    code: str
    times: int


class LatenessRow(Struct, frozen=True):
    stated_count: int
    stated_median_s: float | None
    stated_p95_s: float | None
    visible_count: int
    visible_median_s: float | None
    visible_p95_s: float | None


class StatementRow(Struct, frozen=True):
    id: UUID
    at: datetime
    client: str
    source_id: str | None
    outcome: Outcome
    occurred_at: datetime | None
    visible_at: datetime | None
    faults: list[str]


class WaitingRow(Struct, frozen=True):
    id: UUID
    client: str
    name: str | None
    code: str
    times: int
    since: datetime


class WaitingCount(Struct, frozen=True):
    rejects: int
    deliveries: int
    failed: int


async def mark_visible(db: Db, event_id: UUID, at: datetime) -> None:
    await execute(db, queries["mark_visible"], event_id=event_id, at=at)


async def forget_statements(db: Db, before: datetime) -> None:
    query = queries["forget_statements"]
    await execute(db, query, before=before, limit=FORGOTTEN_AT_ONCE)


async def count_outcomes(db: Db, asked: Asked) -> list[OutcomeRow]:
    query = queries["count_outcomes"]
    return await fetch_all(db, OutcomeRow, query, **structs.asdict(asked))


async def count_faults(db: Db, asked: Asked) -> list[FaultRow]:
    return await fetch_all(db, FaultRow, queries["count_faults"], **structs.asdict(asked))


async def measure_lateness(db: Db, asked: Asked) -> LatenessRow:
    return await fetch_one(db, LatenessRow, queries["measure_lateness"], **structs.asdict(asked))


async def list_statements(db: Db, asked: Asked, wanted: Wanted, limit: int) -> list[StatementRow]:
    query = queries["list_statements"]
    params = structs.asdict(asked) | structs.asdict(wanted)
    return await fetch_all(db, StatementRow, query, **params, limit=limit)


async def list_paces(db: Db, since: datetime, until: datetime) -> list[InstitutionPace]:
    query = queries["list_paces"]
    return await fetch_all(db, InstitutionPace, query, since=since, until=until)


async def count_waiting(db: Db, institution: str) -> WaitingCount:
    return await fetch_one(db, WaitingCount, queries["count_waiting"], institution=institution)


async def list_waiting_rejects(db: Db, institution: str, limit: int) -> list[WaitingRow]:
    query = queries["list_waiting_rejects"]
    return await fetch_all(db, WaitingRow, query, institution=institution, limit=limit)


async def list_waiting_deliveries(db: Db, institution: str, limit: int) -> list[WaitingRow]:
    query = queries["list_waiting_deliveries"]
    return await fetch_all(db, WaitingRow, query, institution=institution, limit=limit)
