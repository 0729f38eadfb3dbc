"""What waits at the register's desks when the demonstration begins: invented, through the ordinary
actions, by the demonstration's own people. Nobody in it exists."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from vienots.app.commands.database import transaction
from vienots.app.demo.country import INVENTOR
from vienots.app.demo.things import actor_of
from vienots.app.settings import Settings
from vienots.identity import api as identity
from vienots.index import api as index
from vienots.index.saved_contracts import NewSavedSearch
from vienots.kernel import clock
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.register import api as register
from vienots.register.contracts import (
    EventChange,
    EventObject,
    EventOutcome,
    EventPerson,
    EventPlace,
    EventVehicle,
    EventView,
    NewEvent,
)
from vienots.register.work_contracts import NewComment, NewRelation, NewTask, Offer

JELGAVA, VALMIERA = "pp-0003000", "pp-0054000"
GARAGE = EventPlace(address="Rūpniecības iela 4, Jelgava", atvk="0003000", lat=56.6402, lon=23.7306)
FLAT = EventPlace(address="Pasta iela 22-7, Jelgava", atvk="0003000", lat=56.6489, lon=23.7281)
MODRIS = EventPerson(
    "p1",
    "suspect",
    personal_code="161175-19997",
    name="Modris",
    surname="Zvirbulis",
    phone="+37120000017",
    address="Pasta iela 22-7, Jelgava",
)
VAN = EventVehicle("v1", "involved", plate="ZV-1717", country="LVA", make="VW", model="Caddy")


def named(name: str) -> UUID:
    """The same at every start: what stands already is not made again."""
    return uuid5(NAMESPACE_URL, f"vienots:demonstration:{name}")


def load(settings: Settings) -> None:
    """Again it adds nothing."""

    async def run() -> None:
        async with transaction(settings, unhurried=True) as db:
            people = {one.login: one for one in await identity.list_people(db, INVENTOR)}
            officer, colleague = actor_of(people["aivars.kaulins"]), actor_of(people["dace.vitola"])
            if await register.get_row(db, officer, named("bicycle")) is None:
                at = clock.now()
                await _wait_for_van(db, officer, at)
                await _thefts(db, officer, at)
                await _between_two(db, officer, colleague, at)

    asyncio.run(run())


async def _register(  # noqa: PLR0913 (an event in one line)
    db: Db, actor: Actor, name: str, kind: str, place: EventPlace, text: str, at: datetime
) -> EventView:
    new = NewEvent(named(name), kind, at, "patrol", place=place, narrative=text)
    return await register.register_event(db, actor, new, at)


async def _wait_for_van(db: Db, officer: Actor, at: datetime) -> None:
    """Saved before anything happens: a moment later the bell tells of the thefts."""
    wish = NewSavedSearch(
        named("van"),
        "Pelēkais busiņš ZV-1717",
        "zvirbulis zv1717",
        purpose="criminal_case",
        purpose_ref="11180012326",
    )
    await index.save_search(db, officer, wish, at)


async def _thefts(db: Db, officer: Actor, at: datetime) -> None:
    """Two thefts with one suspect and his van: for filling, links and relations."""
    before = at - timedelta(days=6)
    first = await _register(
        db, officer, "tools", "theft.burglary", GARAGE, "Uzlauztas garāžas durvis.", before
    )
    change = EventChange(
        first.version,
        persons=[MODRIS],
        vehicles=[VAN],
        objects=[EventObject("b1", "tool", "Perforators Hilti TE 7", 1, "gab.", "seized")],
        outcome=EventOutcome("criminal_case", "11180012326"),
    )
    first = await register.change_event(db, officer, first.id, change, before)
    second = await _register(
        db, officer, "bicycle", "theft.bicycle", GARAGE, "No garāžas nozagts velosipēds.", at
    )
    things = [
        EventObject("b1", "bicycle", "Melns Scott Aspect", 1, "gab.", "seized", serial="WTU1717X"),
        EventObject("b2", "phone", "Nokia 105, atrasts blakus", 1, "gab.", "found"),
    ]
    change = EventChange(second.version, vehicles=[VAN], objects=things)
    second = await register.change_event(db, officer, second.id, change, at)
    relation = NewRelation(named("series"), first.number, "series", "Tas pats busiņš")
    await register.relate_event(db, officer, second.id, relation, at)
    task = NewTask(
        named("camera"), "Izņemt ierakstu no garāžu kooperatīva", JELGAVA,
        due_at=at + timedelta(hours=20),
    )  # fmt: skip
    await register.set_task(db, officer, second.id, task, at)
    comment = NewComment(named("comment"), "Iecirknis pārbauda busiņa īpašnieku.")
    await register.add_comment(db, officer, second.id, comment, at)


async def _between_two(db: Db, officer: Actor, colleague: Actor, at: datetime) -> None:
    """One event that is offered to somebody else, and one that was cancelled too soon."""
    noise = await _register(
        db, colleague, "noise", "order.noise", FLAT, "Trokšņo dzīvoklī, jau otro reizi.", at
    )
    offer = Offer(JELGAVA, "Sabiedriskā kārtība pilsētā")
    await register.offer_event(db, colleague, noise.id, offer, at)
    dog = await _register(
        db, officer, "dog", "order.animal", FLAT, "Pagalmā klaiņojošs suns, vairs nav atrasts.", at
    )
    cancelled = EventChange(dog.version, status="cancelled", reason="Suns vairs nav atrasts")
    await register.change_event(db, officer, dog.id, cancelled, at)
