"""A leg is taken up and closed by its own institution."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.calls import api as calls
from vienots.calls.contracts import Card, Leg, NewNote
from vienots.dispatch import store
from vienots.dispatch.actions.following import hold_running_leg
from vienots.dispatch.contracts import CloseLeg, Referral
from vienots.dispatch.errors import BadOutcome, LegHasUnits
from vienots.dispatch.events import ReferralCompleted
from vienots.dispatch.store import Decision
from vienots.identity.api import Right, require
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault

OUTCOMES = "leg_outcome"


async def accept_leg(db: Db, actor: Actor, leg_id: UUID, at: datetime) -> Leg:
    """Somebody looks after it; again is harmless. Raises LegNotFound, LegEnded, ReferralOpen."""
    require(actor, Right.DISPATCH_ASSIGN)
    _, leg = await hold_running_leg(db, actor, leg_id)
    if leg.accepted_at is not None:
        return leg
    return leg_of(await calls.accept_leg(db, actor, leg_id, at), leg_id)


async def close_leg(
    db: Db,
    actor: Actor,
    leg_id: UUID,
    closing: CloseLeg,
    at: datetime,
    happened_at: datetime | None = None,
) -> Leg:
    """With an outcome, and no unit still at work; the card ends with its last leg.

    Raises LegNotFound, LegEnded, ReferralOpen, LegHasUnits, BadOutcome.
    """
    require(actor, Right.DISPATCH_ASSIGN)
    return await end_leg(db, actor, leg_id, closing, at, happened_at)


async def end_leg(
    db: Db,
    actor: Actor,
    leg_id: UUID,
    closing: CloseLeg,
    at: datetime,
    happened_at: datetime | None = None,
) -> Leg:
    """The same for whoever was asked to look after it by a referral: its right is checked there."""
    card, _ = await hold_running_leg(db, actor, leg_id)
    await _check_outcome(db, closing.outcome, at)
    units = await store.list_assignments(db, leg_id=leg_id)
    running = [one.call_sign for one in units if one.released_at is None]
    if running:
        raise LegHasUnits(call_signs=" ".join(running))
    if closing.note and closing.note.strip():
        await calls.add_note(db, actor, card.id, NewNote(closing.note), at)
    card = await calls.close_leg(db, actor, leg_id, closing.outcome, at, happened_at=happened_at)
    await _complete_referral(db, actor, card, leg_id, at)
    return leg_of(card, leg_id)


async def _check_outcome(db: Db, code: str, at: datetime) -> None:
    if (await classifiers.get(db, OUTCOMES, at)).get(code) is None:
        raise BadOutcome([Fault("outcome", "dispatch.outcome_unknown", {"given": code[:60]})])


async def _complete_referral(
    db: Db, actor: Actor, card: Card, leg_id: UUID, at: datetime
) -> Referral | None:
    """What was asked for is done: whoever asked hears of it."""
    found = await store.get_referral_by_new_leg(db, leg_id)
    if found is None:
        return None
    decision = Decision(
        "completed", found.decided_at or at, found.decided_by_name or "", present="accepted"
    )
    referral = await store.decide_referral(db, found.id, decision)
    assert referral is not None, "the card is locked"
    event = ReferralCompleted(card.id, referral)
    await journal.record(db, actor, event, audience=calls.audience_of(card), at=at)
    return referral


def leg_of(card: Card, leg_id: UUID) -> Leg:
    return next(leg for leg in card.legs if leg.id == leg_id)
