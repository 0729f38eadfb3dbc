"""The supervisor's board: what waits, who answers, which targets are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.analytics.builders import JELGAVA, a_card, an_assignment, leg_of
from tests.analytics.test_intervals import FIRE_LEADER
from tests.calls.builders import EXCHANGE, a_call
from tests.people import ANNA, LIGA, PETERIS
from vienots.analytics.actions import read_shift, work_out_month
from vienots.analytics.contracts import ShiftBoard, TargetRow
from vienots.calls import api as calls
from vienots.dispatch import api as dispatch
from vienots.dispatch.contracts import NewReferral
from vienots.identity.errors import RightMissing
from vienots.kernel.db import Db, execute

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def target(board: ShiftBoard, code: str) -> TargetRow:
    return next(row for row in board.targets if row.code == code)


async def ring(db: Db, call_id: str, at: datetime, event: str = "ringing") -> None:
    await calls.take_telephone_event(db, EXCHANGE, a_call(event, call_id=call_id, at=at), at)


async def test_a_ringing_call_waits_and_the_oldest_is_known(house: Db) -> None:
    await ring(house, "a", ago(seconds=11))
    await ring(house, "b", ago(seconds=3))

    waiting = (await read_shift(house, LIGA, NOW)).waiting

    assert (waiting.count, waiting.oldest_s) == (2, 11.0)


async def test_answers_of_the_shift_are_measured_and_the_missing_target_is_said(
    house: Db,
) -> None:
    for call_id, seconds in (("a", 4), ("b", 8), ("c", 20)):
        await ring(house, call_id, ago(minutes=10))
        await ring(house, call_id, ago(minutes=10) + timedelta(seconds=seconds), "answered")
    await ring(house, "d", ago(minutes=5))
    await ring(house, "d", ago(minutes=4), "abandoned")
    await ring(house, "before the shift", ago(hours=9))

    board = await read_shift(house, LIGA, NOW)

    answering = board.answering
    assert (answering.offered, answering.answered, answering.abandoned) == (4, 3, 1)
    assert answering.within_10_s == pytest.approx(2 / 3)
    assert (answering.p50_s, answering.target_s) == (8.0, None)
    assert target(board, "answer").shift.verdict == "no_target"
    assert "Nav noteikts" in target(board, "answer").source


async def test_cards_are_informed_within_a_minute_of_the_answer(house: Db) -> None:
    await a_card(house, ago(minutes=20), informed_after_s=60)
    await a_card(house, ago(minutes=10), informed_after_s=65)

    board = await read_shift(house, LIGA, NOW)

    # The answer came four seconds after the call.
    assert (board.informing.cards, board.informing.within_60_s) == (2, 0.5)
    assert target(board, "inform").shift.verdict == "over"


async def test_each_desk_shows_what_it_did_in_half_an_hour(house: Db) -> None:
    await a_card(house, ago(minutes=20), desk="R-01")
    await a_card(house, ago(minutes=10), desk="R-01", informed_after_s=54)
    await a_card(house, ago(minutes=50), desk="R-02")

    [first, second] = (await read_shift(house, LIGA, NOW)).desks

    # The second desk is on the line with its call of long ago.
    assert (first.desk, first.calls, first.mean_to_inform_s) == ("R-01", 2, 38.0)
    assert (second.desk, second.talking_since) == ("R-02", ago(minutes=50) + timedelta(seconds=4))


async def test_legs_that_nobody_took_up_stand_oldest_first(house: Db) -> None:
    late = await a_card(house, ago(minutes=10), type_code="fire.waste", informed_after_s=60)
    early = await a_card(house, ago(minutes=30), type_code="theft.shop")
    taken = await a_card(house, ago(minutes=40), type_code="theft.shop")
    await dispatch.accept_leg(house, PETERIS, leg_of(taken, "vp"), NOW)

    board = await read_shift(house, LIGA, NOW)
    own = await read_shift(house, FIRE_LEADER, NOW)

    assert [leg.card_id for leg in board.legs] == [early.id, late.id]
    assert board.legs[1].age_s == 540.0
    assert [leg.institution for leg in own.legs] == ["vugd"]


async def test_a_referral_without_an_answer_is_seen_by_both_sides(house: Db) -> None:
    card = await a_card(house, ago(minutes=5), type_code="theft.shop", place=JELGAVA)
    await dispatch.refer(house, PETERIS, leg_of(card, "vp"), NewReferral(), ago(seconds=90))

    [referral] = (await read_shift(house, LIGA, NOW)).referrals
    fire = await read_shift(house, FIRE_LEADER, NOW)

    assert (referral.to_institution, referral.age_s) == ("pp-0003000", 90.0)
    assert fire.referrals == []


async def test_town_and_country_have_their_own_targets(house: Db) -> None:
    card = await a_card(house, ago(hours=1))
    await an_assignment(house, card, "R31", 40, 100, 400)
    await an_assignment(house, card, "R32", 40, 200, 900)

    board = await read_shift(house, LIGA, NOW)

    town, country = target(board, "travel_city"), target(board, "travel_rural")
    assert (town.target_s, town.shift.n, town.shift.within) == (480.0, 2, 0.5)
    assert town.shift.verdict == "over"
    assert (country.target_s, country.shift.n, country.shift.verdict) == (1380.0, 0, "no_data")
    assert target(board, "turnout").shift.within == 0.5


async def test_windows_reach_back_a_shift_a_day_and_thirty_days(house: Db) -> None:
    for span, call_sign in (
        ({"hours": 1}, "R31"), ({"hours": 10}, "R32"), ({"days": 20}, "R33"),
        ({"days": 40}, "R34"),
    ):  # fmt: skip
        card = await a_card(house, ago(**span))
        await an_assignment(house, card, call_sign, 40, 100, 400)

    row = target(await read_shift(house, LIGA, NOW), "turnout")

    assert (row.shift.n, row.day.n, row.month.n) == (1, 2, 3)


async def test_the_month_stands_as_it_was_last_worked_out(house: Db) -> None:
    for span, call_sign in (({"hours": 10}, "R32"), ({"days": 20}, "R33")):
        await an_assignment(house, await a_card(house, ago(**span)), call_sign, 40, 100, 400)
    await work_out_month(house, NOW)
    await an_assignment(house, await a_card(house, ago(hours=1)), "R34", 40, 160, 400)

    for reader in (LIGA, FIRE_LEADER):
        row = target(await read_shift(house, reader, NOW), "turnout")
        assert (row.shift.n, row.month.n, row.month.within) == (1, 2, 1.0)
    await work_out_month(house, NOW)
    assert target(await read_shift(house, LIGA, NOW), "turnout").month.n == 3


async def test_a_target_that_is_changed_holds_from_its_day(house: Db) -> None:
    await execute(
        house,
        b"UPDATE analytics.target SET valid_to = '2026-11-23' WHERE code = 'turnout'",
    )
    await execute(
        house,
        b"INSERT INTO analytics.target (code, sort, measure, institution, seconds, share, source,"
        b" valid_from) VALUES ('turnout', 40, 'turnout', 'vugd', 75, 0.8, 'Test', '2026-11-24')",
    )

    today = target(await read_shift(house, LIGA, NOW), "turnout")
    before = target(await read_shift(house, LIGA, ago(days=2)), "turnout")

    assert (today.target_s, before.target_s) == (75.0, 90.0)


async def test_calls_are_no_figures_of_a_service(house: Db) -> None:
    await a_card(house, ago(minutes=10))

    board = await read_shift(house, FIRE_LEADER, NOW)

    assert (board.institution, board.answering.offered, board.desks) == ("vugd", 0, [])
    assert "answer" not in {row.code for row in board.targets}
    assert "police_a_city" not in {row.code for row in board.targets}


async def test_the_flow_is_held_against_the_same_minutes_of_other_weeks(house: Db) -> None:
    await ring(house, "now", ago(minutes=2))
    await ring(house, "a week ago", ago(weeks=1, minutes=3))
    await ring(house, "as early", ago(weeks=2, days=1))

    flow = (await read_shift(house, LIGA, NOW)).flow

    assert (flow.calls, flow.usual) == (1, 0.5)


async def test_without_the_right_there_is_no_board(house: Db) -> None:
    with pytest.raises(RightMissing):
        await read_shift(house, ANNA, NOW)
