"""Legs: each service's own part of a card. Called by dispatch, in its transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.calls import store
from vienots.calls.actions.cards import end_card, record_leg_added
from vienots.calls.contracts import Card, Leg
from vienots.calls.domain import (
    ENDED,
    LegState,
    WantedLeg,
    all_ended,
    audience_of,
    check_leg_transition,
)
from vienots.calls.errors import LegNotFound
from vienots.calls.events import LegChanged
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db


async def hold_leg(db: Db, actor: Actor, leg_id: UUID) -> tuple[Card, Leg]:
    """The card and the leg, locked; only its own institution may act on it. Raises LegNotFound."""
    held = await store.lock_card_of_leg(db, leg_id)
    if held is None:
        raise LegNotFound
    card = await store.get_card(db, held.id)
    assert card is not None
    leg = next(leg for leg in card.legs if leg.id == leg_id)
    if leg.institution != actor.institution and not actor.id.startswith("system:"):
        raise LegNotFound
    return card, leg


async def mark_leg(
    db: Db,
    actor: Actor,
    leg_id: UUID,
    state: LegState,
    at: datetime,
    *,
    happened_at: datetime | None = None,
    closed_as: str | None = None,
) -> Card:
    """Move the leg; the card ends with its last leg. Raises LegNotFound, LegTransitionRefused."""
    card, leg = await hold_leg(db, actor, leg_id)
    if leg.state == state:
        return card
    check_leg_transition(leg.state, state)
    moment = happened_at or at
    await store.set_leg_state(db, leg_id, state, moment, closed_as)
    await store.bump_card(db, card.id)
    changed = await store.get_card(db, card.id)
    assert changed is not None
    event = LegChanged(card.id, changed, leg_id, leg.service, leg.institution, str(state))
    await journal.record(
        db, actor, event, audience=audience_of(changed), at=at, happened_at=happened_at
    )
    if state in ENDED and changed.state == "informed" and all_ended(changed.legs):
        return await end_card(db, actor, card.id, closed_as or str(state), at, happened_at)
    return changed


async def add_leg(
    db: Db, actor: Actor, card_id: UUID, leg: WantedLeg, at: datetime
) -> tuple[Card, UUID]:
    """Another institution comes in. Raises LegRunning."""
    leg_id = await store.insert_leg(db, card_id, leg, at)
    await store.bump_card(db, card_id)
    return await record_leg_added(db, actor, card_id, leg_id, at), leg_id
