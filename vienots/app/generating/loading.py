"""A register of any size, filled batch by batch: each is one transaction, and none comes twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from uuid import UUID, uuid5

import psycopg
from msgspec import Struct, structs

from vienots.app.generating.country import TYPES, Country, span_of
from vienots.app.generating.events import BATCH, generate
from vienots.gis import api as gis
from vienots.identity import api as identity
from vienots.index import api as index
from vienots.kernel import classifiers, clock
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, execute, load_queries
from vienots.register import api as register
from vienots.register.load_contracts import Load, PastEvent

queries = load_queries("vienots.kernel")

_LOADS = UUID("5a5f7d1e-6f0a-4c58-9f0c-112112112112")
GENERATOR = Actor(
    "system:generator",
    "Ģenerators",
    "iemic",
    frozenset({str(identity.Right.SIMULATION)}),
)
# New trigrams wait in a list of their own and are sorted in together: many times as fast.
OPTIONS = "-c timezone=UTC -c gin_pending_list_limit=64MB -c synchronous_commit=off"
EARLIEST = datetime(2021, 7, 1, 12, tzinfo=UTC)
"""The map's territories are those of the reform; before it their codes meant nothing."""


class NoCountry(Exception):
    """Nothing to generate from: the first data are not loaded."""


class Progress(Struct, frozen=True):
    load: Load
    began_with: int
    """Events that an earlier run had loaded."""


def wanted_load(seed: int, events: int, persons: int, until: datetime) -> Load:
    name = f"{seed}/{events}/{persons}"
    return Load(uuid5(_LOADS, name), seed, events, persons, until)


async def run_load(dsn: str, wanted: Load, told: Callable[[Progress], None]) -> Load:
    """Load what is missing of it. Raises RegisterInUse, LoadDiffers, NoCountry.

    The next batch is made while the server takes the last one in.
    """
    # The tables' owner: COPY does not go beneath row security.
    async with await psycopg.AsyncConnection.connect(
        dsn, options=OPTIONS, application_name="vienots-generate", autocommit=True
    ) as db:
        load = await _begin(db, wanted)
        country = await build_country(db, load)
        began_with = load.done
        ahead = _ahead(country, load)
        while events := await ahead:
            load = structs.replace(load, done=load.done + len(events))
            ahead = _ahead(country, load)
            async with db.transaction():
                at = clock.now()
                await index.index_loaded(
                    db, await register.load_events(db, GENERATOR, events, load, at), at
                )
            told(Progress(load, began_with))
            if _is_time_to_count(load.done):
                await execute(db, queries["analyze"])
        await execute(db, queries["vacuum"])
    return load


def _ahead(country: Country, load: Load) -> asyncio.Task[list[PastEvent]]:
    return asyncio.create_task(asyncio.to_thread(generate, country, load.done))


async def _begin(db: Db, wanted: Load) -> Load:
    async with db.transaction():
        demonstration = await identity.has_demonstration_accounts(db)
        return await register.begin_load(db, GENERATOR, wanted, demonstration=demonstration)


async def build_country(db: Db, load: Load) -> Country:
    settlements = await gis.list_settlements(db)
    institutions = await identity.list_institutions(db, load.until)
    if not settlements or not institutions:
        raise NoCountry
    known = await classifiers.get(db, "incident_type", load.until)
    types = [value.code for value in known.values if value.code in TYPES]
    by_kind = {
        kind: sorted(one.code for one in institutions if one.kind == kind)
        for kind in ("municipal_police", "port_police")
    }
    return Country(
        seed=load.seed,
        events=load.events,
        persons=load.persons,
        since=span_of(load.events, load.until, EARLIEST),
        until=load.until,
        settlements=settlements,
        people_before=list(accumulate(town.people for town in settlements)),
        municipal=frozenset(by_kind["municipal_police"]),
        ports=by_kind["port_police"],
        types=types,
        weights=list(accumulate(TYPES[code][1] for code in types)),
    )


def _is_time_to_count(done: int) -> bool:
    """Plans made for empty tables do not serve for full ones."""
    return done in (5 * BATCH, 50 * BATCH, 500 * BATCH)


def midnight(at: datetime) -> datetime:
    """Of the Latvian day: a load that is made twice on a day is the same."""
    return at.astimezone(RIGA).replace(hour=0, minute=0, second=0, microsecond=0)


def time_left(progress: Progress, since_start: timedelta) -> tuple[float, timedelta]:
    """Events a second in this run, and how long the rest takes at that."""
    load = progress.load
    rate = (load.done - progress.began_with) / max(since_start.total_seconds(), 0.001)
    return rate, timedelta(seconds=round((load.events - load.done) / max(rate, 0.001)))
