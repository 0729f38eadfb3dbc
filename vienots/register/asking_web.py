"""`/api/v1/register/ask`, `/sources`, `/events/{id}/checks`: the registers of the country."""

from __future__ import annotations

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from vienots.kernel import clock
from vienots.kernel.web import ActorParam, AskingParam, DbParam, NowParam, PurposeParam
from vienots.register import actions
from vienots.register.asking_contracts import (
    Check,
    RegisterQuestion,
    RegisterSaid,
    Sources,
    SourceStanding,
)

SourcesParam = NamedDependency[Sources]


@post("/ask", status_code=200, opt={"transaction": False})
async def ask_registers(
    data: JSONBody[RegisterQuestion],
    asking: AskingParam,
    sources: SourcesParam,
    purpose: PurposeParam,
) -> list[RegisterSaid]:
    """What every register that is reached says of this number; one that is away is said to be not
    checked."""
    return await actions.ask_registers(asking, sources, data, purpose, clock.now)


@get("/sources")
async def list_sources(
    db: DbParam, actor: ActorParam, sources: SourcesParam, now: NowParam
) -> list[SourceStanding]:
    """How each register fares, and how much waits for it."""
    return await actions.list_sources(db, actor, sources, now)


@get("/events/{event_id:uuid}/checks")
async def read_checks(  # noqa: PLR0913 (what every look needs, and the registers)
    event_id: FromPath[UUID],
    db: DbParam,
    actor: ActorParam,
    sources: SourcesParam,
    purpose: PurposeParam,
    now: NowParam,
) -> list[Check]:
    """What registers have answered about the people and things of the event, and what is not
    checked yet."""
    return await actions.read_checks(db, actor, sources, event_id, purpose, now)


HANDLERS = [ask_registers, list_sources, read_checks]
