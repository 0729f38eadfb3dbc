"""The door to custody."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vienots.custody import store
from vienots.custody.actions import (
    accept_offer,
    ask_destruction,
    change_hold,
    list_places,
    offer_item,
    put_place,
    release_item,
    take_in,
)
from vienots.custody.contracts import CustodyItem
from vienots.kernel.contracts import Keys
from vienots.kernel.db import Db
from vienots.register import api as register

__all__ = [
    "accept_offer",
    "ask_destruction",
    "change_hold",
    "list_closed",
    "list_of_event",
    "list_places",
    "offer_item",
    "put_place",
    "release_item",
    "take_in",
]


async def list_of_event(db: Db, event_id: UUID) -> list[CustodyItem]:
    """For the house, which decides anew who is told of it."""
    return await store.list_items_of_event(db, event_id)


async def list_closed(db: Db, keys: Keys, ids: Sequence[UUID]) -> set[UUID]:
    """Of these things, those that the keys do not open, nor their events; for the house."""
    unheld = await store.list_unheld(db, keys, ids)
    events = [one.event_id for one in unheld if one.event_id is not None]
    closed = await register.list_closed(db, keys, events)
    return {one.id for one in unheld if one.event_id is None or one.event_id in closed}
