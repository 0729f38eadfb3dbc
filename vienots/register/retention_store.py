"""Queries of retention. The caller acts for the house: its own rights decide what is shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct, structs
from psycopg.errors import UniqueViolation

from vienots.kernel.contracts import Actor
from vienots.kernel.db import (
    Db,
    as_json,
    execute,
    fetch_all,
    fetch_one,
    fetch_one_or_none,
    fetch_value,
    load_queries,
)
from vienots.register.errors import RuleProposedAlready
from vienots.register.retention_contracts import (
    Certificate,
    NewRetentionRule,
    RetentionCoverage,
    RetentionDue,
    RetentionHold,
    RetentionRule,
    RetentionState,
)

queries = load_queries("vienots.register")

LIST_MAX = 500
AHEAD_DAYS = 30
"""So long before the end of its term an event is announced."""


class WalkPlace(Struct, frozen=True):
    day: date
    after_at: str
    """As text: the first place is before all times."""
    after_id: UUID


class Ended(Struct, frozen=True):
    id: UUID
    ended_at: str


class Judged(Struct, frozen=True):
    """A due event under its lock."""

    id: UUID
    number: str
    institution: str
    legal_class: str | None
    outcome_kind: str | None
    due_on: date
    marked_on: date
    ended_on: date
    rule_id: UUID | None
    over: bool
    stops: list[str]
    audience: list[str]


class Tie(Struct, frozen=True):
    """A relation and the event at its other end, which stays."""

    id: UUID
    other_id: UUID


class Weighed(Struct, frozen=True):
    counts: dict[str, int]
    sha256: str


class _Walk(Struct, frozen=True):
    day: date
    finished: bool


class _Counted(Struct, frozen=True):
    due: int
    stopped: int
    next_on: date | None


class _Rules(Struct, frozen=True):
    rules: int
    proposals: int


class _Id(Struct, frozen=True):
    event_id: UUID


class _Number(Struct, frozen=True):
    number: str


# ---- rules ---------------------------------------------------------------------------------------


async def insert_rule(
    db: Db, institution: str, new: NewRetentionRule, by: Actor, at: datetime
) -> None:
    """Raises RuleProposedAlready."""
    row = structs.asdict(new) | {"institution": institution}
    del row["everywhere"]
    query = queries["insert_retention_rule"]
    try:
        async with db.transaction():
            await execute(db, query, **row, at=at, by=by.id, by_name=by.name)
    except UniqueViolation as error:
        raise RuleProposedAlready from error


async def lock_rule(db: Db, rule_id: UUID) -> RetentionRule | None:
    return await fetch_one_or_none(db, RetentionRule, queries["lock_retention_rule"], id=rule_id)


async def list_rules(db: Db, institution: str | None) -> list[RetentionRule]:
    query = queries["list_retention_rules"]
    return await fetch_all(db, RetentionRule, query, institution=institution, limit=LIST_MAX)


async def close_rule(db: Db, institution: str, code: str, valid_from: date) -> None:
    query = queries["close_retention_rule"]
    await execute(db, query, institution=institution, code=code, valid_from=valid_from)


async def decide_rule(
    db: Db, rule_id: UUID, state: str, note: str | None, by: Actor, at: datetime
) -> None:
    query = queries["decide_retention_rule"]
    await execute(db, query, id=rule_id, state=state, note=note, by=by.id, by_name=by.name, at=at)


async def list_coverage(db: Db, institution: str | None, day: date) -> list[RetentionCoverage]:
    query = queries["list_retention_coverage"]
    return await fetch_all(
        db, RetentionCoverage, query, institution=institution, day=day, limit=LIST_MAX
    )


# ---- the walk ------------------------------------------------------------------------------------


async def start_walk(db: Db, day: date, *, anew: bool = False) -> None:
    await execute(db, queries["start_retention_walk"], day=day, anew=anew)


async def lock_walk(db: Db) -> WalkPlace | None:
    """None: it is finished, or another worker has the turn."""
    return await fetch_one_or_none(db, WalkPlace, queries["lock_retention_walk"])


async def move_walk(db: Db, last: Ended) -> None:
    query = queries["move_retention_walk"]
    await execute(db, query, after_at=last.ended_at, after_id=last.id)


async def finish_walk(db: Db) -> None:
    await execute(db, queries["finish_retention_walk"])


async def list_ended(db: Db, place: WalkPlace, limit: int) -> list[Ended]:
    """Those that may be over by some rule that stands on that day."""
    latest = await fetch_value(db, queries["get_latest_end"], day=place.day, ahead=AHEAD_DAYS)
    if latest is None:
        return []
    return await fetch_all(
        db,
        Ended,
        queries["list_ended"],
        after_at=place.after_at,
        after_id=place.after_id,
        before=latest,
        limit=limit,
    )


async def mark_due(db: Db, ids: Sequence[UUID], day: date) -> None:
    await execute(db, queries["mark_due"], ids=list(ids), day=day, ahead=AHEAD_DAYS)


async def unmark_unseen(db: Db, day: date) -> int:
    return await execute(db, queries["unmark_unseen"], day=day)


async def get_state(db: Db, institution: str | None, day: date) -> RetentionState:
    counted = await fetch_one(db, _Counted, queries["count_due"], institution=institution)
    rules = await fetch_one(
        db, _Rules, queries["count_retention_rules"], institution=institution, day=day
    )
    walk = await fetch_one_or_none(db, _Walk, queries["get_retention_walk"])
    return RetentionState(
        rules=rules.rules,
        proposals=rules.proposals,
        due=counted.due,
        stopped=counted.stopped,
        ahead_days=AHEAD_DAYS,
        walked_on=None if walk is None else walk.day,
        walking=walk is not None and not walk.finished,
        next_on=counted.next_on,
    )


async def list_due(
    db: Db, institution: str | None, day: date, after: tuple[date, UUID] | None, limit: int
) -> list[RetentionDue]:
    return await fetch_all(
        db,
        RetentionDue,
        queries["list_due"],
        institution=institution,
        day=day,
        after_on=after[0] if after else None,
        after_id=after[1] if after else None,
        limit=limit,
    )


# ---- the end -------------------------------------------------------------------------------------


async def lock_walked(db: Db, day: date) -> bool:
    """One at a time: two that delete events with the same file would each leave it to the other."""
    query = queries["lock_walked"]
    return await fetch_one_or_none(db, _Walk, query, day=day) is not None


async def list_to_delete(db: Db, day: date, limit: int) -> list[UUID]:
    found = await fetch_all(db, _Id, queries["list_to_delete"], day=day, limit=limit)
    return [row.event_id for row in found]


async def lock_due(db: Db, event_id: UUID, day: date) -> Judged | None:
    """Judged by a statement of its own: the lock's snapshot is older than the wait for it."""
    await execute(db, queries["lock_due"], event_id=event_id)
    return await fetch_one_or_none(db, Judged, queries["judge_due"], event_id=event_id, day=day)


