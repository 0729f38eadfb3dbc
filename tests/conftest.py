"""Tests run on a real PostgreSQL. Each worker has a database of its own, copied from a template.

`VIENOTS_TEST_DATABASE_URL` names a server whose databases may be made and dropped; without it an
embedded one is started for the run.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from psycopg.conninfo import make_conninfo

from vienots.kernel.db import HOUSE_OPTIONS, Db
from vienots.kernel.migrate import migrate

# No test is held to a time: the machine has others to serve.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT.parent / "shared" / "fixtures"
"""Data that nobody of this house wrote; kept outside it. Tests that need it skip without it."""


def fixture_file(relative: str) -> Path:
    """A file of the outside test data; the test is skipped, saying so, where it is missing."""
    path = FIXTURES / relative
    if not path.exists():
        pytest.skip(f"outside test data missing: {relative}")
    return path


@contextmanager
def _server() -> Iterator[str]:
    given = os.environ.get("VIENOTS_TEST_DATABASE_URL")
    if given:
        yield given
        return
    from vienots.app.postgres import temporary_cluster

    with temporary_cluster() as dsn:
        yield str(dsn)


@pytest.fixture(scope="session")
def server_dsn() -> Iterator[str]:
    """A PostgreSQL of this worker, with no database of ours in it yet."""
    with _server() as dsn:
        yield dsn


def _database(server: str, name: str) -> str:
    return make_conninfo(server, dbname=name)


@pytest.fixture(scope="session")
def template(server_dsn: str) -> Iterator[str]:
    """Name of a migrated database that nobody is connected to."""
    name = f"vienots_template_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_dsn, autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name}".encode())
    migrate(_database(server_dsn, name), ROOT / "migrations")
    yield name
    with psycopg.connect(server_dsn, autocommit=True) as db:
        db.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def copied_database(server_dsn: str, template: str) -> Iterator[str]:
    name = f"vienots_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_dsn, autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    yield _database(server_dsn, name)
    with psycopg.connect(server_dsn, autocommit=True) as db:
        db.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="session")
def dsn(server_dsn: str, template: str) -> Iterator[str]:
    """This worker's database, for tests that undo what they do."""
    with copied_database(server_dsn, template) as found:
        yield found


@pytest.fixture
def own_dsn(server_dsn: str, template: str) -> Iterator[str]:
    """A database of this test alone, for what commits: several connections, processes, HTTP."""
    with copied_database(server_dsn, template) as found:
        yield found


@pytest.fixture
async def db(dsn: str) -> AsyncIterator[Db]:
    """A transaction in the application's role that is undone when the test ends."""
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as connection:
        yield connection
        await connection.rollback()


@pytest.fixture
def now() -> datetime:
    """Noon of a Tuesday in November: the clock of every test."""
    return datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What stories told beside passing: the keystroke-level model of typical events."""
    told = [
        text
        for report in terminalreporter.getreports("passed")
        for name, text in report.user_properties
        if name == "told"
    ]
    if told:
        terminalreporter.section("typical events by the keystroke-level model")
        for line in told:
            terminalreporter.line(str(line))
