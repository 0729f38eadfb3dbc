"""Contacts: a call rings, is answered, gets a position and a card, or a reason without one."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from vienots.calls import store
from vienots.calls.actions.cards import (
    check_reason,
    end_card,
    hold,
    record_attached,
    record_detached,
)
from vienots.calls.actions.centre import require_centre, save_contact, write_contact
from vienots.calls.contracts import CallerPosition, Card, Contact, IntakeCall
from vienots.calls.domain import (
    CallEvent,
    answer_call,
    end_call,
    is_newer_position,
    join_event,
    normalise_number,
    start_contact,
)
from vienots.calls.errors import (
    BadIntake,
    CardClosed,
    ContactAnswered,
    ContactHasCard,
    ContactNotFound,
)
from vienots.identity.api import Right, require
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault
from vienots.kernel.ids import new_id

AHEAD_MAX = timedelta(minutes=5)
BEHIND_MAX = timedelta(days=7)
EARLIER = timedelta(days=30)
POSITION_BEFORE_CALL = timedelta(minutes=5)
POSITION_AFTER_CALL = timedelta(minutes=30)
LIST_MAX = 500
LEFT_AS = "duplicate"
"""How a draft ends whose caller belongs to another card; a code of `contact_closing`."""


async def take_telephone_event(
    db: Db, actor: Actor, event: IntakeCall, at: datetime, *, channel: str = "phone"
) -> Contact:
    """In any order and more than once: the exchange repeats what it is not sure of."""
    require(actor, Right.INTAKE_TELEPHONY)
    _check_event(actor, event, at)
    caller = normalise_number(event.caller)
    if caller is not None:
        await store.lock_caller(db, caller)
    contact = start_contact(new_id(), channel, event, caller)
    if await store.insert_contact(db, contact):
        await write_contact(db, actor, contact, event.event, at, happened_at=event.at)
    else:
        known = await store.lock_contact_of_call(db, event.call_id)
        contact = join_event(known, event, caller)
        if contact == known:
            return known
        contact = await save_contact(db, actor, contact, event.event, at, happened_at=event.at)
    return await _take_waiting_positions(db, actor, contact, at)


def _check_event(actor: Actor, event: IntakeCall, at: datetime) -> None:
    faults = []
    if event.event not in list(CallEvent):
        names = ", ".join(CallEvent)
        faults.append(Fault("event", "calls.event_unknown", {"events": names}))
    # A replay of recorded calls tells of other years; a real exchange does not.
    replayed = actor.id.startswith("system:")
    if event.at > at + AHEAD_MAX or (event.at < at - BEHIND_MAX and not replayed):
        faults.append(Fault("at", "calls.time_off"))
    if faults:
        raise BadIntake(faults)


async def _take_waiting_positions(db: Db, actor: Actor, contact: Contact, at: datetime) -> Contact:
    """Handsets often tell where they are before the exchange tells that they call."""
    if contact.caller is None:
        return contact
    waiting = await store.take_waiting_positions(
        db,
        contact.id,
        contact.caller,
        since=contact.ringing_at - POSITION_BEFORE_CALL,
        until=contact.ringing_at + POSITION_AFTER_CALL,
    )
    best = contact.position
    for position in waiting:
        best = position if is_newer_position(position, best) else best
    if best is None or best == contact.position:
        return contact
    return await put_position(db, actor, contact, best, at)


async def put_position(
    db: Db, actor: Actor, contact: Contact, position: CallerPosition, at: datetime
) -> Contact:
    """The newer position wins; of one moment the more accurate one. The contact is locked."""
    if not is_newer_position(position, contact.position):
        return contact
    return await save_contact(db, actor, replace(contact, position=position), "position", at)


async def find_for_position(db: Db, caller: str, at: datetime) -> Contact | None:
    """The call that a handset's position belongs to, locked; None where it has not rung yet."""
    await store.lock_caller(db, caller)
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
    require_centre(actor)
    contact = await _hold(db, contact_id)
    if contact.answered_by == actor.id:
        return contact
    if contact.answered_by is not None:
        raise ContactAnswered(by=contact.answered_by_name or "")
    answered = answer_call(contact, actor.id, actor.name, desk or actor.desk, at)
    return await save_contact(db, actor, answered, "answered", at)


async def close(
    db: Db, actor: Actor, contact_id: UUID, closed_as: str, note: str | None, at: datetime
) -> Contact:
    """Without a card only with a reason: no call vanishes."""
    require(actor, Right.CALLS_CLOSE)
    require_centre(actor)
    await check_reason(db, "contact_closing", closed_as, at)
    contact = await _hold(db, contact_id)
    if contact.card_id is not None:
        raise ContactHasCard
    if contact.closed_as == closed_as and note is None:
        return contact
    closed = replace(end_call(contact, at), closed_as=closed_as)
    return await save_contact(db, actor, closed, "closed", at, note=note)


async def attach(db: Db, actor: Actor, card_id: UUID, contact_id: UUID, at: datetime) -> Card:
    """One more caller of the same incident.

    A draft already opened for this caller is given up: whoever finds, while typing, that the
    incident has a card, moves the caller there, and the emptied draft ends as a duplicate.
    """
    require(actor, Right.CALLS_TAKE)
    require_centre(actor)
    seen = await store.get_contact(db, contact_id)
    left_id = None if seen is None or seen.card_id == card_id else seen.card_id
    # Always in one order, or two desks could wait for each other.
    held = {one: await hold(db, one) for one in sorted({card_id, left_id or card_id})}
    card = held[card_id][1]
    if card.state == "closed":
        raise CardClosed(number=card.number)
    contact = await _hold(db, contact_id)
    if contact.card_id == card_id:
        return card
    left = None if left_id is None else held[left_id][1]
    if contact.card_id != left_id or (left is not None and left.state != "draft"):
        raise ContactHasCard
    await store.bump_card(db, card_id)
    attached = replace(contact, card_id=card_id, closed_as=None)
    await save_contact(db, actor, attached, "attached", at)
    if left is not None:
        await _leave(db, actor, left, card, contact_id, at)
    return await record_attached(db, actor, card, contact_id, contact.caller, at)


async def _leave(
    db: Db, actor: Actor, left: Card, card: Card, contact_id: UUID, at: datetime
) -> None:
    if left.contacts == [contact_id]:
        await end_card(db, actor, left.id, LEFT_AS, at, note=card.number)
    else:
        await store.bump_card(db, left.id)
        await record_detached(db, actor, left.id, contact_id, at)


async def list_contacts(db: Db, actor: Actor, state: str | None, limit: int) -> list[Contact]:
    require(actor, Right.CALLS_TAKE)
    require_centre(actor)
    return await store.list_contacts(db, state, max(1, min(LIST_MAX, limit)))


async def list_earlier(db: Db, actor: Actor, contact_id: UUID, at: datetime) -> list[Contact]:
    require(actor, Right.CALLS_TAKE)
    require_centre(actor)
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
