"""Child processes of the demonstration: started, watched, started again, stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import structlog

log = structlog.get_logger()

PAUSE_FIRST_S = 0.5
PAUSE_MAX_S = 15.0
WELL_AFTER_S = 60.0
"""A child that lived this long died of something new: the next pause is a short one again."""
STOP_PATIENCE_S = 15.0
LOG_BYTES_MAX = 20_000_000

# The signal of a parent's death is asked for inside the child; should the parent have died before
# that, there is nobody left to wait for.
_DIE_WITH_PARENT = (
    "import ctypes, os, signal, sys\n"
    "ctypes.CDLL(None).prctl(1, int(signal.SIGKILL))\n"
    "if os.getppid() != int(sys.argv[1]): sys.exit(1)\n"
    "os.execv(sys.argv[2], sys.argv[2:])"
)


class Child:
    """One program that should always run. It dies with us, even when we are killed: an orphan
    would hold the port."""

    def __init__(
        self, name: str, words: Sequence[str], environment: Mapping[str, str], log_folder: Path
    ) -> None:
        self.name = name
        self.log_file = log_folder / f"{name}.log"
        self._words = words
        self.environment = environment
        """For its next start."""
        self._process: subprocess.Popen[bytes] | None = None
        self.pause_s = PAUSE_FIRST_S
        self._started_at = 0.0
        self._due_at = 0.0

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        self._rotate()
        with self.log_file.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _DIE_WITH_PARENT, str(os.getpid())]
                + list(self._words),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self.environment,
                # A Ctrl-C on the terminal is for us: we stop our children in order.
                start_new_session=True,
            )
        self._started_at = time.monotonic()

    def tend(self) -> None:
        """Start it again when it is gone, after a pause that grows as long as it keeps dying."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._due_at:
                self._try_to_start(now)
            return
        status = self._process.poll()
        if status is None:
            self._rotate()
            return
        if now - self._started_at > WELL_AFTER_S:
            self.pause_s = PAUSE_FIRST_S
        log.warning(
            "demo.child_ended",
            child=self.name,
            status=status,
            again_in_s=self.pause_s,
            log=str(self.log_file),
        )
        self._process = None
        self._pause(now)

    def _try_to_start(self, now: float) -> None:
        try:
            self.start()
        except OSError as error:
            # A full disk or process table: the others go on, this one is tried again.
            log.warning("demo.child_not_started", child=self.name, error=str(error))
            self._pause(now)

    def _pause(self, now: float) -> None:
        self._due_at = now + self.pause_s
        self.pause_s = min(PAUSE_MAX_S, self.pause_s * 2)

    def stop(self) -> None:
        """In order; by force only if it does not end."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_PATIENCE_S)
        except subprocess.TimeoutExpired:
            log.warning("demo.child_killed", child=self.name)
            self._process.kill()
            self._process.wait()
        self._process = None

    def _rotate(self) -> None:
        """The log is opened for appending: cut off under the child's hands it goes on from 0."""
        if not self.log_file.exists() or self.log_file.stat().st_size <= LOG_BYTES_MAX:
            return
        try:
            shutil.copyfile(self.log_file, self.log_file.with_suffix(".log.1"))
        except OSError as error:
            log.warning("demo.log_not_kept", child=self.name, error=str(error))
        os.truncate(self.log_file, 0)
