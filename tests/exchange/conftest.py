from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.exchange.journals import Journals, opened_journals


@pytest.fixture
async def journals(own_dsn: str, tmp_path: Path) -> AsyncIterator[Journals]:
    async with opened_journals(own_dsn, tmp_path) as opened:
        yield opened
