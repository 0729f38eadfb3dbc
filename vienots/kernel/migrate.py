"""Forward-only migrations: numbered SQL files, a transaction each, one runner at a time."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import psycopg
import structlog

from vienots.kernel import jobs

log = structlog.get_logger()

_NAME = re.compile(r"^\d{4}_(pre|post)_[a-z0-9_]+\.sql$")
_OUTSIDE_TRANSACTION = "-- outside a transaction"
"""First line of a file that builds an index concurrently."""
# Waiting longer for a lock would hold up every request behind it; the whole run can be tried again.
LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "60s"
_ADVISORY_KEY = (112, 2)


class MigrationChanged(Exception):
    """A file that has been run was edited afterwards; write a new one instead."""


def list_migrations(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.sql"))
    wrong = [path.name for path in found if not _NAME.match(path.name)]
    assert not wrong, f"migrations are named NNNN_pre_words.sql or NNNN_post_words.sql: {wrong}"
    return found


def migrate(dsn: str, folder: Path) -> list[str]:
    """Run what has not been run; the names. Raises MigrationChanged, psycopg.Error."""
    with psycopg.connect(dsn, autocommit=True) as db:
        db.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
        db.execute("SELECT set_config('statement_timeout', %s, false)", [STATEMENT_TIMEOUT])
        db.execute("SELECT pg_advisory_lock(%s, %s)", _ADVISORY_KEY)
        db.execute(
            "CREATE TABLE IF NOT EXISTS public.vienots_migration ("
            " name text PRIMARY KEY, sha256 text NOT NULL,"
            " run_at timestamptz NOT NULL DEFAULT now())"
        )
        done: dict[str, str] = dict(
            db.execute("SELECT name, sha256 FROM public.vienots_migration").fetchall()
        )
        ran = [path.name for path in list_migrations(folder) if _run_unless_done(db, path, done)]
        return ran + _install_jobs(db, done)


def _install_jobs(db: psycopg.Connection, done: dict[str, str]) -> list[str]:
    with db.transaction():
        names = jobs.install(db, done)
        for name in names:
            _note(db, name, "")
    return names


def _run_unless_done(db: psycopg.Connection, path: Path, done: dict[str, str]) -> bool:
    sql = path.read_bytes()
    sha256 = hashlib.sha256(sql).hexdigest()
    if path.name in done:
        if done[path.name] != sha256:
            raise MigrationChanged(path.name)
        return False
    if sql.startswith(_OUTSIDE_TRANSACTION.encode()):
        db.execute(sql)
        _note(db, path.name, sha256)
    else:
        with db.transaction():
            db.execute(sql)
            _note(db, path.name, sha256)
    log.info("migrated", name=path.name)
    return True


def _note(db: psycopg.Connection, name: str, sha256: str) -> None:
    db.execute(
        "INSERT INTO public.vienots_migration (name, sha256) VALUES (%s, %s)", [name, sha256]
    )
