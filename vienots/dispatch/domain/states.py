"""The life of an assignment, what its times say, and what follows from it for unit and leg."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from vienots.dispatch.contracts import Assignment
from vienots.dispatch.errors import AssignmentTransitionRefused, NeverArrived


class AssignmentState(StrEnum):
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    TRANSPORTING = "transporting"
    AT_HOSPITAL = "at_hospital"
    RELEASED = "released"
    RECALLED = "recalled"


A = AssignmentState
ENDED = frozenset({A.RELEASED, A.RECALLED})

TRANSITIONS: Mapping[AssignmentState, frozenset[AssignmentState]] = {
    A.ASSIGNED: frozenset({A.ACCEPTED, A.EN_ROUTE, A.ON_SCENE, A.RELEASED, A.RECALLED}),
    A.ACCEPTED: frozenset({A.EN_ROUTE, A.ON_SCENE, A.RELEASED, A.RECALLED}),
    A.EN_ROUTE: frozenset({A.ON_SCENE, A.RELEASED, A.RECALLED}),
    # Whoever has been there is released; recalled is who is turned back on the way.
    A.ON_SCENE: frozenset({A.TRANSPORTING, A.RELEASED}),
    A.TRANSPORTING: frozenset({A.AT_HOSPITAL, A.RELEASED}),
    A.AT_HOSPITAL: frozenset({A.TRANSPORTING, A.RELEASED}),
    A.RELEASED: frozenset(),
    A.RECALLED: frozenset(),
}
"""The one table of what may follow what, for acts of the present. A report of what has happened is
kept as reported: it fills its time, moves the state forward only, and is flagged where the times
do not follow each other."""

TIME_OF: Mapping[AssignmentState, str] = {
    A.ASSIGNED: "assigned_at",
    A.ACCEPTED: "accepted_at",
    A.EN_ROUTE: "en_route_at",
    A.ON_SCENE: "on_scene_at",
    A.TRANSPORTING: "transporting_at",
    A.AT_HOSPITAL: "at_hospital_at",
    A.RELEASED: "released_at",
    A.RECALLED: "released_at",
}
_ORDER = list(A)

UNIT_STATE_OF: Mapping[AssignmentState, str] = {
    A.ASSIGNED: "assigned",
    A.ACCEPTED: "assigned",
    A.EN_ROUTE: "en_route",
    A.ON_SCENE: "on_scene",
    A.TRANSPORTING: "transporting",
    A.AT_HOSPITAL: "at_hospital",
    A.RELEASED: "returning",
    A.RECALLED: "returning",
}
OF_UNIT_STATE: Mapping[str, AssignmentState] = {
    "assigned": A.ASSIGNED,
    "en_route": A.EN_ROUTE,
    "on_scene": A.ON_SCENE,
    "transporting": A.TRANSPORTING,
    "at_hospital": A.AT_HOSPITAL,
}


def has_arrived(assignment: Assignment) -> bool:
    return any((assignment.on_scene_at, assignment.transporting_at, assignment.at_hospital_at))


def has_left(assignment: Assignment) -> bool:
    return assignment.en_route_at is not None or has_arrived(assignment)


def check_transition(assignment: Assignment, wanted: AssignmentState, reason: str | None) -> None:
    """Raises AssignmentTransitionRefused, NeverArrived."""
    present = AssignmentState(assignment.state)
    if wanted not in TRANSITIONS[present]:
        raise AssignmentTransitionRefused(
            call_sign=assignment.call_sign, present=str(present), wanted=str(wanted)
        )
    if wanted is A.RELEASED and not has_arrived(assignment) and not (reason or "").strip():
        raise NeverArrived(call_sign=assignment.call_sign)


def later_of(present: AssignmentState, reported: AssignmentState) -> AssignmentState:
    """A late report moves the state forward only; what has ended stays ended."""
    if present in ENDED:
        return present
    return max(present, reported, key=_ORDER.index)


def unit_state_after(assignment: Assignment, state: AssignmentState) -> str:
    """A unit that is recalled before it has left has nowhere to return from."""
    if state in ENDED and not has_left(assignment):
        return "available"
    return UNIT_STATE_OF[state]


def is_out_of_order(times: Sequence[datetime | None]) -> bool:
    """Times in the order in which they should follow; unknown ones say nothing."""
    known = [time for time in times if time is not None]
    return any(later < earlier for earlier, later in zip(known, known[1:], strict=False))


def times_of(assignment: Assignment) -> list[datetime | None]:
    return [
        assignment.assigned_at,
        assignment.accepted_at,
        assignment.en_route_at,
        assignment.on_scene_at,
        assignment.transporting_at,
        assignment.at_hospital_at,
        assignment.released_at,
    ]


_LEG_STATE_OF: Mapping[AssignmentState, str] = {
    A.ASSIGNED: "dispatched",
    A.ACCEPTED: "dispatched",
    A.EN_ROUTE: "en_route",
    A.ON_SCENE: "on_scene",
    A.TRANSPORTING: "on_scene",
    A.AT_HOSPITAL: "on_scene",
}


def leg_state_of(assignments: Sequence[Assignment]) -> str:
    """Where the leg stands by its units: the foremost of those at work; completed when all have
    left and somebody had arrived; accepted again when nobody ever did."""
    states = [AssignmentState(one.state) for one in assignments]
    running = [state for state in states if state not in ENDED]
    if running:
        return _LEG_STATE_OF[max(running, key=_ORDER.index)]
    return "completed" if any(has_arrived(one) for one in assignments) else "accepted"
