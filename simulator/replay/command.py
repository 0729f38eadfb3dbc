"""Puts a replay together: the file, its plan, the database, and what is printed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

import click
from msgspec import Struct

from simulator.replay import montgomery, sf_fire
from simulator.replay.acts import Acts, Step, Territories, subject_of
from simulator.replay.files import FileUnusable
from simulator.replay.plan import OpenCall, TakeCall, plan_calls, plan_fire
from simulator.replay.play import (
    Acknowledgement,
    Ledger,
    OtherReplayRuns,
    Outside,
    Pace,
    Progress,
)
from simulator.replay.units import AddUnit, NoStations, list_units
from vienots.app.commands.database import load, use_database
from vienots.app.commands.migrating import pending
from vienots.app.settings import Settings
from vienots.gis import api as gis
from vienots.kernel import clock
from vienots.kernel.db import Db
from vienots.resources import api as resources


class Order(Struct, frozen=True):
    file: Path
    form: str
    """sf-fire, montgomery-911."""
    speed: float | None
    """None: as fast as possible."""
    limit: int | None
    acknowledged: Path | None


class Work(Struct, frozen=True):
    steps: Sequence[Step]
    totals: dict[str, int]


def run_replay(order: Order) -> None:
    """The whole command. Its refusals are a line each."""
    try:
        work = read(order.file, order.form, order.limit)
        with use_database(load(), watched=True) as settings:
            _check_schema(settings)
            asyncio.run(run(settings, order, work))
        for name, count in work.totals.items():
            click.echo(f"{name} {count}")
    except FileUnusable as error:
        raise click.ClickException(f"{order.file} cannot be played:\n{error}") from error
    except NoStations as error:
        raise click.ClickException(
            "No fire station of Rīga is known: there is nowhere to put the units."
        ) from error
    except OtherReplayRuns as error:
        raise click.ClickException("Another replay of these data is running.") from error


def _check_schema(settings: Settings) -> None:
    if pending(settings):
        raise click.ClickException(
            "The schema is not of this release: run `vienots migrate` first."
        )


def read(file: Path, form: str, limit: int | None) -> Work:
    """Raises FileUnusable."""
    if form == "montgomery-911":
        plan = plan_calls(montgomery.read(file), limit)
        return Work(plan.steps, plan.totals)
    calls = sf_fire.read(file)
    plan = plan_fire(calls, limit)
    # Over the whole file: a unit stands where it will stand, however much of it is played.
    used = {row.unit for call in calls[:limit] for row in call.rows}
    units = [unit for unit in list_units(calls) if unit.name in used]
    before = [AddUnit(unit.key, calls[0].received_at, unit) for unit in units]
    return Work([*before, *plan.steps], {"units": len(units), **plan.totals})


async def run(settings: Settings, order: Order, work: Work) -> Progress:
    """Raises OtherReplayRuns, NoStations."""
    async with Ledger(settings.database_url, order.form, _say) as ledger:
        return await play(ledger, await _prepare(ledger, settings), order, work)


async def play(ledger: Ledger, gis_index: Territories, order: Order, work: Work) -> Progress:
    """Every step that is not done yet. Raises NoStations."""
    made = await ledger.done()
    todo = [step for step in work.steps if step.key not in made]
    already = len(work.steps) - len(todo)
    _say(f"{len(work.steps)} steps, {already} of them done before")
    acts = Acts(order.form, gis_index, made)
    progress = Progress(len(work.steps), already, _say)
    pace = Pace(order.speed)
    with Outside(order.acknowledged) as outside:
        for step in todo:
            await pace.wait_for(step.stamp)
            subject_id = await ledger.run(step.key, partial(_do, acts, step))
            acts.keep(step, subject_id)
            what = subject_of(step)
            outside.acknowledge(
                Acknowledgement(step.key, what.table, subject_id, what.state, step.stamp)
            )
            progress.count(step.stamp, is_call=isinstance(step, OpenCall | TakeCall))
    _say(f"played {progress.played} steps in {progress.elapsed_s:.1f} s: {progress.rate()}")
    return progress


async def _do(acts: Acts, step: Step, db: Db) -> UUID:
    return await acts.do(db, step)


async def _prepare(ledger: Ledger, settings: Settings) -> gis.GisIndex:
    """The map; and the country's stations, where nobody has loaded them yet."""
    at = clock.now()
    # Building the index takes seconds: an open transaction would hold others up.
    index = await gis.load_index(ledger.connection, at.date())
    async with ledger.transaction() as db:
        if not await resources.list_stations(db):
            await resources.load_demonstration(db, index, at, settings.seeds_dir)
    return index


def _say(text: str) -> None:
    click.echo(text, err=True)
