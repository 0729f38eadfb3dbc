"""One story with everything that the house can keep of an event, told in words of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
from msgspec import Struct

from tests.register.builders import VIOLENCE
from vienots.custody import actions as custody
from vienots.custody.contracts import NewOffer, PlaceWish, TakingIn
from vienots.index import actions as index
from vienots.index.saved_contracts import NewSavedSearch
from vienots.kernel.contracts import Actor
from vienots.kernel.db import HOUSE_OPTIONS, Db
from vienots.kernel.ids import new_id
from vienots.protection import actions as protection
from vienots.protection.contracts import Answers
from vienots.register import actions as register
from vienots.register.contracts import (
    AccessChange,
    EventChange,
    EventDocument,
    EventObject,
    EventOrganisation,
    EventPerson,
    EventPlace,
    EventVehicle,
    EventView,
    GlassWish,
    Level,
    NewEvent,
)
from vienots.register.work_contracts import NewComment, NewTask

SHARED_SURNAME, SHARED_CODE, SHARED_PHONE = "Zariņš", "161175-19997", "+37120000777"
SHARED_PLATE, SHARED_STREET = "KL-7777", "Lielā iela 1, Jelgava"
"""Of every story: what is hidden has them in common with what is seen."""
PDF = b"%PDF-1.7\n" + b"x" * 40


class Told(Struct, frozen=True):
    """The words of one story, which stand in no other, and what became of them."""

    name: str
    number: int
    """Two digits, for what is told in numbers."""
    level: Level = "ordinary"
    minor: bool = False
    at_home: bool = False
    """Where readers of less work too: what is the institution's as such is not hidden there."""

    @property
    def first_name(self) -> str:
        return f"Qvarda{self.name}"

    @property
    def surname(self) -> str:
        return f"Quzvards{self.name}"

    @property
    def code(self) -> str:
        return f"0101{self.number}-1{self.number}{self.number}"

    @property
    def phone(self) -> str:
        return f"+371297{self.number}{self.number}{self.number % 10}"

    @property
    def plate(self) -> str:
        return f"AB-1{self.number}5"

    @property
    def paper(self) -> str:
        return f"LQ77{self.number}{self.number}3"

    @property
    def registration(self) -> str:
        return f"400035{self.number}{self.number}7"

    @property
    def word(self) -> str:
        return f"Qstasts{self.name}"

    @property
    def personal(self) -> dict[str, list[str]]:
        """What names the people of the story, by their refs."""
        return {
            "p1": [self.first_name, self.code, self.phone],
            "p2": [self.surname],
        }

    @property
    def refs(self) -> dict[str, list[str]]:
        """The same, with those whom stories have in common."""
        others = {"p3": ["Bērziņš", SHARED_CODE]}
        return self.personal | others | ({"p4": ["Anna"]} if self.minor else {})

    @property
    def things(self) -> list[str]:
        return [self.plate, self.paper, self.registration]

    @property
    def words(self) -> list[str]:
        return [*self.personal["p1"], *self.personal["p2"], *self.things, self.word]


class Story(Struct, frozen=True):
    told: Told
    ids: dict[str, str]
    """Parameter of an address → what it is in this story."""


@asynccontextmanager
async def transaction(dsn: str) -> AsyncIterator[Db]:
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        yield db


def people_of(told: Told) -> list[EventPerson]:
    shared = EventPerson("p3", "witness", SHARED_CODE, "Jānis", "Bērziņš", phone=SHARED_PHONE)
    people = [
        EventPerson(
            "p1",
            "protected",
            told.code,
            told.first_name,
            SHARED_SURNAME,
            phone=told.phone,
            address=SHARED_STREET,
        ),
        EventPerson("p2", "threat", None, "Andris", told.surname, phone=SHARED_PHONE),
        shared,
    ]
    child = EventPerson("p4", "minor", None, "Anna", SHARED_SURNAME, birth_on=date(2016, 5, 1))
    return [*people, child] if told.minor else people


def content_of(told: Told) -> dict[str, Any]:
    return {
        "legal_class": "criminal_offence",
        "persons": people_of(told),
        "vehicles": [
            EventVehicle("v1", "evacuated", told.plate, "LVA", make="Audi"),
            EventVehicle("v2", "involved", SHARED_PLATE, "LVA"),
        ],
        "organisations": [EventOrganisation("o1", "victim", told.registration, f"SIA {told.word}")],
        "documents": [EventDocument("d1", "passport", told.paper, "LVA", "found", "p1")],
        "objects": [EventObject("b1", "phone", f"Samsung {told.word}", 1, "pcs", "seized", "p1")],
    }


