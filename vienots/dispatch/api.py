"""The door to dispatch. Other contexts import this module, `contracts`, `events` and `errors`."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vienots.dispatch import store
from vienots.dispatch.actions.assigning import assign_units, record_past_assignments
from vienots.dispatch.actions.legs import accept_leg, close_leg
from vienots.dispatch.actions.loading import load_rules
from vienots.dispatch.actions.recommending import Roads, gather, recommend
from vienots.dispatch.actions.referring import (
    accept,
    complete,
    list_referrals,
    refer,
    reject,
    time_out_due,
    withdraw,
)
from vienots.dispatch.actions.reporting import report_assignment_state, set_unit_state
from vienots.dispatch.contracts import Assignment, Referral, UnansweredReferral
from vienots.dispatch.domain.recommend import ENGINE, Inputs, Proposal, UnitInput
from vienots.dispatch.domain.recommend import recommend as decide
from vienots.dispatch.store import KeptRecommendation
from vienots.kernel.db import Db

__all__ = [
    "ENGINE",
    "Inputs",
    "KeptRecommendation",
    "Proposal",
    "Roads",
    "UnitInput",
    "accept_leg",
    "accept_referral",
    "assign_units",
    "close_leg",
    "complete_referral",
    "decide",
    "gather",
    "get_recommendation",
    "get_referral",
    "has_taken_card",
    "list_assignments",
    "list_referrals",
    "list_unanswered",
    "load_rules",
    "recommend",
    "record_past_assignments",
    "refer",
    "reject_referral",
    "report_assignment_state",
    "set_unit_state",
    "time_out_due",
    "withdraw_referral",
]

has_taken_card = store.has_taken_card
accept_referral = accept
reject_referral = reject
withdraw_referral = withdraw
complete_referral = complete


async def list_assignments(db: Db, card_ids: Sequence[UUID]) -> list[Assignment]:
    """All of these cards; the caller knows that its actor may see them."""
    return await store.list_assignments(db, card_ids=card_ids)


async def get_referral(db: Db, referral_id: UUID) -> Referral | None:
    return await store.get_referral(db, referral_id)


async def list_unanswered(db: Db, institution: str) -> list[UnansweredReferral]:
    """Offered to it and waiting; the caller knows that its actor may know of them."""
    return await store.list_unanswered(db, institution)


async def get_recommendation(db: Db, recommendation_id: UUID) -> KeptRecommendation | None:
    """The proposal with what it was made from: `decide(kept.inputs)` gives it again."""
    return await store.get_recommendation(db, recommendation_id)
