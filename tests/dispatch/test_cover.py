"""The choice of units against the plain trying of every choice."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from vienots.dispatch.domain.cover import STATES_MAX, Wanted, choose

Amounts = list[list[int]]
Key = tuple[int, int, int, int]
Problem = tuple[list[int], Amounts, list[Wanted], int]
WORTH_S = 120


def by_vehicle(*counts: int) -> list[Wanted]:
    return [Wanted(count, True) for count in counts]


def covers(chosen: Sequence[int], amounts: Amounts, counts: Sequence[int]) -> bool:
    return all(sum(amounts[i][k] for i in chosen) >= count for k, count in enumerate(counts))


def attainable(amounts: Amounts, wanted: Sequence[Wanted]) -> list[int]:
    return [min(need.count, sum(row[k] for row in amounts)) for k, need in enumerate(wanted)]


def key_of(
    chosen: Sequence[int],
    arrivals: Sequence[int],
    amounts: Amounts,
    wanted: Sequence[Wanted],
    worth_s: int,
) -> Key:
    """What is made least, worked out slot by slot: when everything is there; when each wanted
    vehicle is, with the worth of each that goes; all arrivals; and last, how little they bring."""
    counts = attainable(amounts, wanted)
    times = sorted(arrivals[i] for i in chosen)
    slots = 0
    for k, need in enumerate(wanted):
        if need.by_vehicle:
            brought = sorted(t for i in chosen for t in [arrivals[i]] * amounts[i][k])
            slots += sum(brought[: counts[k]])
    brings = sum(min(a, c) for i in chosen for a, c in zip(amounts[i], counts, strict=True))
    return max(times, default=-1), slots + worth_s * len(times), sum(times), -brings


def try_every_choice(
    arrivals: Sequence[int], amounts: Amounts, wanted: Sequence[Wanted], worth_s: int
) -> Key:
    counts = attainable(amounts, wanted)
    choices = itertools.chain.from_iterable(
        itertools.combinations(range(len(arrivals)), size) for size in range(len(arrivals) + 1)
    )
    return min(
        key_of(c, arrivals, amounts, wanted, worth_s) for c in choices if covers(c, amounts, counts)
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    needs = draw(st.integers(0, 4))
    units = draw(st.integers(0, 8))
    arrivals = draw(st.lists(st.integers(0, 12), min_size=units, max_size=units))
    row = st.lists(st.integers(0, 4), min_size=needs, max_size=needs)
    amounts = draw(st.lists(row, min_size=units, max_size=units))
    need = st.builds(Wanted, st.integers(0, 7), st.booleans())
    wanted = draw(st.lists(need, min_size=needs, max_size=needs))
    return arrivals, amounts, wanted, draw(st.integers(1, 10))


@given(problems())
@settings(max_examples=400, deadline=None)
def test_no_choice_is_better(problem: Problem) -> None:
    arrivals, amounts, wanted, worth_s = problem

    cover = choose(arrivals, amounts, wanted, worth_s)

    assert cover.exact
    assert len(set(cover.chosen)) == len(cover.chosen)
    best = try_every_choice(arrivals, amounts, wanted, worth_s)
    assert key_of(cover.chosen, arrivals, amounts, wanted, worth_s) == best


@given(problems())
@settings(max_examples=100, deadline=None)
def test_every_chosen_unit_fills_something_when_it_arrives(problem: Problem) -> None:
    arrivals, amounts, wanted, worth_s = problem
    left = attainable(amounts, wanted)

    for unit in choose(arrivals, amounts, wanted, worth_s).chosen:
        assert any(n > 0 and a for n, a in zip(left, amounts[unit], strict=True))
        left = [n - a for n, a in zip(left, amounts[unit], strict=True)]


@given(problems())
@settings(max_examples=100, deadline=None)
def test_what_all_together_cannot_give_does_not_stop_the_rest(problem: Problem) -> None:
    arrivals, amounts, wanted, worth_s = problem
    beyond = [Wanted(need.count + 100, need.by_vehicle) for need in wanted]

    chosen = choose(arrivals, amounts, beyond, worth_s).chosen

    useful = [i for i, row in enumerate(amounts) if any(row)]
    assert sorted(chosen) == useful


@given(problems(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_units_does_not_change_how_good_the_choice_is(
    problem: Problem, random: Random
) -> None:
    arrivals, amounts, wanted, worth_s = problem
    order = list(range(len(arrivals)))
    random.shuffle(order)

    here = choose(arrivals, amounts, wanted, worth_s).chosen
    shuffled = [arrivals[i] for i in order], [amounts[i] for i in order]
    there = [order[i] for i in choose(*shuffled, wanted, worth_s).chosen]

    assert key_of(here, arrivals, amounts, wanted, worth_s) == key_of(
        there, arrivals, amounts, wanted, worth_s
    )


def test_the_nearest_goes_though_a_later_one_alone_would_do() -> None:
    """A post of three people two minutes away, and a crew of four that is half an hour away."""
    pump_and_people = [Wanted(1, True), Wanted(4, False)]

    assert choose([155, 1850], [[1, 3], [1, 4]], pump_and_people, WORTH_S).chosen == [0, 1]


def test_the_next_nearest_goes_though_a_later_one_brings_more() -> None:
    wanted = [Wanted(2, True), Wanted(8, False)]
    amounts = [[1, 2], [1, 3], [1, 3], [1, 4], [1, 4]]

    assert choose([155, 1850, 2716, 3617, 3617], amounts, wanted, WORTH_S).chosen == [0, 1, 2]


def test_no_vehicle_goes_for_the_gain_of_a_moment() -> None:
    pump, both = [1, 0], [1, 1]

    assert choose([100, 110], [pump, both], by_vehicle(1, 1), WORTH_S).chosen == [1]
    assert choose([100, 400], [pump, both], by_vehicle(1, 1), WORTH_S).chosen == [0, 1]


def test_a_unit_may_fill_several_needs_at_once() -> None:
    amounts = [[1, 1], [1, 0], [0, 1]]

    assert choose([150, 200, 200], amounts, by_vehicle(1, 1), WORTH_S).chosen == [0]
    assert choose([300, 200, 200], amounts, by_vehicle(1, 1), WORTH_S).chosen == [1, 2]


def test_everything_is_there_as_soon_as_it_can_be() -> None:
    one_far, two_near = [400, 100, 120], [[2], [1], [1]]

    assert choose(one_far, two_near, [Wanted(2, False)], WORTH_S).chosen == [1, 2]


def test_of_equal_choices_the_one_that_brings_more_goes() -> None:
    """A tanker of four rather than a second ladder of two, where two people are still wanted."""
    pump_ladder_people = [Wanted(1, True), Wanted(1, True), Wanted(8, False)]
    ladder, tanker = [0, 1, 2], [1, 0, 4]

    chosen = choose(
        [60, 60, 90, 90], [tanker, ladder, ladder, tanker], pump_ladder_people, WORTH_S
    ).chosen

    assert chosen == [0, 1, 3]


def test_of_two_alike_the_one_that_stands_earlier_goes() -> None:
    assert choose([90, 90, 90], [[1], [1], [1]], by_vehicle(1), WORTH_S).chosen == [0]
    assert choose([90, 90, 90], [[1], [1], [1]], by_vehicle(2), WORTH_S).chosen == [0, 1]


def test_a_need_too_large_for_trying_all_is_covered_all_the_same() -> None:
    wanted = [40, 40, 40]
    assert STATES_MAX < 41**3
    amounts = [[1 + i % 3, i % 2, 2] for i in range(120)]
    arrivals = [60 + i * 7 % 400 for i in range(120)]

    cover = choose(arrivals, amounts, by_vehicle(*wanted), WORTH_S)

    assert not cover.exact
    assert covers(cover.chosen, amounts, wanted)
    for unit in cover.chosen:
        assert not covers([i for i in cover.chosen if i != unit], amounts, wanted)
