from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from tests.calls.centre import Centre, opened_centre
from tests.conftest import ROOT
from tests.dispatch.builders import load_first_data
from vienots.dispatch import api
from vienots.kernel.db import Db


@pytest.fixture
async def dispatch(db: Db) -> Db:
    """A database with everybody's first data, in a transaction that is undone."""
    await load_first_data(db)
    return db


@pytest.fixture
async def centre(own_dsn: str, tmp_path: Path) -> AsyncIterator[Centre]:
    async with opened_centre(own_dsn, tmp_path) as found:
        async with await psycopg.AsyncConnection.connect(own_dsn) as db:
            await api.load_rules(db, ROOT / "data/dispatch")
        yield found
