"""A real road net from an OpenStreetMap extract takes the modelled one's place."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from vienots.gis import store
from vienots.gis.domain import roads
from vienots.gis.osm import RealRoads, read_osm
from vienots.gis.shipped import as_layer, feature
from vienots.kernel.db import Db


async def import_roads(db: Db, path: Path, at: datetime) -> tuple[int, int]:
    """Nodes and edges of the new net; running processes take it up when they start anew.

    Raises BadRoads. Turn restrictions are not read: an engine with lights on turns where it must.
    """
    real = read_osm(path)
    net = roads.largest_whole(real.net)
    await store.insert_road_net(
        db,
        roads.save(net),
        source=path.name,
        modelled=False,
        nodes=len(net.lat),
        edges=len(net.tail),
        at=at,
    )
    # The modelled streets go with their net: an address that nobody built must not be found.
    await store.upsert_layer(db, as_layer("roads", _lines(real)))
    await store.upsert_layer(db, as_layer("streets", _streets(real)))
    return len(net.lat), len(net.tail)


def _lines(real: RealRoads) -> list[dict[str, object]]:
    return [
        feature({"class": kind}, {"type": "LineString", "coordinates": line})
        for kind, line in real.lines
    ]


def _streets(real: RealRoads) -> list[dict[str, object]]:
    return [
        feature({"name": street.name}, {"type": "LineString", "coordinates": street.line})
        for street in real.streets
    ]
