from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tests.register.builders import load_code_lists
from vienots.identity.api import load_institutions
from vienots.kernel.db import Db


@pytest.fixture
async def custody(db: Db) -> Db:
    """A database with institutions and code lists, in a transaction that is undone."""
    await load_institutions(db, ROOT / "data/identity/institutions.json")
    await load_code_lists(db)
    return db
