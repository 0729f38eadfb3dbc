"""What is done with things in custody."""

from __future__ import annotations

from vienots.custody.actions.handing import (
    accept_offer,
    decline_offer,
    end_expired_offers,
    list_waiting_offers,
    offer_item,
    withdraw_offer,
)
from vienots.custody.actions.keeping import (
    ask_destruction,
    change_due,
    change_hold,
    confirm_destruction,
    list_places,
    move_item,
    put_place,
    release_item,
)
from vienots.custody.actions.parting import forget_event
from vienots.custody.actions.reading import list_items, read_item
from vienots.custody.actions.taking import list_event_things, take_from_event, take_in

__all__ = [
    "accept_offer",
    "ask_destruction",
    "change_due",
    "change_hold",
    "confirm_destruction",
    "decline_offer",
    "end_expired_offers",
    "forget_event",
    "list_event_things",
    "list_items",
    "list_places",
    "list_waiting_offers",
    "move_item",
    "offer_item",
    "put_place",
    "read_item",
    "release_item",
    "take_from_event",
    "take_in",
    "withdraw_offer",
]
