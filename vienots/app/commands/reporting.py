"""`vienots report`: figures for people and for other programs."""

from __future__ import annotations

import asyncio
from datetime import datetime

import click
import msgspec

from vienots.analytics import api as analytics
from vienots.analytics.contracts import Intervals
from vienots.app.commands.database import command_actor, load, transaction, use_database
from vienots.app.settings import Settings
from vienots.identity import api as identity
from vienots.kernel.clock import RIGA

MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%z"])


@click.group()
def report() -> None:
    """Figures, never persons."""


@report.command()
@click.option(
    "--from",
    "--since",
    "since",
    type=MOMENT,
    help="Cards received then or later; without offset: Riga.",
)
@click.option("--to", "--until", "until", type=MOMENT, help="Cards received before then.")
@click.option("--institution", default=None, help="One institution only: vugd, vp …")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, as GET /analytics/intervals.")
def intervals(
    since: datetime | None, until: datetime | None, institution: str | None, as_json: bool
) -> None:
    """How long it took: received, sent, answered, on scene; units busy at once; per type too."""
    with use_database(load()) as settings:
        found = asyncio.run(_read(settings, _in_riga(since), _in_riga(until), institution))
    click.echo(msgspec.json.encode(found).decode() if as_json else analytics.render(found))


async def _read(
    settings: Settings, since: datetime | None, until: datetime | None, institution: str | None
) -> Intervals:
    actor = command_actor("112", identity.Right.ANALYTICS_READ)
    async with transaction(settings) as db:
        return await analytics.intervals(
            db, actor, since=since, until=until, institution=institution
        )


def _in_riga(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=RIGA) if moment is not None and moment.tzinfo is None else moment
