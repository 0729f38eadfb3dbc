"""`/api/v1/outbox`: what goes to other systems."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from vienots.kernel.web import ActorParam, DbParam, NowParam, PurposeParam
from vienots.outbox import actions
from vienots.outbox.actions.reading import CURSOR_LENGTH_MAX, LIMIT_MAX
from vienots.outbox.contracts import (
    CaseMessage,
    Letter,
    LetterFilter,
    LetterPage,
    LetterState,
    LetterView,
    Revived,
    Routes,
    SystemPace,
)

RoutesParam = NamedDependency[Routes]
System = Annotated[str | None, QueryParameter(max_length=40)]
Cursor = Annotated[str | None, QueryParameter(max_length=CURSOR_LENGTH_MAX)]
Limit = Annotated[int, QueryParameter(schema_extra={"minimum": 1, "maximum": LIMIT_MAX})]


@get("/systems")
async def list_systems(
    db: DbParam, actor: ActorParam, routes: RoutesParam, now: NowParam
) -> list[SystemPace]:
    """How each system is fed: what waits, since when, what is dead."""
    return await actions.list_systems(db, actor, routes, now)


@get("/letters")
async def list_letters(  # noqa: PLR0913 (each is a filter of the address)
    db: DbParam,
    actor: ActorParam,
    system: System = None,
    standing: FromQuery[LetterState | None] = None,
    event: FromQuery[UUID | None] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> LetterPage:
    """The newest first, without what they say."""
    wanted = LetterFilter(system, standing, event, limit, cursor)
    return await actions.list_letters(db, actor, wanted)


@get("/letters/{letter_id:uuid}")
async def read_letter(
    letter_id: FromPath[UUID], db: DbParam, actor: ActorParam, purpose: PurposeParam, now: NowParam
) -> LetterView:
    """With what it says."""
    return await actions.read_letter(db, actor, letter_id, purpose, now)


@get("/letters/{letter_id:uuid}/page", media_type="application/pdf")
async def read_page(
    letter_id: FromPath[UUID], db: DbParam, actor: ActorParam, purpose: PurposeParam, now: NowParam
) -> Response[bytes]:
    """The page that went with it."""
    page = await actions.read_page(db, actor, letter_id, purpose, now)
    return Response(page, media_type="application/pdf")


@post("/letters/{letter_id:uuid}/send", status_code=200)
async def send_letter_again(
    letter_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> Letter:
    """A dead letter goes again, at once."""
    return await actions.send_again(db, actor, letter_id, now)


@post("/systems/{system:str}/send", status_code=200)
async def send_all_again(
    system: FromPath[str], db: DbParam, actor: ActorParam, now: NowParam
) -> Revived:
    """All dead letters of a system go again."""
    return await actions.send_all_again(db, actor, system, now)


@get("/schema.json", media_type="application/schema+json")
async def show_message_schema(actor: ActorParam) -> dict[str, Any]:  # noqa: ARG001 (known alone)
    """JSON Schema of what systems are told."""
    return msgspec.json.schema(CaseMessage)


router = Router(
    "/outbox",
    route_handlers=[
        list_systems,
        list_letters,
        read_letter,
        read_page,
        send_letter_again,
        send_all_again,
        show_message_schema,
    ],
    tags=["outbox"],
)
