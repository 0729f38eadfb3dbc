"""Point → territory, in microseconds: prepared polygons under a tree, by day of validity."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import shapely
from msgspec import Struct
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from vienots.gis.contracts import Territory

NEAR_M = 300.0
"""Boundaries are simplified by some 80 m: a point just outside still belongs to the nearest."""
METRES_PER_DEGREE = 111_195.0
# A degree of longitude is the shortest at the northernmost place, 58.1° N.
_NEAR_DEGREES = NEAR_M / (METRES_PER_DEGREE * math.cos(math.radians(58.2)))


class Shape(Struct, frozen=True):
    atvk: str
    kind: str
    name: str
    parent: str | None
    valid_from: date
    valid_to: date | None
    geometry: BaseGeometry

    def valid(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class _Tree:
    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._shapes = list(shapes)
        geometries = [shape.geometry for shape in self._shapes]
        shapely.prepare(geometries)
        self._tree = STRtree(geometries)

    def find(self, point: shapely.Point, on: date, parent: str | None = None) -> Shape | None:
        """The shape that holds the point on that day, of the parent where one is given."""
        for place in self._tree.query(point, predicate="intersects"):
            shape = self._shapes[int(place)]
            if shape.valid(on) and parent in (None, shape.parent):
                return shape
        return self._nearest(point, on, parent)

    def _nearest(self, point: shapely.Point, on: date, parent: str | None) -> Shape | None:
        places = self._tree.query(point, predicate="dwithin", distance=_NEAR_DEGREES)
        near = [self._shapes[int(place)] for place in places]
        fitting = [
            (away_m, shape.atvk, shape)
            for shape in near
            if shape.valid(on)
            and parent in (None, shape.parent)
            and (away_m := _away_m(point, shape.geometry)) <= NEAR_M
        ]
        return min(fitting)[2] if fitting else None


def _away_m(point: shapely.Point, geometry: BaseGeometry) -> float:
    (lon, lat), (other_lon, other_lat) = shapely.shortest_line(point, geometry).coords
    east = (other_lon - lon) * math.cos(math.radians(lat))
    return math.hypot(east, other_lat - lat) * METRES_PER_DEGREE


class TerritoryIndex:
    """Municipalities and their units, as they were on any day."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self.count = len(shapes)
        self._municipalities = _Tree([s for s in shapes if s.kind in ("city", "municipality")])
        self._units = _Tree([s for s in shapes if s.kind in ("town", "parish")])

    def at(self, lat: float, lon: float, on: date) -> Territory | None:
        """None outside the country."""
        point = shapely.Point(lon, lat)
        found = self._municipalities.find(point, on)
        if found is None:
            return None
        if found.kind == "city":
            return Territory(found.atvk, found.name, None, None, True)
        # Both kinds of boundary are simplified apart from each other: the municipality decides.
        unit = self._units.find(point, on, found.atvk)
        if unit is None:
            return Territory(found.atvk, found.name, None, None, False)
        return Territory(found.atvk, found.name, unit.atvk, unit.name, unit.kind == "town")
