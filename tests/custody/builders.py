"""What the tests of custody are made of; a test names only the fields it is about."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tests.people import AIVARS, a_person
from tests.register.builders import a_vehicle, changed, registered
from vienots.custody import actions
from vienots.custody.contracts import (
    CustodyItem,
    NewItem,
    NewOffer,
    OfferAnswer,
    OfferMade,
    PlaceWish,
    StoragePlace,
)
from vienots.identity import store as identity
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.register.contracts import EventDocument, EventObject, EventView

LOOK = Purpose("event_entry", "test")
GUNTA = a_person(21, "Gunta Krūze", "pp-0003000", "register_officer")
"""Keeps the store of the Jelgava municipal police."""
RAIVIS = a_person(22, "Raivis Bērzs", "pp-0003000", "duty_officer")
PHONE = EventObject("b1", "phone", "Samsung, melns", 1, "pcs", "seized", imei="356789012345678")
BIKE = EventObject("b2", "other", "Velosipēds", 1, None, "found")
KNIFE = EventObject("b3", "other", "Nazis", 1, None, "damaged")
CAR = a_vehicle("v1", role="evacuated", plate="AB-1234", make="Audi", model="A4")
WITNESS_CAR = a_vehicle("v2", role="involved", plate="CD-5678")
PASSPORT = EventDocument("d1", "passport", "LV1234567", "LVA", "found")


def a_thing(**changes: Any) -> NewItem:
    fields: dict[str, Any] = {"id": new_id(), "kind": "found", "description": "Maks ar naudu"}
    return NewItem(**(fields | changes))


async def an_event_with_things(db: Db, at: datetime) -> EventView:
    event = await registered(db, at)
    return await changed(
        db,
        event,
        at,
        objects=[PHONE, BIKE, KNIFE],
        vehicles=[CAR, WITNESS_CAR],
        documents=[PASSPORT],
    )


async def a_place(db: Db, at: datetime, by: Actor = GUNTA, code: str = "N-1") -> StoragePlace:
    return await actions.put_place(db, by, PlaceWish(code, "Noliktava", "store"), at)


async def taken(db: Db, at: datetime, by: Actor = AIVARS, **changes: Any) -> CustodyItem:
    return await actions.take_in(db, by, a_thing(**changes), at)


async def offered(
    db: Db, item: CustodyItem, at: datetime, by: Actor = AIVARS, **to: str
) -> OfferMade:
    return await actions.offer_item(db, by, item.id, NewOffer(**to), at)


async def handed(
    db: Db, item: CustodyItem, at: datetime, giver: Actor, receiver: Actor, **more: Any
) -> CustodyItem:
    made = await offered(db, item, at, giver, to_institution=receiver.institution)
    return await actions.accept_offer(
        db, receiver, made.offer.id, OfferAnswer(made.code, **more), at
    )


async def known_person(db: Db, actor: Actor, at: datetime) -> str:
    """The actor of a test as a person of the database; the login."""
    person_id = UUID(actor.id.removeprefix("person:"))
    login = f"p{person_id.int % 1_000_000}"
    row = identity.NewPersonRow(
        id=person_id,
        login=login,
        name=actor.name,
        institution=actor.institution,
        password_hash="-",
        training_completed_on=None,
        demonstration=False,
        at=at,
    )
    await identity.insert_person(db, row, sorted(actor.roles))
    return login
