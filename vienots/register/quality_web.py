"""`/register/quality`: the board, and the list behind each of its numbers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from vienots.kernel.sheets import MEDIA_TYPES, Form
from vienots.kernel.web import ActorParam, DbParam, NowParam
from vienots.register import actions
from vienots.register.actions.measuring import PAGE_MAX, Period
from vienots.register.contracts import EventPage
from vienots.register.quality_contracts import Figure, QualityBoard

Since = Annotated[date | None, QueryParameter(name="from")]
Until = Annotated[date | None, QueryParameter(name="to")]
Code = Annotated[str | None, QueryParameter(max_length=40)]
Limit = Annotated[int, QueryParameter(schema_extra={"minimum": 1, "maximum": PAGE_MAX})]


@get("/quality")
async def measure_quality(
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
    since: Since = None,
    until: Until = None,
    institution: Code = None,
) -> QualityBoard:
    """Of events received on these Latvian days, beside as many days before them."""
    return await actions.measure_quality(db, actor, institution, Period(since, until), now)


@get("/quality/{figure:str}")
async def list_quality(  # noqa: PLR0913 (each is a filter of the address)
    figure: FromPath[Figure],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
    since: Since = None,
    until: Until = None,
    institution: Code = None,
    cursor: Annotated[str | None, QueryParameter(max_length=100)] = None,
    limit: Limit = 100,
) -> EventPage:
    """The events behind a number."""
    return await actions.list_quality(
        db, actor, figure, institution, Period(since, until), cursor, limit, now
    )


@get("/quality/{figure:str}/export", media_type="application/octet-stream")
async def export_quality(  # noqa: PLR0913 (each is a filter of the address)
    figure: FromPath[Figure],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
    since: Since = None,
    until: Until = None,
    institution: Code = None,
    format: FromQuery[Form] = "xlsx",
) -> Response[bytes]:
    """The list behind a number as CSV or XLSX; the journal keeps its hash."""
    data = await actions.export_quality(
        db, actor, figure, institution, Period(since, until), format, now
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{figure}-{now:%Y-%m-%d}.{format}"',
        "Cache-Control": "private, no-store",
    }
    return Response(data, media_type=MEDIA_TYPES[format], headers=headers)


HANDLERS = [measure_quality, list_quality, export_quality]
