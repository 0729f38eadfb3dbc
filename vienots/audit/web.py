from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromQuery, QueryParameter

from vienots.audit import actions
from vienots.audit.contracts import ChainState, JournalFilter, JournalPage
from vienots.kernel.web import ActorParam, DbParam, NowParam, PurposeParam

Sought = Annotated[str | None, QueryParameter(max_length=actions.SOUGHT_LENGTH_MAX)]
Before = Annotated[int | None, QueryParameter(schema_extra={"minimum": 1, "maximum": 2**63 - 1})]
Limit = Annotated[int, QueryParameter(schema_extra={"minimum": 1, "maximum": actions.PAGE_MAX})]


@get("/entries")
async def list_entries(  # noqa: PLR0913 (each is a filter of the address)
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
    purpose: PurposeParam,
    before: Before = None,
    who: Sought = None,
    topic: Sought = None,
    subject: FromQuery[UUID | None] = None,
    kind: Sought = None,
    institution: Sought = None,
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
    limit: Limit = 100,
) -> JournalPage:
    """The journal, newest first. `who`: an actor's id or part of a name; `topic`: or a context."""
    wanted = JournalFilter(before, who, topic, subject, kind, institution, since, until, limit)
    return await actions.read_journal(db, actor, wanted, purpose, now)


@get("/chain")
async def get_chain(db: DbParam, actor: ActorParam, now: NowParam) -> ChainState:
    return await actions.look_at_chain(db, actor, now)


@post("/verifications", status_code=202)
async def ask_for_verification(db: DbParam, actor: ActorParam) -> None:
    """The worker walks the whole chain; see `chain` for what it found."""
    await actions.ask_for_verification(db, actor)


router = Router(
    "/audit", route_handlers=[list_entries, get_chain, ask_for_verification], tags=["audit"]
)
