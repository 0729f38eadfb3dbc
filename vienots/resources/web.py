from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from vienots.kernel.web import ActorParam, DbParam, NowParam
from vienots.resources import actions
from vienots.resources.actions import TRAIL_MINUTES_MAX
from vienots.resources.contracts import (
    CrewChange,
    NewUnit,
    Position,
    PositionReport,
    PositionsTaken,
    Station,
    StationChange,
    Unit,
)

# Constraints of a parameter stand in the parameter: inside `FromQuery[...]` they would be lost.
Minutes = Annotated[int, QueryParameter(ge=1, le=TRAIL_MINUTES_MAX)]

InstitutionCode = Annotated[str | None, QueryParameter(max_length=40)]


@get("/resources/stations")
async def list_stations(db: DbParam, actor: ActorParam) -> list[Station]:
    return await actions.list_stations(db, actor)


@get("/resources/units")
async def list_units(
    db: DbParam, actor: ActorParam, institution: InstitutionCode = None
) -> list[Unit]:
    return await actions.list_units(db, actor, institution)


@post("/resources/units")
async def add_unit(data: JSONBody[NewUnit], db: DbParam, actor: ActorParam, now: NowParam) -> Unit:
    return await actions.add_unit(db, actor, data, now)


@get("/resources/units/{unit_id:uuid}")
async def get_unit(unit_id: FromPath[UUID], db: DbParam, actor: ActorParam) -> Unit:
    return await actions.see_unit(db, actor, unit_id)


@get("/resources/units/{unit_id:uuid}/trail")
async def get_trail(
    unit_id: FromPath[UUID],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
    minutes: Minutes = 60,
) -> list[Position]:
    """Where the unit was in the last minutes, oldest first."""
    return await actions.read_trail(db, actor, unit_id, minutes, now)


@post("/resources/units/{unit_id:uuid}/station", status_code=200)
async def change_station(
    unit_id: FromPath[UUID],
    data: JSONBody[StationChange],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Unit:
    return await actions.change_station(db, actor, unit_id, data, now)


@post("/resources/units/{unit_id:uuid}/crew", status_code=200)
async def change_crew(
    unit_id: FromPath[UUID],
    data: JSONBody[CrewChange],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Unit:
    return await actions.change_crew(db, actor, unit_id, data, now)


@post("/avl/positions", status_code=200)
async def take_positions(
    data: JSONBody[list[PositionReport]], db: DbParam, actor: ActorParam, now: NowParam
) -> PositionsTaken:
    """Up to 5,000 at once; older than the stored one are counted and dropped."""
    return await actions.take_positions(db, actor, data, now)


router = Router(
    "/",
    route_handlers=[
        list_stations,
        list_units,
        add_unit,
        get_unit,
        get_trail,
        change_station,
        change_crew,
        take_positions,
    ],
    tags=["resources"],
)
