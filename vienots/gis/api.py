"""The door to the map. Handlers of other contexts ask for `gis: GisParam`."""

from __future__ import annotations

from litestar.di import NamedDependency

from vienots.gis.actions.knowing import knows_territory
from vienots.gis.actions.loading import load_map
from vienots.gis.actions.reading import list_settlements, load_index
from vienots.gis.actions.roads import import_roads
from vienots.gis.domain.coordinates import EASTING, NORTHING, from_lks92, read_coordinates
from vienots.gis.index import GisIndex

__all__ = [
    "EASTING",
    "GisIndex",
    "GisParam",
    "NORTHING",
    "from_lks92",
    "import_roads",
    "knows_territory",
    "list_settlements",
    "load_index",
    "load_map",
    "read_coordinates",
]

GisParam = NamedDependency[GisIndex]
"""`gis`: the map in memory."""
