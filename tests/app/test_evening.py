"""The demonstration's desks have work from the first minute, and a second start adds none."""

from __future__ import annotations

from pathlib import Path

import psycopg
from msgspec import structs

from tests.conftest import ROOT
from vienots.app.commands.migrating import run_migrations
from vienots.app.demo import country, evening
from vienots.app.settings import Settings
from vienots.kernel.db import HOUSE_OPTIONS

LOGINS = {"aivars.kaulins", "dace.vitola"}
COUNTS = {
    "register.event": 4,
    "register.relation": 1,
    "register.transfer": 1,
    "register.task": 1,
    "register.comment": 1,
    "register.second_look": 1,
    "index.saved_search": 1,
}


def test_there_is_work_at_every_desk_and_it_is_made_once(own_dsn: str, tmp_path: Path) -> None:
    settings = Settings(
        database_url=own_dsn,
        data_dir=tmp_path,
        seeds_dir=ROOT / "data",
        migrations_dir=ROOT / "migrations",
    )
    run_migrations(settings)
    invented = country.invent(settings, base_url="http://127.0.0.1:1", database_url=own_dsn)
    users = [user for user in invented.users if user.login in LOGINS]
    credentials = structs.replace(invented, users=users)
    country.load(settings, credentials, file_was_lost=False)

    evening.load(settings)
    first = _counts(own_dsn)
    evening.load(settings)

    assert first == COUNTS
    assert _counts(own_dsn) == COUNTS


def _counts(dsn: str) -> dict[str, int]:
    with psycopg.connect(dsn, options=HOUSE_OPTIONS) as connection:
        found = {}
        for table in COUNTS:
            row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()  # noqa: S608
            assert row is not None
            found[table] = row[0]
        return found
