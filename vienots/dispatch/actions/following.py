"""What follows from assignments: the leg's state, and who may see what happened."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from vienots.calls import api as calls
from vienots.calls.contracts import Card, Leg
from vienots.dispatch import store
from vienots.dispatch.domain.states import leg_state_of
from vienots.dispatch.errors import LegEnded, ReferralOpen
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault
from vienots.resources.api import FUTURE_MAX

EARLIEST = datetime(1991, 1, 1, tzinfo=UTC)
"""Replays tell of other years; no record of the services is older."""
HOUSE = Actor(id="system:dispatch", name="Sistēma", institution="iemic", rights=frozenset())


async def hold_running_leg(db: Db, actor: Actor, leg_id: UUID) -> tuple[Card, Leg]:
    """Locked, own, not ended, not offered elsewhere. Raises LegNotFound, LegEnded, ReferralOpen."""
    card, leg = await calls.hold_leg(db, actor, leg_id)
    if leg.state in calls.ENDED:
        raise LegEnded(state=leg.state)
    offered = await store.get_open_referral(db, leg_id)
    if offered is not None:
        raise ReferralOpen(to=offered.to_institution)
    return card, leg


async def follow_units(
    db: Db, actor: Actor, leg_id: UUID, at: datetime, happened_at: datetime | None
) -> Card:
    """Bring the leg to where its units have brought it; where it may not go, it stays."""
    card, leg = await calls.hold_leg(db, actor, leg_id)
    wanted = calls.LegState(leg_state_of(await store.list_assignments(db, leg_id=leg_id)))
    if wanted == leg.state or wanted not in calls.LEG_TRANSITIONS[calls.LegState(leg.state)]:
        return card
    return await calls.mark_leg(db, actor, leg_id, wanted, at, happened_at=happened_at)


def time_faults(path: str, moment: datetime | None, at: datetime) -> list[Fault]:
    """A time told from outside lies neither ahead nor before there was anything to tell of."""
    if moment is None:
        return []
    if moment > at + FUTURE_MAX:
        return [Fault(path, "dispatch.time_ahead")]
    if moment < EARLIEST:
        return [Fault(path, "dispatch.time_too_old")]
    return []
