"""What stops an event's end: a person's legal hold, a case of another context."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vienots.identity.api import Right, require
from vienots.kernel import journal
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, as_house
from vienots.kernel.errors import BadInput, Fault
from vienots.kernel.ids import new_id
from vienots.register import retention_store as store
from vienots.register import store as events
from vienots.register.actions.retaining import scope_of
from vienots.register.errors import EventNotFound, HoldNotFound, HoldOfContext
from vienots.register.events import HoldLifted, HoldSet
from vienots.register.retention_contracts import HoldLift, NewHold, RetentionHold

PERSON = "person"
OVER = "over"
"""Why a context's hold was lifted."""


async def list_holds(db: Db, actor: Actor) -> list[RetentionHold]:
    require(actor, Right.RETENTION_READ)
    async with as_house(db):
        return await store.list_holds(db, scope_of(actor))


async def set_hold(db: Db, actor: Actor, new: NewHold, at: datetime) -> RetentionHold:
    """By the event's number: whoever keeps it safe need not see it. Sent again it is one."""
    require(actor, Right.RETENTION_HOLD)
    if new.until_on is not None and new.until_on <= at.astimezone(RIGA).date():
        raise BadInput([Fault("until_on", "register.hold_over_already")])
    async with as_house(db):
        event_id = await events.find_by_number(db, new.number)
        owners = {} if event_id is None else await events.list_owners(db, [event_id])
        if event_id is None or scope_of(actor) not in (None, owners[event_id]):
            raise EventNotFound(number=new.number)
        await _lock(db, event_id)
        return await _put(db, actor, _new_hold(actor, event_id, PERSON, new, at), at)


async def _lock(db: Db, event_id: UUID) -> None:
    """A deletion that is under way is waited for: then there is nothing to hold any more."""
    if await events.lock_event(db, events.HOUSE, event_id) is None:
        raise EventNotFound(id=str(event_id))


def _new_hold(
    actor: Actor, event_id: UUID, source: str, new: NewHold, at: datetime
) -> RetentionHold:
    return RetentionHold(
        id=new.id,
        event_id=event_id,
        number=new.number,
        institution="",
        source=source,
        reason=new.reason,
        about=[],
        until_on=new.until_on,
        set_at=at,
        set_by_name=actor.name,
        lifted_at=None,
        lifted_by_name=None,
        lift_reason=None,
    )


async def _put(db: Db, actor: Actor, hold: RetentionHold, at: datetime) -> RetentionHold:
    fresh = await store.insert_hold(db, hold, actor)
    present = await store.lock_hold(db, hold.id)
    if present is None or present.event_id != hold.event_id:
        raise HoldNotFound(id=str(hold.id))
    if fresh:
        event = HoldSet(hold.event_id, present)
        await journal.record(db, actor, event, audience=journal.NOBODY, at=at)
    return present


async def lift_hold(
    db: Db, actor: Actor, hold_id: UUID, lift: HoldLift, at: datetime
) -> RetentionHold:
    """Lifted again, it stays as it was lifted first."""
    require(actor, Right.RETENTION_HOLD)
    async with as_house(db):
        hold = await store.lock_hold(db, hold_id)
        if hold is None or scope_of(actor) not in (None, hold.institution):
            raise HoldNotFound(id=str(hold_id))
        if hold.source != PERSON:
            raise HoldOfContext(source=hold.source)
        return await _lift(db, actor, hold, lift.reason, at)


async def _lift(
    db: Db, actor: Actor, hold: RetentionHold, reason: str, at: datetime
) -> RetentionHold:
    if hold.lifted_at is not None:
        return hold
    await store.lift_hold(db, hold.id, reason=reason, by_name=actor.name, at=at)
    lifted = await store.lock_hold(db, hold.id)
    assert lifted is not None, "it is locked"
    event = HoldLifted(hold.event_id, lifted)
    await journal.record(db, actor, event, audience=journal.NOBODY, at=at)
    return lifted


# ---- for contexts above --------------------------------------------------------------------------


class Claim(Struct, frozen=True):
    """What a context above says of an event."""

    stands: bool
    """Something of it is not over yet: a case, a thing in custody."""
    about: list[str]
    """Things of the event that it answers for, now and later: `objects.o1`."""


Ask = Callable[[], Awaitable[Claim]]


async def settle_for_context(
    db: Db,
    actor: Actor,
    event_id: UUID,
    *,
    source: str,
    reason: str,
    ask: Ask,
    at: datetime,
) -> bool:
    """Hold the event while the context above claims it, and no longer; whether it is held.

    Asked under the event's lock: of two who end their claims at once, the second sees both ended.
    """
    async with as_house(db):
        await _lock(db, event_id)
        claim = await ask()
        hold = await store.get_hold_of_context(db, event_id, source)
        if claim.stands and hold is None:
            hold = _new_hold(actor, event_id, source, NewHold(new_id(), "", reason), at)
            await _put(db, actor, hold, at)
        await store.set_hold_about(db, event_id, source, claim.about)
        if hold is not None and not claim.stands:
            await _lift(db, actor, hold, OVER, at)
    return claim.stands
