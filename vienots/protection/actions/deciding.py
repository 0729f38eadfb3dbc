"""Separation: decided on the spot for so many days, ended by itself or revoked with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.identity.api import Right, require, require_trained
from vienots.kernel import classifiers
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, Fault
from vienots.protection import store
from vienots.protection.actions.noticing import add_notices, finish_open
from vienots.protection.actions.viewing import SEPARATION, involved, lock, show
from vienots.protection.actions.working import entering, tell
from vienots.protection.contracts import CaseView, Decision, NewDecision, Revocation
from vienots.protection.domain.calendar import end_of_days
from vienots.protection.domain.notices import DECIDED
from vienots.protection.errors import DecisionNotFound
from vienots.register.contracts import WholeEvent


async def decide_separation(
    db: Db, actor: Actor, case_id: UUID, new: NewDecision, at: datetime
) -> CaseView:
    """Sent again it is one. A decision for the court makes its notice at once."""
    require(actor, Right.REGISTER_WRITE)
    require_trained(actor)
    record, whole = await lock(db, actor, case_id, at)
    decisions = await store.list_decisions(db, record.id)
    if new.id in {one.id for one in decisions}:
        return await show(db, actor, record, whole, entering(whole), at)
    await _check(db, whole, new, at)
    decision = Decision(
        id=new.id,
        number=f"{whole.number}-N{len(decisions) + 1}",
        from_ref=new.from_ref,
        protected_refs=new.protected_refs,
        decided_at=at,
        decided_by_name=actor.name,
        days=new.days,
        ends_at=end_of_days(at, new.days),
        distance_m=new.distance_m,
        conditions=new.conditions,
        to_court=new.to_court,
        revoked_at=None,
        revoked_reason=None,
    )
    await store.insert_decision(db, record.id, decision)
    if new.to_court:
        await add_notices(db, actor, record, whole, DECIDED, at, to_court=True)
        await finish_open(db, actor, record, whole, DECIDED, at)
    await tell(db, actor, record, whole, "decision", at)
    return await show(db, actor, record, whole, entering(whole), at)


async def _check(db: Db, whole: WholeEvent, new: NewDecision, at: datetime) -> None:
    known = {person.ref for person in involved(whole)}
    rule = (await classifiers.get(db, SEPARATION, at)).get("*")
    faults = [
        Fault(path, "protection.person_unknown", {"given": ref})
        for path, ref in [
            ("from_ref", new.from_ref),
            *((f"protected_refs.{n}", ref) for n, ref in enumerate(new.protected_refs)),
        ]
        if ref not in known
    ]
    if new.from_ref in new.protected_refs:
        faults.append(Fault("from_ref", "protection.protects_whom_it_separates"))
    if rule is not None and new.days > int(rule.attributes["days_max"]):
        data: dict[str, str | int | float] = {"max": int(rule.attributes["days_max"])}
        faults.append(Fault("days", "protection.days_max", data))
    if faults:
        raise BadInput(faults)


async def revoke_separation(
    db: Db, actor: Actor, case_id: UUID, decision_id: UUID, revocation: Revocation, at: datetime
) -> CaseView:
    require(actor, Right.REGISTER_WRITE)
    require_trained(actor)
    record, whole = await lock(db, actor, case_id, at)
    if not await store.revoke_decision(db, record.id, decision_id, revocation.reason, at):
        raise DecisionNotFound(id=str(decision_id))
    await tell(db, actor, record, whole, "revoked", at)
    return await show(db, actor, record, whole, entering(whole), at)
