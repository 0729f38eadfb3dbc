"""What is told afterwards: late reports and whole assignments, kept as they really were."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.calls.builders import a_place
from tests.dispatch.builders import (
    NOON,
    a_card,
    a_past,
    a_patrol,
    after,
    assign,
    last_entry,
    leg_now,
    leg_of,
    report,
    unit_now,
)
from tests.people import ILZE, JANIS, PETERIS
from tests.resources.builders import a_unit
from vienots.calls.errors import LegNotFound
from vienots.dispatch import api
from vienots.dispatch.contracts import CloseLeg, NewAssignments
from vienots.dispatch.errors import BadAssignment, NotOfThisService
from vienots.identity.errors import RightMissing
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db

REPLAY = Actor("system:replay", "Atskaņotājs", "vugd", JANIS.rights)


async def test_a_late_report_fills_its_time_and_moves_the_state_forward(dispatch: Db) -> None:
    card = await a_card(dispatch)
    leg, unit = leg_of(card), await a_unit(dispatch)
    [assignment] = await assign(dispatch, leg, unit)

    told = await report(dispatch, assignment, "on_scene", after(20), happened_at=after(8))

    assert (told.state, told.on_scene_at, told.en_route_at) == ("on_scene", after(8), None)
    assert (await unit_now(dispatch, unit)).state_at == after(8)
    assert (await leg_now(dispatch, leg)).on_scene_at == after(8)
    entry = await last_entry(dispatch, card.id)
    assert (entry.happened_at, entry.payload["late"]) == (after(8), True)


async def test_a_report_of_an_earlier_step_leaves_the_state_and_fills_the_gap(
    dispatch: Db,
) -> None:
    leg, unit = leg_of(await a_card(dispatch)), await a_unit(dispatch)
    [assignment] = await assign(dispatch, leg, unit)
    await report(dispatch, assignment, "on_scene", after(9))

    told = await report(dispatch, assignment, "en_route", after(10), happened_at=after(2))

    assert (told.state, told.en_route_at, told.out_of_order) == ("on_scene", after(2), False)
    assert (await unit_now(dispatch, unit)).state == "on_scene"


async def test_times_out_of_order_are_kept_and_flagged_never_refused(dispatch: Db) -> None:
    leg, unit = leg_of(await a_card(dispatch)), await a_unit(dispatch)
    [assignment] = await assign(dispatch, leg, unit)

    odd = await report(dispatch, assignment, "on_scene", after(9), happened_at=after(-5))
    mended = await report(dispatch, assignment, "on_scene", after(9), happened_at=after(5))

    assert (odd.on_scene_at, odd.out_of_order) == (after(-5), True)
    assert (mended.on_scene_at, mended.out_of_order) == (after(5), False)


async def test_an_ended_assignment_still_takes_its_missing_times(dispatch: Db) -> None:
    leg, unit = leg_of(await a_card(dispatch)), await a_unit(dispatch)
    [assignment] = await assign(dispatch, leg, unit)
    await report(dispatch, assignment, "on_scene", after(9))
    await report(dispatch, assignment, "released", after(30))
    home = await unit_now(dispatch, unit)

    told = await report(dispatch, assignment, "transporting", after(40), happened_at=after(20))

    assert (told.state, told.transporting_at) == ("released", after(20))
    assert await unit_now(dispatch, unit) == home
    assert (await leg_now(dispatch, leg)).state == "completed"


async def test_a_late_release_needs_no_arrival(dispatch: Db) -> None:
    """The real times may hold none; the table of transitions guards the present only."""
    leg, unit = leg_of(await a_card(dispatch)), await a_unit(dispatch)
    [assignment] = await assign(dispatch, leg, unit)

    told = await report(dispatch, assignment, "released", after(9), happened_at=after(7))

    assert (told.state, told.released_at) == ("released", after(7))
    assert (await unit_now(dispatch, unit)).state == "available"


async def test_a_replayed_dispatch_keeps_its_own_time(dispatch: Db) -> None:
    leg, unit = leg_of(await a_card(dispatch)), await a_unit(dispatch)

    [assignment] = await api.assign_units(
        dispatch, REPLAY, leg.id, NewAssignments([unit.id]), NOON, happened_at=after(-300)
    )

    assert assignment.assigned_at == after(-300)
    assert (await leg_now(dispatch, leg)).dispatched_at == after(-300)
    with pytest.raises(BadAssignment):
        await api.assign_units(
            dispatch, REPLAY, leg.id, NewAssignments([unit.id]), NOON, happened_at=after(5)
        )


# ---- whole assignments -------------------------------------------------------------------------


async def test_finished_work_is_entered_with_all_its_times(dispatch: Db) -> None:
    card = await a_card(dispatch)
    leg, unit = leg_of(card), await a_unit(dispatch)

    [entered] = await api.record_past_assignments(dispatch, JANIS, leg.id, [a_past(unit)], NOON)

    assert (entered.state, entered.entered_late, entered.out_of_order) == ("released", True, False)
    assert (await unit_now(dispatch, unit)) == unit
    done = await leg_now(dispatch, leg)
    assert (done.state, done.dispatched_at, done.en_route_at, done.on_scene_at) == (
        "completed",
        after(-60),
        after(-58),
        after(-50),
    )
    assert done.completed_at == after(-10)
    entry = await last_entry(dispatch, card.id)
    assert (entry.topic, entry.happened_at) == (
        "dispatch.past_assignments_recorded",
        after(-60),
    )


async def test_past_work_may_lie_over_other_work_of_the_same_unit(dispatch: Db) -> None:
    """Real data hold such rows; the live path would refuse the second as busy."""
    first, second = await a_card(dispatch), await a_card(dispatch, place=a_place("Meža iela 3"))
    unit = await a_unit(dispatch)
    await assign(dispatch, leg_of(first), unit)
    overlapping = a_past(unit, assigned_at=after(-30), released_at=NOON)

    entered = await api.record_past_assignments(
        dispatch, JANIS, leg_of(second).id, [a_past(unit), overlapping], NOON
    )

    assert len(entered) == 2
    assert (await unit_now(dispatch, unit)).card_id == first.id


async def test_past_times_out_of_order_are_flagged_and_kept(dispatch: Db) -> None:
    leg, unit = leg_of(await a_card(dispatch)), await a_unit(dispatch)
    odd = a_past(unit, on_scene_at=after(-59), en_route_at=after(-40), recalled=True)

    [entered] = await api.record_past_assignments(dispatch, JANIS, leg.id, [odd], NOON)

    assert entered.out_of_order
    assert (entered.state, entered.on_scene_at, entered.en_route_at) == (
        "recalled",
        after(-59),
        after(-40),
    )


async def test_the_leg_gets_the_earliest_of_each_step(dispatch: Db) -> None:
    leg = leg_of(await a_card(dispatch))
    slow, quick = await a_unit(dispatch, "R31"), await a_unit(dispatch, "R32")
    past = [
        a_past(slow),
        a_past(quick, assigned_at=after(-59), en_route_at=after(-57), on_scene_at=after(-52)),
    ]

    await api.record_past_assignments(dispatch, JANIS, leg.id, past, NOON)

    done = await leg_now(dispatch, leg)
    assert (done.dispatched_at, done.en_route_at, done.on_scene_at) == (
        after(-60),
        after(-58),
        after(-52),
    )


async def test_a_leg_with_a_unit_still_at_work_is_not_completed_by_past_work(
    dispatch: Db,
) -> None:
    leg = leg_of(await a_card(dispatch))
    await assign(dispatch, leg, await a_unit(dispatch, "R31"))

    await api.record_past_assignments(
        dispatch, JANIS, leg.id, [a_past(await a_unit(dispatch, "R32"))], NOON
    )

    assert (await leg_now(dispatch, leg)).state == "on_scene"


async def test_past_work_is_entered_into_a_closed_leg_too(dispatch: Db) -> None:
    leg, unit = leg_of(await a_card(dispatch)), await a_unit(dispatch)
    await api.close_leg(dispatch, JANIS, leg.id, CloseLeg("done"), NOON)

    await api.record_past_assignments(dispatch, JANIS, leg.id, [a_past(unit)], NOON)

    assert (await leg_now(dispatch, leg)).state == "closed"


async def test_past_work_is_checked_like_any_other(dispatch: Db) -> None:
    card = await a_card(dispatch)
    leg, unit = leg_of(card), await a_unit(dispatch)
    ahead = a_past(unit, released_at=NOON + timedelta(minutes=2))

    with pytest.raises(BadAssignment) as refused:
        await api.record_past_assignments(dispatch, JANIS, leg.id, [a_past(unit), ahead], NOON)
    assert [fault.path for fault in refused.value.faults] == ["[1].released_at"]
    with pytest.raises(BadAssignment):
        await api.record_past_assignments(dispatch, JANIS, leg.id, [], NOON)
    with pytest.raises(RightMissing):
        await api.record_past_assignments(dispatch, ILZE, leg.id, [a_past(unit)], NOON)
    with pytest.raises(LegNotFound):
        await api.record_past_assignments(dispatch, PETERIS, leg.id, [a_past(unit)], NOON)
    with pytest.raises(NotOfThisService):
        patrol = await a_patrol(dispatch, "VP101")
        await api.record_past_assignments(dispatch, JANIS, leg.id, [a_past(patrol)], NOON)
