from __future__ import annotations

import pytest

from tests.register.builders import load_code_lists
from vienots.kernel.db import Db


@pytest.fixture
async def register(db: Db) -> Db:
    """A database with its code lists, in a transaction that is undone."""
    await load_code_lists(db)
    return db
