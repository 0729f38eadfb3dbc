from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import Router, get
from litestar.params import QueryParameter

from vienots.analytics import actions
from vienots.analytics.contracts import Intervals, ShiftBoard
from vienots.analytics.store import Window
from vienots.kernel.web import ActorParam, DbParam, NowParam

Code = Annotated[str | None, QueryParameter(max_length=40)]


@get("/intervals")
async def get_intervals(
    db: DbParam,
    actor: ActorParam,
    since: Annotated[datetime | None, QueryParameter(name="from")] = None,
    until: Annotated[datetime | None, QueryParameter(name="to")] = None,
    institution: Code = None,
) -> Intervals:
    """Percentiles from received to arrival, by type too, over cards received in the window."""
    return await actions.read_intervals(db, actor, Window(since, until, institution))


@get("/shift")
async def get_shift(
    db: DbParam, actor: ActorParam, now: NowParam, institution: Code = None
) -> ShiftBoard:
    """The supervisor's board of the running shift."""
    return await actions.read_shift(db, actor, now, institution)


router = Router("/analytics", route_handlers=[get_intervals, get_shift], tags=["analytics"])
