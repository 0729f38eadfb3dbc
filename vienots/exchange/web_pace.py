"""`/api/v1/exchange/pace` and `/quotas`: what came, what waits, what may still be asked."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import JSONBody, QueryParameter

from vienots.exchange import actions
from vienots.exchange.actions.pacing import Period
from vienots.exchange.pace_contracts import (
    InstitutionPace,
    Outcome,
    Pace,
    StatementOrder,
    StatementPage,
    WaitingLine,
)
from vienots.exchange.pace_store import Wanted
from vienots.exchange.quota_contracts import ClientQuotas, NewQuota
from vienots.exchange.wording import WordingParam
from vienots.kernel.sheets import MEDIA_TYPES, Form
from vienots.kernel.web import ActorParam, DbParam, NowParam

Institution = Annotated[str | None, QueryParameter(max_length=40)]
"""Heard of the keeper of the platform alone; others are shown their own."""
Since = Annotated[date | None, QueryParameter(name="from")]
Until = Annotated[date | None, QueryParameter(name="to")]
Client = Annotated[str | None, QueryParameter(max_length=120)]
FaultCode = Annotated[str | None, QueryParameter(max_length=100)]
OutcomeQuery = Annotated[Outcome | None, QueryParameter()]
OrderQuery = Annotated[StatementOrder, QueryParameter()]
Hour = Annotated[int | None, QueryParameter(schema_extra={"minimum": 0, "maximum": 23})]


@get("/pace")
async def read_pace(  # noqa: PLR0913 (each is a filter of the address)
    db: DbParam,
    actor: ActorParam,
    wording: WordingParam,
    now: NowParam,
    institution: Institution = None,
    since: Since = None,
    until: Until = None,
) -> Pace:
    """What came, what was refused, how late and what waits; without days, of the last week."""
    return await actions.read_pace(db, actor, wording, institution, Period(since, until), now)


@get("/pace/statements")
async def list_statements(  # noqa: PLR0913, PLR0917 (each is a filter of the address)
    db: DbParam,
    actor: ActorParam,
    wording: WordingParam,
    now: NowParam,
    institution: Institution = None,
    since: Since = None,
    until: Until = None,
    outcome: OutcomeQuery = None,
    client: Client = None,
    fault: FaultCode = None,
    hour: Hour = None,
    order: OrderQuery = "newest",
    cursor: Annotated[UUID | None, QueryParameter()] = None,
) -> StatementPage:
    """What stands behind a number of the pace."""
    wanted = Wanted(outcome, client, fault, hour, order, cursor)
    period = Period(since, until)
    return await actions.list_statements(db, actor, wording, institution, period, wanted, now)


@get("/pace/export")
async def export_statements(  # noqa: PLR0913, PLR0917 (each is a filter of the address)
    db: DbParam,
    actor: ActorParam,
    wording: WordingParam,
    now: NowParam,
    institution: Institution = None,
    since: Since = None,
    until: Until = None,
    outcome: OutcomeQuery = None,
    client: Client = None,
    fault: FaultCode = None,
    hour: Hour = None,
    order: OrderQuery = "newest",
    form: Annotated[Form, QueryParameter(name="format")] = "xlsx",
) -> Response[bytes]:
    """The same list as a file."""
    wanted = Wanted(outcome, client, fault, hour, order)
    period = Period(since, until)
    data = await actions.export_statements(
        db, actor, wording, institution, period, wanted, form, now
    )
    named = {"Content-Disposition": f'attachment; filename="apmaina.{form}"'}
    return Response(data, media_type=MEDIA_TYPES[form], headers=named)


@get("/pace/waiting")
async def list_waiting(
    db: DbParam, actor: ActorParam, wording: WordingParam, institution: Institution = None
) -> list[WaitingLine]:
    """Refused and not mended, offered and not answered, sent and not brought."""
    return await actions.list_waiting(db, actor, wording, institution)


@get("/pace/institutions")
async def list_paces(
    db: DbParam, actor: ActorParam, now: NowParam, since: Since = None, until: Until = None
) -> list[InstitutionPace]:
    """One line for each institution that the reader may see."""
    return await actions.list_paces(db, actor, Period(since, until), now)


@get("/quotas")
async def list_client_quotas(
    db: DbParam, actor: ActorParam, now: NowParam, institution: Institution = None
) -> list[ClientQuotas]:
    """How the clients stand in this minute and on this day."""
    return await actions.list_client_quotas(db, actor, institution, now)


@post("/quotas", status_code=200)
async def set_quota(
    data: JSONBody[NewQuota], db: DbParam, actor: ActorParam, now: NowParam
) -> ClientQuotas:
    """Of one client, from a day on, with the reason."""
    return await actions.set_quota(db, actor, data, now)


PACE = [
    read_pace,
    list_statements,
    export_statements,
    list_waiting,
    list_paces,
    list_client_quotas,
    set_quota,
]
