"""Replay rate: real calls through the ordinary actions, against bare SQL that writes as many rows.

A step of a replay is one action in one durable transaction: rights, rules, row locks, rows, journal
entries with the whole new state. The peer, in turn with it on the same server, commits as many
transactions with as many rows (journal rows into a copy of the journal with its indexes, all
others into a narrow table), one prepared INSERT a row, with no rule at all.

    python -m bench.replay            seven rounds, well under a minute (FULL=1: the long form)
"""

from __future__ import annotations

import asyncio
import csv
import itertools
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

from bench.figures import FULL, ROOT, tell
from simulator.replay import sf_fire
from simulator.replay.acts import Acts, Step
from simulator.replay.command import read
from simulator.replay.plan import OpenCall
from simulator.replay.play import Ledger
from vienots.app.postgres import EmbeddedPostgres
from vienots.gis.contracts import Territory
from vienots.kernel import classifiers, clock
from vienots.kernel.db import HOUSE_OPTIONS, Db
from vienots.kernel.migrate import migrate
from vienots.resources import api as resources

REAL = ROOT.parent / "shared/fixtures/sf-fire/Fire_Department_Calls_for_Service.csv"
SEED = 20261118
LIMIT = 0.2
"""At least this share of the bare rate: an action reads and checks before it writes."""
ROUNDS, STEPS = (21, 1_000) if FULL else (7, 150)

ROWS_WRITTEN = """
    SELECT coalesce(sum(n_tup_ins + n_tup_upd) FILTER (WHERE relname = 'journal'), 0)::bigint,
           coalesce(sum(n_tup_ins + n_tup_upd) FILTER (WHERE relname <> 'journal'), 0)::bigint
    FROM pg_stat_user_tables WHERE schemaname NOT IN ('bench', 'public')
"""
PEER_TABLES = """
    CREATE SCHEMA bench;
    CREATE TABLE bench.journal (LIKE kernel.journal INCLUDING ALL);
    CREATE TABLE bench.plain (id uuid PRIMARY KEY, at timestamptz NOT NULL, state text NOT NULL,
                              fields jsonb NOT NULL);
"""
INSERT_JOURNAL = """
    INSERT INTO bench.journal (happened_at, kind, actor, actor_name, institution, topic, subject_id,
                               audience, payload)
    VALUES (%s, 'change', 'system:bench', 'Bench', 'vugd', 'bench.row_written', %s, %s, %s)
"""
INSERT_PLAIN = "INSERT INTO bench.plain (id, at, state, fields) VALUES (%s, %s, %s, %s)"
PLAIN = json.dumps({"institution": "vugd", "call_sign": "SF-E32", "times": ["2020-04-07"] * 8})


class OneCity:
    """The map costs nothing here: it is no part of what is measured."""

    def territory_at(self, lat: float, lon: float, on: date | None = None) -> Territory | None:
        return Territory("0001000", "Rīga", None, None, True)


def generated(folder: Path) -> Path:
    """A file in the same form, where the real one is missing."""
    chance, file = random.Random(SEED), folder / "generated.csv"
    began = datetime(2020, 4, 7, 8)  # noqa: DTZ001 (a wall clock, as in the file)
    with file.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, sf_fire.COLUMNS)
        writer.writeheader()
        for number in range(3_000):
            began += timedelta(seconds=chance.randrange(60, 300))
            for unit in chance.sample(range(150), chance.choice((1, 2, 2, 3))):
                writer.writerow(_generated_row(chance, number, f"E{unit}", began))
    return file


