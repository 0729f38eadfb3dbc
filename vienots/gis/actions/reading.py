"""What requests ask of the map. All answers come from memory."""

from __future__ import annotations

import gzip
import json
import math
from datetime import date, datetime
from typing import Any

import shapely

from vienots.gis import store
from vienots.gis.contracts import Place, Route, Territory, TravelTime
from vienots.gis.domain import roads
from vienots.gis.domain.places import Named, PlaceIndex
from vienots.gis.domain.territories import Shape, TerritoryIndex
from vienots.gis.errors import NoSuchLayer, OutsideCountry
from vienots.gis.index import GisIndex, Layer
from vienots.identity.api import Right, require
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault

PLACES_MAX = 30
SEARCH_LENGTH_MAX = 200


async def load_index(db: Db, today: date) -> GisIndex:
    """Read everything once; a second or two at the start of a process."""
    territories = await store.list_territories(db)
    shapes = [
        Shape(
            row.atvk, row.kind, row.name, row.parent, row.valid_from, row.valid_to,
            shapely.from_wkb(row.shape),
        )
        for row in territories
    ]  # fmt: skip
    names = {row.atvk: row.name for row in territories if row.valid_to is None}
    layers = {layer.name: layer for layer in await store.list_layers(db)}
    index = TerritoryIndex(shapes)
    rows = await store.list_places(db)
    things = [_as_named(row, names) for row in rows]
    things += _streets(layers.get("streets"), index, names, rows, today)
    net = await store.newest_road_net(db)
    road_net = (
        None if net is None else roads.RoadNet(roads.read(net.content), modelled=net.modelled)
    )
    return GisIndex(index, PlaceIndex(things), road_net, layers, today)


def _as_named(row: store.PlaceRow, names: dict[str, str]) -> Named:
    municipality = names.get(row.atvk, "")
    line = f"{row.name}, {row.address}" if row.address else f"{row.name}, {municipality}"
    if row.name == municipality:
        line = row.name
    weight = math.log10(row.population or 60)
    return Named(row.id, row.kind, row.name, line, row.lat, row.lon, municipality, row.atvk, weight)


def _streets(
    layer: Layer | None,
    index: TerritoryIndex,
    names: dict[str, str],
    rows: list[store.PlaceRow],
    today: date,
) -> list[Named]:
    """Streets of the modelled towns, with the municipality that each lies in."""
    if layer is None:
        return []
    people = {row.name: row.population or 60 for row in rows if row.kind == "settlement"}
    things = []
    features: list[dict[str, Any]] = json.loads(gzip.decompress(layer.content))["features"]
    for number, feature in enumerate(features):
        (lon, lat), (end_lon, end_lat) = feature["geometry"]["coordinates"]
        found = index.at((lat + end_lat) / 2, (lon + end_lon) / 2, today)
        if found is None:
            continue
        town = feature["properties"]["town"]
        tail = town if town == found.name else f"{town}, {found.name}"
        name = feature["properties"]["name"]
        weight = math.log10(people.get(town, 60)) - 0.5
        things.append(
            Named(
                f"street{number}", "street", name, f"{name}, {tail}", lat, lon, found.name,
                found.atvk, weight, (end_lat, end_lon),
            )
        )  # fmt: skip
    return things


def find_places(
    actor: Actor, gis: GisIndex, text: str, near: tuple[float, float] | None, limit: int
) -> list[Place]:
    require(actor, Right.GIS_READ)
    return gis.find_places(text[:SEARCH_LENGTH_MAX], near, max(1, min(PLACES_MAX, limit)))


def territory_at(actor: Actor, gis: GisIndex, lat: float, lon: float, at: datetime) -> Territory:
    require(actor, Right.GIS_READ)
    found = gis.territory_at(lat, lon, at.date())
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
