"""What requests ask of the map. All answers come from memory."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import shapely

from vienots.gis import store
from vienots.gis.contracts import Place, Route, Settlement, Territory, TravelTime
from vienots.gis.domain import roads
from vienots.gis.domain.places import Named, PlaceIndex
from vienots.gis.domain.territories import Shape, TerritoryIndex
from vienots.gis.errors import NoMap, NoSuchLayer, OutsideCountry
from vienots.gis.index import GisIndex, Layer
from vienots.identity.api import Right, require
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, Fault

PLACES_MAX = 30
PEOPLE_UNKNOWN = 60
CELL = 0.02
"""Degrees; a part of a town."""
STREET_LESS = 0.5
"""In powers of ten: the town itself comes before its streets."""
SEARCH_LENGTH_MAX = 200


async def list_settlements(db: Db) -> list[Settlement]:
    """Those whose people are known, in a fixed order."""
    return [
        Settlement(row.name, row.lat, row.lon, row.population, row.atvk)
        for row in await store.list_places(db)
        if row.kind == "settlement" and row.population
    ]


async def load_index(db: Db, today: date) -> GisIndex:
    """Read everything once; a second or two at the start of a process."""
    return build_index(
        await store.list_territories(db),
        await store.list_places(db),
        await store.list_layers(db),
        await store.newest_road_net(db),
        today,
    )


def build_index(
    territories: Sequence[store.TerritoryRow],
    places: Sequence[store.PlaceRow],
    layers: Sequence[Layer],
    net: store.RoadNetRow | None,
    today: date,
) -> GisIndex:
    shapes = [
        Shape(
            row.atvk, row.kind, row.name, row.parent, row.valid_from, row.valid_to,
            shapely.from_wkb(row.shape),
        )
        for row in territories
    ]  # fmt: skip
    names = {row.atvk: row.name for row in territories if row.valid_to is None}
    by_name = {layer.name: layer for layer in layers}
    index = TerritoryIndex(shapes)
    things = [_as_named(row, names) for row in places]
    things += _streets(by_name.get("streets"), index, today)
    road_net = (
        None if net is None else roads.RoadNet(roads.read(net.content), modelled=net.modelled)
    )
    return GisIndex(index, PlaceIndex(things), road_net, by_name, today)


def _as_named(row: store.PlaceRow, names: dict[str, str]) -> Named:
    municipality = names.get(row.atvk, "")
    line = f"{row.name}, {row.address}" if row.address else f"{row.name}, {municipality}"
    if row.name == municipality:
        line = row.name
    weight = math.log10(row.population or PEOPLE_UNKNOWN)
    return Named(row.id, row.kind, row.name, line, row.lat, row.lon, municipality, row.atvk, weight)


def _streets(layer: Layer | None, index: TerritoryIndex, today: date) -> list[Named]:
    """Streets with the municipality that each lies in; the modelled ones have house numbers."""
    if layer is None:
        return []
    features: list[dict[str, Any]] = json.loads(gzip.decompress(layer.content))["features"]
    known: dict[tuple[object, int, int], Territory | None] = {}

    def territory(feature: dict[str, Any], lat: float, lon: float) -> Territory | None:
        # The streets of one part of a town lie in one municipality: one look serves them all.
        key = (feature["properties"].get("town"), int(lat / CELL), int(lon / CELL))
        if key[0] is None:
            return index.at(lat, lon, today)
        if key not in known:
            known[key] = index.at(lat, lon, today)
        return known[key]

    found = []
    for number, feature in enumerate(features):
        shape = feature["geometry"]["coordinates"]
        lon, lat = shape[0] if "people" in feature["properties"] else shape[len(shape) // 2]
        within = territory(feature, lat, lon)
        if within is not None:
            found.append(_as_street(number, feature, (lat, lon), within))
    return found


def _as_street(
    number: int, feature: dict[str, Any], spot: tuple[float, float], territory: Territory
) -> Named:
    about, shape = feature["properties"], feature["geometry"]["coordinates"]
    modelled = "people" in about
    town = about["town"] if modelled else (territory.unit_name or territory.name)
    tail = town if town == territory.name else f"{town}, {territory.name}"
    end = (shape[-1][1], shape[-1][0]) if modelled else None
    weight = math.log10(about.get("people", PEOPLE_UNKNOWN)) - STREET_LESS
    name = about["name"]
    return Named(
        f"street{number}", "street", name, f"{name}, {tail}", *spot, territory.name,
        territory.atvk, weight, end,
    )  # fmt: skip


def find_places(
    actor: Actor, gis: GisIndex, text: str, near: tuple[float | None, float | None], limit: int
) -> list[Place]:
    """Raises BadInput for half a point."""
    require(actor, Right.GIS_READ)
    lat, lon = near
    if (lat is None) != (lon is None):
        raise BadInput([Fault("lon" if lon is None else "lat", "gis.half_point")])
    spot = None if lat is None or lon is None else (lat, lon)
    return gis.find_places(text[:SEARCH_LENGTH_MAX], spot, max(1, min(PLACES_MAX, limit)))


def territory_at(actor: Actor, gis: GisIndex, lat: float, lon: float, at: datetime) -> Territory:
    """Raises OutsideCountry; NoMap before the first loading."""
    require(actor, Right.GIS_READ)
    if not gis.loaded:
        raise NoMap
    # Mergers count from midnight in Latvia.
    found = gis.territory_at(lat, lon, at.astimezone(RIGA).date())
    if found is None:
        raise OutsideCountry([Fault("lat", "gis.outside_country")])
    return found


def travel_time(
    actor: Actor, gis: GisIndex, start: tuple[float, float], end: tuple[float, float]
) -> TravelTime:
    require(actor, Right.GIS_READ)
    return gis.travel_times(*end, [start])[0]


def route(
    actor: Actor, gis: GisIndex, start: tuple[float, float], end: tuple[float, float]
) -> Route:
    require(actor, Right.GIS_READ)
    return gis.route(start, end)


def layer(actor: Actor, gis: GisIndex, name: str) -> Layer:
    require(actor, Right.GIS_READ)
    found = gis.layer(name)
    if found is None:
        raise NoSuchLayer(name=name[:40])
    return found
