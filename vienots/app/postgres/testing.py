"""A cluster for a test run: quick, without fsync, gone afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vienots.app.postgres.cluster import Dsn, EmbeddedPostgres


@contextmanager
def temporary_cluster() -> Iterator[Dsn]:
    """The address of an empty database, whose role may make others."""
    folder = Path(tempfile.mkdtemp(prefix="vienots-test-"))
    try:
        with EmbeddedPostgres(folder, for_tests=True) as postgres:
            yield postgres.dsn
    finally:
        shutil.rmtree(folder)
