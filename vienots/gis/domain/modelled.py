"""A road net that nobody surveyed: modelled over the real places, seeded, one connected whole.

Country roads follow the Gabriel graph of the settlements (two are joined when no third lies in
between), kept on land; the ways between towns are main roads. Towns get a grid of named streets
whose size follows their people; a road joins the streets that it passes.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from msgspec import Struct
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import Delaunay, KDTree
from shapely.geometry.base import BaseGeometry

from vienots.gis.domain.roads import METRES_PER_DEGREE, Ints, Net, to_plane
from vienots.gis.domain.street_names import COMMON, OTHERS

SEED = 112
KMH = {"main": 85.0, "regional": 70.0, "local": 50.0, "avenue": 45.0, "street": 35.0}
"""Mean speeds of a vehicle with lights on, by class; modelled."""
BEND = {"main": 1.03, "regional": 1.08, "local": 1.2}
"""Length of the road to the straight line."""
STEP_M = 750.0
LENGTH_MAX_M = 30_000.0
LAND_SAMPLE_M = 400.0
SWING_MAX = 0.09
"""How far a road bows aside, to its length."""
TOWN_MIN = 500
JOIN_M = 150.0
"""A road or a neighbouring town's street so near to a street meets it."""
SPLIT_FROM = 4
"""Grids larger than this have streets that start at the centre; smaller ones cross it."""


class Settlement(Struct, frozen=True):
    name: str
    lat: float
    lon: float
    people: int
    atvk: str = ""
    """Its municipality; the streets stay in it."""


Cell = tuple[int, int]
ROAD = -1
"""In place of a town's number: a node of the open country."""


class Street(Struct, frozen=True):
    """A straight run of a modelled street, with its end points; numbers grow from `a`."""

    name: str
    town: Settlement
    a: tuple[float, float]
    b: tuple[float, float]


class Modelled(Struct, frozen=True):
    net: Net
    streets: list[Street]
    lines: list[tuple[str, list[tuple[float, float]]]]
    """Class and shape (lon, lat) of the country roads, for drawing."""


class _Builder:
    def __init__(self) -> None:
        self.lat: list[float] = []
        self.lon: list[float] = []
        self.tail: list[int] = []
        self.head: list[int] = []
        self.kind: list[str] = []
        self.bend: list[float] = []
        self.town: list[int] = []

    def node(self, lat: float, lon: float, town: int) -> int:
        self.lat.append(lat)
        self.lon.append(lon)
        self.town.append(town)
        return len(self.lat) - 1

    def edge(self, a: int, b: int, kind: str, bend: float = 1.0) -> None:
        self.tail.append(a)
        self.head.append(b)
        self.kind.append(kind)
        self.bend.append(bend)

    def finish(self) -> Net:
        lat, lon = np.array(self.lat), np.array(self.lon)
        tail, head = np.array(self.tail, np.int64), np.array(self.head, np.int64)
        plane = to_plane(lat, lon)
        metres = np.hypot(*(plane[tail] - plane[head]).T) * np.array(self.bend)
        metres = np.maximum(metres, 1.0)
        speeds = np.array([KMH[kind] / 3.6 for kind in self.kind])
        seconds = metres / speeds
        # Every modelled road goes both ways.
        return Net(
            lat,
            lon,
            np.concatenate([tail, head]),
            np.concatenate([head, tail]),
            np.concatenate([metres, metres]),
            np.concatenate([seconds, seconds]),
        )


def build(
    settlements: Sequence[Settlement],
    country: BaseGeometry,
    municipalities: Mapping[str, BaseGeometry] | None = None,
) -> Modelled:
    """Deterministic: the same places give the same net. All shapes are dry land."""
    within = municipalities or {}
    rng = random.Random(SEED)
    settlements = _apart(settlements)
    for land in (country, *within.values()):
        shapely.prepare(land)
    builder = _Builder()
    centres = [builder.node(place.lat, place.lon, n) for n, place in enumerate(settlements)]
    pairs = _country_pairs(settlements, country)
    classes = _classes(settlements, pairs)
    lines = [
        _lay_road(builder, rng, (centres[a], centres[b]), classes[a, b], country) for a, b in pairs
    ]
    streets: list[Street] = []
    for n, place in enumerate(settlements):
        streets += _lay_town(builder, rng, place, n, within.get(place.atvk, country))
    _join_neighbours(builder)
    return Modelled(builder.finish(), streets, lines)


def _join_neighbours(builder: _Builder) -> None:
    """Without this, who leaves a town would have to drive through its middle."""
    plane = to_plane(builder.lat, builder.lon)
    towns = np.array(builder.town)
    near = KDTree(plane).query_pairs(JOIN_M, output_type="ndarray")
    for a, b in near[towns[near[:, 0]] != towns[near[:, 1]]].tolist():
        builder.edge(a, b, "street")


