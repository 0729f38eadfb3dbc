"""`vienots import`: data from outside into the house."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click
import msgspec

from vienots.app.commands import history
from vienots.app.commands.database import load, transaction, use_database
from vienots.app.settings import Settings
from vienots.gis import api as gis
from vienots.kernel import classifiers, clock


@click.group(name="import")
def import_() -> None:
    """Take data in. Each import may be repeated."""


import_.add_command(history.events)
import_.add_command(history.suggest)


@import_.command(name="classifiers")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def import_classifiers(folder: Path) -> None:
    """Code lists from FOLDER: a `<name>.json` each, values with versions and validity dates."""
    with use_database(load()) as settings:
        try:
            count = asyncio.run(_import_classifiers(settings, folder))
        except msgspec.DecodeError as error:
            raise click.ClickException(f"A code list cannot be read: {error}") from error
    click.echo(f"{count} values")


async def _import_classifiers(settings: Settings, folder: Path) -> int:
    async with transaction(settings) as db:
        return await classifiers.load_folder(db, folder)


@import_.command(name="roads")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_roads(file: Path) -> None:
    """The road net of an OpenStreetMap extract (.osm.pbf), in place of the modelled one.

    Web servers take it up when they are started anew.
    """
    with use_database(load()) as settings:
        nodes, edges = asyncio.run(_import_roads(settings, file))
    click.echo(f"{nodes} nodes, {edges} edges")


async def _import_roads(settings: Settings, file: Path) -> tuple[int, int]:
    async with transaction(settings, unhurried=True) as db:
        return await gis.import_roads(db, file, clock.now())
