"""One institution asks another to take over its leg: offered, answered, or out of time.

While a leg is offered it keeps the state it had, and its institution acts on it no further: a
refusal, a withdrawal or the end of the time leaves it just there. Accepted, it becomes a leg of
the other institution, which from then on has a part in the card.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from vienots.calls import api as calls
from vienots.calls.api import LegState
from vienots.calls.contracts import Card, Leg
from vienots.dispatch import store
from vienots.dispatch.actions.following import HOUSE, hold_running_leg
from vienots.dispatch.actions.legs import end_leg
from vienots.dispatch.contracts import CloseLeg, NewReferral, Referral, ReferralOffer
from vienots.dispatch.domain.needs import ReferralRule, find_rule
from vienots.dispatch.errors import (
    BadReferral,
    LegNotReferable,
    ReferralDecided,
    ReferralNotAllowed,
    ReferralNotFound,
)
from vienots.dispatch.events import (
    ReferralAccepted,
    ReferralOffered,
    ReferralRejected,
    ReferralTimedOut,
    ReferralWithdrawn,
)
from vienots.dispatch.store import Decision, NewReferralRow
from vienots.identity import api as identity
from vienots.identity.api import Right, require
from vienots.kernel import journal
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault
from vienots.kernel.ids import new_id

REFERABLE = frozenset({LegState.RECEIVED, LegState.ACCEPTED})
DUE_AT_ONCE = 100
LIST_MAX = 500


async def refer(db: Db, actor: Actor, leg_id: UUID, new: NewReferral, at: datetime) -> Referral:
    """Offer the leg to another institution.

    Raises LegNotFound, LegEnded, ReferralOpen, LegNotReferable, ReferralNotAllowed, BadReferral.
    """
    require(actor, Right.DISPATCH_REFER)
    card, leg = await hold_running_leg(db, actor, leg_id)
    if leg.state not in REFERABLE:
        raise LegNotReferable(state=leg.state)
    to = await _find_receiver(db, card, new.to_institution)
    rule = await _find_rule(db, leg.institution, to, at)
    if any(one.institution == to and one.state not in calls.ENDED for one in card.legs):
        raise BadReferral([Fault("to_institution", "dispatch.has_leg_already", {"given": to})])
    row = NewReferralRow(
        id=new_id(),
        card_id=card.id,
        card_number=card.number,
        leg_id=leg_id,
        from_institution=leg.institution,
        to_institution=to,
        offered_at=at,
        answer_due_at=at + timedelta(seconds=rule.deadline_s),
        note=new.note,
        offer=_offer(card, leg),
    )
    referral = await store.insert_referral(db, row)
    event = ReferralOffered(card.id, referral)
    await journal.record(db, actor, event, audience=_audience(card, referral), at=at)
    return referral


async def _find_receiver(db: Db, card: Card, given: str | None) -> str:
    """The municipal police of the card's territory, unless another one is named."""
    if given is None:
        atvk = card.place.atvk if card.place else None
        if atvk is None:
            raise BadReferral([Fault("to_institution", "dispatch.territory_unknown")])
        given = f"pp-{atvk}"
    if await identity.get_institution(db, given) is None:
        fault = Fault("to_institution", "dispatch.institution_unknown", {"given": given[:40]})
        raise BadReferral([fault])
    return given


async def _find_rule(db: Db, from_institution: str, to: str, at: datetime) -> ReferralRule:
    rules = await store.list_referral_rules(db, at.astimezone(RIGA).date())
    rule = find_rule(rules, from_institution, to)
    if rule is None or from_institution == to:
        raise ReferralNotAllowed(from_institution=from_institution, to_institution=to)
    return rule


def _offer(card: Card, leg: Leg) -> ReferralOffer:
    return ReferralOffer(
        card.what, card.type_code, card.place, leg.priority, card.happened_at, leg.received_at
    )


async def accept(db: Db, actor: Actor, referral_id: UUID, at: datetime) -> Referral:
    """The leg goes over, and stands accepted. Raises ReferralNotFound, ReferralDecided."""
    require(actor, Right.DISPATCH_ANSWER_REFERRAL)
    found = await _see_offered_to(db, actor, referral_id)
    # The leg is the other institution's: it is moved by the house, on the word of this person.
    mover = msgspec.structs.replace(HOUSE, name=actor.name, institution=actor.institution)
    await calls.hold_leg(db, mover, found.leg_id)
    await _refuse_decided(db, referral_id)
    _, new_leg_id = await calls.transfer_leg(db, mover, found.leg_id, found.to_institution, at)
    card = await calls.accept_leg(db, actor, new_leg_id, at)
    decision = Decision("accepted", at, actor.name, new_leg_id=new_leg_id)
    referral = await _decide(db, referral_id, decision)
    so_far = await store.list_assignments(db, card_ids=[card.id])
    event = ReferralAccepted(card.id, referral, so_far)
    await journal.record(db, actor, event, audience=_audience(card, referral), at=at)
    return referral


