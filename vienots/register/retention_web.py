"""Addresses of retention: rules, the due list, holds, certificates."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from vienots.kernel.web import ActorParam, DbParam, NowParam
from vienots.register import actions
from vienots.register.retention_contracts import (
    CertificatePage,
    DuePage,
    EventRetention,
    HoldLift,
    NewHold,
    NewRetentionRule,
    ReachPage,
    RetentionCoverage,
    RetentionHold,
    RetentionRule,
    RuleDecision,
    RuleReach,
)

Limit = Annotated[int, QueryParameter(schema_extra={"minimum": 1, "maximum": 200})]
Cursor = Annotated[str | None, QueryParameter(max_length=100)]
Format = Annotated[str, QueryParameter(max_length=10)]
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@get("/retention/rules")
async def list_retention_rules(db: DbParam, actor: ActorParam) -> list[RetentionRule]:
    """Every version; proposals first."""
    return await actions.list_retention_rules(db, actor)


@post("/retention/rules")
async def propose_retention_rule(
    data: JSONBody[NewRetentionRule], db: DbParam, actor: ActorParam, now: NowParam
) -> RetentionRule:
    """Somebody else confirms it; until then nothing holds."""
    return await actions.propose_retention_rule(db, actor, data, now)


@post("/retention/rules/{rule_id:uuid}/decide", status_code=200)
async def decide_retention_rule(
    rule_id: FromPath[UUID],
    data: JSONBody[RuleDecision],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> RetentionRule:
    return await actions.decide_retention_rule(db, actor, rule_id, data, now)


@get("/retention/rules/{rule_id:uuid}/reach")
async def count_rule_reach(
    rule_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> list[RuleReach]:
    """What it would do if it stood today, by institution."""
    return await actions.count_rule_reach(db, actor, rule_id, now)


@get("/retention/rules/{rule_id:uuid}/events")
async def list_rule_reach(
    rule_id: FromPath[UUID],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
    institution: Annotated[str | None, QueryParameter(max_length=40)] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ReachPage:
    """The events behind those counts, the oldest end first."""
    return await actions.list_rule_reach(
        db, actor, rule_id, institution=institution, cursor=cursor, limit=limit, at=now
    )


@get("/events/{event_id:uuid}/retention")
async def read_event_retention(
    event_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> EventRetention:
    """By which rule the event will go and when, or what holds it."""
    return await actions.read_event_retention(db, actor, event_id, now)


@get("/retention/coverage")
async def list_retention_coverage(
    db: DbParam, actor: ActorParam, now: NowParam
) -> list[RetentionCoverage]:
    """What has ended, by kind, with the rule of today; kinds without a rule first."""
    return await actions.list_retention_coverage(db, actor, now)


@get("/retention/due")
async def list_due(
    db: DbParam, actor: ActorParam, now: NowParam, limit: Limit = 100, cursor: Cursor = None
) -> DuePage:
    """What goes, and when; what stops it."""
    return await actions.list_due(db, actor, cursor=cursor, limit=limit, at=now)


@get("/retention/holds")
async def list_holds(db: DbParam, actor: ActorParam) -> list[RetentionHold]:
    return await actions.list_holds(db, actor)


@post("/retention/holds")
async def set_hold(
    data: JSONBody[NewHold], db: DbParam, actor: ActorParam, now: NowParam
) -> RetentionHold:
    return await actions.set_hold(db, actor, data, now)


@post("/retention/holds/{hold_id:uuid}/lift", status_code=200)
async def lift_hold(
    hold_id: FromPath[UUID],
    data: JSONBody[HoldLift],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> RetentionHold:
    return await actions.lift_hold(db, actor, hold_id, data, now)


@get("/retention/certificates")
async def list_certificates(
    db: DbParam,
    actor: ActorParam,
    q: Annotated[str | None, QueryParameter(max_length=60)] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> CertificatePage:
    """Newest first."""
    return await actions.list_certificates(db, actor, q=q, cursor=cursor, limit=limit)


@get("/retention/certificates/export", media_type="application/octet-stream")
async def export_certificates(
    db: DbParam, actor: ActorParam, now: NowParam, format: Format = "csv"
) -> Response[bytes]:
    """`format`: csv or json."""
    data = await actions.export_certificates(db, actor, format, now)
    return Response(
        data,
        media_type=MEDIA_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="certificates.{format}"'},
    )


HANDLERS = [
    list_retention_rules,
    propose_retention_rule,
    decide_retention_rule,
    count_rule_reach,
    list_rule_reach,
    read_event_retention,
    list_retention_coverage,
    list_due,
    list_holds,
    set_hold,
    lift_hold,
    list_certificates,
    export_certificates,
]
