"""S2: what it costs that a look at a person is written down. One event with its persons is read
through the whole application (session, purpose, rights, row security, rows), with the entry of the
journal and its durable commit, and in turn with neither; nothing but the network is left out."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from litestar import Litestar

from bench.figures import FULL, ROOT, percentile, tell
from tests.people import DACE
from tests.register.desks import COOKIE, Desk, opened_desks
from vienots.app.generating.names import full_name
from vienots.app.postgres import EmbeddedPostgres
from vienots.kernel import clock, journal
from vienots.kernel.migrate import migrate

SEED = 2
LIMIT = 1.15
EVENTS = 40
ROUNDS, READS = (21, 400) if FULL else (9, 80)


async def register_some(desk: Desk) -> list[str]:
    rng = random.Random(SEED)
    ids = []
    for _ in range(EVENTS):
        event_id = str(uuid4())
        first = {
            "id": event_id,
            "type": "order.noise",
            "received_at": clock.now().isoformat(),
            "received_via": "phone",
            "narrative": "Troksnis dzīvoklī, skaļa mūzika",
        }
        (await desk.post("/register/events", first)).raise_for_status()
        persons = []
        for place in range(2):
            name, surname = full_name(rng)
            persons.append(
                {"ref": f"p{place}", "role": "witness", "name": name, "surname": surname}
            )
        change = {"version": 1, "persons": persons}
        (await desk.patch(f"/register/events/{event_id}", change)).raise_for_status()
        ids.append(event_id)
    return ids


async def read(app: Litestar, token: str, event_id: str) -> None:
    """One request as a server hands it over."""
    path = f"/api/v1/register/events/{event_id}"
    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [
            (b"host", b"bench"),
            (b"cookie", f"{COOKIE}={token}".encode()),
            (b"vienots-purpose", b"event_entry;ref=bench"),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    statuses: list[int] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(scope, receive, send)
    assert statuses == [200], statuses


@contextmanager
def unlogged() -> Iterator[None]:
    async def forget(*_: Any, **__: Any) -> None:
        """The peer: nobody writes the look down."""

    kept = journal.record_read
    journal.record_read = forget
    try:
        yield
    finally:
        journal.record_read = kept


async def time_reads(app: Litestar, token: str, ids: Sequence[str]) -> list[float]:
    times = []
    for place in range(READS):
        began = time.perf_counter()
        await read(app, token, ids[place % len(ids)])
        times.append(1_000 * (time.perf_counter() - began))
    return times


async def measure(dsn: str, folder: Path) -> None:
    async with opened_desks(dsn, folder) as desks:
        desk = await desks.of(DACE)
        ids = await register_some(desk)
        app, token = desks.app, desk.token
        await time_reads(app, token, ids)
        ratios, with_ms, without_ms = [], [], []
        for _ in range(ROUNDS):
            logged = await time_reads(app, token, ids)
            with unlogged():
                bare = await time_reads(app, token, ids)
            ratios.append(percentile(logged, 0.5) / percentile(bare, 0.5))
            with_ms += logged
            without_ms += bare
    absolute = {
        "logged_p50_ms": percentile(with_ms, 0.5),
        "logged_p99_ms": percentile(with_ms, 0.99),
        "unlogged_p50_ms": percentile(without_ms, 0.5),
        "unlogged_p99_ms": percentile(without_ms, 0.99),
    }
    name = "S2 median of a read that is written down against one that is not"
    tell(name, ratios, limit=LIMIT, absolute=absolute, seed=SEED)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder) / "pg") as postgres:
        dsn = str(postgres.dsn)
        migrate(dsn, ROOT / "migrations")
        asyncio.run(measure(dsn, Path(folder)))


if __name__ == "__main__":
    main()
