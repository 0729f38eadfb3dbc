from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import Router, get
from litestar.params import FromQuery, QueryParameter

from vienots.index import actions
from vienots.index.contracts import Kind, Links, SearchAnswer, SearchFilter, Span, Start
from vienots.kernel.web import ActorParam, DbParam, NowParam, PurposeParam


@get("/search")
async def search(  # noqa: PLR0913 (each is a filter of the address)
    q: FromQuery[str],
    db: DbParam,
    actor: ActorParam,
    purpose: PurposeParam,
    now: NowParam,
    kind: FromQuery[Kind | None] = None,
    since: Annotated[datetime | None, QueryParameter(name="from")] = None,
    until: Annotated[datetime | None, QueryParameter(name="to")] = None,
    atvk: FromQuery[str | None] = None,
    type: FromQuery[str | None] = None,
    role: FromQuery[str | None] = None,
    limit: FromQuery[int] = 20,
) -> SearchAnswer:
    """Anything: a name in any spelling, part of a plate, a phone, a code, an address, a number.

    Each hit says why it was found and where it is mentioned, as far as the reader may see it.
    """
    wanted = SearchFilter(kind, since, until, atvk, type, role, limit)
    return await actions.search(db, actor, q, wanted, purpose, now)


@get("/links")
async def follow_links(  # noqa: PLR0913 (each is a part of the address)
    kind: FromQuery[Kind],
    id: FromQuery[str],
    db: DbParam,
    actor: ActorParam,
    purpose: PurposeParam,
    now: NowParam,
    since: Annotated[datetime | None, QueryParameter(name="from")] = None,
    until: Annotated[datetime | None, QueryParameter(name="to")] = None,
) -> Links:
    """What is tied to a thing or an event by two steps: persons, vehicles, phones, addresses."""
    return await actions.follow_links(db, actor, Start(kind, id), Span(since, until), purpose, now)


router = Router("/index", route_handlers=[search, follow_links], tags=["index"])
