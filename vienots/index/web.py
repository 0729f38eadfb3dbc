from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from vienots.index import actions
from vienots.index.contracts import (
    EventAround,
    Identity,
    Kind,
    KnownItem,
    KnownList,
    Links,
    Merge,
    NewMerge,
    SearchAnswer,
    SearchFilter,
    Span,
    Start,
    Undo,
)
from vienots.index.saved_contracts import (
    NewEnd,
    NewName,
    NewSavedSearch,
    SavedSearch,
    SavedSearches,
    SearchNotices,
    SeenNotices,
    StandingSearch,
)
from vienots.kernel.web import ActorParam, DbParam, NowParam, PurposeParam

Sought = Annotated[str, QueryParameter(max_length=actions.LENGTH_MAX)]
ThingId = Annotated[str, QueryParameter(max_length=actions.ID_LENGTH_MAX)]
Code = Annotated[str | None, QueryParameter(max_length=actions.CODE_LENGTH_MAX)]
Limit = Annotated[int, QueryParameter(schema_extra={"minimum": 1, "maximum": actions.LIMIT_MAX})]


@get("/search")
async def search(  # noqa: PLR0913 (each is a filter of the address)
    q: Sought,
    db: DbParam,
    actor: ActorParam,
    purpose: PurposeParam,
    now: NowParam,
    kind: FromQuery[Kind | None] = None,
    since: Annotated[datetime | None, QueryParameter(name="from")] = None,
    until: Annotated[datetime | None, QueryParameter(name="to")] = None,
    atvk: Code = None,
    type: Code = None,
    role: Code = None,
    limit: Limit = 20,
) -> SearchAnswer:
    """Anything: a name in any spelling, part of a plate, a phone, a code, an address, a number.

    Each hit says why it was found and where it is mentioned, as far as the reader may see it.
    """
    wanted = SearchFilter(kind, since, until, atvk, type, role, limit)
    return await actions.search(db, actor, q, wanted, purpose, now)


@get("/known")
async def list_known(  # noqa: PLR0913 (each is a part of the address)
    items: Annotated[KnownList, QueryParameter(name="list")],
    q: Sought,
    db: DbParam,
    actor: ActorParam,
    purpose: PurposeParam,
    now: NowParam,
    without: FromQuery[UUID | None] = None,
) -> list[KnownItem]:
    """Who or what is being typed, as earlier events tell it: the fields that may be taken over."""
    return await actions.list_known(db, actor, items, q, purpose, now, without=without)


@get("/links")
async def follow_links(  # noqa: PLR0913 (each is a part of the address)
    kind: FromQuery[Kind],
    id: ThingId,
    db: DbParam,
    actor: ActorParam,
    purpose: PurposeParam,
    now: NowParam,
    since: Annotated[datetime | None, QueryParameter(name="from")] = None,
    until: Annotated[datetime | None, QueryParameter(name="to")] = None,
) -> Links:
    """What is tied to a thing or an event by two steps: persons, vehicles, phones, addresses."""
    return await actions.follow_links(db, actor, Start(kind, id), Span(since, until), purpose, now)


@get("/events/{event_id:uuid}/around")
async def read_around(
    event_id: FromPath[UUID], db: DbParam, actor: ActorParam, purpose: PurposeParam, now: NowParam
) -> list[EventAround]:
    """Other events of the same address or of somebody who is in this one."""
    return await actions.read_around(db, actor, event_id, purpose, now)


@get("/persons/{person_id:int}")
async def read_identity(
    person_id: FromPath[int],
    db: DbParam,
    actor: ActorParam,
    purpose: PurposeParam,
    now: NowParam,
) -> Identity:
    """Who was judged to be this person, and who else may be: proposals with reasons."""
    return await actions.read_identity(db, actor, person_id, purpose, now)


@post("/merges")
async def merge_persons(
    data: JSONBody[NewMerge], db: DbParam, actor: ActorParam, now: NowParam
) -> Merge:
    """A person's judgement that two are one; it can be taken back at any time."""
    return await actions.merge_persons(db, actor, data, now)


@post("/merges/{merge_id:uuid}/undo", status_code=200)
async def undo_merge(
    merge_id: FromPath[UUID],
    data: JSONBody[Undo],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Merge:
    """Both stand alone again, whatever was judged of them since."""
    return await actions.undo_merge(db, actor, merge_id, data, now)


@post("/saved")
async def save_search(
    data: JSONBody[NewSavedSearch], db: DbParam, actor: ActorParam, now: NowParam
) -> SavedSearch:
    """Its owner is told from now on what it finds anew, until its last day."""
    return await actions.save_search(db, actor, data, now)


@get("/saved")
async def list_own_searches(db: DbParam, actor: ActorParam, now: NowParam) -> SavedSearches:
    return await actions.list_own_searches(db, actor, now)


@post("/saved/{search_id:uuid}/rename", status_code=200)
async def rename_search(
    search_id: FromPath[UUID],
    data: JSONBody[NewName],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> SavedSearch:
    return await actions.rename_search(db, actor, search_id, data, now)


@post("/saved/{search_id:uuid}/pause", status_code=200)
async def pause_search(
    search_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> SavedSearch:
    return await actions.pause_search(db, actor, search_id, now)


@post("/saved/{search_id:uuid}/resume", status_code=200)
async def resume_search(
    search_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> SavedSearch:
    """What came meanwhile is not told."""
    return await actions.resume_search(db, actor, search_id, now)


@post("/saved/{search_id:uuid}/extend", status_code=200)
async def extend_search(
    search_id: FromPath[UUID],
    data: JSONBody[NewEnd],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> SavedSearch:
    return await actions.extend_search(db, actor, search_id, data, now)


@post("/saved/{search_id:uuid}/run", status_code=200)
async def run_search(
    search_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> SearchAnswer:
    """Everything that it finds now, for the purpose that it was saved for."""
    return await actions.run_search(db, actor, search_id, now)


@delete("/saved/{search_id:uuid}")
async def forget_search(
    search_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> None:
    """With everything that it has told."""
    await actions.forget_search(db, actor, search_id, now)


@get("/saved/{search_id:uuid}/notices")
async def list_notices(
    search_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> SearchNotices:
    """What it has told, newest first: what of which event was found, and why."""
    return await actions.list_notices(db, actor, search_id, now)


@post("/saved/{search_id:uuid}/seen", status_code=200)
async def mark_seen(
    search_id: FromPath[UUID],
    data: JSONBody[SeenNotices],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> SavedSearch:
    return await actions.mark_seen(db, actor, search_id, data, now)


@get("/standing")
async def list_standing(
    db: DbParam, actor: ActorParam, purpose: PurposeParam, now: NowParam
) -> list[StandingSearch]:
    """Saved searches of the supervisor's own institution: who waits for what, and what for."""
    return await actions.list_standing(db, actor, purpose, now)


@get("/standing/all")
async def list_all_standing(
    db: DbParam,
    actor: ActorParam,
    purpose: PurposeParam,
    now: NowParam,
    institution: Code = None,
) -> list[StandingSearch]:
    """For the auditor: of every institution."""
    return await actions.list_all_standing(db, actor, institution, purpose, now)


router = Router(
    "/index",
    route_handlers=[
        search,
        list_known,
        follow_links,
        read_around,
        read_identity,
        merge_persons,
        undo_merge,
        save_search,
        list_own_searches,
        rename_search,
        pause_search,
        resume_search,
        extend_search,
        run_search,
        forget_search,
        list_notices,
        mark_seen,
        list_standing,
        list_all_standing,
    ],
    tags=["index"],
)
