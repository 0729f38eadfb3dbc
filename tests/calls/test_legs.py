"""Legs on a real PostgreSQL: each institution's own, with their clocks, to the card's end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.calls.builders import COUNTRY, NOON, a_new_card
from tests.people import AIVARS, ILZE, JANIS, PETERIS, SYSTEM
from vienots.calls import api
from vienots.calls.actions import timeline
from vienots.calls.contracts import Card, Leg
from vienots.calls.domain import LegState, WantedLeg
from vienots.calls.errors import LegNotFound, LegRunning, LegTransitionRefused
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id


async def informed(db: Db, **changes: Any) -> Card:
    new = a_new_card(**({"type_code": "theft.shop", "inform": True} | changes))
    return await api.open_card(db, ILZE, new, COUNTRY, NOON)


def leg_of(card: Card, institution: str) -> Leg:
    return next(leg for leg in card.legs if leg.institution == institution)


async def test_a_leg_keeps_the_time_of_each_step(calls: Db) -> None:
    (leg,) = (await informed(calls)).legs
    steps = [LegState.ACCEPTED, LegState.DISPATCHED, LegState.EN_ROUTE, LegState.ON_SCENE]
    for minutes, state in enumerate([*steps, LegState.COMPLETED], start=1):
        await api.mark_leg(calls, PETERIS, leg.id, state, NOON + timedelta(minutes=minutes))

    marked = await api.get_leg(calls, leg.id)

    assert marked is not None
    times = [
        marked.received_at,
        marked.accepted_at,
        marked.dispatched_at,
        marked.en_route_at,
        marked.on_scene_at,
        marked.completed_at,
    ]
    assert times == [NOON + timedelta(minutes=minutes) for minutes in range(6)]


async def test_what_happened_earlier_keeps_its_own_time(calls: Db) -> None:
    card = await informed(calls)
    late = NOON + timedelta(hours=2)

    await api.mark_leg(calls, PETERIS, card.legs[0].id, LegState.ON_SCENE, late, happened_at=NOON)

    marked = await api.get_leg(calls, card.legs[0].id)
    (newest, *_) = await timeline.read_timeline(calls, PETERIS, card.id)
    assert marked is not None
    assert marked.on_scene_at == NOON
    assert newest.at == NOON
    assert newest.data["state"] == "on_scene"


async def test_a_step_that_comes_again_does_not_move_the_first_time(calls: Db) -> None:
    (leg,) = (await informed(calls)).legs
    for minutes, state in enumerate(
        [LegState.DISPATCHED, LegState.ACCEPTED, LegState.DISPATCHED], start=1
    ):
        await api.mark_leg(calls, PETERIS, leg.id, state, NOON + timedelta(minutes=minutes))

    marked = await api.get_leg(calls, leg.id)

    assert marked is not None
    assert marked.dispatched_at == NOON + timedelta(minutes=1)


async def test_marking_the_same_state_changes_nothing(calls: Db) -> None:
    (leg,) = (await informed(calls)).legs

    first = await api.accept_leg(calls, PETERIS, leg.id, NOON)
    second = await api.accept_leg(calls, PETERIS, leg.id, NOON)

    assert second == first


async def test_an_ended_leg_does_not_come_back(calls: Db) -> None:
    (leg,) = (await informed(calls)).legs
    await api.close_leg(calls, PETERIS, leg.id, "done", NOON)

    with pytest.raises(LegTransitionRefused):
        await api.mark_leg(calls, PETERIS, leg.id, LegState.ON_SCENE, NOON)


async def test_only_its_own_institution_moves_a_leg(calls: Db) -> None:
    (leg,) = (await informed(calls)).legs

    for stranger in (JANIS, AIVARS, ILZE):
        with pytest.raises(LegNotFound):
            await api.accept_leg(calls, stranger, leg.id, NOON)
    with pytest.raises(LegNotFound):
        await api.accept_leg(calls, PETERIS, new_id(), NOON)
    await api.accept_leg(calls, SYSTEM, leg.id, NOON)


async def test_a_leg_is_handed_to_the_municipality_and_the_giver_still_sees_the_card(
    calls: Db,
) -> None:
    card = await informed(calls)
    await api.accept_leg(calls, PETERIS, card.legs[0].id, NOON)

    moved, leg_id = await api.transfer_leg(
        calls, PETERIS, card.legs[0].id, "pp-0003000", NOON + timedelta(minutes=1)
    )

    given, taken = moved.legs
    assert (given.state, taken.state, taken.service) == ("transferred", "received", "municipal")
    assert (taken.id, taken.priority) == (leg_id, given.priority)
    assert moved.state == "informed"
    assert api.audience_of(moved) == {"112", "vp", "pp-0003000"}
    await api.accept_leg(calls, AIVARS, leg_id, NOON)
    assert (await api.see_card(calls, PETERIS, card.id)).state == "informed"


async def test_an_institution_works_once_on_a_card(calls: Db) -> None:
    card = await informed(calls)

    with pytest.raises(LegRunning):
        await api.add_leg(calls, PETERIS, card.id, WantedLeg("police", "vp", 1), NOON)


async def test_a_card_ends_with_the_last_of_its_legs(calls: Db) -> None:
    card = await informed(calls, type_code="fire.vehicle")
    fire, police = leg_of(card, "vugd"), leg_of(card, "vp")

    between = await api.close_leg(calls, JANIS, fire.id, "done", NOON)
    ended = await api.mark_leg(
        calls, PETERIS, police.id, LegState.REJECTED, NOON + timedelta(minutes=3)
    )

    assert between.state == "informed"
    assert (ended.state, ended.closed_as) == ("closed", "rejected")
    assert ended.closed_at == NOON + timedelta(minutes=3)


async def test_an_ended_institution_may_be_asked_again(calls: Db) -> None:
    card = await informed(calls, type_code="fire.vehicle")
    await api.close_leg(calls, JANIS, leg_of(card, "vugd").id, "done", NOON)

    again, leg_id = await api.add_leg(calls, PETERIS, card.id, WantedLeg("fire", "vugd", 1), NOON)

    assert [leg.id for leg in again.legs if leg.state == "received"][-1] == leg_id
