"""Queries about subscriptions and what is brought to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vienots.exchange.hooks_contracts import Delivery, DeliveryState, Subscription
from vienots.kernel.db import Db, execute, fetch_all, fetch_one_or_none, load_queries
from vienots.kernel.journal import Cursor

queries = load_queries("vienots.exchange")

FAILED_LISTED = 200
LATEST_LISTED = 50


class Walking(Struct, frozen=True):
    """A subscription whose turn it is."""

    id: UUID
    institution: str
    client: str
    types: list[str]
    xid: int
    entry_id: int


class Due(Struct, frozen=True):
    subscription_id: UUID
    event_id: str
    body: str
    tries: int
    url: str
    secret: str


class Made(Struct, frozen=True):
    event_id: str
    type: str
    body: str


async def insert_subscription(  # noqa: PLR0913 (columns of one row)
    db: Db,
    subscription: Subscription,
    *,
    institution: str,
    secret: str,
    cursor: Cursor,
) -> None:
    await execute(
        db,
        queries["insert_subscription"],
        id=subscription.id,
        institution=institution,
        client=subscription.client,
        client_name=subscription.client_name,
        url=subscription.url,
        types=subscription.types,
        secret=secret,
        xid=str(cursor.xid),
        entry_id=cursor.id,
        at=subscription.created_at,
    )


async def list_subscriptions(db: Db, institution: str) -> list[Subscription]:
    """Those that stand, and those that ended last."""
    query = queries["list_subscriptions"]
    return await fetch_all(db, Subscription, query, institution=institution)


async def end_subscription(
    db: Db, institution: str, subscription_id: UUID, by_name: str, at: datetime
) -> bool:
    """Also what waits for it is dropped. False: there is none that stands."""
    ended = await execute(
        db,
        queries["end_subscription"],
        id=subscription_id,
        institution=institution,
        by_name=by_name,
        at=at,
    )
    await execute(db, queries["drop_deliveries"], id=subscription_id, at=at)
    return ended == 1


async def pause_subscription(
    db: Db, institution: str, subscription_id: UUID, paused_at: datetime | None
) -> bool:
    """None: it goes on. False: there is none that stands."""
    query = queries["pause_subscription"]
    params = {"id": subscription_id, "institution": institution, "paused_at": paused_at}
    return await execute(db, query, **params) == 1


async def take_walking(db: Db) -> list[Walking]:
    """Each by one worker at a time; a locked one is passed over."""
    return await fetch_all(db, Walking, queries["take_walking"])


async def move(db: Db, subscription_id: UUID, cursor: Cursor) -> None:
    await execute(
        db,
        queries["move_subscription"],
        id=subscription_id,
        xid=str(cursor.xid),
        entry_id=cursor.id,
    )


async def blank_deliveries(db: Db, event_ids: Sequence[str], at: datetime) -> None:
    await execute(db, queries["blank_deliveries"], event_ids=list(event_ids), at=at)


async def insert_deliveries(
    db: Db, subscription_id: UUID, made: Sequence[Made], at: datetime
) -> None:
    await execute(
        db,
        queries["insert_deliveries"],
        id=subscription_id,
        event_ids=[one.event_id for one in made],
        types=[one.type for one in made],
        bodies=[one.body for one in made],
        at=at,
    )


async def take_due(db: Db, at: datetime, leased_until: datetime) -> Due | None:
    query = queries["take_due"]
    return await fetch_one_or_none(db, Due, query, at=at, leased_until=leased_until)


async def set_delivery(  # noqa: PLR0913 (columns of one row)
    db: Db,
    due: Due,
    state: DeliveryState,
    *,
    said: str | None,
    next_at: datetime,
    ended_at: datetime | None,
) -> None:
    await execute(
        db,
        queries["set_delivery"],
        id=due.subscription_id,
        event_id=due.event_id,
        state=state,
        said=said,
        next_at=next_at,
        ended_at=ended_at,
    )


async def list_deliveries(db: Db, institution: str, subscription_id: UUID) -> list[Delivery]:
    """Those in trouble first, then the latest."""
    query = queries["list_deliveries"]
    params = {"institution": institution, "id": subscription_id, "limit": LATEST_LISTED}
    return await fetch_all(db, Delivery, query, **params)


async def list_unbrought(db: Db, institution: str, subscription_id: UUID) -> list[Delivery]:
    """Failed ones, and those that were tried in vain and wait."""
    return await fetch_all(
        db,
        Delivery,
        queries["list_unbrought"],
        institution=institution,
        id=subscription_id,
        limit=FAILED_LISTED,
    )


async def send_again(
    db: Db, institution: str, subscription_id: UUID, event_id: str, at: datetime
) -> bool:
    """False: it has not failed, or there is none."""
    touched = await execute(
        db,
        queries["send_again"],
        institution=institution,
        id=subscription_id,
        event_id=event_id,
        at=at,
    )
    return touched == 1
