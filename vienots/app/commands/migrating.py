"""`vienots migrate`: the schema and the first data that every installation has."""

from __future__ import annotations

import asyncio

import click
import psycopg

from vienots.app.commands.database import load, transaction, use_database
from vienots.app.settings import Settings
from vienots.dispatch import api as dispatch
from vienots.gis import api as gis
from vienots.identity import api as identity
from vienots.kernel import classifiers, clock
from vienots.kernel.migrate import list_migrations
from vienots.kernel.migrate import migrate as run_sql


@click.command()
@click.option("--check", is_flag=True, help="Only say what is missing; exit 1 when something is.")
def migrate(check: bool) -> None:
    """Bring the database to this release's schema. Forward only; again is harmless."""
    with use_database(load()) as settings:
        if check:
            missing = pending(settings)
            click.echo("\n".join(missing) or "nothing is missing")
            raise SystemExit(1 if missing else 0)
        done = run_migrations(settings)
        click.echo("\n".join(done) or "the schema is up to date")


def pending(settings: Settings) -> list[str]:
    """Names of the migrations that have not been run."""
    names = [path.name for path in list_migrations(settings.migrations_dir)]
    with psycopg.connect(settings.database_url) as db:
        known = db.execute("SELECT to_regclass('public.vienots_migration') IS NOT NULL").fetchone()
        if known is None or not known[0]:
            return names
        done = {row[0] for row in db.execute("SELECT name FROM public.vienots_migration")}
    return [name for name in names if name not in done]


def run_migrations(settings: Settings) -> list[str]:
    """The schema, then what every installation has: code lists, institutions, the map."""
    done = run_sql(settings.database_url, settings.migrations_dir)
    asyncio.run(_load_first_data(settings))
    return done


async def _load_first_data(settings: Settings) -> None:
    async with transaction(settings) as db:
        await classifiers.load_folder(db, settings.seeds_dir / "classifiers")
        await identity.load_institutions(db, identity.institutions_file(settings.seeds_dir))
        await dispatch.load_rules(db, settings.seeds_dir / "dispatch")
    async with transaction(settings, unhurried=True) as db:
        await gis.load_map(db, settings.seeds_dir / "gis", clock.now())
