"""Web server, worker, database and replay are killed in the middle of real work: what was
acknowledged is there, the desks go on by cursor with nothing lost or doubled, the journal is whole.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import httpx
import psycopg
import pytest

from tests.app.commands import run
from tests.app.serving import Installation
from tests.simulation.replaying import count, find_missing, read_lines
from tests.simulation.test_replay_reading import a_file, a_row
from vienots.app.commands.database import join_database
from vienots.app.postgres import EmbeddedPostgres
from vienots.app.postgres.processes import wait_until
from vienots.app.settings import Settings
from vienots.kernel.db import Db

CALLS = 120
UNITS = 12
STEPS_MIN = 5 * CALLS
"""Each call is at least opened, informed, sent to, driven to and ended."""
SPEED = "180"
"""Two hours of the file in forty seconds: each kill finds it at work."""
PASSWORD = "a long sentence that nobody guesses"
DESKS = {"ilze": ("112", "call_taker"), "andra": ("vugd", "dispatcher")}
TOPICS = ("calls.", "dispatch.")
"""What both desks follow, each with the rights of its role."""
PATIENCE_S = 120
RETRY_S = 0.1


class Desk:
    """Follows the feed as a console does: comes back by its last cursor, whatever happened."""

    def __init__(self, installation: Installation, login: str) -> None:
        self._url = f"http://127.0.0.1:{installation.port}"
        self._headers = {"Origin": self._url}
        self._stop = Event()
        self.snapshots = 0
        self.cursors: list[str] = []
        """Of the changes, in the order in which they came."""
        self.cards: dict[str, int] = {}
        """The version that stands on the screen."""
        answer = httpx.post(
            f"{self._url}/api/v1/session",
            json={"login": login, "password": PASSWORD},
            timeout=PATIENCE_S,
        )
        answer.raise_for_status()
        # Signed in once: a session outlives the server.
        self._headers["Cookie"] = "; ".join(f"{n}={v}" for n, v in answer.cookies.items())

    @contextmanager
    def following(self) -> Iterator[None]:
        thread = Thread(target=self._follow)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join(PATIENCE_S)

    def _follow(self) -> None:
        self._cursor: str | None = None
        while not self._stop.is_set():
            with suppress(httpx.HTTPError):
                self._follow_once()
            self._stop.wait(RETRY_S)

    def _follow_once(self) -> None:
        since = {"Last-Event-ID": self._cursor} if self._cursor else {}
        address = f"{self._url}/api/v1/live?positions=false"
        with httpx.stream("GET", address, headers=self._headers | since, timeout=20) as answer:
            message: dict[str, str] = {}
            for line in answer.iter_lines():
                if self._stop.is_set():
                    return
                name, _, value = line.partition(": ")
                message[name] = value
                if not line:
                    self._take(message)
                    message = {}

    def _take(self, message: dict[str, str]) -> None:
        """Only whole messages count: half of one that a kill cut off comes again."""
        self._cursor = message.get("id", self._cursor)
        if message.get("event") == "snapshot":
            self.snapshots += 1
        if message.get("event") != "change":
            return
        told = json.loads(message["data"])
        if told["topic"].startswith(TOPICS):
            self.cursors.append(message["id"])
        card = told["data"].get("card")
        if card is not None:
            self.cards[card["id"]] = max(card["version"], self.cards.get(card["id"], 0))


def draw_calls(folder: Path) -> Path:
    """Calls a minute apart, each with one engine."""
    day = "04/07/2020"
    rows = []
    for number in range(CALLS):
        clock = [
            f"{11 + (number + late) // 60:02d}:{(number + late) % 60:02d}" for late in range(6)
        ]
        names = ("Received", "Entry", "Dispatch", "Response", "On Scene", "Available")
        # Written as the file's clerks do: twelve hours, so that every stamp is before one o'clock.
        stamps = {
            f"{name} DtTm": f"{day} {int(at[:2]) % 12 or 12:02d}{at[2:]}:00 "
            f"{'AM' if at < '12' else 'PM'}"
            for name, at in zip(names, clock, strict=True)
        }
        rows.append(a_row(str(number + 1), f"E{number % UNITS + 1}", **stamps))
    return a_file(folder, *rows)


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    found = Installation(tmp_path)
    migrated = run("migrate", settings=found.settings)
    assert migrated.returncode == 0, migrated.stderr
    for login, (institution, role) in DESKS.items():
        words = ["user", "create", login, "--name", login, "--institution", institution]
        made = run(*words, "--role", role, settings=found.settings, typed=PASSWORD)
        assert made.returncode == 0, made.stderr
    return found


async def test_kills_in_a_replay_lose_and_double_nothing(
    installation: Installation, tmp_path: Path
) -> None:
    acknowledged = tmp_path / "acknowledged"

    desks = _play(installation, draw_calls(tmp_path), acknowledged)
    verified = run("audit", "verify", settings=installation.settings)

    lines = read_lines(acknowledged)
    with EmbeddedPostgres(installation.postgres.folder) as postgres:
        async with await psycopg.AsyncConnection.connect(postgres.dsn) as db:
            assert await find_missing(db, lines) == []
            cards = await _list_versions(db)
        with psycopg.connect(postgres.dsn) as reading:
            told = {login: _list_cursors(reading, DESKS[login][0]) for login in desks}
    assert len({line["key"] for line in lines}) == len(lines) >= STEPS_MIN
    assert len(cards) == CALLS
    for login, desk in desks.items():
        assert desk.snapshots == 1, "it came back by cursor each time"
        assert desk.cursors == told[login]
        assert desk.cards == cards
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _play(installation: Installation, file: Path, acknowledged: Path) -> dict[str, Desk]:
    with ExitStack() as running:

        def start(*words: str) -> subprocess.Popen[bytes]:
            return running.enter_context(installation.running(*words))

        def replay() -> subprocess.Popen[bytes]:
            words = ("simulate", "--replay", str(file), "--acknowledged", str(acknowledged))
            return start(*words, "--speed", SPEED)

        web, worker = start("serve"), start("worker")
        installation.wait_for_ready(web)
        desks = {login: Desk(installation, login) for login in DESKS}
        for desk in desks.values():
            running.enter_context(desk.following())
        _wait_for(lambda: all(desk.snapshots for desk in desks.values()), installation)
        player = replay()
        _reach(acknowledged, STEPS_MIN // 5)
        _kill(web)
        web = start("serve")
        installation.wait_for_ready(web)
        _reach(acknowledged, 2 * STEPS_MIN // 5)
        os.kill(installation.postmaster, signal.SIGKILL)
        _reach(acknowledged, 3 * STEPS_MIN // 5)
        _kill(worker)
        start("worker")
        _reach(acknowledged, 4 * STEPS_MIN // 5)
        _kill(player)
        assert replay().wait(PATIENCE_S) == 0, installation.log.read_text()
        _reach(acknowledged, STEPS_MIN)
        with psycopg.connect(join_database(_as_settings(installation)).database_url) as db:
            last = {login: _list_cursors(db, DESKS[login][0])[-1] for login in DESKS}
        _wait_for(lambda: all(last[login] in desks[login].cursors for login in desks), installation)
    return desks


def _as_settings(installation: Installation) -> Settings:
    return Settings(data_dir=Path(installation.settings["data_dir"]))


def _kill(process: subprocess.Popen[bytes]) -> None:
    assert process.poll() is None, "it was still at work"
    process.kill()
    process.wait()


def _reach(acknowledged: Path, steps: int) -> None:
    assert wait_until(lambda: count(acknowledged) >= steps, timeout_s=PATIENCE_S), steps


def _wait_for(state: Callable[[], bool], installation: Installation) -> None:
    assert wait_until(state, timeout_s=PATIENCE_S), installation.log.read_text()


async def _list_versions(db: Db) -> dict[str, int]:
    found = await db.execute("SELECT id::text, version FROM calls.card")
    return {str(card_id): int(version) for card_id, version in await found.fetchall()}


def _list_cursors(db: psycopg.Connection[tuple[str]], institution: str) -> list[str]:
    """Where the journal tells this institution something."""
    found = db.execute(
        "SELECT xid || '-' || id FROM kernel.journal WHERE kind = 'change'"
        " AND split_part(topic, '.', 1) || '.' = ANY (%s) AND audience && %s ORDER BY xid, id",
        [list(TOPICS), [institution, "*"]],
    )
    return [row[0] for row in found]
