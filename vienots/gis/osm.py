"""Reads the roads of an `.osm.pbf` (or `.osm`) into a net, by osmium.

Turn restrictions and conditional limits are not read. Positions of all nodes of the file are held
while reading (16 bytes each); of the roads only crossings, ends and a point every while are kept.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from pathlib import Path

import numpy as np
import osmium
from msgspec import Struct

from vienots.gis.domain.roads import Ints, Net, to_plane
from vienots.gis.errors import BadRoads
from vienots.kernel.errors import Fault

KMH = {
    "motorway": 110.0, "motorway_link": 60.0, "trunk": 90.0, "trunk_link": 60.0, "primary": 80.0,
    "primary_link": 50.0, "secondary": 70.0, "secondary_link": 50.0, "tertiary": 60.0,
    "tertiary_link": 45.0, "unclassified": 50.0, "residential": 35.0, "living_street": 15.0,
    "service": 20.0, "track": 20.0, "road": 40.0, "pedestrian": 10.0, "busway": 40.0,
}  # fmt: skip
"""What is driven where no limit is tagged."""
ONE_WAY_BY_NATURE = frozenset({"motorway", "motorway_link"})
CLASS = {
    "motorway": "main", "trunk": "main", "primary": "main", "secondary": "regional",
    "tertiary": "regional",
}  # fmt: skip
"""What the map draws of the whole country."""
KMH_MIN, KMH_MAX = 5.0, 110.0
KMH_PER_MPH = 1.609
KEEP_EVERY_M = 250.0
STREET_CELL_DEGREES = 0.03
"""Of the many pieces of one street the longest within some three kilometres stands for it."""
_LIMIT = re.compile(r"^(\d{1,3})(?:\.\d+)?\s*(km/h|mph)?$")
Line = list[tuple[float, float]]


class Street(Struct, frozen=True):
    name: str
    line: Line
    """Longitude and latitude."""


class RealRoads(Struct, frozen=True):
    net: Net
    lines: list[tuple[str, Line]]
    streets: list[Street]


def read_osm(path: Path) -> RealRoads:
    """Raises BadRoads for a file that can't be read or holds no road."""
    try:
        reader = _Reader(_crossings(path))
        ways = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
        for way in ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)):
            if isinstance(way, osmium.osm.Way) and way.tags.get("highway") in KMH:
                reader.take(way)
    except (RuntimeError, OSError) as error:
        fault = Fault("file", "gis.roads_unreadable", {"why": str(error)[:200]})
        raise BadRoads([fault]) from error
    if not reader.tail:
        raise BadRoads([Fault("file", "gis.no_roads")])
    return reader.finish()


def _crossings(path: Path) -> Ints:
    """Nodes that more than one road, or one road twice, passes through; sorted."""
    refs = array("q")
    ways = osmium.FileProcessor(str(path), osmium.osm.WAY)
    for way in ways.with_filter(osmium.filter.KeyFilter("highway")):
        if isinstance(way, osmium.osm.Way) and way.tags.get("highway") in KMH:
            refs.extend(node.ref for node in way.nodes)
    found, counts = np.unique(np.frombuffer(refs, np.int64), return_counts=True)
    return found[counts > 1]


class _Reader:
    def __init__(self, crossings: Ints) -> None:
        self._crossings = crossings
        self.tail, self.head = array("q"), array("q")
        self._metres, self._kmh = array("d"), array("d")
        self._refs, self._lat, self._lon = array("q"), array("d"), array("d")
        self._lines: list[tuple[str, Line]] = []
        self._streets: defaultdict[tuple[str, int, int], tuple[float, Line]] = defaultdict(
            lambda: (0.0, [])
        )

    def take(self, way: osmium.osm.Way) -> None:
        nodes = [node for node in way.nodes if node.location.valid()]
        if len(nodes) < 2:
            return
        refs = np.array([node.ref for node in nodes], np.int64)
        lat = np.array([node.location.lat for node in nodes])
        lon = np.array([node.location.lon for node in nodes])
        along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(to_plane(lat, lon), axis=0).T))])
        kept = _kept(along, np.isin(refs, self._crossings))
        self._refs.extend(refs[kept].tolist())
        self._lat.extend(lat[kept].tolist())
        self._lon.extend(lon[kept].tolist())
        self._add_edges(way, refs[kept].tolist(), np.diff(along[kept]).tolist())
        self._draw(way, list(zip(lon[kept].tolist(), lat[kept].tolist(), strict=True)), along[-1])

    def _add_edges(self, way: osmium.osm.Way, refs: list[int], metres: list[float]) -> None:
        kmh = _speed(way.tags["highway"], way.tags.get("maxspeed"))
        forward, backward = _directions(way)
        for a, b, length in zip(refs, refs[1:], metres, strict=False):
            for tail, head, fits in ((a, b, forward), (b, a, backward)):
                if fits:
                    self.tail.append(tail)
                    self.head.append(head)
                    self._metres.append(length)
                    self._kmh.append(kmh)

    def _draw(self, way: osmium.osm.Way, line: Line, metres: float) -> None:
        line = [(round(lon, 5), round(lat, 5)) for lon, lat in line]
        kind = CLASS.get(way.tags["highway"])
        if kind is not None:
            self._lines.append((kind, line))
        name = way.tags.get("name")
        if name:
            lon, lat = line[len(line) // 2]
            cell = (name, int(lat // STREET_CELL_DEGREES), int(lon // STREET_CELL_DEGREES))
            if metres > self._streets[cell][0]:
                self._streets[cell] = (metres, line)

    def finish(self) -> RealRoads:
        refs, first = np.unique(np.frombuffer(self._refs, np.int64), return_index=True)
        metres = np.maximum(np.frombuffer(self._metres), 0.1)
        net = Net(
            np.frombuffer(self._lat)[first],
            np.frombuffer(self._lon)[first],
            np.searchsorted(refs, np.frombuffer(self.tail, np.int64)),
            np.searchsorted(refs, np.frombuffer(self.head, np.int64)),
            metres,
            metres / (np.frombuffer(self._kmh) / 3.6),
        )
        streets = [Street(name, line) for (name, _, _), (_, line) in self._streets.items()]
        return RealRoads(net, self._lines, streets)


def _kept(along: np.ndarray, crossing: np.ndarray) -> list[int]:
    """Ends, crossings, and else a node where the last one is far enough behind."""
    kept = [0]
    last = len(along) - 1
    for place in range(1, last):
        if crossing[place] or along[place] - along[kept[-1]] >= KEEP_EVERY_M:
            kept.append(place)
    return [*kept, last]


def _speed(highway: str, maxspeed: str | None) -> float:
    """The tagged limit where it is a plain number; what is driven on such a road otherwise."""
    found = _LIMIT.match(maxspeed or "")
    if found is None:
        return KMH[highway]
    kmh = int(found[1]) * (KMH_PER_MPH if found[2] == "mph" else 1.0)
    return min(KMH_MAX, kmh) if kmh >= KMH_MIN else KMH[highway]


def _directions(way: osmium.osm.Way) -> tuple[bool, bool]:
    one_way = way.tags.get("oneway", "")
    if one_way in ("-1", "reverse"):
        return False, True
    natural = (
        way.tags.get("highway") in ONE_WAY_BY_NATURE or way.tags.get("junction") == "roundabout"
    )
    if one_way in ("yes", "true", "1") or (natural and one_way != "no"):
        return True, False
    return True, True
