from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from tests.conftest import ROOT
from vienots.calls.api import LEG_TRANSITIONS, LegState
from vienots.dispatch.contracts import Assignment, Need
from vienots.dispatch.domain.needs import ReferralRule, RunCard, find_rule, pick_run_card
from vienots.dispatch.domain.states import (
    ENDED,
    TIME_OF,
    TRANSITIONS,
    UNIT_STATE_OF,
    AssignmentState,
    check_transition,
    is_out_of_order,
    later_of,
    leg_state_of,
    unit_state_after,
)
from vienots.dispatch.errors import AssignmentTransitionRefused, NeverArrived
from vienots.kernel.ids import new_id
from vienots.resources.api import TRANSITIONS as UNIT_TRANSITIONS
from vienots.resources.api import UnitState

A = AssignmentState
NOON = datetime.fromisoformat("2026-11-24T12:00:00+02:00")
DAY = date(2021, 7, 1)


def an_assignment(state: str = "assigned", **changes: Any) -> Assignment:
    fields: dict[str, Any] = {
        "id": new_id(),
        "card_id": new_id(),
        "leg_id": new_id(),
        "unit_id": new_id(),
        "call_sign": "R31",
        "institution": "vugd",
        "state": state,
        "assigned_at": NOON,
        "accepted_at": None,
        "en_route_at": None,
        "on_scene_at": None,
        "transporting_at": None,
        "at_hospital_at": None,
        "released_at": None,
        "eta_at": None,
        "out_of_order": False,
        "version": 1,
    }
    return Assignment(**(fields | changes))


def test_the_whole_table_of_assignments() -> None:
    """Spelled out a second time: a change of the table is a change of the rules."""
    expected = {
        "assigned": {"accepted", "en_route", "on_scene", "released", "recalled"},
        "accepted": {"en_route", "on_scene", "released", "recalled"},
        "en_route": {"on_scene", "released", "recalled"},
        "on_scene": {"transporting", "released"},
        "transporting": {"at_hospital", "released"},
        "at_hospital": {"transporting", "released"},
        "released": set(),
        "recalled": set(),
    }

    assert {str(state): {str(s) for s in after} for state, after in TRANSITIONS.items()} == expected


@pytest.mark.parametrize("present", A)
@pytest.mark.parametrize("wanted", A)
def test_every_pair_of_states_is_either_allowed_or_refused(present: A, wanted: A) -> None:
    assignment = an_assignment(str(present), on_scene_at=NOON)

    if wanted in TRANSITIONS[present]:
        check_transition(assignment, wanted, None)
    else:
        with pytest.raises(AssignmentTransitionRefused):
            check_transition(assignment, wanted, None)


@pytest.mark.parametrize("present", [A.ASSIGNED, A.ACCEPTED, A.EN_ROUTE])
def test_what_never_arrived_is_recalled_or_released_with_a_reason(present: A) -> None:
    assignment = an_assignment(str(present))

    check_transition(assignment, A.RECALLED, None)
    check_transition(assignment, A.RELEASED, "zvanītājs atcēla")
    for nothing in (None, "", "  "):
        with pytest.raises(NeverArrived):
            check_transition(assignment, A.RELEASED, nothing)


@pytest.mark.parametrize("present", A)
def test_wherever_an_assignment_may_go_its_unit_may_follow(present: A) -> None:
    """The two tables never contradict each other."""
    for wanted in TRANSITIONS[present]:
        for en_route_at in (None, NOON):
            before = UnitState(UNIT_STATE_OF[present])
            after = UnitState(unit_state_after(an_assignment(en_route_at=en_route_at), wanted))
            assert before == after or after in UNIT_TRANSITIONS[before]


def test_every_state_has_its_time() -> None:
    assert set(TIME_OF) == set(A)
    assert set(TIME_OF.values()) <= set(Assignment.__struct_fields__)


def test_a_late_report_moves_the_state_forward_only() -> None:
    assert later_of(A.ASSIGNED, A.ON_SCENE) is A.ON_SCENE
    assert later_of(A.ON_SCENE, A.EN_ROUTE) is A.ON_SCENE
    assert later_of(A.AT_HOSPITAL, A.RELEASED) is A.RELEASED
    for ended in ENDED:
        assert all(later_of(ended, reported) is ended for reported in A)


