"""P7: from the commit to the last of 500 desks, against a raw loop that writes the same bytes to
as many sockets in one process. Each round commits one entry and waits for every desk."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from bench.figures import FULL, percentile, tell
from vienots.app.postgres import temporary_cluster
from vienots.gis import api as gis
from vienots.identity import api as identity
from vienots.kernel import classifiers, clock
from vienots.kernel.db import build_pool
from vienots.kernel.migrate import migrate

ROOT = Path(__file__).parent.parent
SEED = 500
DESKS = 500
LIMIT = 2.0
ROUNDS = 60 if FULL else 15
PORT, RAW_PORT = 5_691, 5_692
PASSWORD = "bench-bench-bench"


class Desks:
    """Plain sockets that read; the newest arrival of each message is what counts."""

    def __init__(self) -> None:
        self._streams: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._arrived: list[float] = []
        self._waited = asyncio.Event()
        self._marker = b""
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self, port: int, request: bytes) -> None:
        for _ in range(DESKS):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
            writer.write(request)
            self._streams.append((reader, writer))
        self._tasks = [asyncio.create_task(self._read(reader)) for reader, _ in self._streams]

    async def _read(self, reader: asyncio.StreamReader) -> None:
        tail = b""
        while chunk := await reader.read(65_536):
            tail = (tail + chunk)[-4_096:]
            if self._marker and self._marker in tail:
                tail = b""
                self._arrived.append(time.perf_counter())
                if len(self._arrived) == DESKS:
                    self._waited.set()

    def expect(self, marker: bytes) -> None:
        self._marker, self._arrived = marker, []
        self._waited.clear()

    async def last(self) -> float:
        async with asyncio.timeout(20):
            await self._waited.wait()
        return max(self._arrived)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for _, writer in self._streams:
            writer.close()


class RawLoop:
    """The peer: one process, one loop, the same bytes to every socket."""

    def __init__(self) -> None:
        self._writers: list[asyncio.StreamWriter] = []
        self._server: asyncio.Server | None = None

    async def _accept(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", RAW_PORT)

    def send(self, message: bytes) -> None:
        for writer in self._writers:
            writer.write(message)

    def close(self) -> None:
        assert self._server is not None
        self._server.close()


async def prepare(dsn: str) -> None:
    migrate(dsn, ROOT / "migrations")
    async with build_pool(dsn, min_size=1, max_size=2) as pool, pool.connection() as db:
        await identity.load_institutions(db, ROOT / "data/identity/institutions.json")
        await classifiers.load_folder(db, ROOT / "data/classifiers")
        await gis.load_map(db, ROOT / "data/gis", clock.now())
        people = {
            one.login: PASSWORD for one in await identity.demonstration_people(db, clock.now())
        }
        secrets = {one.client_id: PASSWORD for one in identity.CLIENTS}
        await identity.load_demonstration(db, clock.now(), people, secrets)


@contextlib.contextmanager
def serving(dsn: str, folder: str) -> Iterator[None]:
    settings = {
        "VIENOTS_DATABASE_URL": dsn,
        "VIENOTS_BIND": f"127.0.0.1:{PORT}",
        "VIENOTS_DATA_DIR": folder,
        "VIENOTS_DEMONSTRATION": "1",
    }
    command = [str(Path(sys.executable).parent / "vienots"), "serve"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, env={**os.environ, **settings}, stdout=quiet, stderr=quiet)
    try:
        for _ in range(200):
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"http://127.0.0.1:{PORT}/health/ready").is_success:
                    break
            time.sleep(0.2)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


async def measure() -> None:
    base = f"http://127.0.0.1:{PORT}"
    async with httpx.AsyncClient(base_url=base) as desk, httpx.AsyncClient(base_url=base) as phone:
        body = {"login": "ilze.kalnina", "password": PASSWORD}
        (await desk.post("/api/v1/session", json=body)).raise_for_status()
        cookie = "; ".join(f"{name}={value}" for name, value in desk.cookies.items())
        grant = {"grant_type": "client_credentials"}
        auth = ("telephone-exchange", PASSWORD)
        token = (await phone.post("/oauth/token", data=grant, auth=auth)).json()["access_token"]
        phone.headers["Authorization"] = f"Bearer {token}"
        request = (
            "GET /api/v1/live?positions=false HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{PORT}\r\nCookie: {cookie}\r\n\r\n"
        ).encode()
        ours, raw, peer = Desks(), Desks(), RawLoop()
        await peer.open()
        await ours.open(PORT, request)
        await raw.open(RAW_PORT, b"\n")
        await asyncio.sleep(4)
        ratios, ours_ms, raw_ms = [], [], []
        for number in range(ROUNDS + 2):
            marker = f"BENCH-{number:06d}"
            event = {"call_id": marker, "event": "ringing", "at": clock.now().isoformat()}
            ours.expect(marker.encode())
            (await phone.post("/api/v1/intake/calls", json=event)).raise_for_status()
            committed = time.perf_counter()
            took = max(0.0001, await ours.last() - committed)
            message = json.dumps({"call_id": marker, "filler": "x" * 700}).encode() + b"\n\n"
            raw.expect(marker.encode())
            began = time.perf_counter()
            peer.send(message)
            bare = await raw.last() - began
            if number >= 2:
                ratios.append(took / bare)
                ours_ms.append(1_000 * took)
                raw_ms.append(1_000 * bare)
            await asyncio.sleep(0.1)
        absolute = {
            "last_desk_p50_ms": percentile(ours_ms, 0.5),
            "last_desk_p99_ms": percentile(ours_ms, 0.99),
            "raw_p50_ms": percentile(raw_ms, 0.5),
            "desks": DESKS,
        }
        name = f"P7 answered commit to the last of {DESKS} desks"
        tell(name, ratios, limit=LIMIT, absolute=absolute, seed=SEED)
        await ours.close()
        await raw.close()
        peer.close()


def main() -> None:
    with temporary_cluster() as dsn, tempfile.TemporaryDirectory() as folder:
        asyncio.run(prepare(str(dsn)))
        with serving(str(dsn), folder):
            asyncio.run(measure())


if __name__ == "__main__":
    main()
