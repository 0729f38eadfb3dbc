"""What a rule reaches, before anybody confirms it; and how long one event stays."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.identity.api import Right, require
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, as_house
from vienots.kernel.errors import BadInput, Fault, faults_of_offsets
from vienots.register import reach_store as store
from vienots.register import retention_store
from vienots.register.actions.retaining import scope_of
from vienots.register.domain.retention import EVERYWHERE
from vienots.register.errors import EventNotFound, RuleNotFound
from vienots.register.retention_contracts import EventRetention, ReachPage, RuleReach


async def count_rule_reach(db: Db, actor: Actor, rule_id: UUID, at: datetime) -> list[RuleReach]:
    """By institution, as if the rule stood today. Counts alone, of every level."""
    require(actor, Right.RETENTION_READ)
    await _get_seen(db, actor, rule_id)
    async with as_house(db):
        return await store.count_reach(db, rule_id, scope_of(actor), at.astimezone(RIGA).date())


async def list_rule_reach(
    db: Db,
    actor: Actor,
    rule_id: UUID,
    *,
    institution: str | None,
    cursor: str | None,
    limit: int,
    at: datetime,
) -> ReachPage:
    """The events behind the counts, the oldest end first: numbers, kinds and days."""
    require(actor, Right.RETENTION_READ)
    after = None if cursor is None else parse_cursor(cursor)
    await _get_seen(db, actor, rule_id)
    scope = scope_of(actor)
    if scope is not None and institution not in (None, scope):
        return ReachPage([], None)
    async with as_house(db):
        found = await store.list_reach(
            db,
            rule_id,
            institution or scope,
            at.astimezone(RIGA).date(),
            after=after,
            limit=limit + 1,
        )
    page = found[:limit]
    more = len(found) > limit
    return ReachPage(page, f"{page[-1].ended_at.isoformat()}_{page[-1].event_id}" if more else None)


def parse_cursor(cursor: str) -> tuple[datetime, UUID]:
    """A moment and an id. Raises BadInput."""
    at, _, row_id = cursor.partition("_")
    try:
        place = datetime.fromisoformat(at), UUID(row_id)
    except ValueError as error:
        raise BadInput([Fault("cursor", "register.cursor_unknown")]) from error
    if faults := faults_of_offsets(cursor=place[0]):
        raise BadInput(faults)
    return place


async def _get_seen(db: Db, actor: Actor, rule_id: UUID) -> None:
    rule = await retention_store.lock_rule(db, rule_id)
    if rule is None or (
        scope_of(actor) is not None and rule.institution not in (EVERYWHERE, actor.institution)
    ):
        raise RuleNotFound(id=str(rule_id))


async def read_event_retention(
    db: Db, actor: Actor, event_id: UUID, at: datetime
) -> EventRetention:
    """By which rule it will go and when, or what holds it: for whoever sees the event."""
    require(actor, Right.REGISTER_READ)
    found = await store.get_event_retention(db, event_id, at.astimezone(RIGA).date())
    if found is None:
        raise EventNotFound(id=str(event_id))
    return found
