"""P5: the whole recommendation for 1,500 units against the bare one-to-many travel times alone."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import date
from pathlib import Path
from uuid import UUID

from bench.figures import FULL, percentile, tell
from vienots.app.postgres import temporary_cluster
from vienots.dispatch.contracts import Need
from vienots.dispatch.domain.recommend import Inputs, UnitInput, recommend
from vienots.gis import api as gis
from vienots.kernel import clock
from vienots.kernel.db import build_pool
from vienots.kernel.migrate import migrate

ROOT = Path(__file__).parent.parent
SEED = 112
UNITS = 1_500
LIMIT = 1.3
ALLOWANCE_S = 0.003
"""Beside the ratio, so long may needs, reasons and the choice take."""
ROUNDS, ASKS = (15, 60) if FULL else (7, 20)
KINDS = (
    ("tanker", ["pump", "breathing"]),
    ("ladder", ["ladder"]),
    ("rescue", ["hydraulic", "breathing"]),
    ("patrol", ["patrol"]),
)


async def load_map() -> gis.GisIndex:
    with temporary_cluster() as dsn:
        migrate(str(dsn), ROOT / "migrations")
        async with build_pool(str(dsn), min_size=1, max_size=2) as pool, pool.connection() as db:
            await gis.load_map(db, ROOT / "data" / "gis", clock.now())
            return await gis.load_index(db, date(2026, 11, 24))


def a_unit(rng: random.Random, number: int) -> UnitInput:
    kind, capabilities = rng.choice(KINDS)
    return UnitInput(
        id=UUID(int=number + 1),
        call_sign=f"R{number}",
        station_name=f"{number // 4}. daļa",
        kind=kind,
        capabilities=capabilities,
        skills=[],
        crew=4,
        crew_norm=4,
        crew_min=2,
        state=rng.choice(["available"] * 6 + ["on_scene", "unavailable"]),
        note=None,
        at_station=True,
        position_age_s=None,
        travel_s=None,
        travel_by="line",
    )


def main() -> None:
    rng = random.Random(SEED)
    index = asyncio.run(load_map())
    towns = index.find_places("Rīga", limit=1) + index.find_places("Jelgava", limit=1)
    centres = [(place.lat, place.lon) for place in towns]
    starts = [
        (lat + rng.gauss(0, 0.15), lon + rng.gauss(0, 0.3))
        for lat, lon in rng.choices(centres, k=UNITS)
    ]
    units = [a_unit(rng, number) for number in range(UNITS)]
    ratios, ours_ms, bare_ms = [], [], []
    for _ in range(ROUNDS):
        ours, bare = [], []
        for _ in range(ASKS):
            lat, lon = rng.choice(centres)
            spot = (lat + rng.gauss(0, 0.05), lon + rng.gauss(0, 0.1))
            wanted = rng.randrange(1, 5)
            began = time.perf_counter()
            index.travel_times(*spot, starts)
            bare.append(time.perf_counter() - began)
            began = time.perf_counter()
            propose(index, spot, starts, units, wanted)
            ours.append(time.perf_counter() - began)
        ratios.append((percentile(ours, 0.99) - ALLOWANCE_S) / percentile(bare, 0.99))
        ours_ms += [1_000 * value for value in ours]
        bare_ms += [1_000 * value for value in bare]
    absolute = {
        "p50_ms": percentile(ours_ms, 0.5),
        "p99_ms": percentile(ours_ms, 0.99),
        "bare_p50_ms": percentile(bare_ms, 0.5),
        "bare_p99_ms": percentile(bare_ms, 0.99),
    }
    tell("P5 recommendation, 1500 units", ratios, limit=LIMIT, absolute=absolute, seed=SEED)


def propose(
    index: gis.GisIndex,
    spot: tuple[float, float],
    starts: list[tuple[float, float]],
    units: list[UnitInput],
    wanted: int,
) -> None:
    """What a dispatcher's question costs: travel times, then needs, reasons and the choice."""
    times = index.travel_times(*spot, starts)
    placed = [
        UnitInput(
            unit.id, unit.call_sign, unit.station_name, unit.kind, unit.capabilities, unit.skills,
            unit.crew, unit.crew_norm, unit.crew_min, unit.state, unit.note, unit.at_station,
            unit.position_age_s, round(travel.seconds), travel.by,
        )
        for unit, travel in zip(units, times, strict=True)
    ]  # fmt: skip
    needs = [Need("pump", wanted), Need("ladder", 1), Need("breathing", wanted)]
    proposal = recommend(Inputs("bench", needs, 90, 600, 12, True, placed))
    assert proposal.fulfilled


if __name__ == "__main__":
    main()