def a_new_event(told: Told, at: datetime) -> NewEvent:
    place = EventPlace(address=SHARED_STREET, atvk="0003000", lat=56.6511, lon=23.7214)
    received = at - timedelta(minutes=20)
    return NewEvent(new_id(), VIOLENCE, received, "phone", place, f"Kaimiņi dzirdēja: {told.word}.")


async def tell(dsn: str, told: Told, author: Actor, at: datetime) -> Story:
    """The event with its people, and everything around it."""
    event = await _register(dsn, told, author, at)
    ids = {"event_id": str(event.id), "number": event.number}
    for part in (_attach, _discuss, _keep, _protect, _wait, _cancel_another):
        ids |= await part(dsn, told, author, event, at)
    return Story(told, ids)


async def _register(dsn: str, told: Told, author: Actor, at: datetime) -> EventView:
    async with transaction(dsn) as db:
        event = await register.register_event(db, author, a_new_event(told, at), at)
    if told.level != "ordinary":
        async with transaction(dsn) as db:
            wanted = AccessChange(event.version, told.level, [], f"Noslēpums {told.word}")
            event = await register.change_access(db, author, event.id, wanted, at)
    async with transaction(dsn) as db:
        change = EventChange(event.version, **content_of(told))
        return await register.change_event(db, author, event.id, change, at)


async def _attach(
    dsn: str, told: Told, author: Actor, event: EventView, at: datetime
) -> dict[str, str]:
    async with transaction(dsn) as db:
        name = f"{told.word}.pdf"
        data = PDF + told.word.encode()
        [file] = await register.add_attachment(db, author, event.id, name, data, at)
    return {"attachment_id": str(file.id)}


async def _discuss(
    dsn: str, told: Told, author: Actor, event: EventView, at: datetime
) -> dict[str, str]:
    async with transaction(dsn) as db:
        said = NewComment(new_id(), f"Piezīme {told.word}")
        await register.add_comment(db, author, event.id, said, at)
        task = NewTask(new_id(), f"Uzdevums {told.word}", author.institution)
        await register.set_task(db, author, event.id, task, at)
    return {"task_id": str(task.id)}


async def _keep(
    dsn: str, told: Told, author: Actor, event: EventView, at: datetime
) -> dict[str, str]:
    async with transaction(dsn) as db:
        place = None
        if not told.at_home:
            wish = PlaceWish(f"N-{told.number}", f"Noliktava {told.word}", "store")
            place = await custody.put_place(db, author, wish, at)
        wanted = TakingIn(place_id=place.id if place else None)
        items = await custody.take_from_event(db, author, event.id, wanted, at)
        item = next(one for one in items if one.event_ref == "b1")
        new = NewOffer(to_institution=author.institution, note=f"Nododu {told.word}")
        made = await custody.offer_item(db, author, item.id, new, at)
    return {
        "item_id": str(item.id),
        "place_id": str(place.id if place else new_id()),
        "offer_id": str(made.offer.id),
        "item_number": item.number,
    }


async def _protect(
    dsn: str, told: Told, author: Actor, event: EventView, at: datetime
) -> dict[str, str]:
    async with transaction(dsn) as db:
        case = await protection.open_case(db, author, event.id, at)
        given = Answers({"remarks": f"Lieta {told.word}"})
        await protection.answer_questions(db, author, case.id, given, at)
    return {"case_id": str(case.id)}


async def _wait(
    dsn: str, told: Told, author: Actor, event: EventView, at: datetime
) -> dict[str, str]:
    async with transaction(dsn) as db:
        wish = NewSavedSearch(
            new_id(), f"Gaidu {told.word}", told.surname, "criminal_case", event.number
        )
        search = await index.save_search(db, author, wish, at)
        glass = GlassWish(new_id(), "life", f"Apdraudēta dzīvība {told.word}")
        await register.ask_for_glass(db, author, glass, at)
        await register.break_glass(db, author, glass.id, at)
    return {"search_id": str(search.id), "glass_id": str(glass.id)}


async def _cancel_another(
    dsn: str, told: Told, author: Actor, event: EventView, at: datetime
) -> dict[str, str]:
    """An ended one, which somebody else has to look at once more."""
    async with transaction(dsn) as db:
        other = await register.register_event(db, author, a_new_event(told, at), at)
        if told.level != "ordinary":
            wanted = AccessChange(other.version, told.level, [], f"Noslēpums {told.word}")
            other = await register.change_access(db, author, other.id, wanted, at)
        if told.minor:
            people = EventChange(other.version, persons=people_of(told))
            other = await register.change_event(db, author, other.id, people, at)
        change = EventChange(other.version, status="cancelled", reason=f"Kļūda {told.word}")
        await register.change_event(db, author, other.id, change, at)
    return {"other_event_id": str(other.id)}
