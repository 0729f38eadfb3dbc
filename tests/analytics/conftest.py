from __future__ import annotations

import pytest

from tests.calls.builders import load_code_lists
from tests.conftest import ROOT
from vienots.dispatch import api as dispatch
from vienots.identity.api import load_institutions
from vienots.kernel.db import Db


@pytest.fixture
async def house(db: Db) -> Db:
    """A database with its code lists, institutions and rules, in a transaction that is undone."""
    await load_code_lists(db)
    await load_institutions(db, ROOT / "data/identity/institutions.json")
    await dispatch.load_rules(db, ROOT / "data/dispatch")
    return db
