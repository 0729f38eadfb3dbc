"""A real road net from an OpenStreetMap extract takes the modelled one's place."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from vienots.gis import store
from vienots.gis.domain import roads
from vienots.gis.osm import read_osm
from vienots.kernel.db import Db


async def import_roads(db: Db, path: Path, at: datetime) -> tuple[int, int]:
    """Nodes and edges of the new net; running processes take it up when they start anew.

    Raises BadRoads. Turn restrictions are not read: an engine with lights on turns where it must.
    """
    net = read_osm(path)
    await store.insert_road_net(
        db,
        roads.save(net),
        source=path.name,
        modelled=False,
        nodes=len(net.lat),
        edges=len(net.tail),
        at=at,
    )
    return len(net.lat), len(net.tail)
