"""Child processes of the demonstration, with real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from vienots.app.demo import children, credentials
from vienots.app.demo.children import Child
from vienots.app.postgres.processes import read_running, wait_until

PATIENCE_S = 30
FOREVER = [sys.executable, "-c", "import time; print('lives', flush=True); time.sleep(600)"]


def a_child(folder: Path, words: list[str] | None = None) -> Child:
    return Child("child", words or FOREVER, dict(os.environ), folder)


def tend_until(child: Child, state: str) -> None:
    """`lives again` or `is gone`, with the supervisor's own step in between."""
    before = child.pid

    def reached() -> bool:
        child.tend()
        return child.pid is None if state == "is gone" else child.pid not in (None, before)

    assert wait_until(reached, timeout_s=PATIENCE_S)


def test_a_killed_child_is_started_again(tmp_path: Path) -> None:
    child = a_child(tmp_path)
    child.start()
    first = child.pid
    assert first is not None

    os.kill(first, signal.SIGKILL)
    tend_until(child, "lives again")

    assert child.pid != first
    child.stop()
    assert child.pid is None


def test_the_pause_grows_while_it_keeps_dying(tmp_path: Path) -> None:
    child = a_child(tmp_path, [sys.executable, "-c", "raise SystemExit(3)"])
    child.start()

    pauses = []
    for _ in range(2):
        tend_until(child, "is gone")
        pauses.append(child.pause_s)
        child.start()
    child.stop()

    assert pauses == [children.PAUSE_FIRST_S * 2, children.PAUSE_FIRST_S * 4]


def test_what_it_says_is_kept_and_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "LOG_BYTES_MAX", 3)
    child = a_child(tmp_path)
    child.start()
    said = wait_until(lambda: child.log_file.read_text() == "lives\n", timeout_s=PATIENCE_S)
    assert said

    child.tend()
    child.stop()

    assert child.log_file.read_text() == ""
    assert (tmp_path / "child.log.1").read_text() == "lives\n"


SUPERVISOR = """
import os, sys, time
from pathlib import Path
from vienots.app.demo.children import Child
child = Child("child", ["/bin/sleep", "600"], dict(os.environ), Path(sys.argv[1]))
child.start()
print(child.pid, flush=True)
time.sleep(600)
"""


def test_no_child_outlives_its_supervisor(tmp_path: Path) -> None:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert supervisor.stdout is not None
    child = int(supervisor.stdout.readline())
    assert read_running(child) is not None

    supervisor.kill()
    supervisor.communicate()

    assert wait_until(lambda: read_running(child) is None, timeout_s=PATIENCE_S)


def test_passwords_differ_and_are_kept_for_the_owner_only(tmp_path: Path) -> None:
    user = credentials.User("ilze", credentials.new_password(), "Ilze", "112", ["call_taker"])
    written = credentials.Credentials("http://127.0.0.1:8112", [user], [], "postgresql://…")
    file = tmp_path / "credentials.json"

    credentials.write(file, written)

    assert credentials.read(file) == written
    assert file.stat().st_mode & 0o777 == 0o600
    assert credentials.new_password() != credentials.new_password()


def test_a_torn_credentials_file_counts_as_none(tmp_path: Path) -> None:
    file = tmp_path / "credentials.json"
    file.write_text('{"base_url": "http')

    assert credentials.read(file) is None
