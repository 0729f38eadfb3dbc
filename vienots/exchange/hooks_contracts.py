"""Subscriptions of journals: which changes are brought to which address."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

TRIAL = "lv.vienots.exchange.trial"
"""Tells nothing: it shows that an address takes and checks what is brought."""
DeliveryState = Literal["waiting", "delivered", "failed", "dropped"]
EventType = Annotated[str, Meta(pattern=r"^lv\.vienots\.[a-z]+\.(\*|[a-z-]+)$", max_length=100)]
"""`lv.vienots.register.event-changed`, or `lv.vienots.register.*` for all of a kind."""


class NewSubscription(Struct, frozen=True, forbid_unknown_fields=True):
    url: Annotated[str, Meta(min_length=1, max_length=500)]
    types: Annotated[list[EventType], Meta(min_length=1, max_length=50)]


class Subscription(Struct, frozen=True):
    id: UUID
    client: str
    client_name: str
    url: str
    types: list[str]
    created_at: datetime
    ended_at: datetime | None
    ended_by_name: str | None
    waiting: int
    failed: int
    last_delivered_at: datetime | None
    paused_at: datetime | None = None
    """Since when nothing is brought; it goes on from where it stood."""


class SubscriptionMade(Struct, frozen=True):
    subscription: Subscription
    secret: str
    """For checking signatures after Standard Webhooks; told once."""


class Delivery(Struct, frozen=True):
    """One event on its way to one address."""

    subscription_id: UUID
    event_id: str
    """Also its `webhook-id`: taken twice, it is one."""
    type: str
    state: DeliveryState
    tries: int
    next_at: datetime
    made_at: datetime
    ended_at: datetime | None
    said: str | None
    """What the receiver, or the line to it, said last."""


class DeliveryRef(Struct, frozen=True, forbid_unknown_fields=True):
    event_id: Annotated[str, Meta(pattern=r"^[0-9]{1,19}-[0-9]{1,18}$")]
