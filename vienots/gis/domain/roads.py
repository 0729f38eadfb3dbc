"""A road net in arrays: travel times of every unit by one search from the incident, and routes."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from vienots.gis.contracts import TravelTime

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

WINDING = 1.35
"""Straight line to road, where no road is known; the usual factor of European country roads."""
LINE_KMH = 60.0
ACCESS_KMH = 30.0
"""From the door to the next node of the net."""
ACCESS_MAX_M = 3_000.0
"""Farther from any road the net says nothing of a place."""
LIMIT_S = 5_400.0
METRES_PER_DEGREE = 111_195.0
# One plane for the whole country: at Latvia's size it is off by less than half a percent.
_COSINE = math.cos(math.radians(56.9))


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


class Route(Struct, frozen=True):
    coordinates: list[tuple[float, float]]
    """Longitude and latitude, from the start to the end."""
    seconds: float
    metres: float
    by: str


class RoadNet:
    """Ready for searching. Reversed once: one search from the incident serves every unit."""

    def __init__(self, net: Net, *, modelled: bool) -> None:
        self.net = net
        self.modelled = modelled
        count = len(net.lat)
        self._reversed = csr_array((net.seconds, (net.head, net.tail)), shape=(count, count))
        self._plane = to_plane(net.lat, net.lon)
        self._tree = KDTree(self._plane)
        pairs = net.tail * count + net.head
        order = np.argsort(pairs, kind="stable")
        self._pairs, self._pair_metres = pairs[order], net.metres[order]

    def travel_times(
        self,
        lat: float,
        lon: float,
        starts: Sequence[tuple[float, float]],
        limit_s: float = LIMIT_S,
    ) -> list[TravelTime]:
        """From each start (lat, lon) to the place, by one search backwards from the place."""
        if not starts:
            return []
        away, node = self._tree.query(to_plane(lat, lon))
        lines = [line_time(start, (lat, lon)) for start in starts]
        if away > ACCESS_MAX_M:
            return lines
        times = dijkstra(self._reversed, indices=int(node), limit=limit_s)
        gaps, nodes = self._tree.query(
            to_plane([start[0] for start in starts], [start[1] for start in starts])
        )
        access = (np.asarray(gaps) + away) / (ACCESS_KMH / 3.6)
        found = times[nodes] + access
        return [
            TravelTime(float(seconds), line.metres, "roads")
            if math.isfinite(seconds) and gap <= ACCESS_MAX_M
            else line
            for seconds, gap, line in zip(found, gaps, lines, strict=True)
        ]

    def route(self, start: tuple[float, float], end: tuple[float, float]) -> Route:
        """The quickest way, with its shape; a straight line where no road leads there."""
        (start_gap, end_gap), (first, last) = self._tree.query(
            to_plane([start[0], end[0]], [start[1], end[1]])
        )
        line = line_time(start, end)
        straight = Route(
            [(start[1], start[0]), (end[1], end[0])], line.seconds, line.metres, "line"
        )
        if max(start_gap, end_gap) > ACCESS_MAX_M:
            return straight
        times, after = dijkstra(
            self._reversed, indices=int(last), limit=2 * LIMIT_S, return_predecessors=True
        )
        if not math.isfinite(times[first]):
            return straight
        nodes = [int(first)]
        while nodes[-1] != int(last):
            nodes.append(int(after[nodes[-1]]))
        access_m = float(start_gap + end_gap)
        metres = sum(self._metres_of(a, b) for a, b in zip(nodes, nodes[1:], strict=False))
        inner = [(float(self.net.lon[n]), float(self.net.lat[n])) for n in nodes]
        return Route(
            [(start[1], start[0]), *inner, (end[1], end[0])],
            float(times[first]) + access_m / (ACCESS_KMH / 3.6),
            metres + access_m,
            "roads",
        )

    def _metres_of(self, tail: int, head: int) -> float:
        place = int(np.searchsorted(self._pairs, tail * len(self.net.lat) + head))
        return float(self._pair_metres[place])


def line_time(start: tuple[float, float], end: tuple[float, float]) -> TravelTime:
    """The honest answer where no road is known."""
    a, b = to_plane(*start), to_plane(*end)
    metres = float(np.hypot(*(a - b))) * WINDING
    return TravelTime(metres / (LINE_KMH / 3.6), metres, "line")


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
