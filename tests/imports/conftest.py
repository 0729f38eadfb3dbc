from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.imports.stepping import RITA, ImportDesk
from tests.register.desks import Desks, opened_desks


@pytest.fixture
async def desks(own_dsn: str, tmp_path: Path) -> AsyncIterator[Desks]:
    async with opened_desks(own_dsn, tmp_path) as opened:
        yield opened


@pytest.fixture
async def rita(desks: Desks) -> ImportDesk:
    return ImportDesk(desks, await desks.of(RITA))
