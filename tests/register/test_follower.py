"""The whole way by the journal: a call becomes a card, the card an event, the event is referred."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from tests.conftest import ROOT
from tests.people import AIVARS, DACE, ILZE, PETERIS
from tests.register.builders import ENTRY, THEFT, load_code_lists
from vienots.calls import api as calls
from vienots.calls.contracts import CardChange, IntakeCall, NewCard, NewNote, NewPlace
from vienots.dispatch import api as dispatch
from vienots.dispatch.contracts import NewReferral
from vienots.gis.contracts import Territory
from vienots.identity.api import load_institutions
from vienots.kernel import follow
from vienots.kernel.contracts import Actor
from vienots.kernel.db import HOUSE_OPTIONS, Db, as_json
from vienots.kernel.ids import new_id
from vienots.register import actions, api
from vienots.register.contracts import EventChange, EventOutcome, EventView
from vienots.register.jobs import FOLLOWERS

EXCHANGE = Actor("client:exchange", "Centrāle", "112", frozenset({"intake.telephony"}))
[FOLLOWER] = FOLLOWERS
POLICE_TYPE = "tried.threats"


class OneTown:
    def territory_at(self, lat: float, lon: float, on: date | None = None) -> Territory | None:
        return Territory("0003000", "Jelgava", None, None, city=True)


@asynccontextmanager
async def transaction(dsn: str) -> AsyncIterator[Db]:
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        yield db


@pytest.fixture
async def dsn_of_house(own_dsn: str) -> str:
    async with transaction(own_dsn) as db:
        await load_code_lists(db)
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
        await load_institutions(db, ROOT / "data/identity/institutions.json")
        await dispatch.load_rules(db, ROOT / "data/dispatch")
        await follow.register(db, FOLLOWER)
    return own_dsn


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


async def event_of(dsn: str, card_id: UUID, actor: Actor = DACE) -> EventView:
    async with transaction(dsn) as db:
        row = await api.get_row_of_card(db, actor, card_id)
        assert row is not None
        return await actions.open_event(db, actor, row.id, ENTRY, row.changed_at)


async def refer(dsn: str, card_id: UUID, now: datetime) -> None:
    """The State Police offers its leg, the municipal officer accepts."""
    async with transaction(dsn) as db:
        card = await calls.get_card(db, card_id)
        assert card is not None
        offered = await dispatch.refer(db, PETERIS, card.legs[0].id, NewReferral(), now)
    async with transaction(dsn) as db:
        await dispatch.accept_referral(db, AIVARS, offered.id, now)


async def test_nobody_types_anything_twice(dsn_of_house: str, now: datetime) -> None:
    """A resident calls; in the end the municipal officer adds what only he can know."""
    contact_id = await a_call(dsn_of_house, now, "20000001")
    card_id = await an_informed_card(dsn_of_house, now, contact_id)
    async with transaction(dsn_of_house) as db:
        await calls.add_note(db, ILZE, card_id, NewNote("rokās nazis"), now)
    await follow_all(dsn_of_house, now + timedelta(seconds=1))

    born = await event_of(dsn_of_house, card_id)
    await refer(dsn_of_house, card_id, now)
    await follow_all(dsn_of_house, now + timedelta(seconds=2))
    moved = await event_of(dsn_of_house, card_id, AIVARS)

    assert (born.institution, born.number, born.category) == ("vp", "VP-2026-000001", "B")
    assert born.narrative == "vīrietis draud kaimiņiem\nrokās nazis"
    assert [(p.role, p.phone) for p in born.persons] == [("applicant", "+37120000001")]
    assert born.origins["persons.caller.phone"].source == born.card_number
    assert (moved.id, moved.number, moved.status) == (born.id, "JPP-2026-000001", "registered")
    assert moved.missing == ["outcome.kind", "legal_class"]
    async with transaction(dsn_of_house) as db:
        change = EventChange(
            version=moved.version,
            legal_class="endangerment",
            outcome=EventOutcome(kind="settled"),
        )
        whole = await actions.change_event(db, AIVARS, moved.id, change, now)
        done = await actions.complete_event(db, AIVARS, moved.id, whole.version, now)
    assert done.status == "completed"
    assert {o.origin for path, o in done.origins.items() if path.startswith("place")} == {"card"}


async def test_reading_the_journal_again_changes_nothing(dsn_of_house: str, now: datetime) -> None:
    card_id = await an_informed_card(dsn_of_house, now, None)
    await refer(dsn_of_house, card_id, now)
    await follow_all(dsn_of_house, now)
    before = await event_of(dsn_of_house, card_id)
    async with transaction(dsn_of_house) as db:
        await db.execute("UPDATE kernel.follower SET xid = '0', id = 0")

    await follow_all(dsn_of_house, now + timedelta(minutes=1))

    assert await event_of(dsn_of_house, card_id) == before


async def test_a_worker_that_starts_late_ends_in_the_same_state(
    dsn_of_house: str, now: datetime
) -> None:
    """Everything had happened before it read the first entry."""
    contact_id = await a_call(dsn_of_house, now, None)
    card_id = await an_informed_card(dsn_of_house, now, contact_id)
    async with transaction(dsn_of_house) as db:
        change = CardChange(version=3, what="zādzība", type_code=THEFT)
        await calls.change_card(db, ILZE, card_id, change, OneTown(), now)
    await refer(dsn_of_house, card_id, now)

    await follow_all(dsn_of_house, now + timedelta(minutes=5))

    event = await event_of(dsn_of_house, card_id, AIVARS)
    assert (event.institution, event.type, event.narrative) == ("pp-0003000", THEFT, "zādzība")
    assert event.persons == []


async def test_a_rejected_referral_leaves_the_event_where_it_was(
    dsn_of_house: str, now: datetime
) -> None:
    card_id = await an_informed_card(dsn_of_house, now, None)
    async with transaction(dsn_of_house) as db:
        card = await calls.get_card(db, card_id)
        assert card is not None
        offered = await dispatch.refer(db, PETERIS, card.legs[0].id, NewReferral(), now)
        await dispatch.reject_referral(db, AIVARS, offered.id, "nav ekipāžas", now)

    await follow_all(dsn_of_house, now)

    event = await event_of(dsn_of_house, card_id)
    assert (event.institution, event.seen_by, event.version) == ("vp", ["vp"], 1)


async def test_an_unusual_number_of_the_caller_never_stops_an_officer(
    dsn_of_house: str, now: datetime
) -> None:
    contact_id = await a_call(dsn_of_house, now, "7")
    card_id = await an_informed_card(dsn_of_house, now, contact_id)
    await follow_all(dsn_of_house, now)
    event = await event_of(dsn_of_house, card_id)

    async with transaction(dsn_of_house) as db:
        change = EventChange(version=event.version, legal_class="endangerment")
        after = await actions.change_event(db, DACE, event.id, change, now)

    assert after.legal_class == "endangerment"
    assert [warning.path for warning in after.warnings] == ["persons.caller.phone"]
