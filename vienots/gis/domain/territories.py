"""Point → territory, in microseconds: prepared polygons under a tree, by day of validity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import shapely
from msgspec import Struct
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from vienots.gis.contracts import Territory

NEAR_DEGREES = 0.005
"""Boundaries are simplified: a point up to some 300 m outside still belongs to the nearest."""


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

    def find(self, lat: float, lon: float, on: date) -> Shape | None:
        point = shapely.Point(lon, lat)
        for place in self._tree.query(point, predicate="intersects"):
            shape = self._shapes[int(place)]
            if shape.valid(on):
                return shape
        return self._nearest(point, on)

    def _nearest(self, point: BaseGeometry, on: date) -> Shape | None:
        places = self._tree.query(point, predicate="dwithin", distance=NEAR_DEGREES)
        near = [self._shapes[int(place)] for place in places]
        valid = [shape for shape in near if shape.valid(on)]
        return min(valid, key=lambda shape: shape.geometry.distance(point), default=None)


class TerritoryIndex:
    """Municipalities and their units, as they were on any day."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._municipalities = _Tree([s for s in shapes if s.kind in ("city", "municipality")])
        self._units = _Tree([s for s in shapes if s.kind in ("town", "parish")])

    def at(self, lat: float, lon: float, on: date) -> Territory | None:
        """None outside the country."""
        found = self._municipalities.find(lat, lon, on)
        if found is None:
            return None
        if found.kind == "city":
            return Territory(found.atvk, found.name, None, None, True)
        unit = self._units.find(lat, lon, on)
        if unit is None:
            return Territory(found.atvk, found.name, None, None, False)
        return Territory(found.atvk, found.name, unit.atvk, unit.name, unit.kind == "town")