async def set_stopped(db: Db, event_id: UUID, stops: Sequence[str], day: date) -> None:
    query = queries["set_stopped"]
    await execute(db, query, event_id=event_id, stops=list(stops), day=day)


async def unmark(db: Db, event_id: UUID) -> None:
    await execute(db, queries["unmark"], event_id=event_id)


async def list_ties(db: Db, event_id: UUID) -> list[Tie]:
    return await fetch_all(db, Tie, queries["list_ties"], event_id=event_id)


async def weigh_event(db: Db, event_id: UUID) -> Weighed:
    return await fetch_one(db, Weighed, queries["weigh_event"], event_id=event_id)


async def insert_certificate(db: Db, certificate: Certificate) -> None:
    row = structs.asdict(certificate) | {"counts": as_json(certificate.counts)}
    await execute(db, queries["insert_certificate"], **row)


async def erase_event(db: Db, event_id: UUID) -> int:
    """The number of contents that went."""
    gone: int = await fetch_value(db, queries["erase_event"], event_id=event_id)
    return gone


async def list_certificates(
    db: Db,
    institution: str | None,
    *,
    q: str | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int,
) -> list[Certificate]:
    return await fetch_all(
        db,
        Certificate,
        queries["list_certificates"],
        institution=institution,
        q=q,
        after_at=after[0] if after else None,
        after_id=after[1] if after else None,
        limit=limit,
    )


async def find_certificates(db: Db, numbers: Collection[str]) -> list[str]:
    found = await fetch_all(db, _Number, queries["find_certificates"], numbers=list(numbers))
    return [row.number for row in found]


async def get_certificate_of(db: Db, subject_id: UUID) -> Certificate | None:
    query = queries["get_certificate_of"]
    return await fetch_one_or_none(db, Certificate, query, subject_id=subject_id)


# ---- holds ---------------------------------------------------------------------------------------


async def insert_hold(db: Db, hold: RetentionHold, by: Actor) -> bool:
    """False: it stands already."""
    touched = await execute(
        db,
        queries["insert_hold"],
        id=hold.id,
        event_id=hold.event_id,
        source=hold.source,
        reason=hold.reason,
        about=hold.about,
        until_on=hold.until_on,
        at=hold.set_at,
        by=by.id,
        by_name=by.name,
    )
    return touched == 1


async def lock_hold(db: Db, hold_id: UUID) -> RetentionHold | None:
    return await fetch_one_or_none(db, RetentionHold, queries["lock_hold"], id=hold_id)


async def get_hold_of_context(db: Db, event_id: UUID, source: str) -> RetentionHold | None:
    query = queries["get_hold_of_context"]
    return await fetch_one_or_none(db, RetentionHold, query, event_id=event_id, source=source)


async def lift_hold(db: Db, hold_id: UUID, *, reason: str, by_name: str, at: datetime) -> None:
    await execute(db, queries["lift_hold"], id=hold_id, reason=reason, by_name=by_name, at=at)


async def set_hold_about(db: Db, event_id: UUID, source: str, about: Sequence[str]) -> None:
    query = queries["set_hold_about"]
    await execute(db, query, event_id=event_id, source=source, about=list(about))


async def list_holds(db: Db, institution: str | None) -> list[RetentionHold]:
    query = queries["list_holds"]
    return await fetch_all(db, RetentionHold, query, institution=institution, limit=LIST_MAX)
