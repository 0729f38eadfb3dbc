"""How it goes: states of assignments and units, as they happen or as they are told later."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from vienots.calls import api as calls
from vienots.dispatch import store
from vienots.dispatch.actions.following import follow_units, time_faults
from vienots.dispatch.contracts import Assignment, NewAssignmentState, NewUnitState
from vienots.dispatch.domain.states import (
    ENDED,
    OF_UNIT_STATE,
    TIME_OF,
    AssignmentState,
    check_transition,
    has_arrived,
    is_out_of_order,
    later_of,
    times_of,
    unit_state_after,
)
from vienots.dispatch.errors import (
    AssignmentNotFound,
    BadAssignment,
    NeverArrived,
    UnitWithoutCard,
)
from vienots.dispatch.events import AssignmentChanged
from vienots.identity.api import Right, require
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault
from vienots.resources import api as resources
from vienots.resources.api import AT_WORK, StateChange, UnitState
from vienots.resources.contracts import Unit


async def report_assignment_state(
    db: Db, actor: Actor, assignment_id: UUID, new: NewAssignmentState, at: datetime
) -> Assignment:
    """An act of the present, or with `happened_at` a report of what has been.

    The present is guarded by the table of transitions; the same state again is no change. A report
    fills its time, moves the state forward only, and is kept whatever it says.
    Raises AssignmentNotFound, AssignmentTransitionRefused, NeverArrived, BadAssignment.
    """
    require(actor, Right.DISPATCH_UNIT_STATE)
    wanted = _check(new, at)
    assignment = await _hold(db, actor, assignment_id)
    if new.happened_at is None:
        if assignment.state == wanted:
            return assignment
        check_transition(assignment, wanted, new.reason)
    return await _change(db, actor, assignment, wanted, new, at)


def _check(new: NewAssignmentState, at: datetime) -> AssignmentState:
    faults = time_faults("happened_at", new.happened_at, at)
    if new.state not in list(AssignmentState):
        states = ", ".join(AssignmentState)
        faults.append(Fault("state", "dispatch.state_unknown", {"states": states}))
    if faults:
        raise BadAssignment(faults)
    return AssignmentState(new.state)


async def _hold(db: Db, actor: Actor, assignment_id: UUID) -> Assignment:
    """The leg's card first, as everybody does, then the assignment."""
    found = await store.get_assignment(db, assignment_id)
    own = found is not None and found.institution == actor.institution
    if found is None or not (own or actor.id.startswith("system:")):
        raise AssignmentNotFound
    await calls.hold_leg(db, actor, found.leg_id)
    return await store.lock_assignment(db, assignment_id)


async def _change(
    db: Db,
    actor: Actor,
    before: Assignment,
    reported: AssignmentState,
    new: NewAssignmentState,
    at: datetime,
) -> Assignment:
    late = new.happened_at is not None
    state = later_of(AssignmentState(before.state), reported) if late else reported
    changed = await store.update_assignment(
        db, _with_time(before, reported, state, new.happened_at or at, new.reason)
    )
    if before.released_at is None:
        await _follow_unit(db, actor, before, changed, at, new.happened_at)
    card = await follow_units(db, actor, changed.leg_id, at, new.happened_at)
    event = AssignmentChanged(
        changed.card_id, changed, changed.call_sign, str(reported), late, new.reason
    )
    await journal.record(
        db, actor, event, audience=calls.audience_of(card), at=at, happened_at=new.happened_at
    )
    return changed


def _with_time(
    before: Assignment,
    reported: AssignmentState,
    state: AssignmentState,
    moment: datetime,
    reason: str | None,
) -> Assignment:
    times = {TIME_OF[reported]: moment}
    end_reason = reason if reported in ENDED and reason else before.end_reason
    filled = msgspec.structs.replace(before, state=str(state), end_reason=end_reason, **times)
    return msgspec.structs.replace(filled, out_of_order=is_out_of_order(times_of(filled)))


async def _follow_unit(
    db: Db,
    actor: Actor,
    before: Assignment,
    after: Assignment,
    at: datetime,
    happened_at: datetime | None,
) -> None:
    [unit] = await resources.hold_units(db, [after.unit_id])
    wanted = UnitState(unit_state_after(before, AssignmentState(after.state)))
    if wanted == unit.state:
        return
    change = StateChange(wanted, at, happened_at, card_id=after.card_id)
    mark = resources.mark_unit if happened_at is None else resources.mark_unit_as_reported
    await mark(db, actor, unit, change)


async def set_unit_state(
    db: Db, actor: Actor, unit_id: UUID, new: NewUnitState, at: datetime
) -> Unit:
    """Any state of an own unit by one call; what it means for the unit's card follows.

    A unit on a card that becomes free or drops out ends its assignment; one that never arrived
    there needs a note that says why. Raises UnitNotFound, UnitNotYours, UnitTransitionRefused,
    UnitWithoutCard, NeverArrived, BadAssignment.
    """
    require(actor, Right.DISPATCH_UNIT_STATE)
    if new.state not in list(UnitState):
        states = ", ".join(UnitState)
        raise BadAssignment([Fault("state", "dispatch.state_unknown", {"states": states})])
    wanted = UnitState(new.state)
    running = await store.find_running_assignment(db, unit_id)
    if running is not None:
        await _move_assignment(db, actor, running, wanted, new.note, at)
    unit = await resources.hold_own_unit(db, actor, unit_id)
    if unit.state == wanted:
        found = await resources.get_unit(db, unit_id)
        assert found is not None
        return found
    if wanted in AT_WORK:
        raise UnitWithoutCard(call_sign=unit.call_sign)
    change = StateChange(wanted, at, card_id=unit.card_id, note=new.note)
    return await resources.mark_unit(db, actor, unit, change)


async def _move_assignment(
    db: Db,
    actor: Actor,
    assignment_id: UUID,
    wanted: UnitState,
    note: str | None,
    at: datetime,
) -> None:
    """The unit's state as its assignment's: a freed unit has ended it."""
    found = await store.get_assignment(db, assignment_id)
    assert found is not None
    if found.institution != actor.institution:
        # The unit's own check tells it, in its words.
        return
    if wanted in AT_WORK:
        state = OF_UNIT_STATE[str(wanted)]
        if state is AssignmentState.ASSIGNED and found.state == AssignmentState.ACCEPTED:
            return
    elif has_arrived(found) or note:
        state = AssignmentState.RELEASED
    else:
        raise NeverArrived(call_sign=found.call_sign)
    await report_assignment_state(
        db, actor, assignment_id, NewAssignmentState(str(state), reason=note), at
    )
