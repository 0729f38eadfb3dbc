"""Calls on a real PostgreSQL: told by the exchange, answered, placed, closed with a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg.errors import InsufficientPrivilege

from tests.calls.builders import AML, COUNTRY, EXCHANGE, NOON, NUMBER, a_call, a_new_card
from tests.people import ANNA, ILZE, JANIS, LIGA, a_person
from vienots.calls import api
from vienots.calls.actions import contacts
from vienots.calls.contracts import CallerPosition, Contact
from vienots.calls.errors import (
    BadCard,
    BadIntake,
    ContactAnswered,
    ContactCentreOnly,
    ContactHasCard,
    ContactNotFound,
)
from vienots.identity.errors import RightMissing
from vienots.kernel import journal
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id

VUGD_SUPERVISOR = a_person(61, "Gatis Priede", "vugd", "supervisor")


async def ring(db: Db, **changes: Any) -> Contact:
    return await api.take_telephone_event(db, EXCHANGE, a_call(**changes), NOON)


def a_position(**changes: object) -> CallerPosition:
    fields = {"lat": 56.95, "lon": 24.1, "radius_m": 20.0, "source": "aml", "at": NOON}
    return CallerPosition(**(fields | changes))  # type: ignore[arg-type]


def a_message(position: CallerPosition | None, caller: str | None = NUMBER) -> api.Message:
    return api.Message("aml", "text/plain", b'A"ML=2', "read", [], caller, position)


async def test_a_call_rings_is_answered_and_ends(calls: Db) -> None:
    rung = await ring(calls)
    answered = await ring(calls, event="answered", at=NOON + timedelta(seconds=6), desk="R-01")
    ended = await ring(calls, event="ended", at=NOON + timedelta(seconds=80))

    assert (rung.state, rung.caller) == ("ringing", NUMBER)
    assert (answered.state, answered.desk, answered.id) == ("answered", "R-01", rung.id)
    assert (ended.state, ended.ringing_at) == ("ended", NOON)
    assert ended.answered_at == NOON + timedelta(seconds=6)


async def test_an_event_that_tells_nothing_new_changes_nothing(calls: Db) -> None:
    first = await ring(calls, event="answered")
    late = await ring(calls, event="ringing", at=NOON - timedelta(seconds=4))
    again = await ring(calls, event="ringing", at=NOON - timedelta(seconds=4))

    entries = await journal.read_subject(calls, first.id)
    assert (late.state, late.ringing_at) == ("answered", NOON - timedelta(seconds=4))
    assert again == late
    assert len(entries) == 2


@pytest.mark.parametrize("caller", [None, "", "anonymous"])
async def test_a_call_without_a_number_is_a_call(calls: Db, caller: str | None) -> None:
    rung = await ring(calls, caller=caller)

    assert (rung.caller, rung.state) == (None, "ringing")


async def test_a_hidden_number_that_becomes_known_is_filled_in(calls: Db) -> None:
    await ring(calls, caller=None)
    told = await ring(calls, event="answered", caller="2000 0001")

    assert told.caller == NUMBER


async def test_an_event_of_another_year_is_refused_with_every_fault(calls: Db) -> None:
    with pytest.raises(BadIntake) as refused:
        await ring(calls, event="exploded", at=NOON - timedelta(days=400))

    assert [fault.path for fault in refused.value.faults] == ["event", "at"]


async def test_only_the_exchange_tells_of_calls(calls: Db) -> None:
    with pytest.raises(RightMissing):
        await api.take_telephone_event(calls, ILZE, a_call(), NOON)


async def test_the_first_key_takes_a_call_and_the_second_hears_whose_it_is(calls: Db) -> None:
    rung = await ring(calls)

    taken = await api.answer_contact(calls, ILZE, rung.id, "R-02", NOON)
    again = await api.answer_contact(calls, ILZE, rung.id, "R-02", NOON)
    with pytest.raises(ContactAnswered) as refused:
        await api.answer_contact(calls, LIGA, rung.id, None, NOON)

    assert (taken.state, taken.answered_by_name, taken.desk) == ("answered", ILZE.name, "R-02")
    assert again == taken
    assert refused.value.data == {"by": ILZE.name}


async def test_who_gave_up_can_be_called_back(calls: Db) -> None:
    gone = await ring(calls, event="abandoned")

    back = await api.answer_contact(calls, ILZE, gone.id, None, NOON + timedelta(minutes=2))

    assert (gone.state, back.state) == ("abandoned", "answered")
    assert (await ring(calls, event="abandoned")).state == "answered"


async def test_no_call_vanishes_without_a_reason(calls: Db) -> None:
    rung = await ring(calls)

    with pytest.raises(BadCard):
        await api.close_contact(calls, ILZE, rung.id, "no_such_reason", None, NOON)
    closed = await api.close_contact(calls, ILZE, rung.id, "pocket_call", "Klusums", NOON)

    entry = (await journal.read_subject(calls, rung.id))[0]
    assert (closed.state, closed.closed_as) == ("ended", "pocket_call")
    assert (entry.payload["change"], entry.payload["note"]) == ("closed", "Klusums")


async def test_a_call_with_a_card_ends_with_the_card(calls: Db) -> None:
    rung = await ring(calls)
    await api.open_card(calls, ILZE, a_new_card(contact_id=rung.id), COUNTRY, NOON)

    with pytest.raises(ContactHasCard):
        await api.close_contact(calls, ILZE, rung.id, "pocket_call", None, NOON)


async def test_calls_are_the_contact_centres_alone(calls: Db) -> None:
    rung = await ring(calls)

    with pytest.raises(ContactCentreOnly):
        await contacts.list_contacts(calls, VUGD_SUPERVISOR, None, 10)
    with pytest.raises(ContactCentreOnly):
        await api.answer_contact(calls, VUGD_SUPERVISOR, rung.id, None, NOON)
    with pytest.raises(RightMissing):
        await contacts.list_earlier(calls, JANIS, rung.id, NOON)
    with pytest.raises(RightMissing):
        await contacts.list_contacts(calls, ANNA, None, 10)


async def test_earlier_calls_of_a_number_are_found(calls: Db) -> None:
    yesterday = await ring(calls, call_id="before", at=NOON - timedelta(days=1))
    await ring(calls, call_id="other", caller="+37129999999")
    today = await ring(calls)
    hidden = await ring(calls, call_id="hidden", caller=None)

    found = await contacts.list_earlier(calls, ILZE, today.id, NOON)

    assert [contact.id for contact in found] == [yesterday.id]
    assert await contacts.list_earlier(calls, ILZE, hidden.id, NOON) == []


async def test_waiting_calls_can_be_listed_by_state(calls: Db) -> None:
    await ring(calls)
    await ring(calls, call_id="call-2", event="answered")

    waiting = await contacts.list_contacts(calls, ILZE, "ringing", 10)

    assert [contact.call_id for contact in waiting] == ["call-1"]


async def test_a_position_finds_its_ringing_call(calls: Db) -> None:
    rung = await ring(calls)

    found = await api.keep_message(calls, AML, a_message(a_position()), NOON)

    contact = await api.get_contact(calls, rung.id)
    assert found == rung.id
    assert contact is not None
    assert contact.position == a_position()


async def test_a_position_that_came_first_waits_for_its_call(calls: Db) -> None:
    early = NOON - timedelta(seconds=20)
    rough = a_position(at=early, radius_m=900.0)
    for position in (rough, a_position(at=NOON - timedelta(seconds=5))):
        await api.keep_message(calls, AML, a_message(position), NOON - timedelta(seconds=3))

    rung = await ring(calls)

    assert rung.position is not None
    assert rung.position.radius_m == 20.0


async def test_a_position_of_an_old_call_is_not_given_to_a_new_one(calls: Db) -> None:
    await api.keep_message(calls, AML, a_message(a_position()), NOON - timedelta(hours=3))

    assert (await ring(calls)).position is None


async def test_an_older_position_does_not_replace_a_newer_one(calls: Db) -> None:
    await ring(calls)
    await api.keep_message(calls, AML, a_message(a_position()), NOON)
    old = a_position(at=NOON - timedelta(minutes=1), radius_m=5.0)

    contact_id = await api.keep_message(calls, AML, a_message(old), NOON)

    contact = await api.get_contact(calls, contact_id or UUID(int=0))
    assert contact is not None
    assert contact.position == a_position()


async def test_what_could_not_be_read_is_kept(calls: Db) -> None:
    message = api.Message("aml", "text/plain", b"\xff\x00junk", "unreadable", ["x"], None, None)

    found = await api.keep_message(calls, AML, message, NOON)

    cursor = await calls.execute("SELECT body, outcome, flags FROM calls.intake_message")
    assert found is None
    assert await cursor.fetchall() == [(b"\xff\x00junk", "unreadable", ["x"])]


async def test_what_came_in_cannot_be_rewritten(calls: Db) -> None:
    await api.keep_message(calls, AML, a_message(None), NOON)

    with pytest.raises(InsufficientPrivilege):
        await calls.execute("UPDATE calls.intake_message SET body = ''")


async def test_a_call_that_is_not_there_is_not_found(calls: Db) -> None:
    with pytest.raises(ContactNotFound):
        await api.answer_contact(calls, ILZE, new_id(), None, NOON)
    with pytest.raises(ContactNotFound):
        await contacts.list_earlier(calls, ILZE, new_id(), NOON)