async def reject(db: Db, actor: Actor, referral_id: UUID, reason: str, at: datetime) -> Referral:
    """The leg stays where it was. Raises ReferralNotFound, ReferralDecided."""
    require(actor, Right.DISPATCH_ANSWER_REFERRAL)
    found = await _see_offered_to(db, actor, referral_id)
    card, _ = await calls.hold_leg(db, HOUSE, found.leg_id)
    referral = await _decide(db, referral_id, Decision("rejected", at, actor.name, reason=reason))
    event = ReferralRejected(card.id, referral)
    await journal.record(db, actor, event, audience=_audience(card, referral), at=at)
    return referral


async def withdraw(db: Db, actor: Actor, referral_id: UUID, at: datetime) -> Referral:
    """Taken back by whoever asked. Raises ReferralNotFound, ReferralDecided."""
    require(actor, Right.DISPATCH_REFER)
    found = await store.get_referral(db, referral_id)
    if found is None or found.from_institution != actor.institution:
        raise ReferralNotFound
    card, _ = await calls.hold_leg(db, HOUSE, found.leg_id)
    referral = await _decide(db, referral_id, Decision("withdrawn", at, actor.name))
    event = ReferralWithdrawn(card.id, referral)
    await journal.record(db, actor, event, audience=_audience(card, referral), at=at)
    return referral


async def time_out_due(db: Db, at: datetime) -> int:
    """Offers that nobody answered in time; both sides hear of it. The number of them."""
    due = await store.list_due_referrals(db, at, DUE_AT_ONCE)
    ended = 0
    for found in due:
        card, _ = await calls.hold_leg(db, HOUSE, found.leg_id)
        decision = Decision("timed_out", at, HOUSE.name)
        referral = await store.decide_referral(db, found.id, decision)
        if referral is None:
            # Answered while we waited for the card.
            continue
        ended += 1
        event = ReferralTimedOut(card.id, referral)
        await journal.record(db, HOUSE, event, audience=_audience(card, referral), at=at)
    return ended


async def complete(
    db: Db, actor: Actor, referral_id: UUID, closing: CloseLeg, at: datetime
) -> Referral:
    """Done by whoever accepted it: its leg is closed with the outcome.

    Raises ReferralNotFound, ReferralDecided, LegHasUnits, BadOutcome.
    """
    require(actor, Right.DISPATCH_ANSWER_REFERRAL)
    found = await _see_offered_to(db, actor, referral_id)
    if found.state != "accepted" or found.new_leg_id is None:
        raise ReferralDecided(state=found.state)
    await end_leg(db, actor, found.new_leg_id, closing, at)
    referral = await store.get_referral(db, referral_id)
    assert referral is not None
    return referral


async def list_referrals(db: Db, actor: Actor, state: str | None) -> list[Referral]:
    """Of the actor's institution, and of the open cards that it sees; newest first."""
    require(actor, Right.DISPATCH_READ)
    own = None if actor.institution == calls.CENTRE else actor.institution
    card_ids = await calls.list_open_card_ids(db, actor)
    return await store.list_referrals(
        db, institution=own, card_ids=card_ids, state=state, limit=LIST_MAX
    )


async def _see_offered_to(db: Db, actor: Actor, referral_id: UUID) -> Referral:
    found = await store.get_referral(db, referral_id)
    if found is None or found.to_institution != actor.institution:
        raise ReferralNotFound
    return found


async def _refuse_decided(db: Db, referral_id: UUID) -> None:
    """Read anew under the card's lock."""
    present = await store.get_referral(db, referral_id)
    assert present is not None
    if present.state != "offered":
        raise ReferralDecided(state=present.state)


async def _decide(db: Db, referral_id: UUID, decision: Decision) -> Referral:
    referral = await store.decide_referral(db, referral_id, decision)
    if referral is None:
        present = await store.get_referral(db, referral_id)
        raise ReferralDecided(state=present.state if present else "")
    return referral


def _audience(card: Card, referral: Referral) -> frozenset[str]:
    return calls.audience_of(card) | {referral.from_institution, referral.to_institution}
