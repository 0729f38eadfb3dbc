"""A road net in arrays: travel times of every unit by one search from the incident, and routes."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import KDTree

from vienots.gis.contracts import Route, TravelTime

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Point = tuple[float, float]
"""Latitude and longitude."""

WINDING = 1.35
"""Straight line to road, where no road is known; the usual factor of European country roads."""
LINE_KMH = 60.0
ACCESS_KMH = 30.0
"""From the door to the next node of the net."""
ACCESS_MAX_M = 3_000.0
"""Farther from any road the net says nothing of a place."""
LIMIT_S = 5_400.0
ROUTE_LIMIT_S = 6 * 3_600.0
"""Nobody drives longer inside the country."""
METRES_PER_DEGREE = 111_195.0
# One plane for the whole country: at Latvia's size it is off by less than two percent.
_COSINE = math.cos(math.radians(56.9))
_WALK_CHECK_EVERY = 16
_SNAPPED_MAX = 20_000


def to_plane(lat: npt.ArrayLike, lon: npt.ArrayLike) -> Floats:
    """Metres east and north, shape (n, 2)."""
    x = np.asarray(lon, dtype=np.float64) * METRES_PER_DEGREE * _COSINE
    y = np.asarray(lat, dtype=np.float64) * METRES_PER_DEGREE
    return np.stack([x, y], axis=-1)


class Net(Struct, frozen=True):
    """Nodes with positions; directed edges with length (m) and time (s)."""

    lat: Floats
    lon: Floats
    tail: Ints
    head: Ints
    metres: Floats
    seconds: Floats


def largest_whole(net: Net) -> Net:
    """What can be driven from anywhere to anywhere; of parallel edges the quickest.

    A yard that no road reaches, or a one-way end, would catch the places next to it and make
    them unreachable.
    """
    count = len(net.lat)
    order = np.lexsort((net.seconds, net.head, net.tail))
    pairs = net.tail[order] * count + net.head[order]
    best = order[np.concatenate([[True], pairs[1:] != pairs[:-1]])]
    best = best[net.tail[best] != net.head[best]]
    tail, head = net.tail[best], net.head[best]
    graph = csr_array((np.ones(len(best)), (tail, head)), shape=(count, count))
    _, part = connected_components(graph, directed=True, connection="strong")
    kept = part == np.argmax(np.bincount(part))
    number = np.cumsum(kept) - 1
    inside = kept[tail] & kept[head]
    return Net(
        net.lat[kept],
        net.lon[kept],
        number[tail[inside]],
        number[head[inside]],
        net.metres[best][inside],
        net.seconds[best][inside],
    )


class RoadNet:
    """Ready for searching. Reversed once: one search from the incident serves every unit."""

    def __init__(self, net: Net, *, modelled: bool) -> None:
        self.net = net = largest_whole(net)
        self.modelled = modelled
        count = len(net.lat)
        self._reversed = csr_array((net.seconds, (net.head, net.tail)), shape=(count, count))
        self._plane = to_plane(net.lat, net.lon)
        self._tree = KDTree(self._plane)
        self._snapped: dict[Point, tuple[float, int]] = {}
        # `largest_whole` leaves the edges in order of tail and head.
        self._pairs = net.tail * count + net.head

    def travel_times(
        self, lat: float, lon: float, starts: Sequence[Point], limit_s: float = LIMIT_S
    ) -> list[TravelTime]:
        """From each start to the place, by one search backwards from the place.

        A start that no road joins to it within `limit_s` gets the straight line's time, never
        less than the limit where there are roads: it is known to be farther than that.
        """
        if not starts:
            return []
        lines = _lines(starts, (lat, lon))
        away, target = self._tree.query(to_plane(lat, lon))
        if away > ACCESS_MAX_M:
            return [TravelTime(s, m, "line") for s, m in lines.tolist()]
        gaps, nodes = self._snap(starts)
        times, after = dijkstra(
            self._reversed, indices=int(target), limit=limit_s, return_predecessors=True
        )
        reached = np.isfinite(times[nodes]) & (gaps <= ACCESS_MAX_M)
        too_far = ~reached & (gaps <= ACCESS_MAX_M)
        found = lines
        found[too_far, 0] = np.maximum(found[too_far, 0], limit_s)
        access_m = gaps[reached] + away
        found[reached, 0] = times[nodes[reached]] + access_m / (ACCESS_KMH / 3.6)
        found[reached, 1] = self._metres_along(nodes[reached], int(target), after) + access_m
        return [
            TravelTime(seconds, metres, "roads" if by_roads else "line")
            for (seconds, metres), by_roads in zip(found.tolist(), reached.tolist(), strict=True)
        ]

    def _snap(self, starts: Sequence[Point]) -> tuple[Floats, Ints]:
        """Distance to the nearest node, and the node. Most units stand where they stood."""
        known = self._snapped
        fresh = [start for start in set(starts) if start not in known]
        if len(known) + len(fresh) > _SNAPPED_MAX:
            known.clear()
            fresh = list(set(starts))
        if fresh:
            places = np.asarray(fresh, dtype=np.float64)
            gaps, nodes = self._tree.query(to_plane(places[:, 0], places[:, 1]))
            known.update(zip(fresh, zip(gaps.tolist(), nodes.tolist(), strict=True), strict=True))
        found = [known[start] for start in starts]
        return np.array([gap for gap, _ in found]), np.array([node for _, node in found], np.int64)

    def _metres_along(self, nodes: Ints, target: int, after: npt.NDArray[np.int32]) -> Floats:
        """Lengths of the quickest ways from the nodes: all of them walk in step to the target."""
        starts, back = np.unique(nodes, return_inverse=True)
        after[target] = target
        rows: list[npt.NDArray[np.integer]] = [starts]
        while True:
            rows.append(after[rows[-1]])
            if len(rows) % _WALK_CHECK_EVERY == 0 and (rows[-1] == target).all():
                break
        ways = np.stack(rows)
        passed = np.zeros(len(self.net.lat), bool)
        passed[ways] = True
        passed[target] = False
        walked = np.flatnonzero(passed)
        metres = np.zeros(len(self.net.lat))
        metres[walked] = self._metres_of(walked, after[walked])
        return np.asarray(metres[ways].sum(axis=0)[back], dtype=np.float64)

    def _metres_of(self, tail: Ints, head: npt.NDArray[np.integer]) -> Floats:
        return self.net.metres[np.searchsorted(self._pairs, tail * len(self.net.lat) + head)]

    def route(self, start: Point, end: Point) -> Route:
        """The quickest way, with its shape; a straight line where no road leads there."""
        (start_gap, end_gap), (first, last) = self._tree.query(
            to_plane([start[0], end[0]], [start[1], end[1]])
        )
        if max(start_gap, end_gap) > ACCESS_MAX_M:
            return line_route(start, end)
        times, after = dijkstra(
            self._reversed, indices=int(last), limit=ROUTE_LIMIT_S, return_predecessors=True
        )
        if not math.isfinite(times[first]):
            return line_route(start, end)
        nodes = [int(first)]
        while nodes[-1] != int(last):
            nodes.append(int(after[nodes[-1]]))
        way = np.array(nodes)
        inner_m = float(self._metres_of(way[:-1], way[1:]).sum())
        start_s, end_s = (float(gap) / (ACCESS_KMH / 3.6) for gap in (start_gap, end_gap))
        passed = start_s + times[first] - times[way]
        total_s = start_s + float(times[first]) + end_s
        inner = zip(self.net.lon[way].tolist(), self.net.lat[way].tolist(), strict=True)
        return Route(
            [(start[1], start[0]), *inner, (end[1], end[0])],
            total_s,
            inner_m + float(start_gap + end_gap),
            "roads",
            [0.0, *(round(s, 1) for s in passed.tolist()), total_s],
        )


def _lines(starts: Sequence[Point], end: Point) -> Floats:
    """Seconds and metres of straight lines, lengthened as roads wind; shape (n, 2)."""
    places = np.asarray(starts, dtype=np.float64).reshape(-1, 2)
    metres = np.hypot(*(to_plane(places[:, 0], places[:, 1]) - to_plane(*end)).T) * WINDING
    return np.stack([metres / (LINE_KMH / 3.6), metres], axis=-1)


def line_times(starts: Sequence[Point], end: Point) -> list[TravelTime]:
    """The honest answer where no road is known."""
    return [TravelTime(s, m, "line") for s, m in _lines(starts, end).tolist()]


def line_route(start: Point, end: Point) -> Route:
    [time] = line_times([start], end)
    shape = [(start[1], start[0]), (end[1], end[0])]
    return Route(shape, time.seconds, time.metres, "line", [0.0, time.seconds])


def save(net: Net) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(
        file,
        lat=net.lat.astype(np.float64),
        lon=net.lon,
        tail=net.tail.astype(np.int32),
        head=net.head.astype(np.int32),
        metres=net.metres.astype(np.float32),
        seconds=net.seconds.astype(np.float32),
    )
    return file.getvalue()


def read(content: bytes) -> Net:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return Net(
            arrays["lat"],
            arrays["lon"],
            arrays["tail"].astype(np.int64),
            arrays["head"].astype(np.int64),
            arrays["metres"].astype(np.float64),
            arrays["seconds"].astype(np.float64),
        )
