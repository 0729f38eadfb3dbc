from __future__ import annotations

from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from vienots.kernel.web import ActorParam, DbParam, NowParam, PurposeParam
from vienots.protection import actions
from vienots.protection.contracts import (
    Answers,
    CaseView,
    DueNotice,
    NewDecision,
    NewWeaponsCheck,
    Notice,
    Revocation,
)


@post("/events/{event_id:uuid}/case", status_code=200)
async def open_case(
    event_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> CaseView:
    """The case of an event; the clocks of its notices begin with it."""
    return await actions.open_case(db, actor, event_id, now)


@get("/events/{event_id:uuid}/case")
async def read_case(
    event_id: FromPath[UUID], db: DbParam, actor: ActorParam, purpose: PurposeParam, now: NowParam
) -> CaseView:
    """With the other events at the address and of these people, of every institution."""
    return await actions.read_case(db, actor, event_id, purpose, now)


@post("/cases/{case_id:uuid}/answers", status_code=200)
async def answer_questions(
    case_id: FromPath[UUID], data: JSONBody[Answers], db: DbParam, actor: ActorParam, now: NowParam
) -> CaseView:
    return await actions.answer_questions(db, actor, case_id, data, now)


@post("/cases/{case_id:uuid}/weapons", status_code=200)
async def note_weapons(
    case_id: FromPath[UUID],
    data: JSONBody[NewWeaponsCheck],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> CaseView:
    return await actions.note_weapons(db, actor, case_id, data, now)


@post("/cases/{case_id:uuid}/decisions", status_code=200)
async def decide_separation(
    case_id: FromPath[UUID],
    data: JSONBody[NewDecision],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> CaseView:
    return await actions.decide_separation(db, actor, case_id, data, now)


@post("/cases/{case_id:uuid}/decisions/{decision_id:uuid}/revoke", status_code=200)
async def revoke_separation(  # noqa: PLR0913 (two are parts of the address)
    case_id: FromPath[UUID],
    decision_id: FromPath[UUID],
    data: JSONBody[Revocation],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> CaseView:
    return await actions.revoke_separation(db, actor, case_id, decision_id, data, now)


@post("/cases/{case_id:uuid}/report", status_code=200)
async def finish_report(
    case_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> CaseView:
    """The report is finished: its notices go out. Refused with everything that is wanted."""
    return await actions.finish_report(db, actor, case_id, now)


@get("/notices")
async def list_due_notices(db: DbParam, actor: ActorParam) -> list[DueNotice]:
    """Not delivered yet; the earliest due first."""
    return await actions.list_due_notices(db, actor)


@post("/notices/{notice_id:uuid}/resend", status_code=200)
async def resend_notice(
    notice_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> Notice:
    return await actions.resend_notice(db, actor, notice_id, now)


router = Router(
    "/protection",
    route_handlers=[
        open_case,
        read_case,
        answer_questions,
        note_weapons,
        decide_separation,
        revoke_separation,
        finish_report,
        list_due_notices,
        resend_notice,
    ],
    tags=["protection"],
)
