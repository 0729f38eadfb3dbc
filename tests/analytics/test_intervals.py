"""Intervals as they are counted and cut by window, type and institution."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tests.analytics.builders import a_card, an_assignment
from tests.calls.builders import COUNTRY, EXCHANGE, a_call, a_new_card
from tests.people import ANNA, ILZE, JANIS, LIGA, a_person
from vienots.analytics import api
from vienots.analytics.contracts import Busy, Figures
from vienots.analytics.errors import BadWindow, FiguresOfOthers
from vienots.calls import api as calls
from vienots.identity.errors import RightMissing
from vienots.kernel.db import Db

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRE_LEADER = a_person(60, "Normunds Bite", "vugd", "supervisor")
POLICE_LEADER = a_person(61, "Ieva Zariņa", "vp", "supervisor")


async def test_each_interval_is_taken_between_its_two_times(house: Db) -> None:
    card = await a_card(house, NOON)
    await an_assignment(house, card, "R31", 100, 160, 400)
    await an_assignment(house, card, "R32", 90, 190, 700)

    found = (await api.intervals(house, LIGA)).intervals

    assert found["received_to_first_dispatch"] == Figures(1, 0, 90.0, 90.0, 90.0)
    assert found["received_to_first_arrival"] == Figures(1, 0, 400.0, 400.0, 400.0)
    assert found["dispatch_to_response"] == Figures(2, 0, 80.0, 96.0, 98.0)
    assert found["response_to_on_scene"].p50 == (240 + 510) / 2


async def test_an_interval_that_ends_before_it_begins_is_counted_and_kept(house: Db) -> None:
    card = await a_card(house, NOON)
    await an_assignment(house, card, "R31", 100, 160, 150)

    found = await api.intervals(house, LIGA)

    assert found.intervals["response_to_on_scene"] == Figures(1, 1, -10.0, -10.0, -10.0)
    assert found.counts.out_of_order == 1


async def test_who_never_left_or_arrived_is_not_guessed(house: Db) -> None:
    card = await a_card(house, NOON)
    await an_assignment(house, card, "R31", 100)

    found = (await api.intervals(house, LIGA)).intervals

    assert found["received_to_first_dispatch"].n == 1
    assert [found[name].n for name in ("received_to_first_arrival", "dispatch_to_response")] == [
        0,
        0,
    ]


async def test_units_busy_at_once_are_counted_between_dispatch_and_release(house: Db) -> None:
    card = await a_card(house, NOON)
    for call_sign, begin, end in (("R31", 0, 100), ("R32", 50, 200), ("R33", 100, 200)):
        await an_assignment(house, card, call_sign, begin, released_s=end)

    found = await api.intervals(house, LIGA)

    # The third begins in the second in which the first ends: two at once, never three.
    assert found.busy == Busy(3, 2, (100 + 150 + 100) / 200, 2)


async def test_types_stand_apart_and_together_make_the_whole(house: Db) -> None:
    fire = await a_card(house, NOON)
    alarm = await a_card(house, NOON + HOUR, type_code="fire.alarm")
    await an_assignment(house, fire, "R31", 60, 100, 300)
    await an_assignment(house, alarm, "R32", 120, 200, 400)

    found = await api.intervals(house, LIGA)

    assert {code: of.counts.cards for code, of in found.types.items()} == {
        "fire.alarm": 1,
        "fire.dwelling": 1,
    }
    assert found.types["fire.alarm"].intervals["received_to_first_dispatch"].p50 == 120.0
    assert found.counts.cards == 2


async def test_a_window_takes_the_cards_received_in_it_with_all_their_units(house: Db) -> None:
    for place, call_sign in enumerate(("R31", "R32", "R33")):
        card = await a_card(house, NOON + place * HOUR)
        await an_assignment(house, card, call_sign, 60, 100, 300)

    bounds = [NOON, NOON + HOUR, NOON + 2 * HOUR, NOON + 3 * HOUR]
    cut = [await api.intervals(house, LIGA, since=a, until=b) for a, b in pairwise(bounds)]

    assert [one.counts.cards for one in cut] == [1, 1, 1]
    assert [one.counts.assignments for one in cut] == [1, 1, 1]
    assert (await api.intervals(house, LIGA, until=NOON)).counts.cards == 0


async def test_a_second_caller_is_a_repeat_and_a_call_without_a_card_is_none(house: Db) -> None:
    card = await a_card(house, NOON)
    for call_id in ("second", "lonely"):
        rung = await calls.take_telephone_event(
            house, EXCHANGE, a_call(call_id=call_id, at=NOON), NOON
        )
        if call_id == "second":
            await calls.attach(house, ILZE, card.id, rung.id, NOON)

    counts = (await api.intervals(house, LIGA)).counts

    assert (counts.contacts, counts.cards, counts.repeats) == (3, 1, 1)


async def test_a_card_without_a_type_stands_under_an_empty_code(house: Db) -> None:
    await calls.open_card(house, ILZE, a_new_card(), COUNTRY, NOON)

    assert list((await api.intervals(house, LIGA)).types) == [""]


async def test_a_service_sees_its_own_figures_only(house: Db) -> None:
    card = await a_card(house, NOON)
    await an_assignment(house, card, "R31", 100, 160, 400)
    await a_card(house, NOON + HOUR, type_code="theft.shop")

    fire = await api.intervals(house, FIRE_LEADER)
    police = await api.intervals(house, POLICE_LEADER)

    assert (fire.institution, fire.counts.cards, fire.counts.assignments) == ("vugd", 1, 1)
    assert (police.institution, police.counts.cards, police.counts.assignments) == ("vp", 2, 0)
    with pytest.raises(FiguresOfOthers):
        await api.intervals(house, POLICE_LEADER, institution="vugd")


async def test_without_the_right_there_are_no_figures(house: Db) -> None:
    for actor in (ANNA, JANIS):
        with pytest.raises(RightMissing):
            await api.intervals(house, actor)


async def test_every_fault_of_a_window_is_named(house: Db) -> None:
    naive = NOON.replace(tzinfo=None)

    with pytest.raises(BadWindow) as refused:
        await api.intervals(house, LIGA, since=naive, until=naive)
    with pytest.raises(BadWindow) as empty:
        await api.intervals(house, LIGA, since=NOON, until=NOON)

    assert [fault.code for fault in empty.value.faults] == ["analytics.window_empty"]
    assert [fault.path for fault in refused.value.faults] == ["from", "to"]


async def test_the_table_for_a_terminal_says_what_the_figures_are(house: Db) -> None:
    card = await a_card(house, NOON)
    await an_assignment(house, card, "R31", 100, 160, 400)

    text = api.render(await api.intervals(house, LIGA))

    assert "1 contacts, 1 cards, 0 repeats, 1 assignments, 0 out of order" in text
    assert "received → first arrival" in text
    assert "400.0" in text
    assert "fire.dwelling" in text