def _apart(settlements: Sequence[Settlement]) -> list[Settlement]:
    """One settlement a spot: of two at the same one, that with more people."""
    kept: dict[tuple[float, float], Settlement] = {}
    for place in settlements:
        spot = (round(place.lat, 3), round(place.lon, 3))
        if spot not in kept or kept[spot].people < place.people:
            kept[spot] = place
    return list(kept.values())


def _country_pairs(
    settlements: Sequence[Settlement], country: BaseGeometry
) -> list[tuple[int, int]]:
    """Gabriel edges on land, and the shortest others that make it one whole."""
    plane = to_plane([s.lat for s in settlements], [s.lon for s in settlements])
    triangles = Delaunay(plane).simplices
    pairs = np.unique(
        np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [0, 2]]])),
        axis=0,
    )
    a, b = plane[pairs[:, 0]], plane[pairs[:, 1]]
    lengths = np.hypot(*(a - b).T)
    middle_gap, _ = KDTree(plane).query((a + b) / 2)
    gabriel = middle_gap >= lengths / 2 - 1.0
    dry = _on_land(settlements, pairs, country)
    chosen = gabriel & dry & (lengths <= LENGTH_MAX_M)
    return _join(pairs, lengths + np.where(dry, 0.0, 1e6), chosen, len(settlements))


def _on_land(settlements: Sequence[Settlement], pairs: Ints, country: BaseGeometry) -> np.ndarray:
    lat = np.array([s.lat for s in settlements])
    lon = np.array([s.lon for s in settlements])
    dry = np.ones(len(pairs), bool)
    samples = round(LENGTH_MAX_M / LAND_SAMPLE_M)
    for share in np.arange(1, samples) / samples:
        x = lon[pairs[dry, 0]] * (1 - share) + lon[pairs[dry, 1]] * share
        y = lat[pairs[dry, 0]] * (1 - share) + lat[pairs[dry, 1]] * share
        dry[dry] = shapely.contains_xy(country, x, y)
    return dry


def _join(
    pairs: Ints, lengths: np.ndarray, chosen: np.ndarray, count: int
) -> list[tuple[int, int]]:
    graph = csr_array(
        (np.ones(int(chosen.sum())), (pairs[chosen, 0], pairs[chosen, 1])), shape=(count, count)
    )
    _, label = connected_components(graph, directed=False)
    root = {int(part): int(part) for part in np.unique(label)}

    def find(part: int) -> int:
        while root[part] != part:
            part = root[part]
        return part

    added = []
    for place in np.argsort(lengths):
        a, b = find(int(label[pairs[place, 0]])), find(int(label[pairs[place, 1]]))
        if a != b:
            root[a] = b
            added.append(int(place))
    kept = [*np.flatnonzero(chosen).tolist(), *added]
    return [(int(pairs[k, 0]), int(pairs[k, 1])) for k in kept]


def _classes(
    settlements: Sequence[Settlement], pairs: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], str]:
    """Ways between neighbouring towns are main roads, between larger villages regional ones."""
    plane = to_plane([s.lat for s in settlements], [s.lon for s in settlements])
    classes = dict.fromkeys(pairs, "local")
    tail, head = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])
    lengths = np.hypot(*(plane[tail] - plane[head]).T)
    count = len(settlements)
    for kind, people_min, neighbours in (("regional", 700, 3), ("main", 4_000, 4)):
        towns = [n for n, s in enumerate(settlements) if s.people >= people_min]
        if len(towns) <= neighbours:
            continue
        factor = {"local": 1.0, "regional": 0.75, "main": 0.6}
        weights = lengths * np.array([factor[classes[p]] for p in pairs])
        graph = csr_array((weights, (tail, head)), shape=(count, count))
        _, near = KDTree(plane[towns]).query(plane[towns], k=neighbours + 1)
        for place, town in enumerate(towns):
            _, before = dijkstra(graph, directed=False, indices=town, return_predecessors=True)
            for other in near[place][1:]:
                node = towns[int(other)]
                while node != town and before[node] >= 0:
                    step = (int(before[node]), node)
                    classes[step if step in classes else (step[1], step[0])] = kind
                    node = step[0]
    return classes


