"""`/api/v1/exchange/subscriptions`: signed webhooks."""

from __future__ import annotations

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from vienots.exchange import actions
from vienots.exchange.hooks_contracts import (
    Delivery,
    DeliveryRef,
    NewSubscription,
    Subscription,
    SubscriptionMade,
)
from vienots.identity.api import VaultParam
from vienots.kernel.web import ActorParam, DbParam, NowParam


@post("/subscriptions", opt={"answer_is_secret": True})
async def subscribe(
    data: JSONBody[NewSubscription],
    db: DbParam,
    actor: ActorParam,
    vault: VaultParam,
    now: NowParam,
) -> SubscriptionMade:
    """Signed webhooks after Standard Webhooks, of changes from now on. The secret is told once."""
    return await actions.subscribe(db, actor, data, vault, now)


@get("/subscriptions")
async def list_subscriptions(db: DbParam, actor: ActorParam) -> list[Subscription]:
    return await actions.list_subscriptions(db, actor)


@post("/subscriptions/{subscription_id:uuid}/end", status_code=200)
async def end_subscription(
    subscription_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> list[Subscription]:
    """Nothing more is sent there; what waited is dropped."""
    return await actions.end_subscription(db, actor, subscription_id, now)


@get("/subscriptions/{subscription_id:uuid}/unbrought")
async def list_unbrought(
    subscription_id: FromPath[UUID], db: DbParam, actor: ActorParam
) -> list[Delivery]:
    """What failed, and what was tried in vain and waits for its next turn."""
    return await actions.list_unbrought(db, actor, subscription_id)


@post("/subscriptions/{subscription_id:uuid}/send", status_code=200)
async def send_delivery_again(
    subscription_id: FromPath[UUID],
    data: JSONBody[DeliveryRef],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> list[Delivery]:
    """At once, with all its tries before it again."""
    return await actions.send_delivery_again(db, actor, subscription_id, data, now)


@post("/subscriptions/{subscription_id:uuid}/pause", status_code=200)
async def pause_subscription(
    subscription_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> list[Subscription]:
    """Nothing is brought, and nothing lost."""
    return await actions.pause_subscription(db, actor, subscription_id, True, now)


@post("/subscriptions/{subscription_id:uuid}/resume", status_code=200)
async def resume_subscription(
    subscription_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> list[Subscription]:
    """On from where it stood."""
    return await actions.pause_subscription(db, actor, subscription_id, False, now)


@post("/subscriptions/{subscription_id:uuid}/trial", status_code=200)
async def send_trial(
    subscription_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> list[Delivery]:
    """An event of the type `lv.vienots.exchange.trial`, brought and signed as any other."""
    return await actions.send_trial(db, actor, subscription_id, now)


@get("/subscriptions/{subscription_id:uuid}/deliveries")
async def list_deliveries(
    subscription_id: FromPath[UUID], db: DbParam, actor: ActorParam
) -> list[Delivery]:
    """What is in trouble first, then the latest."""
    return await actions.list_deliveries(db, actor, subscription_id)


HOOKS = [
    subscribe,
    list_subscriptions,
    end_subscription,
    pause_subscription,
    resume_subscription,
    send_trial,
    list_deliveries,
    list_unbrought,
    send_delivery_again,
]
