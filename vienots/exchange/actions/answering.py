"""A journal's answers to referrals, under the names that journals know."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.dispatch import api as dispatch
from vienots.dispatch.contracts import CloseLeg, Referral, RejectReferral
from vienots.identity.api import Right, require
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db


async def accept_referral(db: Db, actor: Actor, referral_id: UUID, at: datetime) -> Referral:
    require(actor, Right.DISPATCH_ANSWER_REFERRAL)
    return await dispatch.accept_referral(db, actor, referral_id, at)


async def reject_referral(
    db: Db, actor: Actor, referral_id: UUID, why: RejectReferral, at: datetime
) -> Referral:
    require(actor, Right.DISPATCH_ANSWER_REFERRAL)
    return await dispatch.reject_referral(db, actor, referral_id, why.reason, at)


async def complete_referral(
    db: Db, actor: Actor, referral_id: UUID, done: CloseLeg, at: datetime
) -> Referral:
    require(actor, Right.DISPATCH_ANSWER_REFERRAL)
    return await dispatch.complete_referral(db, actor, referral_id, done, at)
