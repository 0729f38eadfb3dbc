from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.conftest import copied_database
from tests.walk.walkers import LAYERS
from tests.walk.world import HIDDEN, World, add_layer, build_seen, marks_of


@pytest.fixture(scope="session")
def world(server_dsn: str, template: str) -> Iterator[World]:
    """Built once; each walk goes through copies of its own."""
    with ExitStack() as stack:
        dsn = stack.enter_context(copied_database(server_dsn, template))
        seen, own = asyncio.run(build_seen(dsn))
        databases, stories, marks = [dsn], [seen], [marks_of(dsn)]
        for layer in LAYERS:
            dsn = stack.enter_context(copied_database(server_dsn, _name_of(dsn)))
            stories.append(asyncio.run(add_layer(dsn, layer, seen)))
            databases.append(dsn)
            marks.append(marks_of(dsn))
        markers = [
            marks[number + 1] - marks[number] | frozenset(HIDDEN[layer].words)
            for number, layer in enumerate(LAYERS)
        ]
        yield World([_name_of(one) for one in databases], stories, markers, own)


def _name_of(dsn: str) -> str:
    return str(conninfo_to_dict(dsn)["dbname"])
