"""Names typed in every wrong way are found among two thousand others, on the real database."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence

import psycopg
import pytest

from tests.index.builders import SEARCH, indexed
from tests.people import DACE
from tests.register.builders import NOON, a_person
from vienots.app.generating.names import ERRORS, full_name
from vienots.index import actions
from vienots.index.contracts import SearchFilter
from vienots.kernel.db import APP_ROLE, HOUSE_OPTIONS, Db

NAMES = 2_000
ASKED = 150
AMONG = 10
LEAST = 0.99


def some_names() -> list[tuple[str, str]]:
    rng = random.Random(2_000)
    names: dict[tuple[str, str], None] = {}
    while len(names) < NAMES:
        names[full_name(rng)] = None
    return list(names)


@pytest.fixture
async def people(own_dsn: str) -> AsyncIterator[tuple[Db, list[tuple[str, str]]]]:
    names = some_names()
    async with await psycopg.AsyncConnection.connect(own_dsn, options=HOUSE_OPTIONS) as db:
        for start in range(0, NAMES, 100):
            some = names[start : start + 100]
            persons = [
                a_person(f"p{number}", name=given, surname=family)
                for number, (given, family) in enumerate(some)
            ]
            await indexed(db, persons=persons)
        await db.execute("SET ROLE NONE")
        await db.execute("ANALYZE index.token_deletion, index.token, index.name_pair")
        await db.execute(f"SET ROLE {APP_ROLE}".encode())
        yield db, names


async def recall(db: Db, names: Sequence[tuple[str, str]], kind: str) -> tuple[float, list[str]]:
    rng = random.Random(kind)
    missed = []
    wanted = SearchFilter(kind="person", limit=AMONG)
    for given, family in rng.sample(list(names), ASKED):
        typed = ERRORS[kind](rng, given, family)
        answer = await actions.search(db, DACE, typed, wanted, SEARCH, NOON)
        if f"{given} {family}" not in [hit.label for hit in answer.hits]:
            missed.append(f"{given} {family} as {typed}")
    return 1 - len(missed) / ASKED, missed


async def test_every_kind_of_wrong_name_is_found_among_the_first_ten(
    people: tuple[Db, list[tuple[str, str]]],
) -> None:
    db, names = people

    found = {kind: await recall(db, names, kind) for kind in ERRORS}

    short = {kind: got for kind, got in found.items() if got[0] < LEAST}
    assert short == {}
