"""S4: generated readers and events against the independent oracle of the tests: the share of cases
that came out other than the guide says, in any list, count, table or index."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path

import psycopg

from bench.figures import FULL, tell
from tests.register.oracle import ask, closed_purposes, keep, oracle, some_events, some_readers
from vienots.app.postgres import temporary_cluster
from vienots.kernel import classifiers, clock
from vienots.kernel.db import HOUSE_OPTIONS
from vienots.kernel.migrate import migrate

ROOT = Path(__file__).parent.parent
SEED = 4
ROUNDS = 20 if FULL else 2
READERS, EVENTS = 20, 250
"""Of a round: 5,000 cases."""
LIMIT = 0.0


async def play(dsn: str, seed: int) -> tuple[int, int]:
    """Cases that the oracle opens, and cases that came out wrong."""
    rng = random.Random(seed)
    readers = some_readers(rng, READERS)
    events = some_events(rng, [reader.actor.id for reader in readers], EVENTS)
    shown, wrong = 0, 0
    at = clock.now()
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        await classifiers.load_folder(db, ROOT / "data/classifiers")
        await keep(db, events, at)
        closed = await closed_purposes(db, at)
        for reader in readers:
            expected = {case.id for case in events if oracle(reader, case, closed)}
            answers = await ask(db, reader, at)
            shown += len(expected)
            wrong += len(answers.wrong(events, expected))
        await db.rollback()
    return shown, wrong


def main() -> None:
    began = time.perf_counter()
    with temporary_cluster() as dsn:
        migrate(str(dsn), ROOT / "migrations")
        played = [asyncio.run(play(str(dsn), SEED + number)) for number in range(ROUNDS)]
    cases = READERS * EVENTS
    absolute = {
        "cases": float(cases * ROUNDS),
        "shown": float(sum(shown for shown, _ in played)),
        "wrong": float(sum(wrong for _, wrong in played)),
        "seconds": time.perf_counter() - began,
    }
    ratios = [wrong / cases for _, wrong in played]
    name = "S4 cases of who sees which event that came out wrong"
    tell(name, ratios, limit=LIMIT, absolute=absolute, seed=SEED)


if __name__ == "__main__":
    main()
