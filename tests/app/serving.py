"""An installation on the embedded database: its commands as processes that may be killed."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.app.commands import COMMAND, environment, free_port, status_of
from tests.conftest import ROOT
from vienots.app.postgres import EmbeddedPostgres
from vienots.app.postgres.processes import wait_until

PATIENCE_S = 90


class Installation:
    """An installation without a database of its own, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.log = folder / "log"
        self.settings: dict[str, str | Path] = {
            "data_dir": folder / "data",
            "bind": f"127.0.0.1:{self.port}",
            "console_dir": folder / "console",
            "migrations_dir": ROOT / "migrations",
            "seeds_dir": ROOT / "data",
        }
        (folder / "console").mkdir()
        self.postgres = EmbeddedPostgres(folder / "data" / "postgres")

    @contextmanager
    def running(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        with self.log.open("ab") as output:
            process = subprocess.Popen(
                [*COMMAND, *words],
                env=environment(**self.settings),
                cwd=ROOT,
                stdout=output,
                stderr=output,
            )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE_S) in (0, -signal.SIGKILL), self.log.read_text()

    def wait_for_ready(self, process: subprocess.Popen[bytes]) -> None:
        came = wait_until(
            lambda: process.poll() is not None or self.health() == 200, timeout_s=PATIENCE_S
        )
        assert came, self.log.read_text()
        assert process.poll() is None, self.log.read_text()

    def wait_for_silence(self) -> None:
        assert wait_until(lambda: self.health() == 0, timeout_s=PATIENCE_S), self.log.read_text()

    def health(self) -> int:
        return status_of(f"http://127.0.0.1:{self.port}/health/ready")

    @property
    def postmaster(self) -> int:
        pid = self.postgres.status().pid
        assert pid is not None
        return pid
