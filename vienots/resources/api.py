"""The door to resources. Other contexts import this module, `contracts`, `events` and `errors`."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vienots.kernel.db import Db
from vienots.resources import store
from vienots.resources.actions import (
    StateChange,
    add_unit,
    hold_own_unit,
    hold_units,
    keep_partitions,
    mark_unit,
    mark_unit_as_reported,
)
from vienots.resources.contracts import Station, Unit
from vienots.resources.demonstration import load_demonstration
from vienots.resources.domain import (
    AT_STATION_M,
    AT_WORK,
    FREE,
    FUTURE_MAX,
    TRANSITIONS,
    UnitState,
    distance_m,
)
from vienots.resources.store import FleetRow, HeldUnit

__all__ = [
    "AT_STATION_M",
    "AT_WORK",
    "FREE",
    "FUTURE_MAX",
    "TRANSITIONS",
    "FleetRow",
    "HeldUnit",
    "StateChange",
    "UnitState",
    "add_unit",
    "distance_m",
    "find_unit",
    "get_station",
    "get_unit",
    "hold_own_unit",
    "hold_units",
    "keep_partitions",
    "list_fleet",
    "list_stations",
    "list_units",
    "load_demonstration",
    "mark_unit",
    "mark_unit_as_reported",
    "positions_since",
]


async def positions_since(db: Db, mark: int) -> tuple[int, list[tuple[object, ...]]]:
    """Latest positions that changed since a mark (0: all) and the mark for the next time.

    Rows are (unit id, lat, lon, at, speed_kmh, heading_deg).
    """
    return await store.positions_since(db, mark)


async def get_unit(db: Db, unit_id: UUID) -> Unit | None:
    return await store.get_unit(db, unit_id)


async def get_station(db: Db, station_id: UUID) -> Station | None:
    return await store.get_station(db, station_id)


async def list_stations(db: Db) -> list[Station]:
    return await store.list_stations(db)


async def list_units(db: Db, institution: str | None = None) -> list[Unit]:
    return await store.list_units(db, institution)


async def find_unit(db: Db, call_sign: str) -> UUID | None:
    return await store.find_unit(db, call_sign)


async def list_fleet(db: Db, institution: str, wanted: Sequence[str]) -> list[FleetRow]:
    """Units of an institution that carry anything of what is wanted, in order of call signs."""
    return await store.list_fleet(db, institution, wanted)
