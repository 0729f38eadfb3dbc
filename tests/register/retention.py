"""What the tests of retention are made of: people, rules, ended events, nights."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any

import psycopg

from tests.people import AIVARS, a_person
from tests.register.builders import a_person as somebody
from tests.register.builders import changed, load_code_lists, registered
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import HOUSE_OPTIONS, Db, fetch_value
from vienots.kernel.ids import new_id
from vienots.register import actions, api
from vienots.register.contracts import EventObject, EventOutcome, EventView
from vienots.register.retention_contracts import (
    Certificate,
    NewHold,
    NewRetentionRule,
    RetentionDue,
    RetentionHold,
    RetentionRule,
    RuleDecision,
)

INESE = a_person(41, "Inese Datuspeciāliste", "iemic", "data_protection_officer")
OTTO = a_person(42, "Oto Pārvaldnieks", "iemic", "administrator")
ZANE = a_person(43, "Zane Jelgavniece", "pp-0003000", "data_protection_officer")
KARLIS = a_person(44, "Kārlis Jelgavnieks", "pp-0003000", "administrator")
VALMIERA_OFFICER = a_person(45, "Vita Valmieriete", "pp-0054000", "data_protection_officer")
HEAD = a_person(33, "Rita Priekšniece", "pp-0003000", "register_supervisor")


def a_rule(at: datetime, **changes: Any) -> NewRetentionRule:
    """Ended on the spot: kept for thirty days here, announced for five."""
    fields: dict[str, Any] = {
        "id": new_id(),
        "code": "tried",
        "name": "Izmēģinājuma noteikums",
        "basis": "Tests",
        "valid_from": day_of(at),
        "waiting_days": 5,
        "keep_count": 30,
        "keep_unit": "day",
        "outcome_kind": "settled",
        "everywhere": True,
    }
    return NewRetentionRule(**(fields | changes))


async def proposed(db: Db, at: datetime, by: Actor = INESE, **changes: Any) -> RetentionRule:
    return await actions.propose_retention_rule(db, by, a_rule(at, **changes), at)


async def decided(
    db: Db, rule: RetentionRule, at: datetime, by: Actor = OTTO, verdict: Any = "standing"
) -> RetentionRule:
    return await actions.decide_retention_rule(db, by, rule.id, RuleDecision(verdict), at)


async def standing(db: Db, at: datetime, **changes: Any) -> RetentionRule:
    return await decided(db, await proposed(db, at, **changes), at)


async def finished(
    db: Db, event: EventView, at: datetime, outcome: str = "settled", **more: Any
) -> EventView:
    told: dict[str, Any] = {
        "legal_class": "endangerment",
        "outcome": EventOutcome(kind=outcome),
        "persons": [somebody()],
    }
    whole = await changed(db, event, at, **(told | more))
    return await actions.complete_event(db, AIVARS, event.id, whole.version, at)


async def ended(db: Db, at: datetime, *, outcome: str = "settled", **more: Any) -> EventView:
    event = await registered(db, at, received_at=at)
    return await finished(db, event, at, outcome, **more)


SEIZED = EventObject("o1", "phone", "Samsung, melns", 1, "pcs", "seized")


async def held(db: Db, event: EventView, at: datetime, by: Actor = ZANE) -> RetentionHold:
    new = NewHold(new_id(), event.number, "Prokuratūras pieprasījums")
    return await actions.set_hold(db, by, new, at)


def day_of(at: datetime) -> date:
    """The day as the house counts it: in Riga, whatever the hour of the test."""
    return at.astimezone(RIGA).date()


async def night(db: Db, at: datetime) -> int:
    """The walk of this day to its end, then everything that goes; how many were looked at."""
    while not await fetch_value(
        db,
        b"SELECT EXISTS (SELECT FROM register.retention_walk WHERE finished AND day = %(day)s)",
        day=day_of(at),
    ):
        await actions.walk_next(db, at)
    looked_at = 0
    while found := await actions.delete_next(db, at):
        looked_at += found
    return looked_at


async def nights(db: Db, at: datetime, days: int) -> datetime:
    """The night when they become due, and the one so many days later."""
    await night(db, at)
    later = at + timedelta(days=days)
    await night(db, later)
    return later


TERM = 40
"""Days after which a rule of thirty and a wait of five are over."""


async def is_there(db: Db, event: EventView) -> bool:
    return await api.get_whole(db, event.id) is not None


async def certificates(db: Db, actor: Actor = INESE) -> list[Certificate]:
    found = await actions.list_certificates(db, actor, q=None, cursor=None, limit=100)
    return found.certificates


async def due(db: Db, at: datetime, actor: Actor = INESE) -> list[RetentionDue]:
    return (await actions.list_due(db, actor, cursor=None, limit=100, at=at)).due


@asynccontextmanager
async def house(dsn: str) -> AsyncIterator[Db]:
    """A connection whose transactions last; the code lists are there."""
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        known = await db.execute("SELECT count(*) FROM kernel.classifier_value")
        if await known.fetchone() == (0,):
            await load_code_lists(db)
            await db.commit()
        yield db
