from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime

import psycopg
import pytest
import shapely

from tests.conftest import ROOT, copied_database
from vienots.gis import shipped
from vienots.gis.actions import loading
from vienots.gis.actions.reading import build_index
from vienots.gis.domain.modelled import Modelled
from vienots.gis.domain.roads import save
from vienots.gis.domain.territories import Shape, TerritoryIndex
from vienots.gis.index import GisIndex
from vienots.gis.store import PlaceRow, RoadNetRow, TerritoryRow

DATA = ROOT / "data" / "gis"
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def shapes() -> list[Shape]:
    """The country's territories, as they are loaded."""
    return [shipped.as_shape(row) for row in shipped.territories(DATA)]


@pytest.fixture(scope="session")
def territories(shapes: list[Shape]) -> TerritoryIndex:
    return TerritoryIndex(shapes)


@pytest.fixture(scope="session")
def country(shapes: list[Shape]) -> shapely.Geometry:
    """Everything within the municipalities of today."""
    return shapely.union_all(
        [s.geometry for s in shapes if s.kind in ("city", "municipality") and s.valid(TODAY)]
    )


@pytest.fixture(scope="session")
def places() -> list[PlaceRow]:
    """Settlements, stations and hospitals, as they are loaded."""
    return shipped.places(DATA)


@pytest.fixture(scope="session")
def built(places: list[PlaceRow]) -> Modelled:
    return loading.model(DATA, places)


@pytest.fixture(scope="session")
def gis(shapes: list[Shape], places: list[PlaceRow], built: Modelled) -> GisIndex:
    """The whole map of the demonstration, without a database."""
    territories = [
        TerritoryRow(
            s.atvk, s.kind, s.name, s.parent, s.valid_from, s.valid_to, shapely.to_wkb(s.geometry)
        )
        for s in shapes
    ]
    layers = [*shipped.base_layers(DATA, places), *loading.road_layers(built)]
    net = RoadNetRow(1, loading.SOURCE, True, save(built.net))
    return build_index(territories, places, layers, net, TODAY)


@pytest.fixture(scope="session")
def map_dsn(server_dsn: str, template: str) -> Iterator[str]:
    """A database with the map of the demonstration, loaded once for all tests that read it."""
    with copied_database(server_dsn, template) as dsn:
        asyncio.run(_load_map(dsn))
        yield dsn


async def _load_map(dsn: str) -> None:
    async with await psycopg.AsyncConnection.connect(dsn) as db:
        await loading.load_map(db, DATA, datetime(2026, 11, 24, 10, 0, tzinfo=UTC))
