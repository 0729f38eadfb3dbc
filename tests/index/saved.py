"""People with accounts, what they wait for, and the worker's turn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.conftest import ROOT
from tests.register.builders import an_event
from vienots.identity import store as identity_store
from vienots.identity.api import load_institutions
from vienots.index import actions
from vienots.index.actions.watching import PAUSE
from vienots.index.saved_contracts import NewSavedSearch, SavedSearch, SearchNotice
from vienots.kernel.contracts import Actor
from vienots.kernel.db import APP_ROLE, Db
from vienots.kernel.ids import new_id
from vienots.register import actions as register
from vienots.register.contracts import EventChange, EventView

CASE = "11180012326"


async def settle(db: Db, *people: Actor) -> None:
    """Accounts of these people, as the identity context keeps them."""
    await db.execute("SET ROLE NONE")
    await load_institutions(db, ROOT / "data/identity/institutions.json")
    await db.execute(f"SET ROLE {APP_ROLE}".encode())
    for person in people:
        person_id = UUID(person.id.removeprefix("person:"))
        row = identity_store.NewPersonRow(
            id=person_id,
            login=f"p{person_id.int % 1_000_000}",
            name=person.name,
            institution=person.institution,
            password_hash="-",
            training_completed_on=None,
            demonstration=False,
            at=datetime.fromisoformat("2026-01-01T00:00:00+00:00"),
        )
        await identity_store.insert_person(db, row, sorted(person.roles))


def a_wish(q: str = "andris zariņš", **changes: Any) -> NewSavedSearch:
    fields: dict[str, Any] = {
        "id": new_id(),
        "name": "Zariņš",
        "q": q,
        "purpose": "criminal_case",
        "purpose_ref": CASE,
    }
    return NewSavedSearch(**(fields | changes))


async def saved(db: Db, actor: Actor, at: datetime, q: str, **changes: Any) -> SavedSearch:
    return await actions.save_search(db, actor, a_wish(q, **changes), at)


async def told_of(db: Db, by: Actor, at: datetime, **content: Any) -> EventView:
    """Registered, filled in and in the index, as a moment later."""
    place = {"place": content.pop("place")} if "place" in content else {}
    type_code = {"type": content.pop("type")} if "type" in content else {}
    received = {"received_at": content.pop("received_at", at - timedelta(minutes=5))}
    event = await register.register_event(db, by, an_event(**place, **type_code, **received), at)
    return await more_told(db, by, event, at, **content)


async def more_told(db: Db, by: Actor, event: EventView, at: datetime, **content: Any) -> EventView:
    if content:
        change = EventChange(event.version, **content)
        event = await register.change_event(db, by, event.id, change, at)
    await actions.index_event(db, event.id, at)
    return event


async def turn(db: Db, at: datetime, times: int = 1) -> datetime:
    """The worker's turns, each as much later as a search pauses; the time of the last one."""
    for _ in range(times):
        at += PAUSE
        await actions.check_next(db, at)
    return at


async def notices(db: Db, search: SavedSearch, at: datetime, by: Actor) -> list[SearchNotice]:
    return (await actions.list_notices(db, by, search.id, at)).notices


async def own(db: Db, actor: Actor, at: datetime) -> list[SavedSearch]:
    return (await actions.list_own_searches(db, actor, at)).searches


async def journalled(db: Db, topic: str) -> list[dict[str, Any]]:
    cursor = await db.execute(
        "SELECT kind, actor, purpose, purpose_ref, audience, payload FROM kernel.journal"
        " WHERE topic = %s ORDER BY id",
        [topic],
    )
    names = ("kind", "actor", "purpose", "purpose_ref", "audience", "payload")
    return [dict(zip(names, row, strict=True)) for row in await cursor.fetchall()]


def labels(found: Sequence[SearchNotice]) -> list[list[str]]:
    return [[match.label for match in one.matches] for one in found]
