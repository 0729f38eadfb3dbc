from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.register.builders import load_code_lists
from tests.register.desks import Desks, opened_desks
from vienots.kernel.db import Db


@pytest.fixture
async def register(db: Db) -> Db:
    """A database with its code lists, in a transaction that is undone."""
    await load_code_lists(db)
    return db


@pytest.fixture
async def desks(own_dsn: str, tmp_path: Path) -> AsyncIterator[Desks]:
    async with opened_desks(own_dsn, tmp_path) as found:
        yield found
