"""Every query of this context, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from vienots.dispatch.contracts import (
    Assignment,
    PastAssignment,
    Recommendation,
    Referral,
    ReferralOffer,
    UnansweredReferral,
)
from vienots.dispatch.domain.needs import ReferralRule, RunCard
from vienots.dispatch.domain.recommend import Inputs
from vienots.dispatch.domain.states import AssignmentState
from vienots.kernel.db import (
    Db,
    as_json,
    execute,
    execute_many,
    fetch_all,
    fetch_one,
    fetch_one_or_none,
    fetch_value,
    load_queries,
)

queries = load_queries(__package__)

UNANSWERED_MAX = 200

ASSIGNMENTS_MAX = 10_000


class TurnoutRow(Struct, frozen=True, forbid_unknown_fields=True):
    service: str
    seconds: int
    source: str
    valid_from: date
    valid_to: date | None


class KeptRecommendation(Struct, frozen=True):
    """A proposal with what it was made from."""

    id: UUID
    card_id: UUID
    leg_id: UUID
    at: datetime
    engine: str
    inputs: Inputs
    result: Recommendation


class NewAssignmentRow(Struct, frozen=True):
    id: UUID
    card_id: UUID
    leg_id: UUID
    unit_id: UUID
    call_sign: str
    institution: str
    assigned_at: datetime
    eta_at: datetime | None = None
    recommendation_id: UUID | None = None
    reason: str | None = None


class NewReferralRow(Struct, frozen=True):
    id: UUID
    card_id: UUID
    card_number: str
    leg_id: UUID
    from_institution: str
    to_institution: str
    offered_at: datetime
    answer_due_at: datetime
    note: str | None
    offer: ReferralOffer


class Decision(Struct, frozen=True):
    state: str
    at: datetime
    by_name: str
    reason: str | None = None
    new_leg_id: UUID | None = None
    present: str = "offered"


async def upsert_run_cards(db: Db, cards: Sequence[RunCard]) -> None:
    rows = [msgspec.structs.asdict(card) | {"needs": as_json(card.needs)} for card in cards]
    await execute_many(db, queries["upsert_run_card"], rows)


async def upsert_turnouts(db: Db, rows: Sequence[TurnoutRow]) -> None:
    await execute_many(db, queries["upsert_turnout"], [msgspec.structs.asdict(r) for r in rows])


async def upsert_referral_rules(db: Db, rows: Sequence[ReferralRule]) -> None:
    await execute_many(
        db, queries["upsert_referral_rule"], [msgspec.structs.asdict(row) for row in rows]
    )


async def list_run_cards(db: Db, on: date, service: str | None = None) -> list[RunCard]:
    return await fetch_all(db, RunCard, queries["list_run_cards"], service=service, on=on)


async def get_turnout_s(db: Db, service: str, on: date) -> int:
    """0 where nothing is laid down."""
    found = await fetch_value(db, queries["get_turnout"], service=service, on=on)
    return int(found or 0)


async def list_referral_rules(db: Db, on: date) -> list[ReferralRule]:
    return await fetch_all(db, ReferralRule, queries["list_referral_rules"], on=on)


async def insert_recommendation(
    db: Db, actor_id: str, made: Recommendation, inputs: Inputs, engine: str
) -> None:
    await execute(
        db,
        queries["insert_recommendation"],
        id=made.id,
        card_id=made.card_id,
        leg_id=made.leg_id,
        at=made.at,
        actor=actor_id,
        engine=engine,
        inputs=as_json(inputs),
        result=as_json(made),
    )


async def get_recommendation(db: Db, recommendation_id: UUID) -> KeptRecommendation | None:
    return await fetch_one_or_none(
        db, KeptRecommendation, queries["get_recommendation"], id=recommendation_id
    )


async def insert_assignment(db: Db, row: NewAssignmentRow) -> bool:
    """Whether the unit was free: the index `assignment_unit_busy` decides."""
    return await execute(db, queries["insert_assignment"], **_fields(row)) == 1


async def insert_past_assignment(
    db: Db,
    row: NewAssignmentRow,
    past: PastAssignment,
    *,
    state: AssignmentState,
    out_of_order: bool,
) -> None:
    await execute(
        db,
        queries["insert_past_assignment"],
        **_fields(row) | _fields(past),
        state=str(state),
        out_of_order=out_of_order,
    )


def _fields(row: Struct) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__}


async def list_assignments(
    db: Db,
    *,
    card_ids: Sequence[UUID] | None = None,
    leg_id: UUID | None = None,
    ids: Sequence[UUID] | None = None,
) -> list[Assignment]:
    return await fetch_all(
        db,
        Assignment,
        queries["list_assignments"],
        card_ids=None if card_ids is None else list(card_ids),
        leg_id=leg_id,
        ids=None if ids is None else list(ids),
        limit=ASSIGNMENTS_MAX,
    )


async def get_assignment(db: Db, assignment_id: UUID) -> Assignment | None:
    found = await list_assignments(db, ids=[assignment_id])
    return found[0] if found else None


async def lock_assignment(db: Db, assignment_id: UUID) -> Assignment:
    return await fetch_one(db, Assignment, queries["lock_assignment"], id=assignment_id)


async def find_running_assignment(db: Db, unit_id: UUID) -> UUID | None:
    found: UUID | None = await fetch_value(
        db, queries["get_running_assignment_id"], unit_id=unit_id
    )
    return found


async def update_assignment(db: Db, changed: Assignment) -> Assignment:
    return await fetch_one(db, Assignment, queries["update_assignment"], **_fields(changed))


async def insert_referral(db: Db, row: NewReferralRow) -> Referral:
    fields = _fields(row) | {"offer": as_json(row.offer)}
    return await fetch_one(db, Referral, queries["insert_referral"], **fields)


async def has_taken_card(db: Db, institution: str, card_number: str) -> bool:
    """Whether it has accepted a referral of the card, however that ended."""
    query = queries["has_taken_card"]
    return bool(await fetch_value(db, query, card_number=card_number, institution=institution))


async def list_referrals(
    db: Db,
    *,
    institution: str | None,
    card_ids: Sequence[UUID] = (),
    state: str | None = None,
    since: datetime | None = None,
    limit: int,
) -> list[Referral]:
    return await fetch_all(
        db,
        Referral,
        queries["list_referrals"],
        institution=institution,
        card_ids=list(card_ids),
        state=state,
        since=since,
        limit=limit,
    )


async def list_unanswered(db: Db, institution: str) -> list[UnansweredReferral]:
    query = queries["list_unanswered"]
    params = {"institution": institution, "limit": UNANSWERED_MAX}
    return await fetch_all(db, UnansweredReferral, query, **params)


async def get_referral(db: Db, referral_id: UUID) -> Referral | None:
    return await fetch_one_or_none(db, Referral, queries["get_referral"], id=referral_id)


async def get_open_referral(db: Db, leg_id: UUID) -> Referral | None:
    return await fetch_one_or_none(db, Referral, queries["get_open_referral_of_leg"], leg_id=leg_id)


async def get_referral_by_new_leg(db: Db, leg_id: UUID) -> Referral | None:
    return await fetch_one_or_none(db, Referral, queries["get_referral_by_new_leg"], leg_id=leg_id)


async def list_due_referrals(db: Db, at: datetime, limit: int) -> list[Referral]:
    return await fetch_all(db, Referral, queries["list_due_referrals"], at=at, limit=limit)


async def decide_referral(db: Db, referral_id: UUID, decision: Decision) -> Referral | None:
    """None where it was decided already."""
    return await fetch_one_or_none(
        db,
        Referral,
        queries["decide_referral"],
        id=referral_id,
        state=decision.state,
        present=decision.present,
        decided_at=decision.at,
        decided_by_name=decision.by_name,
        reason=decision.reason,
        new_leg_id=decision.new_leg_id,
    )
