"""The plan of a replay: in order of time, nothing left out, nothing the actions would refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.replay import sf_fire
from simulator.replay.files import FileUnusable
from simulator.replay.montgomery import Call, Incident
from simulator.replay.plan import (
    FOLLOWS,
    AdvanceUnit,
    AssignUnit,
    CloseCall,
    EndIncident,
    InformServices,
    OpenCall,
    Plan,
    RecordPast,
    SetAside,
    TakeCall,
    plan_calls,
    plan_fire,
)
from simulator.replay.sf_fire import FireCall, UnitRow
from tests.conftest import fixture_file
from vienots.dispatch.domain.states import TRANSITIONS, AssignmentState

NOON = datetime(2020, 4, 7, 12, tzinfo=UTC)


def after(minutes: float | None) -> datetime | None:
    return None if minutes is None else NOON + timedelta(minutes=minutes)


def a_row(unit: str, dispatched: float, *later: float | None, call: str = "1") -> UnitRow:
    """Minutes from noon: dispatched, en route, on scene, transporting, at hospital, released."""
    times = [after(minutes) for minutes in (*later, *([None] * 5))][:5]
    en_route, on_scene, transporting, at_hospital, released = times
    return UnitRow(
        f"{call}-{unit}", call, unit, "ENGINE", NOON + timedelta(minutes=dispatched), en_route,
        on_scene, transporting, at_hospital, released,
    )  # fmt: skip


def a_fire_call(
    *rows: UnitRow, number: str = "1", received: float = 0, entered: float | None = 1
) -> FireCall:
    received_at = NOON + timedelta(minutes=received)
    return FireCall(
        number, number, "Alarms", "MAIN ST", 56.95, 24.1, received_at, after(entered), "Fire",
        list(rows),
    )  # fmt: skip


def ways(plan: Plan) -> dict[str, str]:
    return {step.row.row_id: step.why for step in plan.steps if isinstance(step, RecordPast)}


def walk(plan: Plan) -> None:
    """Every step is one that the ordinary actions take; at the end nothing is left standing."""
    opened: set[str] = set()
    informed: set[str] = set()
    open_for_ever = {
        step.row.call
        for step in plan.steps
        if isinstance(step, AssignUnit) and step.row.released_at is None
    }
    busy: dict[str, tuple[str, str]] = {}
    for step in plan.steps:
        match step:
            case OpenCall():
                opened.add(step.call.number)
            case InformServices():
                assert step.call.number in opened
                informed.add(step.call.number)
            case AssignUnit():
                assert step.row.call in informed
                assert step.row.unit not in busy
                busy[step.row.unit] = (step.row.row_id, "assigned")
            case AdvanceUnit():
                row_id, state = busy[step.row.unit]
                assert row_id == step.row.row_id
                assert step.state in FOLLOWS[state] or step.row.released_at is None
                busy[step.row.unit] = (row_id, step.state)
                if step.state in ("released", "recalled"):
                    del busy[step.row.unit]
            case RecordPast():
                assert step.row.call in informed
            case CloseCall():
                informed.remove(step.call.number)
            case SetAside():
                assert step.unit not in busy
            case _:
                raise AssertionError(step)
    assert informed == open_for_ever
    assert len(busy) == plan.totals["never_freed"]


def test_dispatch_allows_what_crews_report() -> None:
    for present, following in FOLLOWS.items():
        assert {str(state) for state in TRANSITIONS[AssignmentState(present)]} >= set(following)


def test_a_whole_row_is_played_state_by_state() -> None:
    plan = plan_fire([a_fire_call(a_row("E1", 2, 3, 8, 20, 30, 40))])

    assert [step.key for step in plan.steps] == [
        "1:open", "1:inform", "1-E1:assigned", "1-E1:en_route", "1-E1:on_scene",
        "1-E1:transporting", "1-E1:at_hospital", "1-E1:released", "1:close", "unit:E1:aside:1-E1",
    ]  # fmt: skip


def test_rows_that_no_crew_could_report_go_in_afterwards() -> None:
    call = a_fire_call(
        a_row("A", 2, 3, 8, 20, 19, 40),
        a_row("B", 2, 3, None, 20, 30, 40),
        a_row("D", 2, None, None, None, None, 2),
        a_row("E", 0.5, 3, 8, None, None, 40),
    )

    plan = plan_fire([call])

    assert ways(plan) == {
        "1-A": "out_of_order",
        "1-B": "step_missing",
        "1-D": "no_time",
        "1-E": "out_of_order",
    }
    assert plan.totals["live"] == 0
    walk(plan)


def test_of_two_calls_of_one_unit_at_once_the_earlier_is_live() -> None:
    first = a_fire_call(a_row("E1", 2, 3, 8, None, None, 30))
    second = a_fire_call(
        a_row("E1", 20, 21, 22, None, None, 25, call="2"), number="2", received=10, entered=11
    )

    plan = plan_fire([first, second])

    assert ways(plan) == {"2-E1": "overlap"}
    walk(plan)


def test_a_unit_freed_and_sent_in_one_second_is_freed_first() -> None:
    first = a_fire_call(a_row("E1", 2, 3, 8, None, None, 30))
    second = a_fire_call(
        a_row("E1", 30, 31, 32, None, None, 40, call="0"), number="0", received=10, entered=11
    )

    plan = plan_fire([first, second])

    assert ways(plan) == {}
    walk(plan)


def test_a_unit_that_is_never_freed_stays_on_its_card() -> None:
    first = a_fire_call(a_row("E1", 2, 3, 8, None, None, 30))
    second = a_fire_call(a_row("E1", 20, 21, 19, call="2"), number="2", received=10, entered=11)

    plan = plan_fire([first, second])

    assert ways(plan) == {"1-E1": "overlap"}
    assert [step.key for step in plan.steps if "2" in step.key][-1] == "2-E1:on_scene"
    walk(plan)


def test_a_unit_never_freed_twice_is_a_fault_of_the_file() -> None:
    calls = [a_fire_call(a_row("E1", 2, call=number), number=number, entered=1) for number in "12"]

    with pytest.raises(FileUnusable, match="2-E1: E1 was never freed"):
        plan_fire(calls)


def test_a_plan_cut_short_begins_like_the_whole_one() -> None:
    # The second call's unit was sent first: over the first call alone, it would not be busy.
    first = a_fire_call(a_row("E1", 6, 7, 8, None, None, 30), entered=5)
    second = a_fire_call(
        a_row("E1", 5, 6, 8, None, None, 20, call="2"), number="2", received=3, entered=4
    )

    cut = plan_fire([first, second], limit=1)

    assert ways(cut) == {"1-E1": "overlap"}
    assert cut.totals["calls"] == 1


minutes = st.one_of(st.none(), st.integers(0, 40))


@st.composite
def some_calls(draw: st.DrawFn) -> list[FireCall]:
    calls = []
    for number in range(draw(st.integers(1, 6))):
        received = draw(st.integers(0, 20))
        rows = [
            a_row(unit, draw(st.integers(0, 40)), *(draw(minutes) for _ in range(5)),
                  call=str(number))
            for unit in draw(st.sets(st.sampled_from(["E1", "E2", "T3"]), min_size=1))
        ]  # fmt: skip
        calls.append(
            a_fire_call(*rows, number=str(number), received=received, entered=draw(minutes))
        )
    return sorted(calls, key=lambda call: (call.received_at, call.number))


@settings(max_examples=300, deadline=None)
@given(some_calls())
def test_whatever_the_clerks_left_can_be_played(calls: list[FireCall]) -> None:
    try:
        plan = plan_fire(calls)
    except FileUnusable as refused:
        assert all("was never freed" in fault for fault in refused.faults)
        return

    walk(plan)
    rows = sum(len(call.rows) for call in calls)
    assert plan.totals["live"] + len(ways(plan)) == plan.totals["rows"] == rows


def test_the_real_file_can_be_played() -> None:
    calls = sf_fire.read(fixture_file("sf-fire/Fire_Department_Calls_for_Service.csv"))

    plan = plan_fire(calls)

    walk(plan)
    assert plan.totals == {
        "calls": 2776,
        "rows": 5272,
        "live": 5259,
        "afterwards_out_of_order": 6,
        "afterwards_no_time": 0,
        "afterwards_step_missing": 2,
        "afterwards_overlap": 5,
        "out_of_order": 6,
        "never_freed": 0,
    }


def an_incident(name: str, number: int, *at: float) -> Incident:
    calls = [
        Call(f"{name}{n}", number + n, "EMS: FALL VICTIM", "words", "HIGH ST", 57.0, 25.0,
             NOON + timedelta(minutes=minute), moved=False)
        for n, minute in enumerate(at)
    ]  # fmt: skip
    return Incident(calls[0], calls[1:])


def test_an_incident_ends_after_its_last_repeat() -> None:
    plan = plan_calls([an_incident("a", 1, 0, 5), an_incident("b", 9, 3)])

    assert [step.key for step in plan.steps] == [
        "a0:call", "b0:call", "b0:end", "a1:call", "a0:end",
    ]  # fmt: skip
    assert plan.totals == {"calls": 3, "cards": 2, "repeats": 1, "drawn_to_the_edge": 0}


def test_an_incident_that_is_cut_in_two_stays_open() -> None:
    plan = plan_calls([an_incident("a", 1, 0, 5), an_incident("b", 9, 3)], limit=2)

    assert [step for step in plan.steps if isinstance(step, EndIncident)] == [
        step for step in plan.steps if step.key == "b0:end"
    ]
    assert sum(isinstance(step, TakeCall) for step in plan.steps) == 2
