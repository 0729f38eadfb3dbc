from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import msgspec
import psycopg
import pytest

from tests.conftest import ROOT
from vienots.gis import shipped
from vienots.gis import store as gis_store
from vienots.identity import api as identity
from vienots.kernel import classifiers
from vienots.kernel.db import Db

UNTIL = datetime(2026, 11, 24, tzinfo=UTC)


async def load_first_data(db: Db) -> None:
    """What `vienots migrate` loads, without a road net."""
    await classifiers.load_folder(db, ROOT / "data/classifiers")
    await identity.load_institutions(db, identity.institutions_file(ROOT / "data"))
    await gis_store.upsert_territories(db, shipped.territories(ROOT / "data/gis"))
    places = [msgspec.structs.asdict(row) for row in shipped.places(ROOT / "data/gis")]
    await gis_store.upsert_places(db, places)


@pytest.fixture
async def country_dsn(own_dsn: str) -> AsyncIterator[str]:
    """A database of this test alone, with its first data."""
    async with await psycopg.AsyncConnection.connect(own_dsn) as db:
        await load_first_data(db)
    yield own_dsn
