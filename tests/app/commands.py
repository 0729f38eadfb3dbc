"""Runs the installed command as people do: in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from tests.conftest import ROOT

COMMAND = [sys.executable, "-m", "vienots.app.cli"]
PATIENCE_S = 120


def environment(**settings: str | Path) -> dict[str, str]:
    """Ours without its settings, with these: `database_url="…"` is `VIENOTS_DATABASE_URL`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VIENOTS_")}
    given = {f"VIENOTS_{name.upper()}": str(value) for name, value in settings.items()}
    return {**kept, **given}


def run(
    *words: str, settings: Mapping[str, str | Path], typed: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        env=environment(**settings),
        cwd=ROOT,
        input=typed,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status_of(address: str) -> int:
    """0 when nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return 0
