"""P2: a journal's events in bodies of thousands through the service (every line judged, registered,
told and kept), against COPY of the very rows that came of it into the same indexed tables of an
empty register on the same server. Beside it single statements, one after the other, against pgbench
that writes one registration with one client."""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from bench.figures import FULL, percentile, tell
from bench.live_feed import PASSWORD, PORT, prepare, serving
from bench.register_event import ROUNDS, record_statements, run_pgbench
from simulator.journals import invent
from simulator.journals.line import Line
from vienots.app.postgres import EmbeddedPostgres
from vienots.kernel import clock

SEED = 17
LIMIT = 0.6
EVENTS, LINES = (170_000, 10_000) if FULL else (2_000, 1_000)
SINGLES = 2_000 if FULL else 300
TOWN = {"name": "Jelgava", "atvk": "0003000", "lat": 56.6511, "lon": 23.7214}
PEER, BARE = "peer", "bare"
SCHEMAS = ("register", "exchange", "kernel")


def days_of(count: int) -> Iterator[list[dict[str, Any]]]:
    """Bodies of a year's events, oldest first, most of them ended."""
    rng = random.Random(SEED)
    start = clock.now() - timedelta(days=365)
    for first in range(0, count, LINES):
        body = []
        for number in range(first, min(first + LINES, count)):
            at = start + timedelta(days=364) * (number / count)
            event = invent.new_event(rng, f"{number}/2026-Ķ", TOWN, at)
            body.append(invent.completed(rng, event) if rng.random() < 0.8 else event)
        yield body


async def run_service(line: Line) -> list[float]:
    """Seconds of each body. Every line is taken, or the figure is none."""
    spent = []
    for body in days_of(EVENTS):
        began = time.perf_counter()
        answers = await line.put_many(body)
        spent.append(time.perf_counter() - began)
        refused = [one for one in answers if one["status"] != 201]
        assert not refused, refused[:3]
    return spent


