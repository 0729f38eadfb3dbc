"""Journals that would rather be told than ask: addresses, and what could not be brought."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from secrets import token_bytes
from uuid import UUID

import msgspec

from vienots.exchange import hooks_store as store
from vienots.exchange.actions.changes import SOURCE
from vienots.exchange.contracts import CloudEvent
from vienots.exchange.domain.hooks import find_url_faults
from vienots.exchange.errors import DeliveryNotFailed, SubscriptionFaulty, SubscriptionNotFound
from vienots.exchange.events import SubscriptionEnded, SubscriptionPaused, SubscriptionStarted
from vienots.exchange.hooks_contracts import (
    TRIAL,
    Delivery,
    DeliveryRef,
    NewSubscription,
    Subscription,
    SubscriptionMade,
)
from vienots.identity.api import Right, Vault, require
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, as_house
from vienots.kernel.ids import new_id

SECRET_BYTES = 32


async def subscribe(
    db: Db, actor: Actor, new: NewSubscription, vault: Vault, at: datetime
) -> SubscriptionMade:
    """From now on. The secret is told once."""
    require(actor, Right.REGISTER_WRITE)
    faults = find_url_faults(new.url)
    if faults:
        raise SubscriptionFaulty(faults)
    secret = "whsec_" + b64encode(token_bytes(SECRET_BYTES)).decode()
    made = Subscription(
        id=new_id(),
        client=actor.id,
        client_name=actor.name,
        url=new.url,
        types=sorted(set(new.types)),
        created_at=at,
        ended_at=None,
        ended_by_name=None,
        waiting=0,
        failed=0,
        last_delivered_at=None,
    )
    async with as_house(db):
        cursor = await journal.snapshot_cursor(db)
    await store.insert_subscription(
        db, made, institution=actor.institution, secret=vault.seal(secret), cursor=cursor
    )
    told = SubscriptionStarted(made.id, made.url, made.types)
    await journal.record(db, actor, told, audience=[actor.institution], at=at)
    return SubscriptionMade(made, secret)


async def list_subscriptions(db: Db, actor: Actor) -> list[Subscription]:
    require(actor, Right.REGISTER_WRITE)
    return await store.list_subscriptions(db, actor.institution)


async def end_subscription(
    db: Db, actor: Actor, subscription_id: UUID, at: datetime
) -> list[Subscription]:
    """What waits for it is dropped: nothing more is sent there."""
    require(actor, Right.REGISTER_WRITE)
    ended = await store.end_subscription(db, actor.institution, subscription_id, actor.name, at)
    if not ended:
        raise SubscriptionNotFound(id=str(subscription_id))
    told = SubscriptionEnded(subscription_id)
    await journal.record(db, actor, told, audience=[actor.institution], at=at)
    return await store.list_subscriptions(db, actor.institution)


async def pause_subscription(
    db: Db, actor: Actor, subscription_id: UUID, paused: bool, at: datetime
) -> list[Subscription]:
    """Nothing is brought while it is paused, and nothing lost: it goes on from where it stood."""
    require(actor, Right.REGISTER_WRITE)
    since = at if paused else None
    if not await store.pause_subscription(db, actor.institution, subscription_id, since):
        raise SubscriptionNotFound(id=str(subscription_id))
    told = SubscriptionPaused(subscription_id, paused)
    await journal.record(db, actor, told, audience=[actor.institution], at=at)
    return await store.list_subscriptions(db, actor.institution)


async def send_trial(db: Db, actor: Actor, subscription_id: UUID, at: datetime) -> list[Delivery]:
    """Brought and signed as any other, of a type that tells nothing."""
    require(actor, Right.REGISTER_WRITE)
    known = await store.list_subscriptions(db, actor.institution)
    if not any(one.id == subscription_id and one.ended_at is None for one in known):
        raise SubscriptionNotFound(id=str(subscription_id))
    # No transaction of the journal has the number 0.
    event_id = f"0-{int(at.timestamp() * 1_000_000)}"
    event = CloudEvent(
        specversion="1.0",
        id=event_id,
        source=SOURCE,
        type=TRIAL,
        subject=str(subscription_id),
        time=at,
        datacontenttype="application/json",
        data={},
        institution=actor.institution,
        actor=actor.id,
    )
    made = store.Made(event_id, TRIAL, msgspec.json.encode(event).decode())
    await store.insert_deliveries(db, subscription_id, [made], at)
    return await store.list_deliveries(db, actor.institution, subscription_id)


async def list_deliveries(db: Db, actor: Actor, subscription_id: UUID) -> list[Delivery]:
    """Those in trouble first, then the latest."""
    require(actor, Right.REGISTER_WRITE)
    return await store.list_deliveries(db, actor.institution, subscription_id)


async def list_unbrought(db: Db, actor: Actor, subscription_id: UUID) -> list[Delivery]:
    """What failed, and what was tried in vain and waits for its next turn."""
    require(actor, Right.REGISTER_WRITE)
    return await store.list_unbrought(db, actor.institution, subscription_id)


async def send_delivery_again(
    db: Db, actor: Actor, subscription_id: UUID, wanted: DeliveryRef, at: datetime
) -> list[Delivery]:
    require(actor, Right.REGISTER_WRITE)
    if not await store.send_again(db, actor.institution, subscription_id, wanted.event_id, at):
        raise DeliveryNotFailed(id=wanted.event_id)
    return await store.list_unbrought(db, actor.institution, subscription_id)
