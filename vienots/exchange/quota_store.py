"""Queries about quotas, and about what each web process has counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from msgspec import Struct, structs

from vienots.exchange.domain.meter import Counted, Window
from vienots.exchange.quota_contracts import Amounts, QuotaException, Span
from vienots.kernel.db import Db, execute, fetch_all, load_queries

queries = load_queries("vienots.exchange")

SET_LISTED = 500
FORGOTTEN_AT_ONCE = 5_000


class _Metered(Struct, frozen=True):
    span: Span
    starts_at: datetime
    client: str
    institution: str
    requests: int
    events: int
    bytes: int
    refused: int


class _Valid(Struct, frozen=True):
    client: str
    code: str
    amount: int | None


class QuotaRow(Struct, frozen=True):
    client: str
    code: str
    amount: int | None
    valid_from: date
    valid_to: date | None
    reason: str
    set_at: datetime
    set_by_name: str


async def put_meter(db: Db, process: UUID, sums: Mapping[Window, Counted]) -> None:
    # In one order: no two processes ever wait for each other, and their rows are their own anyway.
    told = sorted(sums.items(), key=lambda one: (one[0].span, one[0].starts_at, one[0].client))
    await execute(
        db,
        queries["put_meter"],
        process=process,
        spans=[window.span for window, _ in told],
        starts=[window.starts_at for window, _ in told],
        clients=[window.client for window, _ in told],
        institutions=[one.institution for _, one in told],
        requests=[one.requests for _, one in told],
        events=[one.events for _, one in told],
        bytes=[one.bytes for _, one in told],
        refused=[one.refused for _, one in told],
    )


async def list_metered(
    db: Db, minute: datetime, day: datetime, without: UUID | None
) -> dict[Window, Amounts]:
    """What has been counted in this minute and on this day; `without`: not by that process."""
    query = queries["list_metered"]
    rows = await fetch_all(db, _Metered, query, minute=minute, day=day, without=without)
    return {
        Window(one.client, one.span, one.starts_at.astimezone(UTC)): Amounts(
            one.requests, one.events, one.bytes, one.refused
        )
        for one in rows
    }


async def forget_metered(db: Db, minutes_before: datetime, days_before: datetime) -> None:
    await execute(
        db,
        queries["forget_metered"],
        minutes_before=minutes_before,
        days_before=days_before,
        limit=FORGOTTEN_AT_ONCE,
    )


async def insert_quota(db: Db, quota_id: UUID, row: QuotaRow) -> None:
    await execute(db, queries["insert_quota"], id=quota_id, **structs.asdict(row))


async def list_quotas(db: Db, clients: Sequence[str]) -> dict[str, list[QuotaException]]:
    """All that was ever set for these clients, newest first."""
    query = queries["list_quotas"]
    rows = await fetch_all(db, QuotaRow, query, clients=list(clients), limit=SET_LISTED)
    found: dict[str, list[QuotaException]] = {}
    for row in rows:
        told = {name: value for name, value in structs.asdict(row).items() if name != "client"}
        found.setdefault(row.client, []).append(QuotaException(**told))
    return found


async def list_valid_quotas(db: Db, on: date) -> dict[tuple[str, str], int]:
    """What is set for single clients on a day, by client and code."""
    rows = await fetch_all(db, _Valid, queries["list_valid_quotas"], on=on)
    return {(row.client, row.code): row.amount for row in rows if row.amount is not None}
