"""Queries of what rules reach: before a rule is confirmed, and of one event at a time."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct, structs

from vienots.kernel.db import Db, fetch_all, fetch_one_or_none, load_queries
from vienots.register.retention_contracts import (
    EventRetention,
    ReachedEvent,
    RetentionHold,
    RuleReach,
)
from vienots.register.retention_store import AHEAD_DAYS, LIST_MAX

queries = load_queries("vienots.register")


class _Retention(Struct, frozen=True):
    ended_on: date | None
    rule_code: str | None
    rule_version: int | None
    rule_name: str | None
    rule_basis: str | None
    due_on: date | None
    delete_on: date | None
    stops: list[str]


async def count_reach(db: Db, rule_id: UUID, institution: str | None, day: date) -> list[RuleReach]:
    return await fetch_all(
        db,
        RuleReach,
        queries["count_reach"],
        rule_id=rule_id,
        institution=institution,
        day=day,
        ahead=AHEAD_DAYS,
        limit=LIST_MAX,
    )


async def list_reach(
    db: Db,
    rule_id: UUID,
    institution: str | None,
    day: date,
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[ReachedEvent]:
    return await fetch_all(
        db,
        ReachedEvent,
        queries["list_reach"],
        rule_id=rule_id,
        institution=institution,
        day=day,
        after_at=after[0] if after else None,
        after_id=after[1] if after else None,
        limit=limit,
    )


async def get_event_retention(db: Db, event_id: UUID, day: date) -> EventRetention | None:
    """None: the reader sees no such event."""
    query = queries["get_event_retention"]
    found = await fetch_one_or_none(db, _Retention, query, event_id=event_id, day=day)
    if found is None:
        return None
    holds = await fetch_all(
        db, RetentionHold, queries["list_holds_of"], event_id=event_id, limit=LIST_MAX
    )
    return EventRetention(**structs.asdict(found), holds=holds)
