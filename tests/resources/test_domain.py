from __future__ import annotations

from datetime import timedelta

import pytest

from tests.resources.builders import NOON
from vienots.resources.domain import (
    AT_WORK,
    FREE,
    TRANSITIONS,
    UnitState,
    check_transition,
    distance_m,
    sort_reports,
)
from vienots.resources.errors import UnitTransitionRefused


@pytest.mark.parametrize("present", UnitState)
@pytest.mark.parametrize("wanted", UnitState)
def test_every_pair_of_states_is_either_allowed_or_refused(
    present: UnitState, wanted: UnitState
) -> None:
    if wanted in TRANSITIONS[present]:
        check_transition("R31", present, wanted)
    else:
        with pytest.raises(UnitTransitionRefused) as refused:
            check_transition("R31", present, wanted)
        assert refused.value.data["call_sign"] == "R31"


def test_the_whole_table_of_unit_states() -> None:
    """Spelled out a second time: a change of the table is a change of the rules."""
    freed = {"returning", "available", "unavailable"}
    expected = {
        "available": {"assigned", "unavailable", "returning"},
        "assigned": {"en_route", "on_scene"} | freed,
        "en_route": {"on_scene"} | freed,
        "on_scene": {"transporting"} | freed,
        "transporting": {"at_hospital"} | freed,
        "at_hospital": {"transporting"} | freed,
        "returning": {"assigned", "available", "unavailable"},
        "unavailable": {"available", "returning"},
    }

    assert {str(state): {str(s) for s in after} for state, after in TRANSITIONS.items()} == expected


def test_a_unit_is_at_work_or_free_or_out_of_service() -> None:
    assert AT_WORK | FREE | {UnitState.UNAVAILABLE} == set(UnitState)
    assert not AT_WORK & FREE


def test_work_begins_with_an_assignment_only() -> None:
    idle = set(UnitState) - AT_WORK

    begins = {(a, b) for a in idle for b in TRANSITIONS[a] if b in AT_WORK}

    assert begins == {
        (UnitState.AVAILABLE, UnitState.ASSIGNED),
        (UnitState.RETURNING, UnitState.ASSIGNED),
    }


def test_reports_from_ahead_and_from_yesterday_are_told_apart() -> None:
    times = [
        NOON,
        NOON + timedelta(seconds=60),
        NOON + timedelta(seconds=61),
        NOON - timedelta(hours=24),
        NOON - timedelta(hours=24, seconds=1),
    ]

    found = sort_reports(times, NOON)

    assert (found.usable, found.future, found.stale) == ([0, 1, 3], 1, 1)


def test_a_hundredth_of_a_degree_is_about_a_kilometre_north_and_half_of_it_east() -> None:
    assert distance_m(57.0, 24.0, 57.01, 24.0) == pytest.approx(1112, abs=2)
    assert distance_m(57.0, 24.0, 57.0, 24.01) == pytest.approx(606, abs=3)
