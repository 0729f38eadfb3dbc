"""First data of the map: territories, places, layers and a modelled road net."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import shapely

from vienots.gis import shipped, store
from vienots.gis.domain import modelled, roads
from vienots.gis.index import Layer
from vienots.kernel.db import Db

SOURCE = "modelled over the real places, 3"
"""A later way of modelling takes an earlier one's place; an imported net stays."""
VILLAGE_PEOPLE = 150


async def load_map(db: Db, folder: Path, at: datetime) -> None:
    """Idempotent; a road net that was imported stays in use."""
    await store.upsert_territories(db, shipped.territories(folder))
    places = shipped.places(folder)
    await store.upsert_places(db, [msgspec.structs.asdict(row) for row in places])
    for layer in shipped.base_layers(folder, places):
        await store.upsert_layer(db, layer)
    present = await store.newest_road_net(db)
    if present is None or (present.modelled and present.source != SOURCE):
        await _model_roads(db, folder, places, at)


async def _model_roads(
    db: Db, folder: Path, places: Iterable[store.PlaceRow], at: datetime
) -> None:
    built = model(folder, places)
    net = built.net
    await store.insert_road_net(
        db,
        roads.save(net),
        source=SOURCE,
        modelled=True,
        nodes=len(net.lat),
        edges=len(net.tail),
        at=at,
    )
    for layer in road_layers(built):
        await store.upsert_layer(db, layer)


def model(folder: Path, places: Iterable[store.PlaceRow]) -> modelled.Modelled:
    """A few seconds of work."""
    settlements = [
        modelled.Settlement(row.name, row.lat, row.lon, row.population or VILLAGE_PEOPLE, row.atvk)
        for row in places
        if row.kind == "settlement"
    ]
    land = shipped.dry_land(folder)
    return modelled.build(settlements, shapely.union_all(list(land.values())), land)


def road_layers(built: modelled.Modelled) -> list[Layer]:
    return [
        shipped.as_layer("roads", [_line(kind, points) for kind, points in built.lines]),
        shipped.as_layer("streets", [_street(street) for street in built.streets]),
    ]


def _line(kind: str, points: list[tuple[float, float]]) -> dict[str, Any]:
    return shipped.feature({"class": kind}, {"type": "LineString", "coordinates": points})


def _street(street: modelled.Street) -> dict[str, Any]:
    ends = [
        [round(street.a[1], 5), round(street.a[0], 5)],
        [round(street.b[1], 5), round(street.b[0], 5)],
    ]
    return shipped.feature(
        {"name": street.name, "town": street.town.name, "people": street.town.people},
        {"type": "LineString", "coordinates": ends},
    )
