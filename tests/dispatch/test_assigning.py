"""Units on cards: sent, reported, released, recalled; one card at a time."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from tests.calls.builders import a_place
from tests.dispatch.builders import (
    NOON,
    a_card,
    a_patrol,
    after,
    assign,
    last_entry,
    leg_now,
    leg_of,
    report,
    topics,
    unit_now,
)
from tests.people import ANNA, ILZE, JANIS, LIGA, PETERIS
from tests.resources.builders import a_unit, put_in_state
from vienots.calls.errors import LegNotFound
from vienots.dispatch import api, store
from vienots.dispatch.contracts import CloseLeg, NewAssignments, NewAssignmentState, NewUnitState
from vienots.dispatch.errors import (
    AssignmentNotFound,
    AssignmentTransitionRefused,
    BadAssignment,
    BadOutcome,
    LegEnded,
    LegHasUnits,
    NeverArrived,
    NotOfThisService,
    UnitBusy,
    UnitWithoutCard,
)
from vienots.identity.errors import RightMissing
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.resources.errors import UnitNotFound, UnitNotYours, UnitTransitionRefused


async def test_a_sent_unit_is_on_the_card_and_the_leg_is_dispatched(dispatch: Db) -> None:
    card = await a_card(dispatch)
    leg, unit = leg_of(card), await a_unit(dispatch)

    [assignment] = await assign(dispatch, leg, unit)

    assert (assignment.state, assignment.call_sign, assignment.assigned_at) == (
        "assigned",
        "R31",
        NOON,
    )
    sent = await unit_now(dispatch, unit)
    assert (sent.state, sent.card_id) == ("assigned", card.id)
    after_it = await leg_now(dispatch, leg)
    assert (after_it.state, after_it.dispatched_at) == ("dispatched", NOON)
    entry = await last_entry(dispatch, card.id)
    assert (entry.topic, entry.payload["call_signs"]) == ("dispatch.units_assigned", "R31")
    assert set(entry.audience) == {"112", "vugd", "vp", "nmpd"}


async def test_a_job_from_the_alarm_to_the_yard(dispatch: Db) -> None:
    card = await a_card(dispatch)
    leg, unit = leg_of(card), await a_unit(dispatch)
    [assignment] = await assign(dispatch, leg, unit)

    states = []
    for minute, state in enumerate(("accepted", "en_route", "on_scene", "released"), start=1):
        assignment = await report(dispatch, assignment, state, after(minute))
        now = await unit_now(dispatch, unit)
        states.append((now.state, (await leg_now(dispatch, leg)).state))

    assert states == [
        ("assigned", "dispatched"),
        ("en_route", "en_route"),
        ("on_scene", "on_scene"),
        ("returning", "completed"),
    ]
    assert assignment.accepted_at == after(1)
    assert assignment.released_at == after(4)
    assert not assignment.out_of_order
    home = await api.set_unit_state(dispatch, JANIS, unit.id, NewUnitState("available"), after(9))
    assert (home.state, home.card_id) == ("available", None)


async def test_a_patient_is_taken_to_hospital(dispatch: Db) -> None:
    leg = leg_of(await a_card(dispatch), "vugd")
    unit = await a_unit(dispatch)
    [assignment] = await assign(dispatch, leg, unit)

    for state in ("on_scene", "transporting", "at_hospital", "transporting", "at_hospital"):
        assignment = await report(dispatch, assignment, state)

    assert (await unit_now(dispatch, unit)).state == "at_hospital"
    assert (await leg_now(dispatch, leg)).state == "on_scene"


async def test_a_unit_serves_one_card_at_a_time(dispatch: Db) -> None:
    first, second = await a_card(dispatch), await a_card(dispatch, place=a_place("Meža iela 3"))
    unit, other = await a_unit(dispatch), await a_unit(dispatch, "R32")
    await assign(dispatch, leg_of(first), unit)

    with pytest.raises(UnitBusy) as refused:
        await assign(dispatch, leg_of(second), other, unit)

    assert refused.value.data == {"call_sign": "R31", "card": first.number}


async def test_a_busy_unit_does_not_give_away_a_card_that_others_may_not_see(dispatch: Db) -> None:
    """Whoever has no part in the other card learns only that the unit is busy."""
    card, unit = await a_card(dispatch), await a_patrol(dispatch, "VP101")
    await put_in_state(dispatch, unit.id, "assigned", new_id())
    leg = leg_of(card, "vp")
    await store.insert_assignment(
        dispatch,
        store.NewAssignmentRow(new_id(), new_id(), new_id(), unit.id, "VP101", "vp", NOON),
    )

    with pytest.raises(UnitBusy) as refused:
        await assign(dispatch, leg, unit, by=PETERIS)

    assert refused.value.data == {"call_sign": "VP101", "card": ""}


async def test_the_database_itself_holds_one_card_per_unit(dispatch: Db) -> None:
    unit = await a_unit(dispatch)
    await assign(dispatch, leg_of(await a_card(dispatch)), unit)

    with pytest.raises(psycopg.errors.UniqueViolation) as broken:
        await dispatch.execute(
            "INSERT INTO dispatch.assignment (id, card_id, leg_id, unit_id, call_sign,"
            " institution, state, assigned_at, out_of_order) SELECT gen_random_uuid(), card_id,"
            " leg_id, unit_id, call_sign, institution, state, assigned_at, false"
            " FROM dispatch.assignment"
        )

    assert broken.value.diag.constraint_name == "assignment_unit_busy"


async def test_an_unavailable_unit_is_refused_with_its_state(dispatch: Db) -> None:
    unit = await a_unit(dispatch, state="unavailable")

    with pytest.raises(UnitTransitionRefused) as refused:
        await assign(dispatch, leg_of(await a_card(dispatch)), unit)

    assert refused.value.data["present"] == "unavailable"


async def test_a_leg_gets_units_of_its_own_institution_only(dispatch: Db) -> None:
    card, patrol = await a_card(dispatch), await a_patrol(dispatch, "VP101")

    with pytest.raises(NotOfThisService):
        await assign(dispatch, leg_of(card, "vugd"), patrol)
    with pytest.raises(LegNotFound):
        await assign(dispatch, leg_of(card, "vp"), patrol, by=JANIS)
    with pytest.raises(UnitNotFound):
        new = NewAssignments([new_id()])
        await api.assign_units(dispatch, JANIS, leg_of(card).id, new, NOON)


@pytest.mark.parametrize("who", [ILZE, ANNA, LIGA])
async def test_who_may_not_dispatch_is_refused(dispatch: Db, who: Actor) -> None:
    card, unit = await a_card(dispatch), await a_unit(dispatch)

    with pytest.raises(RightMissing):
        await assign(dispatch, leg_of(card), unit, by=who)


async def test_the_same_report_twice_is_one(dispatch: Db) -> None:
    card, unit = await a_card(dispatch), await a_unit(dispatch)
    [assignment] = await assign(dispatch, leg_of(card), unit)
    once = await report(dispatch, assignment, "en_route", after(1))
    told = await topics(dispatch, card.id)

    twice = await report(dispatch, assignment, "en_route", after(2))

    assert twice == once
    assert await topics(dispatch, card.id) == told


async def test_what_never_arrived_is_not_simply_cleared(dispatch: Db) -> None:
    unit = await a_unit(dispatch)
    [assignment] = await assign(dispatch, leg_of(await a_card(dispatch)), unit)

    with pytest.raises(NeverArrived):
        await report(dispatch, assignment, "released")
    with pytest.raises(NeverArrived):
        await api.set_unit_state(dispatch, JANIS, unit.id, NewUnitState("available"), NOON)

    released = await report(dispatch, assignment, "released", reason="zvanītājs atcēla")
    assert (released.state, released.end_reason) == ("released", "zvanītājs atcēla")


async def test_a_recalled_unit_is_free_and_the_leg_waits_again(dispatch: Db) -> None:
    card = await a_card(dispatch)
    leg = leg_of(card)
    yard, road = await a_unit(dispatch, "R31"), await a_unit(dispatch, "R32")
    first, second = await assign(dispatch, leg, yard, road)
    await report(dispatch, second, "en_route")

    await report(dispatch, first, "recalled")
    assert (await leg_now(dispatch, leg)).state == "en_route"
    recalled = await report(dispatch, second, "recalled", after(3))

    assert (recalled.state, recalled.released_at) == ("recalled", after(3))
    assert (await unit_now(dispatch, yard)).state == "available"
    assert (await unit_now(dispatch, road)).state == "returning"
    assert (await leg_now(dispatch, leg)).state == "accepted"
    with pytest.raises(AssignmentTransitionRefused):
        await report(dispatch, recalled, "on_scene")


async def test_whoever_is_on_scene_is_released_not_recalled(dispatch: Db) -> None:
    [assignment] = await assign(dispatch, leg_of(await a_card(dispatch)), await a_unit(dispatch))
    arrived = await report(dispatch, assignment, "on_scene")

    with pytest.raises(AssignmentTransitionRefused):
        await report(dispatch, arrived, "recalled")


async def test_more_units_after_the_first_have_left_open_the_leg_again(dispatch: Db) -> None:
    leg = leg_of(await a_card(dispatch))
    [first] = await assign(dispatch, leg, await a_unit(dispatch, "R31"))
    await report(dispatch, first, "on_scene")
    await report(dispatch, first, "released")

    await assign(dispatch, leg, await a_unit(dispatch, "R32"))

    assert (await leg_now(dispatch, leg)).state == "dispatched"


async def test_a_unit_on_its_way_home_can_be_sent_again(dispatch: Db) -> None:
    first, second = await a_card(dispatch), await a_card(dispatch, place=a_place("Meža iela 3"))
    unit = await a_unit(dispatch)
    [assignment] = await assign(dispatch, leg_of(first), unit)
    await report(dispatch, assignment, "on_scene")
    await report(dispatch, assignment, "released")

    [again] = await assign(dispatch, leg_of(second), unit)

    assert (await unit_now(dispatch, unit)).card_id == second.id
    assert again.id != assignment.id


async def test_an_unknown_state_and_a_time_ahead_are_named_together(dispatch: Db) -> None:
    [assignment] = await assign(dispatch, leg_of(await a_card(dispatch)), await a_unit(dispatch))

    with pytest.raises(BadAssignment) as refused:
        await report(dispatch, assignment, "asleep", happened_at=NOON + timedelta(minutes=2))

    assert [fault.path for fault in refused.value.faults] == ["happened_at", "state"]


async def test_another_institution_does_not_report_for_the_unit(dispatch: Db) -> None:
    [assignment] = await assign(dispatch, leg_of(await a_card(dispatch)), await a_unit(dispatch))

    with pytest.raises(AssignmentNotFound):
        await report(dispatch, assignment, "en_route", by=PETERIS)
    with pytest.raises(AssignmentNotFound):
        new = NewAssignmentState("en_route")
        await api.report_assignment_state(dispatch, JANIS, new_id(), new, NOON)


# ---- a unit's state by one call ----------------------------------------------------------------


async def test_one_call_moves_the_unit_and_its_assignment(dispatch: Db) -> None:
    card, unit = await a_card(dispatch), await a_unit(dispatch)
    [assignment] = await assign(dispatch, leg_of(card), unit)

    for state in ("en_route", "on_scene", "available"):
        shown = await api.set_unit_state(dispatch, JANIS, unit.id, NewUnitState(state), NOON)
        assert shown.state == state

    ended = await store.get_assignment(dispatch, assignment.id)
    assert ended is not None
    assert ended.state == "released"


async def test_a_broken_down_unit_leaves_its_card_with_the_reason(dispatch: Db) -> None:
    card, unit = await a_card(dispatch), await a_unit(dispatch)
    [assignment] = await assign(dispatch, leg_of(card), unit)
    await report(dispatch, assignment, "en_route")

    broken = await api.set_unit_state(
        dispatch, JANIS, unit.id, NewUnitState("unavailable", "bojājums ceļā"), NOON
    )

    assert (broken.state, broken.state_note, broken.card_id) == (
        "unavailable",
        "bojājums ceļā",
        None,
    )
    ended = await store.get_assignment(dispatch, assignment.id)
    assert ended is not None
    assert (ended.state, ended.end_reason) == ("released", "bojājums ceļā")


async def test_a_unit_without_a_card_is_nowhere_on_scene(dispatch: Db) -> None:
    unit = await a_unit(dispatch)

    with pytest.raises(UnitWithoutCard):
        await api.set_unit_state(dispatch, JANIS, unit.id, NewUnitState("on_scene"), NOON)
    with pytest.raises(BadAssignment):
        await api.set_unit_state(dispatch, JANIS, unit.id, NewUnitState("asleep"), NOON)


async def test_a_unit_on_a_card_is_not_moved_by_others(dispatch: Db) -> None:
    unit = await a_unit(dispatch)
    await assign(dispatch, leg_of(await a_card(dispatch)), unit)

    with pytest.raises(UnitNotYours):
        await api.set_unit_state(dispatch, PETERIS, unit.id, NewUnitState("en_route"), NOON)


async def test_pressing_the_present_state_changes_nothing(dispatch: Db) -> None:
    unit = await a_unit(dispatch)
    [assignment] = await assign(dispatch, leg_of(await a_card(dispatch)), unit)
    await report(dispatch, assignment, "accepted")
    before = await unit_now(dispatch, unit)

    same = await api.set_unit_state(dispatch, JANIS, unit.id, NewUnitState("assigned"), NOON)

    assert same == before


# ---- closing -----------------------------------------------------------------------------------


async def test_a_leg_is_taken_up_once_and_closed_with_an_outcome(dispatch: Db) -> None:
    leg = leg_of(await a_card(dispatch))

    taken = await api.accept_leg(dispatch, JANIS, leg.id, after(1))
    again = await api.accept_leg(dispatch, JANIS, leg.id, after(2))
    closed = await api.close_leg(
        dispatch, JANIS, leg.id, CloseLeg("false_alarm", "Gatavoja ēst"), after(3)
    )

    assert (taken.state, again.accepted_at) == ("accepted", after(1))
    assert (closed.state, closed.closed_as, closed.closed_at) == (
        "closed",
        "false_alarm",
        after(3),
    )
    with pytest.raises(LegEnded):
        await api.close_leg(dispatch, JANIS, leg.id, CloseLeg("done"), after(4))
    with pytest.raises(LegEnded):
        await assign(dispatch, leg, await a_unit(dispatch))


async def test_no_leg_is_closed_over_the_heads_of_its_crews(dispatch: Db) -> None:
    leg = leg_of(await a_card(dispatch))
    await assign(dispatch, leg, await a_unit(dispatch))

    with pytest.raises(LegHasUnits) as refused:
        await api.close_leg(dispatch, JANIS, leg.id, CloseLeg("done"), NOON)

    assert refused.value.data == {"call_signs": "R31"}


async def test_an_unknown_outcome_is_refused(dispatch: Db) -> None:
    leg = leg_of(await a_card(dispatch))

    with pytest.raises(BadOutcome):
        await api.close_leg(dispatch, JANIS, leg.id, CloseLeg("whatever"), NOON)


async def test_the_card_ends_with_its_last_leg(dispatch: Db) -> None:
    card = await a_card(dispatch, type_code="fire.grass", what="Deg kūla")

    for institution, who in (("vugd", JANIS), ("vp", PETERIS)):
        leg = leg_of(card, institution)
        await api.close_leg(dispatch, who, leg.id, CloseLeg("done"), NOON)

    assert (await topics(dispatch, card.id))[-1] == "calls.card_closed"
