"""`vienots generate`: invented data in the quantities of a country."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta

import click

from vienots.app.commands.database import load, use_database
from vienots.app.commands.migrating import pending
from vienots.app.generating.loading import (
    NoCountry,
    Progress,
    midnight,
    run_load,
    time_left,
    wanted_load,
)
from vienots.kernel import clock
from vienots.kernel.clock import RIGA

SAY_EVERY_S = 5.0
NOT_MIGRATED = "Run `vienots migrate` first: there is no country to generate from."


@click.group()
def generate() -> None:
    """Invented data, for measuring. Never among real ones."""


@generate.command(name="register")
@click.option("--events", type=click.IntRange(1, 100_000_000), default=5_000_000, show_default=True)
@click.option(
    "--persons",
    type=click.IntRange(10, 100_000_000),
    default=8_000_000,
    show_default=True,
    help="Different people whom these events name; some come up more than once.",
)
@click.option("--seed", type=click.IntRange(0, 2**31), default=1, show_default=True)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The Latvian day before which all of it happened; today, if not given.",
)
def generate_register(events: int, persons: int, seed: int, until: datetime | None) -> None:
    """Fill register and index with events as the ordinary actions would have written them.

    Broken off and started again with the same numbers, it goes on. A database in which real events
    are registered is refused. The journal gets one entry a batch that says what was loaded.
    """
    day = midnight(clock.now() if until is None else until.replace(tzinfo=RIGA))
    wanted = wanted_load(seed, events, persons, day)
    began = said = time.monotonic()

    def tell(progress: Progress) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said < SAY_EVERY_S and progress.load.done < events:
            return
        said = now
        rate, left = time_left(progress, timedelta(seconds=now - began))
        click.echo(f"{progress.load.done:,} of {events:,} events, {rate:,.0f}/s, {left} left")

    with use_database(load()) as settings:
        if pending(settings):
            raise click.ClickException(NOT_MIGRATED)
        try:
            done = asyncio.run(run_load(settings.database_url, wanted, tell))
        except NoCountry as error:
            raise click.ClickException(NOT_MIGRATED) from error
    click.echo(f"{done.done:,} events are in the register")
