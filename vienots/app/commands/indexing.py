"""`vienots index`: the master index over registered events."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

import click

from vienots.app.commands.database import load, transaction, use_database
from vienots.app.settings import Settings
from vienots.index import api as index_api
from vienots.kernel import clock
from vienots.kernel.db import Db

Place = TypeVar("Place", int, UUID)


@click.group(name="index")
def index() -> None:
    """Who and what is mentioned in which events."""


@index.command(name="rebuild")
def rebuild() -> None:
    """Make the index anew from the register, while people search.

    For a release that changes how words are compared. Stopped half-way it leaves an index that
    still answers; run again it does everything once more.
    """
    with use_database(load()) as settings:
        batches = asyncio.run(rebuild_all(settings))
    click.echo(f"{batches} batches")


async def rebuild_all(settings: Settings) -> int:
    """Words first: what is found meanwhile is found by the old rules or the new."""
    batches = await _walk(settings, index_api.renew_words)
    batches += await _walk(settings, _index_next)
    batches += await _walk(settings, index_api.forget_next)
    async with transaction(settings) as db:
        await index_api.sweep(db)
    return batches


async def _index_next(db: Db, after: UUID | None) -> UUID | None:
    return await index_api.index_next(db, after, clock.now())


async def _walk(
    settings: Settings,
    step: Callable[[Db, Place | None], Awaitable[Place | None]],
) -> int:
    """A transaction a batch: nobody waits for the whole of it."""
    batches, after = 0, None
    while True:
        async with transaction(settings) as db:
            after = await step(db, after)
        if after is None:
            return batches
        batches += 1
