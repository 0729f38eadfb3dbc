"""First data of the map: territories, places, layers and a modelled road net."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import shapely
from shapely.geometry import shape

from vienots.gis import shipped, store
from vienots.gis.domain import modelled, roads
from vienots.kernel.db import Db

SOURCE = "modelled over the real places"
VILLAGE_PEOPLE = 150


async def load_map(db: Db, folder: Path, at: datetime) -> None:
    """Idempotent; a road net that was imported stays in use."""
    await store.upsert_territories(db, shipped.territories(folder))
    places = shipped.places(folder)
    await store.upsert_places(db, [msgspec.structs.asdict(row) for row in places])
    for layer in shipped.base_layers(folder, places):
        await store.upsert_layer(db, layer)
    if not await store.has_road_net(db):
        await _model_roads(db, folder, places, at)


async def _model_roads(
    db: Db, folder: Path, places: Iterable[store.PlaceRow], at: datetime
) -> None:
    features = shipped.read(folder, "municipalities")
    now = [f for f in features if f["properties"]["valid_to"] is None]
    country = shapely.union_all([shape(f["geometry"]).buffer(0) for f in now])
    settlements = [
        modelled.Settlement(row.name, row.lat, row.lon, row.population or VILLAGE_PEOPLE)
        for row in places
        if row.kind == "settlement"
    ]
    built = modelled.build(settlements, country)
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
    await store.upsert_layer(db, shipped.as_layer("roads", [_line(c, p) for c, p in built.lines]))
    await store.upsert_layer(db, shipped.as_layer("streets", [_street(s) for s in built.streets]))


def _line(kind: str, points: list[tuple[float, float]]) -> dict[str, Any]:
    return shipped.feature({"class": kind}, {"type": "LineString", "coordinates": points})


def _street(street: modelled.Street) -> dict[str, Any]:
    ends = [
        [round(street.a[1], 5), round(street.a[0], 5)],
        [round(street.b[1], 5), round(street.b[0], 5)],
    ]
    return shipped.feature(
        {"name": street.name, "town": street.town}, {"type": "LineString", "coordinates": ends}
    )
