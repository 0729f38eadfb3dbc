"""The whole way by the journal: a call becomes a card, the card an event, the event is referred."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.conftest import ROOT
from tests.people import AIVARS, DACE, ILZE
from tests.register.builders import ENTRY, THEFT, load_code_lists
from tests.register.referred import (
    OneTown,
    a_call,
    an_informed_card,
    follow_all,
    offer,
    prepare,
    transaction,
)
from vienots.calls import api as calls
from vienots.calls.contracts import CardChange, NewNote
from vienots.dispatch import api as dispatch
from vienots.identity.api import load_institutions
from vienots.kernel.contracts import Actor
from vienots.register import actions, api
from vienots.register.contracts import EventChange, EventOutcome, EventView


@pytest.fixture
async def dsn_of_house(own_dsn: str) -> str:
    async with transaction(own_dsn) as db:
        await load_code_lists(db)
        await load_institutions(db, ROOT / "data/identity/institutions.json")
    await prepare(own_dsn)
    return own_dsn


async def event_of(dsn: str, card_id: UUID, actor: Actor = DACE) -> EventView:
    async with transaction(dsn) as db:
        row = await api.get_row_of_card(db, actor, card_id)
        assert row is not None
        return await actions.open_event(db, actor, row.id, ENTRY, row.changed_at)


async def refer(dsn: str, card_id: UUID, now: datetime) -> None:
    """Offered by the State Police, accepted by the municipal officer."""
    offered = await offer(dsn, card_id, now)
    async with transaction(dsn) as db:
        await dispatch.accept_referral(db, AIVARS, offered, now)


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
    offered = await offer(dsn_of_house, card_id, now)
    async with transaction(dsn_of_house) as db:
        await dispatch.reject_referral(db, AIVARS, offered, "nav ekipāžas", now)

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
