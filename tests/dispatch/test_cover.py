"""The choice of units against the plain trying of every choice."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from vienots.dispatch.domain.cover import STATES_MAX, choose

Amounts = list[list[int]]
Key = tuple[int, int, int]


def covers(chosen: Sequence[int], amounts: Amounts, counts: Sequence[int]) -> bool:
    return all(sum(amounts[i][k] for i in chosen) >= count for k, count in enumerate(counts))


def key_of(chosen: Sequence[int], arrivals: Sequence[int]) -> Key:
    """What is made least: the last arrival, the sum of arrivals, the number of units."""
    times = [arrivals[i] for i in chosen]
    return max(times, default=-1), sum(times), len(times)


def try_every_choice(arrivals: Sequence[int], amounts: Amounts, wanted: Sequence[int]) -> Key:
    counts = [min(c, sum(given[k] for given in amounts)) for k, c in enumerate(wanted)]
    choices = itertools.chain.from_iterable(
        itertools.combinations(range(len(arrivals)), size) for size in range(len(arrivals) + 1)
    )
    return min(key_of(c, arrivals) for c in choices if covers(c, amounts, counts))


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[int], Amounts, list[int]]:
    needs = draw(st.integers(0, 4))
    units = draw(st.integers(0, 8))
    arrivals = draw(st.lists(st.integers(0, 12), min_size=units, max_size=units))
    row = st.lists(st.integers(0, 4), min_size=needs, max_size=needs)
    amounts = draw(st.lists(row, min_size=units, max_size=units))
    wanted = draw(st.lists(st.integers(0, 7), min_size=needs, max_size=needs))
    return arrivals, amounts, wanted


@given(problems())
@settings(max_examples=400, deadline=None)
def test_no_choice_is_better(problem: tuple[list[int], Amounts, list[int]]) -> None:
    arrivals, amounts, wanted = problem

    cover = choose(arrivals, amounts, wanted)

    assert cover.exact
    assert len(set(cover.chosen)) == len(cover.chosen)
    assert key_of(cover.chosen, arrivals) == try_every_choice(arrivals, amounts, wanted)


@given(problems())
@settings(max_examples=100, deadline=None)
def test_what_all_together_cannot_give_does_not_stop_the_rest(
    problem: tuple[list[int], Amounts, list[int]],
) -> None:
    arrivals, amounts, wanted = problem
    beyond = [count + 100 for count in wanted]

    chosen = choose(arrivals, amounts, beyond).chosen

    useful = [i for i, row in enumerate(amounts) if any(row)]
    assert sorted(chosen) == useful


@given(problems(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_units_does_not_change_how_good_the_choice_is(
    problem: tuple[list[int], Amounts, list[int]], random: object
) -> None:
    arrivals, amounts, wanted = problem
    order = list(range(len(arrivals)))
    random.shuffle(order)  # type: ignore[attr-defined]

    here = choose(arrivals, amounts, wanted).chosen
    there = choose([arrivals[i] for i in order], [amounts[i] for i in order], wanted).chosen

    assert key_of(here, arrivals) == key_of([order[i] for i in there], arrivals)


def test_a_unit_may_fill_several_needs_at_once() -> None:
    assert choose([300, 200, 200], [[1, 1], [1, 0], [0, 1]], [1, 1]).chosen == [1, 2]
    assert choose([150, 200, 200], [[1, 1], [1, 0], [0, 1]], [1, 1]).chosen == [0]


def test_the_last_arrival_counts_before_the_number_of_vehicles() -> None:
    one_far, two_near = [400, 100, 120], [[2], [1], [1]]

    assert choose(one_far, two_near, [2]).chosen == [1, 2]


def test_of_equal_choices_the_fewest_vehicles_go() -> None:
    assert choose([0, 0, 0], [[1], [1], [2]], [2]).chosen == [2]


def test_a_need_too_large_for_trying_all_is_covered_all_the_same() -> None:
    wanted = [40, 40, 40]
    assert STATES_MAX < 41**3
    amounts = [[1 + i % 3, i % 2, 2] for i in range(120)]
    arrivals = [60 + i * 7 % 400 for i in range(120)]

    cover = choose(arrivals, amounts, wanted)

    assert not cover.exact
    assert covers(cover.chosen, amounts, wanted)
    for unit in cover.chosen:
        assert not covers([i for i in cover.chosen if i != unit], amounts, wanted)
