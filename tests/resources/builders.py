"""What the tests of stations and units are made of; a test names only the fields it is about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from vienots.identity.api import Right
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.resources import store
from vienots.resources.contracts import NewUnit, PositionReport, Station, Unit
from vienots.resources.store import StateRow

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
GATEWAY = Actor("client:avl", "AVL", "vugd", frozenset({str(Right.RESOURCES_POSITION)}))
HOME = (56.9660, 24.1300)
"""Station 3 of Rīga."""
FAR = (56.6511, 23.7214)
"""Jelgava, some 40 km away."""


async def a_station(db: Db, **changes: Any) -> Station:
    fields: dict[str, Any] = {
        "id": new_id(),
        "code": f"T-{new_id().hex[-8:]}",
        "kind": "fire_station",
        "name": "Rīgas 3. daļa",
        "address": "Matīsa iela 11, Rīga",
        "institution": "vugd",
        "region": "Rīgas",
        "atvk": "0001000",
        "lat": HOME[0],
        "lon": HOME[1],
        "modelled": True,
    }
    station = Station(**(fields | changes))
    await store.upsert_stations(db, [station])
    return station


async def a_unit(db: Db, call_sign: str = "R31", state: str = "available", **changes: Any) -> Unit:
    """A full tanker of VUGD in its yard, unless said otherwise."""
    fields: dict[str, Any] = {
        "call_sign": call_sign,
        "institution": "vugd",
        "service": "fire",
        "kind": "tanker",
        "capabilities": ["pump"],
        "crew": 4,
        "crew_norm": 4,
        "skills": ["ba:4"],
        "crew_min": 3,
    } | changes
    if "station_id" not in fields:
        fields["station_id"] = (await a_station(db, institution=fields["institution"])).id
    unit_id = new_id()
    assert await store.insert_unit(db, unit_id, NewUnit(**fields), StateRow(state, NOON))
    unit = await store.get_unit(db, unit_id)
    assert unit is not None
    return unit


async def put_in_state(db: Db, unit_id: UUID, state: str, card_id: UUID | None = None) -> None:
    await store.set_unit_state(db, unit_id, StateRow(state, NOON, None, card_id))


def a_report(unit: str = "R31", at: datetime = NOON, **changes: Any) -> PositionReport:
    fields: dict[str, Any] = {"unit": unit, "lat": HOME[0], "lon": HOME[1], "at": at}
    return PositionReport(**(fields | changes))
