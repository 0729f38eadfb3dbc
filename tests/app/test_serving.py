"""Web server and worker as processes on the embedded database, with kills."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from tests.app.commands import run
from tests.app.serving import PATIENCE_S, Installation
from vienots.app.postgres import EmbeddedPostgres
from vienots.app.postgres.processes import read_running, wait_until


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Made once: the first migration draws a whole map."""
    found = Installation(tmp_path_factory.mktemp("installation"))
    done = run("migrate", settings=found.settings)
    assert done.returncode == 0, done.stderr
    return found


@pytest.fixture
def installation(migrated: Installation) -> Iterator[Installation]:
    yield migrated
    with EmbeddedPostgres(migrated.postgres.folder):
        # Whatever a kill left behind is adopted, and stopped at the end of this block.
        pass


def test_serve_brings_its_database_and_takes_it_along(installation: Installation) -> None:
    with installation.running("serve") as web:
        installation.wait_for_ready(web)
        postmaster = installation.postmaster
        with installation.running("worker"):
            joined = wait_until(
                lambda: "worker.started" in installation.log.read_text(), timeout_s=PATIENCE_S
            )
            beside = run("user", "list", settings=installation.settings)

    assert joined, installation.log.read_text()
    assert beside.returncode == 0, beside.stderr
    assert read_running(postmaster) is None
    assert installation.health() == 0


def test_a_killed_database_comes_back_under_the_web_server(installation: Installation) -> None:
    with installation.running("serve") as web:
        installation.wait_for_ready(web)
        first = installation.postmaster

        os.kill(first, signal.SIGKILL)

        again = wait_until(
            lambda: installation.postgres.status().pid not in (None, first), timeout_s=PATIENCE_S
        )
        assert again
        installation.wait_for_ready(web)


def test_a_killed_web_server_frees_its_port_and_finds_its_database_running(
    installation: Installation,
) -> None:
    with installation.running("serve") as first:
        installation.wait_for_ready(first)
        postmaster = installation.postmaster
        first.kill()
        first.wait()
        installation.wait_for_silence()
        beside = run("user", "list", settings=installation.settings)

    assert beside.returncode == 0, beside.stderr
    assert installation.postmaster == postmaster

    with installation.running("serve") as web:
        installation.wait_for_ready(web)
        assert installation.postmaster == postmaster
