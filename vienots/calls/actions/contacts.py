"""Contacts: a call rings, is answered, gets a position and a card, or a reason without one."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from vienots.calls import store
from vienots.calls.actions.cards import check_reason, hold, record_attached
from vienots.calls.contracts import CallerPosition, Card, Contact, IntakeCall
from vienots.calls.domain import CENTRE, normalise_number
from vienots.calls.errors import (
    BadIntake,
    CardClosed,
    ContactAnswered,
    ContactHasCard,
    ContactNotFound,
)
from vienots.calls.events import ContactChanged
from vienots.identity.api import Right, require
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault

EVENTS = ("ringing", "answered", "ended", "abandoned")
AHEAD_MAX = timedelta(minutes=5)
BEHIND_MAX = timedelta(days=7)
EARLIER = timedelta(days=30)
POSITION_BEFORE_CALL = timedelta(minutes=5)
POSITION_AFTER_CALL = timedelta(minutes=30)
AUDIENCE = frozenset({CENTRE})
LIST_MAX = 500


async def take_telephone_event(
    db: Db, actor: Actor, event: IntakeCall, at: datetime, *, channel: str = "phone"
) -> Contact:
    """In any order and more than once: the exchange repeats what it is not sure of."""
    require(actor, Right.INTAKE_TELEPHONY)
    _check_event(actor, event, at)
    caller = normalise_number(event.caller)
    changed = await store.upsert_contact(
        db,
        call_id=event.call_id,
        channel=channel,
        state=event.event,
        caller=caller,
        called=event.called,
        queue=event.queue,
        desk=event.desk,
        at=event.at,
    )
    contact = await store.get_contact_of_call(db, event.call_id)
    if changed:
        await _record(db, actor, contact, event.event, at, event.at)
    if contact.position is None and contact.caller is not None:
        found = await store.take_waiting_position(
            db, contact.id, contact.caller, event.at - POSITION_BEFORE_CALL
        )
        if found is not None:
            return await put_position(db, actor, contact, found, at)
    return contact


def _check_event(actor: Actor, event: IntakeCall, at: datetime) -> None:
    faults = []
    if event.event not in EVENTS:
        faults.append(Fault("event", "calls.event_unknown", {"events": ", ".join(EVENTS)}))
    # A replay of recorded calls tells of other years; a real exchange does not.
    replayed = actor.id.startswith("system:")
    if event.at > at + AHEAD_MAX or (event.at < at - BEHIND_MAX and not replayed):
        faults.append(Fault("at", "calls.time_off"))
    if faults:
        raise BadIntake(faults)


async def put_position(
    db: Db, actor: Actor, contact: Contact, position: CallerPosition, at: datetime
) -> Contact:
    """The newer position wins; of one moment the more accurate one."""
    known = contact.position
    if known is not None and (position.at, -position.radius_m) < (known.at, -known.radius_m):
        return contact
    await store.set_position(db, contact.id, position)
    return await _reload_and_record(db, actor, contact.id, "position", at)


async def find_for_position(db: Db, caller: str, at: datetime) -> Contact | None:
    """The call that a handset's position belongs to."""
    return await store.find_contact_by_caller(
        db,
        caller,
        at=at,
        since=at - POSITION_AFTER_CALL,
        until=at + POSITION_BEFORE_CALL,
    )


async def answer(db: Db, actor: Actor, contact_id: UUID, desk: str | None, at: datetime) -> Contact:
    """First key wins; a colleague who was quicker is named."""
    require(actor, Right.CALLS_TAKE)
    contact = await _hold(db, contact_id)
    if contact.answered_by is not None:
        if contact.answered_by == actor.id:
            return contact
        raise ContactAnswered(by=contact.answered_by_name or "")
    await store.set_answered(db, actor, contact_id, desk or actor.desk, at)
    return await _reload_and_record(db, actor, contact_id, "answered", at)


async def close(
    db: Db, actor: Actor, contact_id: UUID, closed_as: str, note: str | None, at: datetime
) -> Contact:
    """Without a card only with a reason: no call vanishes."""
    require(actor, Right.CALLS_CLOSE)
    await check_reason(db, "contact_closing", closed_as, at)
    contact = await _hold(db, contact_id)
    if contact.card_id is not None:
        raise ContactHasCard
    await store.set_contact_closed(db, contact_id, closed_as, at)
    return await _reload_and_record(db, actor, contact_id, "closed", at, note)


async def attach(db: Db, actor: Actor, card_id: UUID, contact_id: UUID, at: datetime) -> Card:
    """One more caller of the same incident."""
    require(actor, Right.CALLS_TAKE)
    _, card = await hold(db, card_id)
    if card.state == "closed":
        raise CardClosed(number=card.number)
    contact = await _hold(db, contact_id)
    if contact.card_id == card_id:
        return card
    if contact.card_id is not None:
        raise ContactHasCard
    await store.set_card(db, contact_id, card_id)
    await store.bump_card(db, card_id)
    await _reload_and_record(db, actor, contact_id, "attached", at)
    return await record_attached(db, actor, card, contact_id, contact.caller, at)


async def list_contacts(db: Db, actor: Actor, state: str | None, limit: int) -> list[Contact]:
    require(actor, Right.CALLS_TAKE)
    return await store.list_contacts(db, state, max(1, min(LIST_MAX, limit)))


async def list_earlier(db: Db, actor: Actor, contact_id: UUID, at: datetime) -> list[Contact]:
    require(actor, Right.CALLS_TAKE)
    contact = await store.get_contact(db, contact_id)
    if contact is None:
        raise ContactNotFound
    if contact.caller is None:
        return []
    return await store.list_earlier_contacts(db, contact, at - EARLIER)


async def _hold(db: Db, contact_id: UUID) -> Contact:
    contact = await store.lock_contact(db, contact_id)
    if contact is None:
        raise ContactNotFound
    return contact


async def _reload_and_record(
    db: Db, actor: Actor, contact_id: UUID, change: str, at: datetime, note: str | None = None
) -> Contact:
    contact = await store.get_contact(db, contact_id)
    assert contact is not None
    await _record(db, actor, contact, change, at, at, note)
    return contact


async def _record(
    db: Db,
    actor: Actor,
    contact: Contact,
    change: str,
    at: datetime,
    happened_at: datetime,
    note: str | None = None,
) -> None:
    event = ContactChanged(contact.id, contact, change, note)
    await journal.record(db, actor, event, audience=AUDIENCE, at=at, happened_at=happened_at)
