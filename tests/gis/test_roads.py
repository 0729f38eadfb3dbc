from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vienots.gis.domain.roads import (
    ACCESS_MAX_M,
    LIMIT_S,
    Net,
    RoadNet,
    largest_whole,
    line_times,
    read,
    save,
)

STEP = 0.01
CENTRE = (56.9, 24.1)


def a_net(edges: Sequence[tuple[int, int, float]], columns: int = 10) -> Net:
    """Nodes on a grid, a kilometre or so apart; edges (tail, head, seconds)."""
    count = columns * columns
    number = np.arange(count, dtype=np.float64)
    tail, head, seconds = (np.array(part) for part in zip(*edges, strict=True))
    lat = CENTRE[0] + STEP * (number // columns)
    lon = CENTRE[1] + STEP * (number % columns)
    return Net(lat, lon, tail, head, seconds.astype(float) * 10, seconds.astype(float))


def a_grid(columns: int = 10, seconds: float = 60.0) -> Net:
    both = []
    for node in range(columns * columns):
        for other, fits in ((node + 1, (node + 1) % columns != 0), (node + columns, True)):
            if fits and other < columns * columns:
                both += [(node, other, seconds), (other, node, seconds)]
    return a_net(both, columns)


def spot(net: Net, node: int) -> tuple[float, float]:
    return float(net.lat[node]), float(net.lon[node])


def test_the_time_is_that_of_the_quickest_way_with_its_own_length() -> None:
    roads = RoadNet(a_grid(), modelled=False)

    [time] = roads.travel_times(*spot(roads.net, 0), [spot(roads.net, 99)])

    assert (time.seconds, time.metres, time.by) == (18 * 60, 18 * 600, "roads")


def test_of_two_roads_side_by_side_the_quicker_counts_and_they_do_not_add_up() -> None:
    net = a_net([(0, 1, 50), (1, 0, 50), (0, 1, 20), (1, 0, 20)])

    roads = RoadNet(net, modelled=False)

    assert roads.travel_times(*spot(net, 0), [spot(net, 1)])[0].seconds == 20


def test_a_yard_that_no_road_joins_catches_nobody() -> None:
    edges = [(0, 1, 60), (1, 0, 60), (1, 2, 60), (2, 1, 60), (55, 56, 5), (56, 55, 5)]

    whole = largest_whole(a_net([*edges, (2, 3, 60)]))

    assert len(whole.lat) == 3, "neither the yard (55, 56) nor the one-way end (3)"


def test_a_one_way_street_is_driven_one_way() -> None:
    ring = [(0, 1, 10), (1, 11, 10), (11, 10, 10), (10, 0, 10)]
    net = a_net(ring)

    roads = RoadNet(net, modelled=False)

    assert roads.travel_times(*spot(net, 1), [spot(net, 0)])[0].seconds == 10
    assert roads.travel_times(*spot(net, 0), [spot(net, 1)])[0].seconds == 30


def test_far_from_any_road_the_straight_line_is_said_to_be_one() -> None:
    roads = RoadNet(a_grid(), modelled=False)
    far = (57.9, 24.1)

    [to_far] = roads.travel_times(*far, [spot(roads.net, 0)])
    [from_far] = roads.travel_times(*spot(roads.net, 0), [far])
    way = roads.route(far, spot(roads.net, 0))

    assert {to_far.by, from_far.by, way.by} == {"line"}
    assert to_far == line_times([spot(roads.net, 0)], far)[0]
    assert way.coordinates == [(24.1, 57.9), (24.1, 56.9)]


def test_beyond_the_limit_nobody_is_said_to_be_sooner_than_it() -> None:
    roads = RoadNet(a_grid(seconds=300), modelled=False)

    [time] = roads.travel_times(*spot(roads.net, 0), [spot(roads.net, 99)], limit_s=1_800)

    assert time.by == "line"
    assert time.seconds >= 1_800


def test_nobody_to_send_is_no_question() -> None:
    assert RoadNet(a_grid(), modelled=False).travel_times(*CENTRE, []) == []


points = st.tuples(
    st.floats(CENTRE[0] - STEP, CENTRE[0] + 11 * STEP),
    st.floats(CENTRE[1] - STEP, CENTRE[1] + 11 * STEP),
)
GRID = RoadNet(a_grid(), modelled=False)


@given(start=points, end=points)
def test_the_route_takes_as_long_as_the_travel_time_says(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    [time] = GRID.travel_times(*end, [start])
    way = GRID.route(start, end)

    assert way.by == time.by == "roads"
    assert way.seconds == pytest.approx(time.seconds)
    assert way.metres == pytest.approx(time.metres)


@given(start=points, end=points)
def test_a_route_starts_and_ends_where_it_is_asked_and_time_only_grows(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    way = GRID.route(start, end)

    assert way.coordinates[0] == (start[1], start[0])
    assert way.coordinates[-1] == (end[1], end[0])
    assert len(way.passed_s) == len(way.coordinates)
    assert way.passed_s[0] == 0
    assert way.passed_s[-1] == way.seconds
    assert all(a <= b + 0.1 for a, b in zip(way.passed_s, way.passed_s[1:], strict=False))


@given(st.lists(points, min_size=1, max_size=20), points)
def test_many_starts_get_what_each_would_alone(
    starts: list[tuple[float, float]], end: tuple[float, float]
) -> None:
    together = GRID.travel_times(*end, starts)

    assert [t.by for t in together] == ["roads"] * len(starts)
    for start, time in zip(starts, together, strict=True):
        [alone] = GRID.travel_times(*end, [start])
        assert alone.seconds == pytest.approx(time.seconds)
        assert alone.metres == pytest.approx(time.metres)


@given(points, points, points)
def test_a_way_through_a_third_place_is_never_quicker(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]
) -> None:
    def seconds(start: tuple[float, float], end: tuple[float, float]) -> float:
        return GRID.travel_times(*end, [start])[0].seconds

    assert seconds(a, c) <= seconds(a, b) + seconds(b, c) + 1e-6


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=10)
def test_a_kept_net_is_the_net(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, 100, (50, 2))
    net = a_net(
        [(int(a), int(b), float(s)) for (a, b), s in zip(ends, rng.random(50), strict=True)]
    )

    back = read(save(net))

    assert np.array_equal(back.lat, net.lat)
    assert np.array_equal(back.tail, net.tail)
    assert np.allclose(back.seconds, net.seconds, rtol=1e-6)


def test_the_bounds_are_those_that_the_documents_name() -> None:
    assert (ACCESS_MAX_M, LIMIT_S) == (3_000, 90 * 60)
    assert math.isclose(line_times([(56.9, 24.1)], (56.9, 24.1))[0].seconds, 0)