def _lay_road(
    builder: _Builder,
    rng: random.Random,
    ends: tuple[int, int],
    kind: str,
    country: BaseGeometry,
) -> tuple[str, list[tuple[float, float]]]:
    """A gently bent line with a node every few hundred metres."""
    a, b = ends
    start, end = (np.array([builder.lat[node], builder.lon[node]]) for node in ends)
    across = end - start
    stretch = math.cos(math.radians(float(start[0])))
    length = math.hypot(across[0], across[1] * stretch) * METRES_PER_DEGREE
    share = np.linspace(0, 1, max(1, round(length / STEP_M)) + 1)[1:-1, None]
    swing = rng.uniform(-SWING_MAX, SWING_MAX)
    jitter = np.array([rng.uniform(-0.006, 0.006) for _ in share]).reshape(-1, 1)
    aside = np.array([across[1] * stretch, -across[0] / stretch])
    straight = start + across * share
    inner = straight
    # Bowed to one side, else to the other, else straight: whichever stays on land.
    for bow in (swing, -swing, swing / 3, -swing / 3):
        bent = straight + aside * (bow * np.sin(math.pi * share) + jitter)
        if shapely.contains_xy(country, bent[:, 1], bent[:, 0]).all():
            inner = bent
            break
    nodes = [a, *(builder.node(lat, lon, ROAD) for lat, lon in inner.tolist()), b]
    for tail, head in zip(nodes, nodes[1:], strict=False):
        builder.edge(tail, head, kind, BEND[kind])
    return kind, [(round(builder.lon[n], 5), round(builder.lat[n], 5)) for n in nodes]


def _lay_town(
    builder: _Builder, rng: random.Random, place: Settlement, centre: int, land: BaseGeometry
) -> list[Street]:
    """A turned grid around the centre; larger towns have more and longer streets."""
    half, spacing = _grid_size(place.people)
    turn = rng.uniform(0, math.pi / 2)
    metre_lat = 1 / METRES_PER_DEGREE
    metre_lon = metre_lat / math.cos(math.radians(place.lat))
    nodes: dict[Cell, int] = {}
    for row in range(-half, half + 1):
        for column in range(-half, half + 1):
            if half > 3 and math.hypot(row, column) > half + 0.3:
                continue
            east = (column + rng.uniform(-0.12, 0.12)) * spacing
            north = (row + rng.uniform(-0.12, 0.12)) * spacing
            lon = place.lon + (east * math.cos(turn) - north * math.sin(turn)) * metre_lon
            lat = place.lat + (east * math.sin(turn) + north * math.cos(turn)) * metre_lat
            if (row, column) == (0, 0):
                nodes[0, 0] = centre
            elif shapely.contains_xy(land, lon, lat):
                nodes[row, column] = builder.node(lat, lon, centre)
    reached = _reach(nodes)
    for (row, column), node in reached.items():
        for other in ((row, column + 1), (row + 1, column)):
            if other in reached:
                through = row == other[0] == 0 or column == other[1] == 0
                builder.edge(node, reached[other], "avenue" if through else "street")
    runs = _runs(reached, half)
    named = zip(_names(rng, len(runs)), runs, strict=True)
    return [
        Street(
            name,
            place,
            (builder.lat[reached[run[0]]], builder.lon[reached[run[0]]]),
            (builder.lat[reached[run[-1]]], builder.lon[reached[run[-1]]]),
        )
        for name, run in named
    ]


def _grid_size(people: int) -> tuple[int, float]:
    if people < TOWN_MIN:
        return 1, 220.0
    spacing = 170.0 if people < 100_000 else 300.0
    radius = 180.0 + 8.2 * math.sqrt(people)
    return max(2, round(radius / spacing)), spacing


def _reach(nodes: dict[Cell, int]) -> dict[Cell, int]:
    """What hangs together with the centre; a quarter across the water is left out."""
    seen, waiting = {(0, 0)}, [(0, 0)]
    while waiting:
        row, column = waiting.pop()
        for other in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)):
            if other in nodes and other not in seen:
                seen.add(other)
                waiting.append(other)
    return {cell: nodes[cell] for cell in nodes if cell in seen}


def _runs(nodes: dict[Cell, int], half: int) -> list[list[Cell]]:
    """Cells of each street, the most central streets first.

    In larger towns a line of the grid is two streets, each with its first house at the centre.
    """
    found = []
    for index in sorted(range(-half, half + 1), key=abs):
        for axis in (0, 1):
            line = sorted(cell for cell in nodes if cell[axis] == index)
            if half < SPLIT_FROM:
                found.append(line)
            else:
                found.append([cell for cell in line if cell[1 - axis] >= 0])
                found.append([cell for cell in reversed(line) if cell[1 - axis] <= 0])
    return [run for run in found if len(run) >= 2]


def _names(rng: random.Random, count: int) -> list[str]:
    """Without doubles: two streets of one name in a town would send a crew astray."""
    common, others = list(COMMON), list(OTHERS)
    rng.shuffle(common)
    rng.shuffle(others)
    names = common + others
    while len(names) < count:
        names += [f"Jaunā {name[0].lower()}{name[1:]}" for name in names[: len(OTHERS)]]
    return names[:count]
