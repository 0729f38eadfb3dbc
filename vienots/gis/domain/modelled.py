"""A road net that nobody surveyed: modelled over the real places, seeded, one connected whole.

Country roads follow the Gabriel graph of the settlements (two are joined when no third lies in
between), kept on land; the ways between towns are main roads. Towns get a grid of named streets
whose size follows their people.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import numpy as np
import shapely
from msgspec import Struct
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import Delaunay, KDTree
from shapely.geometry.base import BaseGeometry

from vienots.gis.domain.roads import METRES_PER_DEGREE, Ints, Net, to_plane

SEED = 112
KMH = {"main": 85.0, "regional": 70.0, "local": 50.0, "avenue": 45.0, "street": 35.0}
"""Mean speeds of a vehicle with lights on, by class; modelled."""
BEND = {"main": 1.08, "regional": 1.15, "local": 1.25}
"""Length of the road to the straight line."""
STEP_M = 1_500.0
LENGTH_MAX_M = 30_000.0
TOWN_MIN = 500
PEOPLE_UNKNOWN_TOWN = 2_000

NAMES = (
    "Brīvības iela", "Rīgas iela", "Lielā iela", "Skolas iela", "Parka iela", "Dārza iela",
    "Liepu iela", "Zaļā iela", "Raiņa iela", "Upes iela", "Stacijas iela", "Miera iela",
    "Pils iela", "Jaunā iela", "Bērzu iela", "Meža iela", "Ozolu iela", "Kalna iela",
    "Saules iela", "Ezera iela", "Baznīcas iela", "Tirgus iela", "Pasta iela", "Lauku iela",
    "Ziedu iela", "Ābeļu iela", "Kļavu iela", "Priežu iela", "Kastaņu iela", "Ceriņu iela",
    "Krasta iela", "Dzirnavu iela", "Kalēju iela", "Aspazijas iela", "Poruka iela",
    "Valdemāra iela",
    "Barona iela", "Avotu iela", "Čaka iela", "Tērbatas iela", "Ģertrūdes iela", "Stabu iela",
    "Bruņinieku iela", "Matīsa iela", "Tallinas iela", "Pērnavas iela", "Maskavas iela",
    "Lāčplēša iela", "Elizabetes iela", "Blaumaņa iela", "Maija iela", "Slokas iela",
    "Kalnciema iela", "Daugavgrīvas iela", "Dzelzavas iela", "Ulmaņa gatve", "Vienības gatve",
    "Kurzemes prospekts", "Mežaparka prospekts", "Kokneses prospekts", "Ropažu iela",
    "Viestura prospekts", "Jaunciema gatve", "Biķernieku iela", "Ieriķu iela", "Lubānas iela",
    "Salaspils iela", "Ķengaraga iela", "Mazā iela", "Akmens iela", "Smilšu iela", "Vītolu iela",
    "Egļu iela", "Lazdu iela", "Pīlādžu iela", "Vārpu iela", "Druvas iela", "Vēja iela",
    "Rūpniecības iela", "Celtnieku iela", "Sporta iela", "Tehnikas iela", "Zvaigžņu iela",
    "Mēness iela", "Robežu iela", "Līvu iela", "Kuršu iela", "Zemgaļu iela", "Sēļu iela",
    "Latgaļu iela", "Imantas iela", "Nometņu iela", "Āgenskalna iela", "Torņakalna iela",
)  # fmt: skip


class Settlement(Struct, frozen=True):
    name: str
    lat: float
    lon: float
    people: int


class Street(Struct, frozen=True):
    """A straight run of a modelled street, with its end points."""

    name: str
    town: str
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

    def node(self, lat: float, lon: float) -> int:
        self.lat.append(lat)
        self.lon.append(lon)
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


def build(settlements: Sequence[Settlement], country: BaseGeometry) -> Modelled:
    """Deterministic: the same places give the same net."""
    rng = random.Random(SEED)
    settlements = _apart(settlements)
    shapely.prepare(country)
    builder = _Builder()
    centres = [builder.node(place.lat, place.lon) for place in settlements]
    pairs = _country_pairs(settlements, country)
    classes = _classes(settlements, pairs)
    lines = [_lay_road(builder, rng, centres, settlements, pair, classes[pair]) for pair in pairs]
    streets: list[Street] = []
    for place, centre in zip(settlements, centres, strict=True):
        streets += _lay_town(builder, rng, place, centre, country)
    return Modelled(builder.finish(), streets, lines)


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
    for share in (0.25, 0.5, 0.75):
        x = lon[pairs[:, 0]] * (1 - share) + lon[pairs[:, 1]] * share
        y = lat[pairs[:, 0]] * (1 - share) + lat[pairs[:, 1]] * share
        dry &= shapely.contains_xy(country, x, y)
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
    centres: Sequence[int],
    settlements: Sequence[Settlement],
    pair: tuple[int, int],
    kind: str,
) -> tuple[str, list[tuple[float, float]]]:
    """A gently bent line with a node every kilometre and a half."""
    a, b = settlements[pair[0]], settlements[pair[1]]
    north = (b.lat - a.lat) * METRES_PER_DEGREE
    east = (b.lon - a.lon) * METRES_PER_DEGREE * math.cos(math.radians(a.lat))
    length = math.hypot(north, east)
    steps = max(1, round(length / STEP_M))
    swing = rng.uniform(-0.09, 0.09)
    shape = [(a.lon, a.lat)]
    previous = centres[pair[0]]
    for step in range(1, steps):
        share = step / steps
        aside = swing * math.sin(math.pi * share) + rng.uniform(-0.012, 0.012)
        lat = a.lat + (b.lat - a.lat) * share + (b.lon - a.lon) * aside * 0.55
        lon = a.lon + (b.lon - a.lon) * share - (b.lat - a.lat) * aside / 0.55
        node = builder.node(lat, lon)
        builder.edge(previous, node, kind, BEND[kind])
        shape.append((lon, lat))
        previous = node
    builder.edge(previous, centres[pair[1]], kind, BEND[kind])
    shape.append((b.lon, b.lat))
    return kind, [(round(lon, 5), round(lat, 5)) for lon, lat in shape]


def _lay_town(
    builder: _Builder, rng: random.Random, place: Settlement, centre: int, country: BaseGeometry
) -> list[Street]:
    """A turned grid around the centre; larger towns have more and longer streets."""
    half, spacing = _grid_size(place.people)
    turn = rng.uniform(0, math.pi / 2)
    metre_lat = 1 / METRES_PER_DEGREE
    metre_lon = metre_lat / math.cos(math.radians(place.lat))
    nodes: dict[tuple[int, int], int] = {}
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
            elif shapely.contains_xy(country, lon, lat):
                nodes[row, column] = builder.node(lat, lon)
    reached = _reach(nodes)
    for (row, column), node in reached.items():
        for other in ((row, column + 1), (row + 1, column)):
            if other in reached:
                through = row == other[0] == 0 or column == other[1] == 0
                builder.edge(node, reached[other], "avenue" if through else "street")
    return _name_streets(builder, rng, place, reached, half)


def _grid_size(people: int) -> tuple[int, float]:
    if people < TOWN_MIN:
        return 1, 220.0
    spacing = 170.0 if people < 100_000 else 300.0
    radius = 180.0 + 8.2 * math.sqrt(people)
    return max(2, round(radius / spacing)), spacing


def _reach(nodes: dict[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """What hangs together with the centre; a quarter across the water is left out."""
    seen, waiting = {(0, 0)}, [(0, 0)]
    while waiting:
        row, column = waiting.pop()
        for other in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)):
            if other in nodes and other not in seen:
                seen.add(other)
                waiting.append(other)
    return {cell: nodes[cell] for cell in nodes if cell in seen}


def _name_streets(
    builder: _Builder,
    rng: random.Random,
    place: Settlement,
    nodes: dict[tuple[int, int], int],
    half: int,
) -> list[Street]:
    first, rest = list(NAMES[:16]), list(NAMES[16:])
    rng.shuffle(first)
    rng.shuffle(rest)
    names = first + rest
    order = sorted(range(-half, half + 1), key=abs)
    found = []
    for place_in_order, index in enumerate(order):
        for offset, axis in ((0, "row"), (1, "column")):
            position = 2 * place_in_order + offset
            name = names[position % len(names)]
            if position >= len(names):
                name = f"{name.removesuffix(' iela')} {position // len(names) + 1}. iela"
            cells = sorted(
                cell for cell in nodes if (cell[0] if axis == "row" else cell[1]) == index
            )
            if len(cells) >= 2:
                a, b = nodes[cells[0]], nodes[cells[-1]]
                found.append(
                    Street(
                        name,
                        place.name,
                        (builder.lat[a], builder.lon[a]),
                        (builder.lat[b], builder.lon[b]),
                    )
                )
    return found
