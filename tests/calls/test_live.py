"""What a console was given, with what it heard since, is what a new console is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from tests.calls.builders import AML, COUNTRY, EXCHANGE, IN_RIGA, NUMBER, a_call, a_place
from tests.calls.builders import a_new_card as card_of_test
from tests.people import ANNA, ILZE, JANIS, LIGA, PETERIS
from vienots.calls import api, live
from vienots.calls.contracts import CallerPosition, Card, CardChange, Contact, NewNote
from vienots.calls.domain import LegState
from vienots.kernel import clock, journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.journal import Entry
from vienots.kernel.live import Topics, Viewer

VIEWERS = [ILZE, JANIS, PETERIS, ANNA]
TOPICS = Topics(live.TOPICS)
State = dict[str, dict[str, Any]]


class Console:
    """A store as every client keeps it: things by id, the higher version wins."""

    def __init__(self, parts: dict[str, list[Any]]) -> None:
        self.cards: dict[str, Any] = {}
        self.contacts: dict[str, Any] = {}
        for name, things in parts.items():
            for thing in msgspec.to_builtins(things):
                self._take(getattr(self, name), thing)

    def hear(self, entry: Entry) -> None:
        for name, things in (("card", self.cards), ("contact", self.contacts)):
            if name in entry.payload:
                self._take(things, entry.payload[name])

    @staticmethod
    def _take(things: dict[str, Any], thing: dict[str, Any]) -> None:
        known = things.get(thing["id"])
        if known is None or thing["version"] >= known["version"]:
            things[thing["id"]] = thing

    def shown(self) -> State:
        cards = {key: card for key, card in self.cards.items() if card["state"] != "closed"}
        contacts = {
            key: contact
            for key, contact in self.contacts.items()
            if contact["state"] in ("ringing", "answered")
            or (contact["closed_as"] is None and contact["card_id"] is None)
            or contact["card_id"] in cards
        }
        return {"cards": cards, "contacts": contacts}


async def entries_since(db: Db, mark: int) -> list[Entry]:
    cursor = await db.execute(
        "SELECT DISTINCT subject_id FROM kernel.journal WHERE id > %s", [mark]
    )
    subjects: list[UUID] = [subject for (subject,) in await cursor.fetchall()]
    found = [entry for subject in subjects for entry in await journal.read_subject(db, subject)]
    return sorted((entry for entry in found if entry.id > mark), key=lambda entry: entry.id)


async def assert_live_equal(db: Db, act: Callable[[], Awaitable[object]]) -> None:
    """Whoever looks on: snapshot before + events == snapshot after."""
    consoles = [Console(await live.snapshot(db, viewer)) for viewer in VIEWERS]
    cursor = await db.execute("SELECT coalesce(max(id), 0) FROM kernel.journal")
    row = await cursor.fetchone()
    assert row is not None

    await act()

    heard = await entries_since(db, row[0])
    assert heard != [], "an action without an entry is seen by nobody"
    for viewer, console in zip(VIEWERS, consoles, strict=True):
        for entry in heard:
            if TOPICS.shows(entry, Viewer(viewer.keys, viewer.rights)):
                console.hear(entry)
        fresh = Console(await live.snapshot(db, viewer))
        assert console.shown() == fresh.shown(), viewer.name


@pytest.fixture
def at() -> datetime:
    """Snapshots look back from the real clock."""
    return clock.now()


async def ring(db: Db, at: datetime, event: str = "ringing", call_id: str = "c-1") -> Contact:
    return await api.take_telephone_event(db, EXCHANGE, a_call(event, call_id=call_id, at=at), at)


async def opened(db: Db, at: datetime, **changes: Any) -> Card:
    return await api.open_card(db, ILZE, card_of_test(**changes), COUNTRY, at)


async def test_a_call_rings_and_ends(calls: Db, at: datetime) -> None:
    for event in ("ringing", "answered", "ended"):
        await assert_live_equal(calls, lambda event=event: ring(calls, at, event))  # type: ignore[misc]


async def test_a_call_is_answered_placed_and_closed(calls: Db, at: datetime) -> None:
    rung = await ring(calls, at)
    position = CallerPosition(56.9, 24.1, 10.0, "aml", at)
    message = api.Message("aml", "text/plain", b"", "read", [], NUMBER, position)

    await assert_live_equal(calls, lambda: api.answer_contact(calls, ILZE, rung.id, "R-1", at))
    await assert_live_equal(calls, lambda: api.keep_message(calls, AML, message, at))
    await assert_live_equal(
        calls, lambda: api.close_contact(calls, ILZE, rung.id, "information", None, at)
    )


async def test_a_card_is_opened_for_a_call_and_informed_at_once(calls: Db, at: datetime) -> None:
    rung = await ring(calls, at)

    await assert_live_equal(calls, lambda: opened(calls, at, contact_id=rung.id, inform=True))


async def test_a_card_is_changed_informed_and_noted(calls: Db, at: datetime) -> None:
    card = await opened(calls, at, type_code="theft.shop")
    change = CardChange(card.version, what="Zaglis ar nazi", priority=1)
    wider = CardChange(99, type_code="fire.dwelling", place=a_place("Rīga", IN_RIGA))

    await assert_live_equal(
        calls, lambda: api.change_card(calls, ILZE, card.id, change, COUNTRY, at)
    )
    await assert_live_equal(calls, lambda: api.inform(calls, ILZE, card.id, at))
    await assert_live_equal(
        calls, lambda: api.change_card(calls, LIGA, card.id, wider, COUNTRY, at)
    )
    for for_crews in (True, False):
        note = NewNote("Suns pagalmā", for_crews)
        await assert_live_equal(
            calls,
            lambda note=note: api.add_note(calls, PETERIS, card.id, note, at),  # type: ignore[misc]
        )


async def test_a_second_caller_is_attached(calls: Db, at: datetime) -> None:
    card = await opened(calls, at, inform=True)
    second = await ring(calls, at, call_id="c-2")

    await assert_live_equal(calls, lambda: api.attach(calls, ILZE, card.id, second.id, at))


async def test_a_caller_is_moved_from_a_draft(calls: Db, at: datetime) -> None:
    card = await opened(calls, at, inform=True)
    one, two = [await ring(calls, at, call_id=call_id) for call_id in ("c-1", "c-2")]
    draft = await opened(calls, at, contact_id=one.id)
    await api.attach(calls, ILZE, draft.id, two.id, at)

    for contact in (one, two):
        await assert_live_equal(
            calls,
            lambda moved=contact: api.attach(calls, ILZE, card.id, moved.id, at),  # type: ignore[misc]
        )


async def test_a_draft_is_closed(calls: Db, at: datetime) -> None:
    rung = await ring(calls, at, "ended")
    card = await opened(calls, at, contact_id=rung.id)

    await assert_live_equal(
        calls, lambda: api.close_card(calls, ILZE, card.id, "false_report", "Nekā nav", at)
    )


async def test_legs_move_are_handed_over_and_end_with_their_card(calls: Db, at: datetime) -> None:
    card = await opened(calls, at, type_code="theft.shop", inform=True)
    (leg,) = card.legs

    await assert_live_equal(calls, lambda: api.accept_leg(calls, PETERIS, leg.id, at))
    await assert_live_equal(
        calls, lambda: api.transfer_leg(calls, PETERIS, leg.id, "pp-0003000", at)
    )
    moved = await api.get_card(calls, card.id)
    assert moved is not None
    aivars = Actor("person:x", "Aivars", "pp-0003000", ILZE.rights)
    await assert_live_equal(
        calls, lambda: api.mark_leg(calls, aivars, moved.legs[-1].id, LegState.ON_SCENE, at)
    )
    await assert_live_equal(
        calls, lambda: api.close_leg(calls, aivars, moved.legs[-1].id, "done", at)
    )


async def test_who_may_not_read_calls_is_given_none(calls: Db, at: datetime) -> None:
    await ring(calls, at)
    await opened(calls, at, inform=True)

    assert await live.snapshot(calls, ANNA) == {"cards": [], "contacts": []}
    assert (await live.snapshot(calls, JANIS))["contacts"] == []
