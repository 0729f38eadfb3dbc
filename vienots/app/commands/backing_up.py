"""`vienots backup` and `vienots restore`: PostgreSQL's own dump, whole or not at all."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import click
import psycopg
import structlog
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from vienots.app.commands.database import load, use_database
from vienots.app.postgres.binaries import client_program
from vienots.app.settings import Settings
from vienots.kernel.db import APP_ROLE

log = structlog.get_logger()

TRANSACTIONS_AT_ONCE = 500_000


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole database to FILE while it is in use.

    The audit key and the checkpoints are outside the database on purpose: keep a copy of
    VIENOTS_DATA_DIR/audit in another place than FILE.
    """
    if file.exists():
        raise click.ClickException(f"{file} exists already; a backup never writes over another.")
    unfinished = file.with_name(file.name + ".unfinished")
    with use_database(load()) as settings:
        _run(settings, "pg_dump", "--format=custom", "--no-owner", f"--file={unfinished}")
    unfinished.chmod(0o600)
    unfinished.rename(file)
    click.echo(f"{file}: {file.stat().st_size} bytes")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Fill an empty database from FILE, in one transaction.

    A database that holds anything is refused: name a new one, or a new VIENOTS_DATA_DIR.
    """
    with use_database(load()) as settings:
        _refuse_unless_empty(settings)
        _make_app_role(settings)
        _run(
            settings,
            "pg_restore",
            *("--no-owner", "--single-transaction", "--exit-on-error", "--dbname"),
            _database_name(settings),
            str(file),
        )
        burned = _pass_the_journal(settings)
    click.echo(f"restored from {file}" + (f"; {burned} transaction ids passed" if burned else ""))


def _database_name(settings: Settings) -> str:
    return str(conninfo_to_dict(settings.database_url).get("dbname", "postgres"))


def _run(settings: Settings, program: str, *words: str) -> None:
    """The address goes by the environment: a password on a command line is seen by everybody."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    names |= {"dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    given = conninfo_to_dict(settings.database_url)
    environment = {name: str(given[key]) for key, name in names.items() if given.get(key)}
    done = subprocess.run(
        [client_program(program), "--no-password", *words],
        env={**os.environ, **environment},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise click.ClickException(f"{program} failed:\n{done.stderr.strip()}")


def _refuse_unless_empty(settings: Settings) -> None:
    with psycopg.connect(settings.database_url) as db:
        found = db.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
        ).fetchone()
    if found is None or found[0]:
        raise click.ClickException("The database is not empty. Nothing was changed.")


def _make_app_role(settings: Settings) -> None:
    """Roles belong to the server, not to the dump, whose grants name this one."""
    with psycopg.connect(settings.database_url) as db:
        if db.execute("SELECT FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone() is None:
            db.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(APP_ROLE)))
        db.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(APP_ROLE)))


def _pass_the_journal(settings: Settings) -> int:
    """Use up transaction ids until new ones are above those in the journal.

    Readers take entries by (transaction id, id) below the oldest running transaction. A new
    server counts from the beginning: until it has passed the restored entries it would show none
    of them, nor any new ones in order. An idle server passes about 300,000 a second.
    """
    with psycopg.connect(settings.database_url, autocommit=True) as db:
        db.execute("SET synchronous_commit = off")
        passed = 0
        while (missing := _count_missing(db)) > 0:
            step = min(missing, TRANSACTIONS_AT_ONCE)
            log.info("restore.passing_transactions", missing=missing)
            db.execute(
                sql.SQL(
                    "DO $$ BEGIN FOR i IN 1..{} LOOP "
                    "PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"
                ).format(sql.Literal(step))
            )
            passed += step
        db.execute("SET synchronous_commit = on")
        db.execute("SELECT pg_current_xact_id()")
    return passed


def _count_missing(db: psycopg.Connection) -> int:
    row = db.execute(
        "SELECT coalesce(max(xid)::text::bigint, 0) + 1 - pg_current_xact_id()::text::bigint "
        "FROM kernel.journal"
    ).fetchone()
    assert row is not None
    return int(row[0])
