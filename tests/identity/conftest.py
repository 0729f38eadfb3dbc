from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.identity.house import INSTITUTIONS, House, opened_house
from vienots.identity.api import load_institutions
from vienots.kernel.db import Db


@pytest.fixture
async def country(db: Db) -> Db:
    """The test's transaction with the institutions in it."""
    await load_institutions(db, INSTITUTIONS)
    return db


@pytest.fixture
async def house(own_dsn: str, tmp_path: Path) -> AsyncIterator[House]:
    async with opened_house(own_dsn, tmp_path) as opened:
        yield opened
