"""The door to custody."""

from __future__ import annotations

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

__all__ = [
    "accept_offer",
    "ask_destruction",
    "change_hold",
    "list_places",
    "offer_item",
    "put_place",
    "release_item",
    "take_in",
]