def test_times_out_of_order_are_seen_past_the_unknown_ones() -> None:
    minute = timedelta(minutes=1)

    assert not is_out_of_order([NOON, None, NOON, NOON + minute, None])
    assert is_out_of_order([NOON, None, NOON - minute])
    assert is_out_of_order([NOON, NOON + 3 * minute, None, NOON + 2 * minute])
    assert not is_out_of_order([])


@pytest.mark.parametrize(
    ("states", "wanted"),
    [
        (["assigned"], "dispatched"),
        (["assigned", "accepted"], "dispatched"),
        (["assigned", "en_route"], "en_route"),
        (["en_route", "on_scene"], "on_scene"),
        (["transporting"], "on_scene"),
        (["released!", "en_route"], "en_route"),
        (["released!"], "completed"),
        (["released!", "recalled"], "completed"),
        (["recalled"], "accepted"),
        (["released"], "accepted"),
        ([], "accepted"),
    ],
)
def test_the_leg_stands_where_its_foremost_unit_stands(states: list[str], wanted: str) -> None:
    """An exclamation mark stands for having been there."""
    units = [
        an_assignment(state.rstrip("!"), on_scene_at=NOON if state.endswith("!") else None)
        for state in states
    ]

    assert leg_state_of(units) == wanted
    assert wanted in set(LegState)


def test_a_sent_leg_can_always_be_completed_or_taken_back() -> None:
    """What `leg_state_of` says at the end of the last unit is somewhere to go for the leg."""
    assert LegState.ACCEPTED in LEG_TRANSITIONS[LegState.DISPATCHED]
    assert LegState.ACCEPTED in LEG_TRANSITIONS[LegState.EN_ROUTE]
    assert LegState.COMPLETED in LEG_TRANSITIONS[LegState.ON_SCENE]


# ---- run cards and referral rules --------------------------------------------------------------


def a_run_card(code: str, applies_to: str, service: str = "fire") -> RunCard:
    return RunCard(code, 1, service, applies_to, [Need("pump", 1)], DAY, None)


def test_the_most_exact_run_card_wins() -> None:
    cards = [
        a_run_card("UG-0", "*"),
        a_run_card("UG-1", "fire"),
        a_run_card("UG-3", "fire.dwelling"),
        a_run_card("VP-3", "fire.dwelling", service="police"),
    ]

    def picked(type_code: str | None, service: str = "fire") -> str | None:
        found = pick_run_card(cards, service, type_code)
        return None if found is None else found.code

    assert picked("fire.dwelling") == "UG-3"
    assert picked("fire.grass") == "UG-1"
    assert picked("rescue.water") == "UG-0"
    assert picked(None) == "UG-0"
    assert picked("fire.dwelling", "police") == "VP-3"
    assert picked("fire.grass", "police") is None


def test_every_incident_type_has_a_run_card_for_each_of_its_services() -> None:
    types = msgspec.json.decode((ROOT / "data/classifiers/incident_type.json").read_bytes())
    cards = msgspec.json.decode(
        (ROOT / "data/dispatch/run_cards.json").read_bytes(), type=list[RunCard]
    )
    capability = msgspec.json.decode((ROOT / "data/classifiers/capability.json").read_bytes())
    known = {row["code"] for row in capability}
    codes = {row["code"] for row in types} | {row["attributes"]["group"] for row in types} | {"*"}

    for row in types:
        for wanted in row["attributes"]["services"]:
            assert pick_run_card(cards, wanted["service"], row["code"]), row["code"]
    assert {card.applies_to for card in cards} <= codes
    assert {need.capability for card in cards for need in card.needs} <= known
    assert len({card.label for card in cards}) == len(cards)


def test_a_rule_may_name_one_institution_or_the_beginning_of_many() -> None:
    rules = [
        ReferralRule("vp", "pp-", 300, DAY, None),
        ReferralRule("pp-", "vp", 600, DAY, None),
    ]

    def deadline(a: str, b: str) -> int | None:
        rule = find_rule(rules, a, b)
        return None if rule is None else rule.deadline_s

    assert deadline("vp", "pp-0003000") == 300
    assert deadline("pp-0003000", "vp") == 600
    assert deadline("pp-0003000", "pp-0054000") is None
    assert deadline("vugd", "vp") is None
    assert deadline("vpx", "pp-0003000") is None
