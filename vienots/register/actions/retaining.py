"""Rules of retention: proposed by one, confirmed by another; what they cover, what is due."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from vienots.identity.api import Right, require
from vienots.kernel import classifiers, journal
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, as_house
from vienots.kernel.errors import BadInput, Fault
from vienots.register import retention_store as store
from vienots.register.domain.retention import (
    EVERYWHERE,
    KEEPER,
    NAMED,
    find_rule_faults,
    overlaps,
)
from vienots.register.errors import (
    NotTheKeeper,
    NotTheProposer,
    OwnRule,
    RuleDecided,
    RuleNotFound,
    RuleOverlaps,
)
from vienots.register.events import RetentionRuleDecided, RetentionRuleProposed
from vienots.register.retention_contracts import (
    DuePage,
    NewRetentionRule,
    RetentionCoverage,
    RetentionRule,
    RuleDecision,
)

PAGE_MAX = 200


def scope_of(actor: Actor) -> str | None:
    """Whose retention this reader sees: his institution's; an auditor's and the keeper's, all."""
    everything = Right.AUDIT_READ in actor.rights or actor.institution == KEEPER
    return None if everything else actor.institution


async def list_retention_rules(db: Db, actor: Actor) -> list[RetentionRule]:
    require(actor, Right.RETENTION_READ)
    return await store.list_rules(db, scope_of(actor))


async def list_retention_coverage(db: Db, actor: Actor, at: datetime) -> list[RetentionCoverage]:
    """Counts alone: of every level, whoever may open its events."""
    require(actor, Right.RETENTION_READ)
    async with as_house(db):
        return await store.list_coverage(db, scope_of(actor), at.astimezone(RIGA).date())


async def list_due(
    db: Db, actor: Actor, *, cursor: str | None, limit: int, at: datetime
) -> DuePage:
    """Earliest end first. Numbers, kinds and days: nothing of what the events say."""
    require(actor, Right.RETENTION_READ)
    after = None if cursor is None else _parse_cursor(cursor)
    scope, day = scope_of(actor), at.astimezone(RIGA).date()
    async with as_house(db):
        found = await store.list_due(db, scope, day, after, limit + 1)
        state = await store.get_state(db, scope, day)
    page = found[:limit]
    more = len(found) > limit
    return DuePage(state, page, f"{page[-1].delete_on}_{page[-1].event_id}" if more else None)


def _parse_cursor(cursor: str) -> tuple[date, UUID]:
    """Raises BadInput."""
    day, _, event_id = cursor.partition("_")
    try:
        return date.fromisoformat(day), UUID(event_id)
    except ValueError as error:
        raise BadInput([Fault("cursor", "register.cursor_unknown")]) from error


async def propose_retention_rule(
    db: Db, actor: Actor, new: NewRetentionRule, at: datetime
) -> RetentionRule:
    """Nothing holds yet. Sent again, it is the same proposal."""
    require(actor, Right.RETENTION_MANAGE)
    if new.everywhere and actor.institution != KEEPER:
        raise NotTheKeeper
    known = await store.lock_rule(db, new.id)
    if known is not None:
        if known.proposed_by != actor.id:
            raise RuleNotFound(id=str(new.id))
        return known
    codes = {
        field: frozenset(one.code for one in (await classifiers.get(db, name, at)).values)
        for field, name in NAMED.items()
    }
    types = await classifiers.get(db, "incident_type", at)
    groups = frozenset(str(one.attributes.get("group")) for one in types.values)
    faults = find_rule_faults(new, codes, groups)
    if faults:
        raise BadInput(faults)
    institution = EVERYWHERE if new.everywhere else actor.institution
    await store.insert_rule(db, institution, new, actor, at)
    rule = await _get(db, new.id)
    proposed = RetentionRuleProposed(rule.id, rule)
    await journal.record(db, actor, proposed, audience=journal.NOBODY, at=at)
    return rule


async def decide_retention_rule(
    db: Db, actor: Actor, rule_id: UUID, decision: RuleDecision, at: datetime
) -> RetentionRule:
    """Confirmed by other eyes it stands, and its earlier version ends the day before. The due list
    is walked anew: nothing goes by a rule that nobody has seen the effect of."""
    require(actor, Right.RETENTION_MANAGE)
    rule = await store.lock_rule(db, rule_id)
    if rule is None or rule.institution != _own_institution(actor, rule):
        raise RuleNotFound(id=str(rule_id))
    if rule.state != "proposed":
        raise RuleDecided(state=rule.state)
    own = rule.proposed_by == actor.id
    if decision.verdict == "withdrawn" and not own:
        raise NotTheProposer
    if decision.verdict != "withdrawn" and own:
        raise OwnRule
    if decision.verdict == "standing":
        await _make_room(db, rule)
        await store.start_walk(db, at.astimezone(RIGA).date(), anew=True)
    await store.decide_rule(db, rule_id, decision.verdict, decision.note, actor, at)
    decided = await _get(db, rule_id)
    event = RetentionRuleDecided(rule_id, decided)
    await journal.record(db, actor, event, audience=journal.NOBODY, at=at)
    return decided


def _own_institution(actor: Actor, rule: RetentionRule) -> str:
    return (
        EVERYWHERE
        if rule.institution == EVERYWHERE and actor.institution == KEEPER
        else (actor.institution)
    )


async def _make_room(db: Db, rule: RetentionRule) -> None:
    if overlaps(rule, await store.list_rules(db, rule.institution)):
        raise RuleOverlaps(code=rule.code)
    await store.close_rule(db, rule.institution, rule.code, rule.valid_from)


async def _get(db: Db, rule_id: UUID) -> RetentionRule:
    rule = await store.lock_rule(db, rule_id)
    assert rule is not None, "it was written a moment ago"
    return rule
