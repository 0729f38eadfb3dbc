from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from vienots.calls.contracts import Leg
from vienots.dispatch.actions import (
    assigning,
    legs,
    reading,
    recommending,
    referring,
    reporting,
)
from vienots.dispatch.contracts import (
    Assignment,
    CloseLeg,
    NewAssignments,
    NewAssignmentState,
    NewReferral,
    NewUnitState,
    PastAssignment,
    Recommendation,
    Referral,
    RejectReferral,
)
from vienots.gis.api import GisParam
from vienots.kernel.web import ActorParam, DbParam, NowParam
from vienots.resources.contracts import Unit

# `state` in the address; in a signature the framework keeps that name for itself.
InState = Annotated[str | None, QueryParameter(name="state", max_length=20)]


@get("/legs/{leg_id:uuid}/recommendation")
async def recommend(
    leg_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam, gis: GisParam
) -> Recommendation:
    """Who should go, and why. Each proposal is kept with everything that it was made from."""
    return await recommending.recommend(db, actor, gis, leg_id, now)


@post("/legs/{leg_id:uuid}/accept", status_code=200)
async def accept_leg(leg_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam) -> Leg:
    return await legs.accept_leg(db, actor, leg_id, now)


@post("/legs/{leg_id:uuid}/assignments")
async def assign_units(
    leg_id: FromPath[UUID],
    data: JSONBody[NewAssignments],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> list[Assignment]:
    return await assigning.assign_units(db, actor, leg_id, data, now)


@post("/legs/{leg_id:uuid}/past-assignments")
async def record_past_assignments(
    leg_id: FromPath[UUID],
    data: JSONBody[list[PastAssignment]],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> list[Assignment]:
    """Finished work entered afterwards, with its real times."""
    return await assigning.record_past_assignments(db, actor, leg_id, data, now)


@post("/legs/{leg_id:uuid}/close", status_code=200)
async def close_leg(
    leg_id: FromPath[UUID],
    data: JSONBody[CloseLeg],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Leg:
    return await legs.close_leg(db, actor, leg_id, data, now)


@post("/legs/{leg_id:uuid}/referrals")
async def refer(
    leg_id: FromPath[UUID],
    data: JSONBody[NewReferral],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Referral:
    return await referring.refer(db, actor, leg_id, data, now)


@get("/assignments")
async def list_assignments(
    db: DbParam, actor: ActorParam, card_id: FromQuery[UUID | None] = None
) -> list[Assignment]:
    return await reading.list_assignments(db, actor, card_id)


@post("/assignments/{assignment_id:uuid}/state", status_code=200)
async def report_assignment_state(
    assignment_id: FromPath[UUID],
    data: JSONBody[NewAssignmentState],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Assignment:
    return await reporting.report_assignment_state(db, actor, assignment_id, data, now)


@get("/referrals")
async def list_referrals(
    db: DbParam, actor: ActorParam, in_state: InState = None
) -> list[Referral]:
    return await referring.list_referrals(db, actor, in_state)


@post("/referrals/{referral_id:uuid}/accept", status_code=200)
async def accept_referral(
    referral_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> Referral:
    return await referring.accept(db, actor, referral_id, now)


@post("/referrals/{referral_id:uuid}/reject", status_code=200)
async def reject_referral(
    referral_id: FromPath[UUID],
    data: JSONBody[RejectReferral],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Referral:
    return await referring.reject(db, actor, referral_id, data.reason, now)


@post("/referrals/{referral_id:uuid}/withdraw", status_code=200)
async def withdraw_referral(
    referral_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> Referral:
    return await referring.withdraw(db, actor, referral_id, now)


@post("/units/{unit_id:uuid}/state", status_code=200)
async def set_unit_state(
    unit_id: FromPath[UUID],
    data: JSONBody[NewUnitState],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Unit:
    return await reporting.set_unit_state(db, actor, unit_id, data, now)


router = Router(
    "/dispatch",
    route_handlers=[
        recommend,
        accept_leg,
        assign_units,
        record_past_assignments,
        close_leg,
        refer,
        list_assignments,
        report_assignment_state,
        list_referrals,
        accept_referral,
        reject_referral,
        withdraw_referral,
        set_unit_state,
    ],
    tags=["dispatch"],
)
