from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, Router, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from vienots.gis.api import GisParam
from vienots.kernel.sheets import MEDIA_TYPES, Form
from vienots.kernel.web import ActorParam, DbParam, NowParam, PurposeParam
from vienots.register import actions, asking_web, quality_web, retention_web, work_web
from vienots.register.actions.reading import PAGE_MAX
from vienots.register.contracts import (
    AccessChange,
    Attachment,
    EventChange,
    EventFilter,
    EventPage,
    EventVersion,
    EventView,
    Glass,
    GlassReview,
    GlassWish,
    Narrative,
    NarrativeRead,
    NewEvent,
    VersionSeen,
    Withdrawal,
)
from vienots.register.domain.effort import Effort
from vienots.register.domain.files import NAME_LENGTH_MAX, SIZE_MAX
from vienots.register.domain.search import LENGTH_MAX, LENGTH_MIN

Code = Annotated[str | None, QueryParameter(max_length=100)]
Limit = Annotated[int, QueryParameter(schema_extra={"minimum": 1, "maximum": PAGE_MAX})]
Words = QueryParameter(schema_extra={"minLength": LENGTH_MIN, "maxLength": LENGTH_MAX})


@get("/events")
async def list_events(  # noqa: PLR0913 (each is a filter of the address)
    db: DbParam,
    actor: ActorParam,
    status: Code = None,
    type: Code = None,
    since: Annotated[datetime | None, QueryParameter(name="from")] = None,
    until: Annotated[datetime | None, QueryParameter(name="to")] = None,
    q: Annotated[str | None, Words] = None,
    mine: FromQuery[bool] = False,
    limit: Limit = 50,
    cursor: Code = None,
) -> EventPage:
    """Newest first. `status`: a code or `open`; `q`: part of a number or an address, no person."""
    wanted = EventFilter(status, type, since, until, q, mine, limit, cursor)
    return await actions.list_events(db, actor, wanted)


@get("/export", media_type="application/octet-stream")
async def export_list(  # noqa: PLR0913 (each is a filter of the address)
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
    format: FromQuery[Form] = "xlsx",
    status: Code = None,
    type: Code = None,
    since: Annotated[datetime | None, QueryParameter(name="from")] = None,
    until: Annotated[datetime | None, QueryParameter(name="to")] = None,
    q: Annotated[str | None, Words] = None,
    mine: FromQuery[bool] = False,
) -> Response[bytes]:
    """The list as it is filtered, without persons, as CSV or XLSX; the journal keeps its hash."""
    wanted = EventFilter(status, type, since, until, q, mine)
    data = await actions.export_list(db, actor, wanted, format, now)
    return _file(data, MEDIA_TYPES[format], f"notikumi-{now:%Y-%m-%d}.{format}")


@get("/events/{event_id:uuid}/print", media_type="application/octet-stream")
async def print_event(
    event_id: FromPath[UUID], db: DbParam, actor: ActorParam, purpose: PurposeParam, now: NowParam
) -> Response[bytes]:
    """A page for paper as PDF, with what this reader may see."""
    number, data = await actions.print_event(db, actor, event_id, purpose, now)
    return _file(data, "application/pdf", f"{number}.pdf")


@post("/events")
async def register_event(
    data: JSONBody[NewEvent], db: DbParam, actor: ActorParam, now: NowParam
) -> EventView:
    return await actions.register_event(db, actor, data, now)


@get("/events/{event_id:uuid}")
async def open_event(
    event_id: FromPath[UUID], db: DbParam, actor: ActorParam, purpose: PurposeParam, now: NowParam
) -> EventView:
    """Needs a purpose; who looked at which persons is written down."""
    return await actions.open_event(db, actor, event_id, purpose, now)


