from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.calls.builders import load_code_lists
from tests.calls.centre import Centre, opened_centre
from vienots.kernel.db import Db


@pytest.fixture
async def calls(db: Db) -> Db:
    """A database with its code lists, in a transaction that is undone."""
    await load_code_lists(db)
    return db


@pytest.fixture
async def centre(own_dsn: str, tmp_path: Path) -> AsyncIterator[Centre]:
    async with opened_centre(own_dsn, tmp_path) as found:
        yield found
