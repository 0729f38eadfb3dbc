"""A child process held by a thread of its own for as long as it lives.

The kernel signals a parent's death when the *thread* that made the child ends, so the thread
must outlive the child; and by waiting it also takes the dead child off the process table.
"""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

from vienots.app.postgres.account import ENVIRONMENT
from vienots.app.postgres.processes import Running, read_running

START_TIMEOUT_S = 20


class Launched:
    def __init__(self, words: list[str], *, output: Path) -> None:
        self.exit_status: int | None = None
        self._words = words
        self._output = output
        self._born = threading.Event()
        self._ended = threading.Event()
        self._running: Running | None = None
        self._fault: OSError | None = None
        threading.Thread(target=self._hold, name="postgres", daemon=True).start()
        self._born.wait(START_TIMEOUT_S)
        if self._fault is not None:
            raise self._fault

    def _hold(self) -> None:
        try:
            with self._output.open("wb") as output:
                process = subprocess.Popen(
                    self._words,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    env=ENVIRONMENT,
                    cwd="/",
                    # A Ctrl-C on the terminal is for us: we stop our children in order.
                    start_new_session=True,
                )
        except OSError as fault:
            self._fault = fault
            self._ended.set()
            self._born.set()
            return
        self._running = read_running(process.pid)
        self._born.set()
        self.exit_status = process.wait()
        self._ended.set()

    @property
    def alive(self) -> bool:
        return not self._ended.is_set()

    @property
    def running(self) -> Running | None:
        return self._running