async def run_singles(line: Line, turn: int) -> list[float]:
    rng = random.Random(SEED + 1 + turn)
    spent = []
    for number in range(SINGLES // ROUNDS):
        event = invent.new_event(rng, f"S{turn}-{number}", TOWN, clock.now() - timedelta(minutes=1))
        began = time.perf_counter()
        answer = await line.put(event)
        spent.append(time.perf_counter() - began)
        assert answer.status_code == 201, answer.text
    return spent


def tables_of(db: psycopg.Connection[Any]) -> dict[str, str]:
    """What can be written of each table: its name to its columns; parts of tables are left out."""
    found = db.execute(
        "SELECT format('%%I.%%I', n.nspname, c.relname),"
        " string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " WHERE n.nspname = ANY (%s) AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " AND a.attgenerated = '' GROUP BY 1",
        [list(SCHEMAS)],
    )
    return dict(found.fetchall())


def count_rows(db: psycopg.Connection[Any], tables: Sequence[str]) -> dict[str, int]:
    counts = {}
    for name in tables:
        row = db.execute(b"SELECT count(*) FROM " + name.encode()).fetchone()
        assert row is not None
        counts[name] = int(row[0])
    return counts


def copy_rows(source: str, target: str, folder: Path) -> tuple[float, int]:
    """Seconds and rows: everything that the service has written, and nothing that stood before."""
    # The source rests while its rows are copied, for longer than a transaction may.
    with psycopg.connect(source, autocommit=True) as ours, psycopg.connect(target) as theirs:
        tables = tables_of(ours)
        before = count_rows(theirs, list(tables))
        now = count_rows(ours, list(tables))
        grown = [name for name in tables if now[name] > before[name]]
        files = {}
        for place, name in enumerate(grown):
            files[name] = folder / f"{place}.copy"
            query = f"COPY {name} ({tables[name]}) TO STDOUT (FORMAT binary)".encode()
            with files[name].open("wb") as out, ours.cursor().copy(query) as rows:
                for block in rows:
                    out.write(block)
        for name in grown:
            theirs.execute(f"TRUNCATE {name} CASCADE".encode())
        # The order of the tables is nobody's to know here; the keys were held when it was written.
        theirs.execute("SET session_replication_role = replica")
        theirs.commit()
        began = time.perf_counter()
        for name, file in files.items():
            query = f"COPY {name} ({tables[name]}) FROM STDIN (FORMAT binary)".encode()
            with theirs.cursor().copy(query) as rows:
                rows.write(file.read_bytes())
        theirs.commit()
        return time.perf_counter() - began, sum(now[name] - before[name] for name in grown)


def memory_mb(folder: str) -> float:
    """The most that the web process of this folder has ever had."""
    peaks = [0.0]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if folder.encode() in (process / "environ").read_bytes():
                status = (process / "status").read_text()
                peaks += [int(line.split()[1]) / 1_024 for line in status.splitlines()
                          if line.startswith("VmHWM")]  # fmt: skip
        except OSError:
            # Gone meanwhile, or somebody else's.
            continue
    return max(peaks)


async def measure(dsn: str, script: Path) -> tuple[list[float], list[list[float]], list[float]]:
    """Seconds of each body; of each single statement, in rounds; pgbench's rate beside each."""
    line = Line(f"http://127.0.0.1:{PORT}", "journal-jelgava", PASSWORD, timeout_s=600)
    singles, bare = [], []
    try:
        for turn in range(ROUNDS):
            singles.append(await run_singles(line, turn))
            # What pgbench writes stays where it writes it: the service's rows are counted alone.
            bare.append(await asyncio.to_thread(run_pgbench, dsn, script, 1))
        return await run_service(line), singles, bare
    finally:
        await line.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder) / "pg") as postgres:
        dsn = str(postgres.dsn)
        asyncio.run(prepare(dsn))
        with psycopg.connect(dsn, autocommit=True) as db:
            # A year in a few minutes is more than a client may ask of the exchange: not so here.
            db.execute(
                "UPDATE kernel.classifier_value SET attributes = attributes"
                " || '{\"amount\": 1000000000000}'"
                " WHERE name = 'exchange_quota'"
            )
            name = db.info.dbname
            db.execute(f"CREATE DATABASE {PEER} TEMPLATE {name} STRATEGY file_copy".encode())
            db.execute(f"CREATE DATABASE {BARE} TEMPLATE {name} STRATEGY file_copy".encode())
        peer, bare_dsn = (psycopg.conninfo.make_conninfo(dsn, dbname=one) for one in (PEER, BARE))
        script = Path(folder) / "register.sql"
        script.write_text(asyncio.run(record_statements(bare_dsn)))
        with serving(dsn, folder):
            bodies, rounds, bare = asyncio.run(measure(bare_dsn, script))
            memory = memory_mb(folder)
        singles = [spent for one in rounds for spent in one]
        copied_s, rows = copy_rows(dsn, peer, Path(folder))
    events = EVENTS + len(singles)
    copy_rate = events / copied_s
    rates = [min(LINES, EVENTS) / spent for spent in bodies]
    absolute = {
        "events_per_s": EVENTS / sum(bodies),
        "copy_events_per_s": copy_rate,
        "rows_an_event": rows / events,
        "single_per_s": len(singles) / sum(singles),
        "single_p50_ms": 1_000 * percentile(singles, 0.5),
        "single_p99_ms": 1_000 * percentile(singles, 0.99),
        "web_peak_mb": memory,
    }
    ratios = [rate / copy_rate for rate in rates]
    tell("P2 events of journals", ratios, limit=LIMIT, absolute=absolute, seed=SEED)
    beside = [len(one) / sum(one) / peer_s for one, peer_s in zip(rounds, bare, strict=True)]
    rates_s = {"pgbench_per_s": percentile(bare, 0.5), "clients": 1}
    tell("P2 single statements against pgbench", beside, limit=None, absolute=rates_s, seed=SEED)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
