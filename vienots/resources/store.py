"""Every query of this context, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct
from psycopg.rows import tuple_row

from vienots.kernel.db import (
    Db,
    execute,
    execute_many,
    fetch_all,
    fetch_one,
    fetch_one_or_none,
    fetch_value,
    load_queries,
)
from vienots.resources.contracts import NewUnit, Position, PositionReport, Station, Unit

queries = load_queries(__package__)


class HeldUnit(Struct, frozen=True):
    """A locked unit: what a change of its state needs to know."""

    id: UUID
    call_sign: str
    institution: str
    service: str
    state: str
    card_id: UUID | None


class StateRow(Struct, frozen=True):
    state: str
    state_at: datetime
    note: str | None = None
    card_id: UUID | None = None


class Taken(Struct, frozen=True):
    stored: int
    stale: int
    unknown: list[str]


class FleetRow(Struct, frozen=True):
    """One unit as a recommendation looks at it."""

    id: UUID
    call_sign: str
    station_name: str
    kind: str
    capabilities: list[str]
    skills: list[str]
    crew: int
    crew_norm: int
    crew_min: int
    state: str
    state_note: str | None
    station_lat: float
    station_lon: float
    lat: float | None
    lon: float | None
    position_at: datetime | None


class _Id(Struct, frozen=True):
    id: UUID


async def upsert_stations(db: Db, rows: Sequence[Station]) -> None:
    await execute_many(
        db,
        queries["upsert_station"],
        [{name: getattr(row, name) for name in row.__struct_fields__} for row in rows],
    )


async def list_stations(db: Db) -> list[Station]:
    return await fetch_all(db, Station, queries["list_stations"])


async def get_station(db: Db, station_id: UUID) -> Station | None:
    return await fetch_one_or_none(db, Station, queries["get_station"], id=station_id)


def _unit_row(unit_id: UUID, new: NewUnit, state: StateRow) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(new, name) for name in new.__struct_fields__}
    return row | {
        "id": unit_id,
        "state": state.state,
        "state_at": state.state_at,
        "state_note": state.note,
    }


async def insert_unit(db: Db, unit_id: UUID, new: NewUnit, state: StateRow) -> bool:
    """Whether the call sign was free."""
    return await execute(db, queries["insert_unit"], **_unit_row(unit_id, new, state)) == 1


async def insert_units(db: Db, units: Sequence[tuple[UUID, NewUnit, StateRow]]) -> None:
    """Those whose call sign is free."""
    await execute_many(db, queries["insert_unit"], [_unit_row(*unit) for unit in units])


async def list_units(
    db: Db, institution: str | None = None, ids: Sequence[UUID] | None = None
) -> list[Unit]:
    wanted = None if ids is None else list(ids)
    return await fetch_all(db, Unit, queries["list_units"], institution=institution, ids=wanted)


async def get_unit(db: Db, unit_id: UUID) -> Unit | None:
    found = await list_units(db, ids=[unit_id])
    return found[0] if found else None


async def find_unit(db: Db, call_sign: str) -> UUID | None:
    found = await fetch_one_or_none(db, _Id, queries["get_unit_by_call_sign"], call_sign=call_sign)
    return None if found is None else found.id


async def list_fleet(db: Db, institution: str, wanted: Sequence[str]) -> list[FleetRow]:
    return await fetch_all(
        db, FleetRow, queries["list_fleet"], institution=institution, wanted=list(wanted)
    )


async def lock_units(db: Db, ids: Sequence[UUID]) -> list[HeldUnit]:
    return await fetch_all(db, HeldUnit, queries["lock_units"], ids=list(ids))


async def set_unit_state(db: Db, unit_id: UUID, row: StateRow) -> None:
    await execute(
        db,
        queries["set_unit_state"],
        id=unit_id,
        state=row.state,
        state_at=row.state_at,
        state_note=row.note,
        card_id=row.card_id,
    )


async def set_unit_station(db: Db, unit_id: UUID, station_id: UUID) -> None:
    await execute(db, queries["set_unit_station"], id=unit_id, station_id=station_id)


async def set_unit_crew(db: Db, unit_id: UUID, crew: int, skills: list[str] | None) -> None:
    await execute(db, queries["set_unit_crew"], id=unit_id, crew=crew, skills=skills)


async def list_arrived_home(
    db: Db, *, since: datetime, lat_span: float, lon_span: float
) -> list[UUID]:
    found = await fetch_all(
        db,
        _Id,
        queries["list_arrived_home"],
        since=since,
        lat_span=lat_span,
        lon_span=lon_span,
    )
    return [row.id for row in found]


async def take_positions(db: Db, reports: Sequence[PositionReport]) -> Taken:
    return await fetch_one(
        db,
        Taken,
        queries["take_positions"],
        call_signs=[report.unit for report in reports],
        ats=[report.at for report in reports],
        lats=[report.lat for report in reports],
        lons=[report.lon for report in reports],
        speeds=[report.speed_kmh for report in reports],
        headings=[report.heading_deg for report in reports],
        accuracies=[report.accuracy_m for report in reports],
    )


async def positions_since(db: Db, mark: int) -> tuple[int, list[tuple[object, ...]]]:
    """The mark is taken first: what commits between the two readings comes again, not never."""
    next_mark = int(await fetch_value(db, queries["positions_mark"]))
    async with db.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(queries["list_positions_since"], {"mark": str(mark)})
        rows: list[tuple[object, ...]] = await cursor.fetchall()
    return next_mark, rows


async def list_trail(
    db: Db, unit_id: UUID, *, since: datetime, until: datetime, limit: int
) -> list[Position]:
    return await fetch_all(
        db,
        Position,
        queries["list_trail"],
        unit_id=unit_id,
        since=since,
        until=until,
        limit=limit,
    )


async def make_position_partitions(db: Db, from_day: date, day_count: int) -> int:
    made = await fetch_value(
        db, queries["make_position_partitions"], from_day=from_day, day_count=day_count
    )
    return int(made)


async def drop_position_partitions(db: Db, at: datetime) -> int:
    return int(await fetch_value(db, queries["drop_position_partitions"], at=at))
