"""Units are sent to a leg, or entered afterwards as they really were sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from vienots.calls import api as calls
from vienots.calls.api import LegState
from vienots.calls.contracts import Card, Leg
from vienots.dispatch import store
from vienots.dispatch.actions.following import (
    follow_units,
    hold_running_leg,
    time_faults,
)
from vienots.dispatch.contracts import Assignment, NewAssignments, PastAssignment
from vienots.dispatch.domain.states import AssignmentState, is_out_of_order
from vienots.dispatch.errors import BadAssignment, NotOfThisService, UnitBusy
from vienots.dispatch.events import PastAssignmentsRecorded, UnitsAssigned
from vienots.dispatch.store import KeptRecommendation, NewAssignmentRow
from vienots.identity.api import Right, require
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault
from vienots.kernel.ids import new_id
from vienots.resources import api as resources
from vienots.resources.api import HeldUnit, StateChange, UnitState

PAST_MAX = 200
"""Units in one late entry: more than any incident of the country has ever seen."""


async def assign_units(
    db: Db,
    actor: Actor,
    leg_id: UUID,
    new: NewAssignments,
    at: datetime,
    happened_at: datetime | None = None,
) -> list[Assignment]:
    """All of them or none.

    1. The leg, then the units in one order for everybody: two desks can't wait for each other.
    2. An assignment each; a unit that is on a card refuses the whole. 3. The units' states, then
    the leg's. Raises LegNotFound, LegEnded, ReferralOpen, UnitNotFound, NotOfThisService, UnitBusy,
    UnitTransitionRefused, BadAssignment.
    """
    require(actor, Right.DISPATCH_ASSIGN)
    faults = time_faults("happened_at", happened_at, at)
    card, leg = await hold_running_leg(db, actor, leg_id)
    kept = await _find_recommendation(db, new.recommendation_id, leg, faults)
    if faults:
        raise BadAssignment(faults)
    units = await _hold_units(db, leg, new.units)
    moment = happened_at or at
    ids = [await _assign(db, leg, unit, _row(card, leg, unit, new, kept, moment)) for unit in units]
    mark = resources.mark_unit if happened_at is None else resources.mark_unit_as_reported
    for unit in units:
        change = StateChange(UnitState.ASSIGNED, at, happened_at, card_id=card.id)
        await mark(db, actor, unit, change)
    card = await follow_units(db, actor, leg_id, at, happened_at)
    made = await _read_in_order(db, ids, new.units)
    event = UnitsAssigned(
        card.id,
        made,
        leg_id,
        " ".join(one.call_sign for one in made),
        new.recommendation_id,
        None if kept is None else _as_recommended(kept, new.units),
        new.reason,
    )
    await journal.record(
        db, actor, event, audience=calls.audience_of(card), at=at, happened_at=happened_at
    )
    return made


async def _find_recommendation(
    db: Db, recommendation_id: UUID | None, leg: Leg, faults: list[Fault]
) -> KeptRecommendation | None:
    if recommendation_id is None:
        return None
    kept = await store.get_recommendation(db, recommendation_id)
    if kept is None or kept.leg_id != leg.id:
        faults.append(Fault("recommendation_id", "dispatch.recommendation_unknown"))
        return None
    return kept


async def _hold_units(db: Db, leg: Leg, ids: Sequence[UUID]) -> list[HeldUnit]:
    units = await resources.hold_units(db, ids)
    for unit in units:
        if unit.institution != leg.institution:
            raise NotOfThisService(call_sign=unit.call_sign)
    return units


def _row(
    card: Card,
    leg: Leg,
    unit: HeldUnit,
    new: NewAssignments,
    kept: KeptRecommendation | None,
    moment: datetime,
) -> NewAssignmentRow:
    known = [] if kept is None else kept.result.units
    eta_s = next((one.eta_s for one in known if one.unit_id == unit.id), None)
    return NewAssignmentRow(
        id=new_id(),
        card_id=card.id,
        leg_id=leg.id,
        unit_id=unit.id,
        call_sign=unit.call_sign,
        institution=leg.institution,
        assigned_at=moment,
        eta_at=None if eta_s is None else moment + timedelta(seconds=eta_s),
        recommendation_id=new.recommendation_id,
        reason=new.reason,
    )


async def _assign(db: Db, leg: Leg, unit: HeldUnit, row: NewAssignmentRow) -> UUID:
    if not await store.insert_assignment(db, row):
        number = ""
        if unit.card_id is not None and (card := await calls.get_card(db, unit.card_id)):
            # Only whoever has a part in that card may know which one it is.
            number = card.number if leg.institution in calls.audience_of(card) else ""
        raise UnitBusy(call_sign=unit.call_sign, card=number)
    return row.id


async def _read_in_order(db: Db, ids: Sequence[UUID], units: Sequence[UUID]) -> list[Assignment]:
    """As the units were named."""
    made = await store.list_assignments(db, ids=ids)
    places = {unit_id: place for place, unit_id in enumerate(units)}
    return sorted(made, key=lambda one: places[one.unit_id])


def _as_recommended(kept: KeptRecommendation, units: Sequence[UUID]) -> bool:
    return {unit.unit_id for unit in kept.result.units if unit.chosen} == set(units)


async def record_past_assignments(
    db: Db, actor: Actor, leg_id: UUID, past: Sequence[PastAssignment], at: datetime
) -> list[Assignment]:
    """Finished assignments with all their times, as they really were.

    For what was done on paper or is replayed: where a unit's times lie over another assignment of
    it, the live path would refuse it as busy. The unit's present state is not touched; times that
    do not follow each other are kept and flagged. The leg's clock gets the earliest of each step.
    Raises LegNotFound, UnitNotFound, NotOfThisService, BadAssignment.
    """
    require(actor, Right.DISPATCH_ASSIGN)
    if not 1 <= len(past) <= PAST_MAX:
        raise BadAssignment([Fault("", "dispatch.past_count", {"max": PAST_MAX})])
    card, leg = await calls.hold_leg(db, actor, leg_id)
    faults = [
        fault
        for place, one in enumerate(past)
        for name in TIMES
        for fault in time_faults(f"[{place}].{name}", getattr(one, name), at)
    ]
    if faults:
        raise BadAssignment(faults)
    units = {unit.id: unit for unit in await _hold_units(db, leg, [one.unit_id for one in past])}
    ids = [await _enter(db, card, leg, units[one.unit_id], one) for one in past]
    await _follow_past(db, actor, leg, past, at)
    made = await store.list_assignments(db, ids=ids)
    changed = await calls.get_card(db, card.id)
    assert changed is not None
    event = PastAssignmentsRecorded(card.id, made, leg_id, " ".join(one.call_sign for one in made))
    happened_at = min(one.assigned_at for one in past)
    await journal.record(
        db, actor, event, audience=calls.audience_of(changed), at=at, happened_at=happened_at
    )
    return made


TIMES = (
    "assigned_at",
    "accepted_at",
    "en_route_at",
    "on_scene_at",
    "transporting_at",
    "at_hospital_at",
    "released_at",
)


async def _enter(db: Db, card: Card, leg: Leg, unit: HeldUnit, past: PastAssignment) -> UUID:
    row = NewAssignmentRow(
        id=new_id(),
        card_id=card.id,
        leg_id=leg.id,
        unit_id=unit.id,
        call_sign=unit.call_sign,
        institution=leg.institution,
        assigned_at=past.assigned_at,
        reason=past.reason,
    )
    await store.insert_past_assignment(
        db,
        row,
        past,
        state=AssignmentState.RECALLED if past.recalled else AssignmentState.RELEASED,
        out_of_order=is_out_of_order([getattr(past, name) for name in TIMES]),
    )
    return row.id


async def _follow_past(
    db: Db, actor: Actor, leg: Leg, past: Sequence[PastAssignment], at: datetime
) -> None:
    """Step by step with the earliest time of each, as far as the leg may still go."""
    steps: list[tuple[LegState, datetime | None]] = [
        (LegState.DISPATCHED, min(one.assigned_at for one in past)),
        (LegState.EN_ROUTE, _earliest([one.en_route_at for one in past])),
        (LegState.ON_SCENE, _earliest([one.on_scene_at for one in past])),
    ]
    all_known = await store.list_assignments(db, leg_id=leg.id)
    if all(one.released_at is not None for one in all_known):
        steps.append((LegState.COMPLETED, max(one.released_at for one in past)))
    state = LegState(leg.state)
    for wanted, moment in steps:
        if (
            moment is not None
            and wanted in calls.LEG_TRANSITIONS[state]
            and _is_forward(state, wanted)
        ):
            await calls.mark_leg(db, actor, leg.id, wanted, at, happened_at=moment)
            state = wanted


_FORWARD = list(LegState)


def _is_forward(present: LegState, wanted: LegState) -> bool:
    return _FORWARD.index(wanted) > _FORWARD.index(present)


def _earliest(times: Sequence[datetime | None]) -> datetime | None:
    return min((time for time in times if time is not None), default=None)
