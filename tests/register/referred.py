"""The way of a card towards a municipality: a call, the card, its event, its referral."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from uuid import UUID

import psycopg

from tests.conftest import ROOT
from tests.people import ILZE, PETERIS
from vienots.calls import api as calls
from vienots.calls.contracts import IntakeCall, NewCard, NewPlace
from vienots.dispatch import api as dispatch
from vienots.dispatch.contracts import NewReferral
from vienots.gis.contracts import Territory
from vienots.kernel import follow
from vienots.kernel.contracts import Actor
from vienots.kernel.db import HOUSE_OPTIONS, Db, as_json
from vienots.kernel.ids import new_id
from vienots.register.jobs import FOLLOWERS

EXCHANGE = Actor("client:exchange", "Centrāle", "112", frozenset({"intake.telephony"}))
FOLLOWER = next(one for one in FOLLOWERS if one.name == "register.cards")
POLICE_TYPE = "tried.threats"


class OneTown:
    def territory_at(self, lat: float, lon: float, on: date | None = None) -> Territory | None:
        return Territory("0003000", "Jelgava", None, None, city=True)


@asynccontextmanager
async def transaction(dsn: str) -> AsyncIterator[Db]:
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        yield db


async def prepare(dsn: str) -> None:
    """A type that the police are informed of, the rules of referring, the register's follower."""
    async with transaction(dsn) as db:
        attributes = {
            "group": "order",
            "category": "B",
            "services": [{"service": "police", "priority": 2}],
            "words": ["draud"],
        }
        await db.execute(
            "INSERT INTO kernel.classifier_value"
            " (name, code, version, valid_from, text_lv, text_en, attributes)"
            " VALUES ('incident_type', %s, 1, '2012-01-01', 'Draudi', 'Threats', %s)",
            [POLICE_TYPE, as_json(attributes)],
        )
        await dispatch.load_rules(db, ROOT / "data/dispatch")
        await follow.register(db, FOLLOWER)


async def follow_all(dsn: str, at: datetime) -> None:
    passed = 1
    while passed:
        async with transaction(dsn) as db:
            passed = await follow.step(db, FOLLOWER, at)
    async with transaction(dsn) as db:
        cursor = await db.execute("SELECT refusal FROM kernel.follower_stuck")
        assert await cursor.fetchall() == []


async def a_call(dsn: str, now: datetime, caller: str | None) -> UUID:
    async with transaction(dsn) as db:
        ringing = IntakeCall(call_id="c1", event="ringing", at=now, caller=caller)
        return (await calls.take_telephone_event(db, EXCHANGE, ringing, now)).id


async def an_informed_card(dsn: str, now: datetime, contact_id: UUID | None) -> UUID:
    new = NewCard(
        id=new_id(),
        what="vīrietis draud kaimiņiem",
        type_code=POLICE_TYPE,
        place=NewPlace("Lielā iela 1, Jelgava", 56.6511, 23.7214, 20, "map"),
        contact_id=contact_id,
        inform=True,
    )
    async with transaction(dsn) as db:
        return (await calls.open_card(db, ILZE, new, OneTown(), now)).id


async def offer(dsn: str, card_id: UUID, now: datetime) -> UUID:
    """The State Police offers its leg to the municipality: the referral."""
    async with transaction(dsn) as db:
        card = await calls.get_card(db, card_id)
        assert card is not None
        return (await dispatch.refer(db, PETERIS, card.legs[0].id, NewReferral(), now)).id
