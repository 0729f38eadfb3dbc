from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest
import shapely
from psycopg.conninfo import conninfo_to_dict

from tests.conftest import ROOT, copied_database
from tests.documented import documented_client
from tests.register.desks import Desks
from vienots.app.settings import Settings
from vienots.gis import shipped
from vienots.gis.actions import loading
from vienots.gis.actions.reading import build_index
from vienots.gis.domain.modelled import Modelled
from vienots.gis.domain.roads import save
from vienots.gis.domain.territories import Shape, TerritoryIndex
from vienots.gis.index import GisIndex
from vienots.gis.store import PlaceRow, RoadNetRow, TerritoryRow
from vienots.identity.api import load_institutions
from vienots.kernel.db import HOUSE_OPTIONS, Db

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
def map_template(server_dsn: str, template: str) -> Iterator[str]:
    """Name of a database with the map of the demonstration, loaded once and then copied."""
    with copied_database(server_dsn, template) as dsn:
        asyncio.run(_load_map(dsn))
        yield str(conninfo_to_dict(dsn)["dbname"])


@pytest.fixture
def map_dsn(server_dsn: str, map_template: str) -> Iterator[str]:
    with copied_database(server_dsn, map_template) as dsn:
        yield dsn


@pytest.fixture
async def map_db(map_dsn: str) -> AsyncIterator[Db]:
    """The loaded map in the application's role."""
    async with await psycopg.AsyncConnection.connect(map_dsn, options=HOUSE_OPTIONS) as connection:
        yield connection
        await connection.rollback()


@pytest.fixture
async def desks(map_dsn: str, tmp_path: Path) -> AsyncIterator[Desks]:
    async with await psycopg.AsyncConnection.connect(map_dsn) as db:
        await load_institutions(db, ROOT / "data/identity/institutions.json")
    settings = Settings(database_url=map_dsn, data_dir=tmp_path, log_json=False)
    async with documented_client(settings) as client:
        yield Desks(client, map_dsn)


async def _load_map(dsn: str) -> None:
    async with await psycopg.AsyncConnection.connect(dsn) as db:
        await loading.load_map(db, DATA, datetime(2026, 11, 24, 10, 0, tzinfo=UTC))
