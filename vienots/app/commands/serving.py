"""`vienots serve` and `vienots worker`: the two long-running processes."""

from __future__ import annotations

import asyncio
import ctypes
import multiprocessing
import os
import signal

import click
from granian import Granian
from granian.constants import Interfaces
from litestar import Litestar

from vienots.app import web
from vienots.app.commands.database import hold_database, join_database, load, transaction
from vienots.app.commands.migrating import pending, run_migrations
from vienots.app.settings import PREFIX, Settings
from vienots.app.worker import run_worker
from vienots.identity import api as identity

# Open streams are cut after this; their desks resume by cursor elsewhere.
STOP_PATIENCE_S = 5
RESPAWN_PAUSE_S = 1.0
PR_SET_PDEATHSIG = 1


@click.command()
def serve() -> None:
    """Serve the console and the HTTP interface until SIGTERM or Ctrl-C.

    Without VIENOTS_DATABASE_URL the embedded PostgreSQL is started, migrated and stopped with it.
    """
    settings = load()
    with hold_database(settings) as opened:
        if not settings.database_url:
            run_migrations(opened)
        elif missing := pending(opened):
            raise click.ClickException(
                f"The database lacks {len(missing)} migrations, from {missing[0]}. "
                "Run `vienots migrate` first."
            )
        asyncio.run(_refuse_demonstration_accounts(opened))
        _serve(opened)


@click.command()
def worker() -> None:
    """Seal the journal, follow it, run jobs, until SIGTERM or Ctrl-C."""
    asyncio.run(run_worker(join_database(load())))


async def _refuse_demonstration_accounts(settings: Settings) -> None:
    if settings.demonstration:
        return
    async with transaction(settings) as db:
        if await identity.has_demonstration_accounts(db):
            raise click.ClickException(
                "This database holds demonstration accounts, whose passwords lie in a file. It is "
                "served by `vienots demo` only; a real installation begins with an empty database."
            )


def _serve(settings: Settings) -> None:
    host, _, port = settings.bind.rpartition(":")
    # The worker processes read their settings from the environment as this one did.
    os.environ[f"{PREFIX}DATABASE_URL"] = settings.database_url
    # A forked copy of a process with threads may hang, and would hold the database's lock.
    multiprocessing.set_start_method("spawn", force=True)
    Granian(
        target=f"{__name__}:create_app",
        factory=True,
        interface=Interfaces.ASGI,
        address=host.strip("[]"),
        port=int(port),
        workers=settings.web_workers,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=RESPAWN_PAUSE_S,
        workers_kill_timeout=STOP_PATIENCE_S,
        process_name=None,
    ).serve()


def create_app() -> Litestar:
    """In a worker process: it ends with its parent, however that one ends, and frees the port."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    return web.create_app()
