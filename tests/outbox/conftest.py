from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.outbox.house import House, made
from vienots.integration.letters.routes import FileOfRoutes, Route
from vienots.integration.letters.stand_in import Receiver, running


@pytest.fixture
async def house(own_dsn: str) -> House:
    return await made(own_dsn)


@pytest.fixture
def krass() -> Iterator[tuple[Receiver, FileOfRoutes]]:
    """KRASS over HTTP, the only system that a way is known to."""
    receiver = Receiver()
    with running(receiver) as address:
        yield receiver, FileOfRoutes({"krass": Route(address)})
