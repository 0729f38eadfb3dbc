"""How a command comes to its settings and its database: a given one, or the embedded one."""

from __future__ import annotations

import getpass
import os
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext

import msgspec
import psycopg
import structlog

from vienots.app import observability
from vienots.app.postgres import EmbeddedPostgres, EmbeddedPostgresError, Lifetime
from vienots.app.postgres.errors import DidNotStart, FolderInUse
from vienots.app.settings import Settings, load_settings
from vienots.identity.api import Right
from vienots.kernel.contracts import Actor
from vienots.kernel.db import HOUSE_OPTIONS, Db

log = structlog.get_logger()

ANOTHER_PATIENCE_S = 60
WATCH_EVERY_S = 1.0
POLL_S = 0.2


def load() -> Settings:
    """Settings from the environment and logs as they say. Raises BadSettings."""
    settings = load_settings(os.environ)
    observability.configure_logs(as_json=settings.log_json)
    return settings


def command_actor(institution: str, *rights: Right) -> Actor:
    """Who types commands on the server stands in the journal by the name of their account."""
    return Actor("system:command", getpass.getuser(), institution, frozenset(map(str, rights)))


def embedded(settings: Settings, lifetime: Lifetime) -> EmbeddedPostgres:
    return EmbeddedPostgres(settings.data_dir / "postgres", lifetime=lifetime)


@contextmanager
def hold_database(settings: Settings) -> Iterator[Settings]:
    """For the web server: the embedded database runs as long as it does, and outlives a kill:
    the worker beside it keeps its database, and the next web server adopts it."""
    if settings.database_url:
        yield settings
        return
    postgres = embedded(settings, Lifetime.UNTIL_STOPPED)
    until = time.monotonic() + ANOTHER_PATIENCE_S
    while True:
        try:
            postgres.start()
            break
        except FolderInUse:
            # A short command may hold it for a moment; another web server holds it for good.
            if time.monotonic() > until or postgres.status().running is False:
                raise
            time.sleep(POLL_S)
    try:
        with _watched(postgres):
            yield msgspec.structs.replace(settings, database_url=postgres.socket_dsn)
    finally:
        postgres.stop()


@contextmanager
def _watched(postgres: EmbeddedPostgres) -> Iterator[None]:
    """A database that is killed under us is started again; its clients reconnect by themselves."""
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(WATCH_EVERY_S):
            if postgres.alive:
                continue
            try:
                postgres.recover()
            except (EmbeddedPostgresError, psycopg.Error) as error:
                # A full disk, for one: said, and tried again until it is mended.
                log.warning("database.not_recovered", error=str(error))

    watcher = threading.Thread(target=watch, name="database-watcher", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join()


@contextmanager
def use_database(settings: Settings, *, watched: bool = False) -> Iterator[Settings]:
    """For a command: the running embedded database, or one started for the command. A long one
    has it watched."""
    if settings.database_url:
        yield settings
        return
    postgres = embedded(settings, Lifetime.WITH_US)
    try:
        postgres.start()
    except FolderInUse:
        dsn = _attach(postgres)
        yield msgspec.structs.replace(settings, database_url=dsn)
        return
    try:
        with _watched(postgres) if watched else nullcontext():
            yield msgspec.structs.replace(settings, database_url=postgres.socket_dsn)
    finally:
        if postgres.status().adopted:
            # A web server that was killed left it to its worker and to its own return.
            postgres.leave()
        else:
            postgres.stop()


def join_database(settings: Settings) -> Settings:
    """For the worker: the database is the web server's to start; wait for it."""
    if settings.database_url:
        return settings
    return msgspec.structs.replace(
        settings, database_url=_attach(embedded(settings, Lifetime.WITH_US))
    )


def _attach(postgres: EmbeddedPostgres) -> str:
    until = time.monotonic() + ANOTHER_PATIENCE_S
    while True:
        try:
            postgres.attach()
        except DidNotStart:
            if time.monotonic() > until:
                raise
            time.sleep(POLL_S)
        else:
            return postgres.socket_dsn


@asynccontextmanager
async def transaction(settings: Settings, *, unhurried: bool = False) -> AsyncIterator[Db]:
    """One command is one transaction in the application's role.

    `unhurried` is for loading: long work between two statements, such as drawing a map or hashing
    passwords. It may hold the live feed back for as long as that takes.
    """
    options = HOUSE_OPTIONS
    if unhurried:
        options += " -c idle_in_transaction_session_timeout=0"
    async with await psycopg.AsyncConnection.connect(
        settings.database_url, options=options, application_name="vienots-command"
    ) as db:
        yield db
