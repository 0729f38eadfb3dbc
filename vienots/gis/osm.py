"""Reads the roads of an `.osm.pbf` (or `.osm`) into a net, by osmium."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import osmium

from vienots.gis.domain.roads import Net, to_plane
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
KMH_MAX = 110.0


def read_osm(path: Path) -> Net:
    """Raises BadRoads for a file that can't be read or holds no road."""
    tail: list[int] = []
    head: list[int] = []
    kmh: list[float] = []
    spots: dict[int, tuple[float, float]] = {}
    try:
        ways = osmium.FileProcessor(str(path), osmium.osm.WAY | osmium.osm.NODE).with_locations()
        for thing in ways:
            if isinstance(thing, osmium.osm.Way) and thing.tags.get("highway") in KMH:
                _take_way(thing, tail, head, kmh, spots)
    except (RuntimeError, OSError) as error:
        raise BadRoads(
            [Fault("file", "gis.roads_unreadable", {"why": str(error)[:200]})]
        ) from error
    if not tail:
        raise BadRoads([Fault("file", "gis.no_roads")])
    return _as_net(tail, head, kmh, spots)


def _take_way(
    way: osmium.osm.Way,
    tail: list[int],
    head: list[int],
    kmh: list[float],
    spots: dict[int, tuple[float, float]],
) -> None:
    speed = _speed(way.tags["highway"], way.tags.get("maxspeed"))
    forward, backward = _directions(way)
    nodes = [node for node in way.nodes if node.location.valid()]
    for node in nodes:
        spots[node.ref] = (node.location.lat, node.location.lon)
    for a, b in zip(nodes, nodes[1:], strict=False):
        if forward:
            tail.append(a.ref)
            head.append(b.ref)
            kmh.append(speed)
        if backward:
            tail.append(b.ref)
            head.append(a.ref)
            kmh.append(speed)


def _speed(highway: str, maxspeed: str | None) -> float:
    """The tagged limit where it is a plain number; what is driven on such a road otherwise."""
    digits = (maxspeed or "").partition(" ")[0]
    if digits.isdigit() and 5 <= int(digits) <= 130:
        return min(KMH_MAX, float(digits))
    return KMH[highway]


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


def _as_net(
    tail: list[int], head: list[int], kmh: list[float], spots: dict[int, tuple[float, float]]
) -> Net:
    refs = np.array(sorted(spots), np.int64)
    lat = np.array([spots[ref][0] for ref in refs.tolist()])
    lon = np.array([spots[ref][1] for ref in refs.tolist()])
    a, b = np.searchsorted(refs, np.array(tail)), np.searchsorted(refs, np.array(head))
    plane = to_plane(lat, lon)
    metres = np.maximum(np.hypot(*(plane[a] - plane[b]).T), 0.1)
    return Net(lat, lon, a, b, metres, metres / (np.array(kmh) / 3.6))
