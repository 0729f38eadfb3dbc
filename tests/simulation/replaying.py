"""Replays in tests: a small country, a runner to be killed, and what must be true after it."""

from __future__ import annotations

import asyncio
import csv
import json
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from simulator.replay.command import Order, play, read
from simulator.replay.play import Ledger, Progress
from tests.calls.builders import load_code_lists
from tests.conftest import ROOT
from tests.resources.builders import a_station
from vienots.analytics import api as analytics
from vienots.gis.contracts import Territory
from vienots.identity.api import Right
from vienots.kernel.contracts import Actor
from vienots.kernel.db import HOUSE_OPTIONS, Db

ANALYST = Actor("system:tests", "Tests", "112", frozenset({str(Right.ANALYTICS_READ)}))
PATIENCE_S = 60
TYPES = ROOT / "simulator/replay/types.json"


class OneCity:
    """All of it is Rīga: a map that costs nothing to load."""

    def territory_at(self, lat: float, lon: float, on: date | None = None) -> Territory | None:
        return Territory("0001000", "Rīga", None, None, True)


def connect(dsn: str) -> Any:
    return psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS)


async def prepare(dsn: str) -> None:
    async with await connect(dsn) as db:
        await load_code_lists(db)
        await a_station(db, kind="fire_station", institution="vugd", atvk="0001000")


def an_order(
    file: Path,
    form: str = "sf-fire",
    limit: int | None = None,
    acknowledged: Path | None = None,
    speed: float | None = None,
) -> Order:
    return Order(file, form, speed, limit, acknowledged)


async def replay(dsn: str, order: Order) -> Progress:
    work = read(order.file, order.form, order.limit)
    async with Ledger(dsn, order.form, lambda text: None) as ledger:
        return await play(ledger, OneCity(), order, work)


async def intervals(dsn: str) -> dict[str, Any]:
    async with await connect(dsn) as db:
        found: dict[str, Any] = msgspec.to_builtins(await analytics.intervals(db, ANALYST))
    return found


def independent(file: Path, form: str = "sf-fire", limit: int | None = None) -> dict[str, Any]:
    """What the script that shares nothing with the product finds in the file."""
    words = [str(file), "--format", form, "--groups", str(TYPES)]
    words += [] if limit is None else ["--limit", str(limit)]
    said = subprocess.run(
        [sys.executable, str(ROOT / "tools/intervals_independent.py"), *words],
        capture_output=True,
        check=True,
        timeout=120,
    )
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def read_lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


async def find_missing(db: Db, lines: Iterable[dict[str, Any]]) -> list[str]:
    """Keys of acknowledged steps whose row is not there."""
    missing = []
    for line in lines:
        found = await db.execute(
            f"SELECT FROM {line['table']} WHERE id = %s".encode(), [line["id"]]
        )
        if await found.fetchone() is None:
            missing.append(line["key"])
    return missing


def cut(source: Path, target: Path, calls: set[str]) -> Path:
    """The rows of some calls of a file, in the file's order."""
    with source.open(newline="", encoding="utf-8") as lines:
        reader = csv.DictReader(lines)
        rows = [row for row in reader if row["Call Number"] in calls]
        with target.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, reader.fieldnames or [])
            writer.writeheader()
            writer.writerows(rows)
    return target


def start(dsn: str, file: Path, acknowledged: Path) -> subprocess.Popen[bytes]:
    """A replay in a process of its own, to be killed."""
    words = [sys.executable, "-m", "tests.simulation.replaying", dsn, str(file), str(acknowledged)]
    return subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL)


def kill_after(process: subprocess.Popen[bytes], acknowledged: Path, steps: int) -> None:
    """As soon as so many steps are acknowledged; or it has ended by itself."""
    until = time.monotonic() + PATIENCE_S
    while count(acknowledged) < steps and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    process.kill()
    process.wait()


def count(acknowledged: Path) -> int:
    return len(acknowledged.read_bytes().splitlines()) if acknowledged.exists() else 0


if __name__ == "__main__":
    given_dsn, given_file, given_lines = sys.argv[1:]
    asyncio.run(replay(given_dsn, an_order(Path(given_file), acknowledged=Path(given_lines))))
