"""The demonstration as a visitor starts it, with kills in between."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.app.commands import COMMAND, environment, free_port, status_of
from vienots.app.postgres import EmbeddedPostgres
from vienots.app.postgres.processes import PROC, read_running, wait_until

PATIENCE_S = 120


class Demo:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "demo"
        self.port = free_port()
        self.output = folder / "output"
        self.postgres = EmbeddedPostgres(self.folder / "postgres")

    def words(self) -> list[str]:
        folder = str(self.folder)
        return [*COMMAND, "demo", "--dir", folder, "--port", str(self.port), "--simulator", "off"]

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        with self.output.open("wb") as output:
            process = subprocess.Popen(
                self.words(), env=environment(), stdout=output, stderr=subprocess.STDOUT
            )
        try:
            ready = wait_until(
                lambda: process.poll() is not None or "Sign in as" in self.output.read_text(),
                timeout_s=PATIENCE_S,
            )
            assert ready, self.said()
            assert process.poll() is None, self.said()
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE_S) in (0, -signal.SIGKILL), self.said()

    def said(self) -> str:
        logs = [self.output, *sorted(self.folder.glob("log/*.log"))]
        return "\n".join(f"{path.name}: {path.read_text()}" for path in logs if path.exists())

    def credentials(self) -> dict[str, Any]:
        file = self.folder / "credentials.json"
        assert file.stat().st_mode & 0o777 == 0o600
        found: dict[str, Any] = json.loads(file.read_text())
        return found

    def wait_for(self, status: int) -> None:
        address = f"http://127.0.0.1:{self.port}/health/ready"
        assert wait_until(lambda: status_of(address) == status, timeout_s=PATIENCE_S), self.said()

    def signs_in(self) -> bool:
        found = self.credentials()
        user = found["users"][0]
        body = {"login": user["login"], "password": user["password"]}
        return httpx.post(f"{found['base_url']}/api/v1/session", json=body).is_success

    def processes(self) -> set[int]:
        """All that name its folder in their command line or environment."""
        needle = os.fsencode(self.folder)
        found = set()
        for entry in PROC.iterdir():
            if entry.name.isdigit() and read_running(int(entry.name)) is not None:
                try:
                    texts = [(entry / name).read_bytes() for name in ("cmdline", "environ")]
                except OSError:
                    continue
                if any(needle in text for text in texts):
                    found.add(int(entry.name))
        return found


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return Demo(tmp_path)


def test_it_lives_through_kills_and_keeps_its_passwords(demo: Demo) -> None:
    with demo.running() as supervisor:
        first = demo.credentials()
        assert demo.signs_in()

        # The database alone.
        postmaster = demo.postgres.status().pid
        assert postmaster is not None
        os.kill(postmaster, signal.SIGKILL)
        assert wait_until(
            lambda: demo.postgres.status().pid not in (None, postmaster), timeout_s=PATIENCE_S
        )
        demo.wait_for(200)
        assert demo.credentials() == first

        # Everything at once, as when the machine's owner loses patience.
        supervisor.kill()
        supervisor.wait()
        assert wait_until(lambda: not demo.processes(), timeout_s=PATIENCE_S)

    with demo.running():
        assert demo.credentials() == first
        assert demo.signs_in()

    assert demo.processes() == set()


def refused(demo: Demo) -> str:
    done = subprocess.run(
        demo.words(), env=environment(), capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_second_one_on_the_same_folder_is_refused(demo: Demo) -> None:
    with demo.postgres:
        said = refused(demo)

    assert f"is in use by process {os.getpid()}" in said


def test_one_on_a_taken_port_is_refused_and_leaves_nothing(demo: Demo) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", demo.port))
        taken.listen()
        said = refused(demo)

    assert f"Port {demo.port} is taken" in said
    assert demo.processes() == set()


def test_one_in_a_folder_that_cannot_be_is_refused(demo: Demo) -> None:
    demo.folder.mkdir()
    (demo.folder / "log").write_text("a file")

    assert "cannot be used" in refused(demo)