def _generated_row(chance: random.Random, number: int, unit: str, at: datetime) -> dict[str, str]:
    waits = (0, 60, 90, 60, 300, 900, 600, 1200)
    moments = itertools.accumulate(chance.randrange(wait // 2, wait + 1) for wait in waits)
    stamps = [(at + timedelta(seconds=after)).strftime(sf_fire.FORM) for after in moments]
    named = dict(zip(sf_fire.STAMPS, stamps, strict=True))
    return dict.fromkeys(sf_fire.COLUMNS, "") | named | {
        "Call Number": str(number), "Unit ID": unit, "Call Type": "Medical Incident",
        "Address": "MAIN ST", "Unit Type": "ENGINE", "RowID": f"{number}-{unit}",
        "Location": f"({chance.uniform(37.70, 37.84)}, {chance.uniform(-122.52, -122.36)})",
    }  # fmt: skip


async def prepare(dsn: str) -> None:
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        await classifiers.load_folder(db, ROOT / "data/classifiers")
        await resources.load_demonstration(db, OneCity(), clock.now(), ROOT / "data")


def rows_written(db: psycopg.Connection[Any]) -> tuple[int, int]:
    """Journal rows and all others since the server's start; counters lag, so they are flushed."""
    time.sleep(1.1)
    found = db.execute(ROWS_WRITTEN).fetchone()
    assert found is not None
    return int(found[0]), int(found[1])


async def play_steps(ledger: Ledger, acts: Acts, steps: Sequence[Step]) -> float:
    async def do(step: Step, db: Db) -> UUID:
        return await acts.do(db, step)

    began = time.perf_counter()
    for step in steps:
        acts.keep(step, await ledger.run(step.key, partial(do, step)))
    return time.perf_counter() - began


def write_rows(
    db: psycopg.Connection[Any], transactions: int, journal: int, plain: int, payload: str
) -> float:
    """As many transactions, the rows spread evenly over them."""
    began = time.perf_counter()
    for number in range(transactions):
        with db.transaction():
            for _ in range(share(journal, transactions, number)):
                now = clock.now()
                db.execute(INSERT_JOURNAL, [now, uuid4(), ["112", "vugd"], payload], prepare=True)
            for _ in range(share(plain, transactions, number)):
                db.execute(INSERT_PLAIN, [uuid4(), clock.now(), "on_scene", PLAIN], prepare=True)
    return time.perf_counter() - began


def share(total: int, parts: int, number: int) -> int:
    return total * (number + 1) // parts - total * number // parts


def rounds(dsn: str, steps: Sequence[Step]) -> Iterator[dict[str, float]]:
    """A-B-A-B: a stretch of the replay, then the peer with what the stretch has written."""
    with psycopg.connect(dsn, autocommit=True) as db, asyncio.Runner() as runner:
        db.execute(PEER_TABLES.encode())
        ledger = Ledger(dsn, "sf-fire", print)
        runner.run(ledger.__aenter__())
        acts = Acts("sf-fire", OneCity(), {})
        units = [
            step for step in steps if step.key.startswith("unit:") and ":aside" not in step.key
        ]
        # Units and the first calls warm both sides up.
        warm, rest = steps[: len(units) + STEPS], steps[len(units) + STEPS :]
        runner.run(play_steps(ledger, acts, warm))
        payload = db.execute(
            "SELECT payload::text FROM kernel.journal ORDER BY length(payload::text)"
            " OFFSET (SELECT count(*) / 2 FROM kernel.journal) LIMIT 1"
        ).fetchone()
        assert payload is not None
        write_rows(db, STEPS, STEPS, STEPS, payload[0])
        for number in range(ROUNDS):
            part = rest[number * STEPS : (number + 1) * STEPS]
            before = rows_written(db)
            ours = runner.run(play_steps(ledger, acts, part))
            journal, plain = (b - a for a, b in zip(before, rows_written(db), strict=True))
            peer = write_rows(db, len(part), journal, plain, payload[0])
            calls = sum(isinstance(step, OpenCall) for step in part)
            yield {"ours_s": ours, "peer_s": peer, "steps": len(part), "calls": calls,
                   "rows": journal + plain}  # fmt: skip
        runner.run(ledger.__aexit__(None, None, None))


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="vienots-bench-") as folder:
        file = REAL if REAL.exists() else generated(Path(folder))
        steps = read(file, "sf-fire", None).steps
        with EmbeddedPostgres(Path(folder) / "postgres") as postgres:
            dsn = str(postgres.dsn)
            with redirect_stdout(sys.stderr):
                migrate(dsn, ROOT / "migrations")
                asyncio.run(prepare(dsn))
                found = list(rounds(dsn, steps))
    ratios = [one["peer_s"] / one["ours_s"] for one in found]
    total = {name: sum(one[name] for one in found) for name in found[0]}
    tell(
        "replay_rate",
        ratios,
        limit=LIMIT,
        absolute={
            "calls_per_s": total["calls"] / total["ours_s"],
            "steps_per_s": total["steps"] / total["ours_s"],
            "peer_transactions_per_s": total["steps"] / total["peer_s"],
            "rows_per_step": total["rows"] / total["steps"],
            "real_file": float(file == REAL),
        },
        seed=SEED,
    )


if __name__ == "__main__":
    main()
