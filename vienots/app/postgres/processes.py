"""Which running processes belong to one cluster; a process id alone proves nothing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

PROC = Path("/proc")
POLL_S = 0.02


class Running(msgspec.Struct, frozen=True):
    """A process for as long as it lives: the start time tells a reused id apart."""

    pid: int
    started_ticks: int

    @property
    def alive(self) -> bool:
        """A zombie is dead: where process 1 does not reap, it stays in the table for ever."""
        return read_running(self.pid) == self

    def send(self, sign: signal.Signals) -> None:
        if self.alive:
            try:
                os.kill(self.pid, sign)
            except ProcessLookupError:
                return


def read_running(pid: int) -> Running | None:
    try:
        stat = (PROC / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The second field is the program's name in brackets and may hold anything.
    fields = stat[stat.rindex(")") + 2 :].split()
    return None if fields[0] in "ZX" else Running(pid, int(fields[19]))


def find_cluster(data: Path, cluster_name: str, uid: int) -> list[Running]:
    """The postmaster and its children: the first has `-D data` in its command line, the others
    show the cluster's name in theirs. Other ways (the working directory) are closed to a root
    without CAP_SYS_PTRACE, as in most containers."""
    found = []
    for entry in PROC.iterdir():
        if entry.name.isdigit() and _belongs(entry, data, cluster_name, uid):
            running = read_running(int(entry.name))
            if running is not None:
                found.append(running)
    return found


def _belongs(entry: Path, data: Path, cluster_name: str, uid: int) -> bool:
    try:
        if entry.stat().st_uid != uid:
            return False
        command = (entry / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False
    if command.startswith(f"postgres: {cluster_name}: ".encode()):
        return True
    words = [os.fsdecode(word) for word in command.split(b"\0")]
    pairs = zip(words, words[1:], strict=False)
    return words[0].endswith("/postgres") and ("-D", str(data)) in pairs


def wait_until(done: Callable[[], bool], *, timeout_s: float) -> bool:
    """Whether it came true in time."""
    until = time.monotonic() + timeout_s
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(POLL_S)
    return True


def wait_gone(processes: Iterable[Running], *, timeout_s: float) -> bool:
    return wait_until(lambda: not any(one.alive for one in processes), timeout_s=timeout_s)