@patch("/events/{event_id:uuid}")
async def change_event(
    event_id: FromPath[UUID],
    data: JSONBody[EventChange],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> EventView:
    """Changes by others since `version` stay; the same field changed by both is refused."""
    return await actions.change_event(db, actor, event_id, data, now)


@post("/events/{event_id:uuid}/complete", status_code=200)
async def complete_event(
    event_id: FromPath[UUID],
    data: JSONBody[VersionSeen],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> EventView:
    """Refused with every field that is still wanted, in order of legal need."""
    return await actions.complete_event(db, actor, event_id, data.version, now)


@post("/events/{event_id:uuid}/access", status_code=200)
async def change_access(
    event_id: FromPath[UUID],
    data: JSONBody[AccessChange],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> EventView:
    """How secret the event is and to whom it is open by name. Owner's people only."""
    return await actions.change_access(db, actor, event_id, data, now)


@post("/glass", status_code=200)
async def ask_for_glass(
    data: JSONBody[GlassWish], db: DbParam, actor: ActorParam, now: NowParam
) -> Glass:
    """First act of two: says why. Nothing is open yet."""
    return await actions.ask_for_glass(db, actor, data, now)


@post("/glass/{glass_id:uuid}/break", status_code=200)
async def break_glass(
    glass_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> Glass:
    """Second act: events of every institution are open for a while; supervisors are told."""
    return await actions.break_glass(db, actor, glass_id, now)


@get("/glass")
async def list_glasses(db: DbParam, actor: ActorParam) -> list[Glass]:
    return await actions.list_glasses(db, actor)


@post("/glass/{glass_id:uuid}/review", status_code=200)
async def review_glass(
    glass_id: FromPath[UUID],
    data: JSONBody[GlassReview],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Glass:
    return await actions.review_glass(db, actor, glass_id, data, now)


@get("/events/{event_id:uuid}/attachments")
async def list_attachments(
    event_id: FromPath[UUID], db: DbParam, actor: ActorParam, purpose: PurposeParam, now: NowParam
) -> list[Attachment]:
    return await actions.list_attachments(db, actor, event_id, purpose, now)


@post("/events/{event_id:uuid}/attachments", opt={"body_max_bytes": SIZE_MAX})
async def add_attachment(
    request: Request[Any, Any, Any],
    event_id: FromPath[UUID],
    name: Annotated[str, QueryParameter(min_length=1, max_length=NAME_LENGTH_MAX)],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> list[Attachment]:
    """The file is the body as it is. Its content must be what its name says."""
    return await actions.add_attachment(db, actor, event_id, name, await request.body(), now)


@get(
    "/events/{event_id:uuid}/attachments/{attachment_id:uuid}",
    media_type="application/octet-stream",
)
async def open_attachment(
    event_id: FromPath[UUID],
    attachment_id: FromPath[UUID],
    db: DbParam,
    actor: ActorParam,
    purpose: PurposeParam,
    now: NowParam,
) -> Response[bytes]:
    """The file itself, to be saved or shown as a picture: never run by the browser."""
    found = await actions.open_attachment(db, actor, event_id, attachment_id, purpose, now)
    return _file(found.data, found.media_type, found.name)


def _file(data: bytes, media_type: str, name: str) -> Response[bytes]:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    return Response(data, media_type=media_type, headers=headers)


@post("/events/{event_id:uuid}/attachments/{attachment_id:uuid}/withdraw", status_code=200)
async def withdraw_attachment(
    event_id: FromPath[UUID],
    attachment_id: FromPath[UUID],
    data: JSONBody[Withdrawal],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> list[Attachment]:
    reason = data.reason
    return await actions.withdraw_attachment(db, actor, event_id, attachment_id, reason, now)


@post("/narrative", status_code=200)
async def read_narrative(
    data: JSONBody[Narrative], db: DbParam, actor: ActorParam, now: NowParam, gis: GisParam
) -> NarrativeRead:
    """What a text proposes: type, places, plates, phones, personal codes. Keeps nothing."""
    return await actions.propose_from_narrative(db, actor, gis, data.text, now)


@get("/effort")
async def list_efforts(db: DbParam, actor: ActorParam, now: NowParam) -> list[Effort]:
    """Fields, keys and seconds that each type of event asks of its officer, by a model."""
    return await actions.list_efforts(db, actor, now)


@get("/events/{event_id:uuid}/history")
async def list_history(
    event_id: FromPath[UUID], db: DbParam, actor: ActorParam, purpose: PurposeParam, now: NowParam
) -> list[EventVersion]:
    """Every version, newest first: who, when, which fields, from what source."""
    return await actions.list_history(db, actor, event_id, purpose, now)


router = Router(
    "/register",
    route_handlers=[
        list_events,
        register_event,
        open_event,
        change_event,
        complete_event,
        change_access,
        ask_for_glass,
        break_glass,
        list_glasses,
        review_glass,
        list_attachments,
        add_attachment,
        open_attachment,
        withdraw_attachment,
        read_narrative,
        export_list,
        print_event,
        list_efforts,
        list_history,
        *asking_web.HANDLERS,
        *work_web.HANDLERS,
        *retention_web.HANDLERS,
        *quality_web.HANDLERS,
    ],
    tags=["register"],
)
