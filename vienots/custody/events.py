from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from vienots.custody.contracts import CustodyOffer, ItemNews, StoragePlace
from vienots.kernel.events import Event


class ItemTaken(Event, frozen=True):
    """The subject of these is the thing as it stands after it; what it bears is looked up."""

    topic: ClassVar[str] = "custody.item_taken"
    item: ItemNews


class ItemMoved(Event, frozen=True):
    """To another place or into other hands."""

    topic: ClassVar[str] = "custody.item_moved"
    item: ItemNews


class ItemChanged(Event, frozen=True):
    """Its term, its hold, or somebody asks for its destruction."""

    topic: ClassVar[str] = "custody.item_changed"
    item: ItemNews


class ItemReleased(Event, frozen=True):
    topic: ClassVar[str] = "custody.item_released"
    item: ItemNews


class ItemDestroyed(Event, frozen=True):
    topic: ClassVar[str] = "custody.item_destroyed"
    item: ItemNews


class ItemOfferedOn(Event, frozen=True):
    """An offer was made, declined, withdrawn or voided."""

    topic: ClassVar[str] = "custody.offer_changed"
    item: ItemNews
    offer: CustodyOffer


class PlaceChanged(Event, frozen=True):
    topic: ClassVar[str] = "custody.place_changed"
    place: StoragePlace


class ItemRead(Event, frozen=True):
    """Somebody read a chain: it may name whom a thing was given to."""

    topic: ClassVar[str] = "custody.item_read"
    number: str


class ItemsRead(Event, frozen=True):
    """Somebody looked through things: plates and numbers of documents stand among them."""

    topic: ClassVar[str] = "custody.items_read"
    q: str | None
    items: list[UUID]


class ThingsRead(Event, frozen=True):
    """Somebody looked at the things of an event."""

    topic: ClassVar[str] = "custody.things_read"
    number: str
    refs: list[str]


class CodeMistaken(Event, frozen=True):
    """Somebody tried a wrong code."""

    topic: ClassVar[str] = "custody.code_mistaken"
    offer: UUID
    wrong_codes: int
