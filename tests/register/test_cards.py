"""From the card to the event: nobody types twice, and nobody's typing is lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.people import AIVARS, DACE, ILZE, VALDIS
from tests.register.builders import (
    CRASH,
    ENTRY,
    NOISE,
    NOON,
    THEFT,
    a_card,
    a_leg,
    an_event,
    later,
)
from vienots.calls.contracts import Card, CardPlace
from vienots.calls.events import NoteAdded
from vienots.dispatch.contracts import Referral
from vienots.kernel import journal
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.register import actions, api
from vienots.register.actions.cards import Told
from vienots.register.actions.writing import author_of
from vienots.register.contracts import (
    EventChange,
    EventFilter,
    EventOutcome,
    EventPlace,
    EventView,
)
from vienots.register.errors import NotTheOwner, VersionUnknown

TOLD = Told(author_of(ILZE), NOON)


async def follow(db: Db, card: Card) -> None:
    await actions.follow_card(db, card, TOLD, NOON)


async def event_of(db: Db, card: Card) -> EventView:
    row = await api.get_row_of_card(db, DACE, card.id)
    assert row is not None
    return await actions.open_event(db, DACE, row.id, ENTRY, NOON)


async def add_note(db: Db, card: Card, text: str) -> None:
    note = NoteAdded(card.id, card, new_id(), text, False)
    await journal.record(db, ILZE, note, audience={"112"}, at=NOON)


async def changed(db: Db, event: EventView, **changes: Any) -> EventView:
    change = EventChange(**({"version": event.version} | changes))
    return await actions.change_event(db, DACE, event.id, change, NOON)


async def topics(db: Db, event_id: UUID) -> list[str]:
    entries = await journal.read_subject(db, event_id)
    return [entry.topic for entry in reversed(entries) if entry.kind == "change"]


def a_referral(card: Card, to: str = "pp-0003000") -> Referral:
    return Referral(
        id=new_id(),
        card_id=card.id,
        card_number=card.number,
        leg_id=card.legs[0].id,
        from_institution="vp",
        to_institution=to,
        state="accepted",
        offered_at=NOON,
        answer_due_at=NOON + timedelta(minutes=5),
        decided_at=NOON,
        decided_by_name=AIVARS.name,
        reason=None,
        note=None,
        new_leg_id=new_id(),
        version=2,
    )


async def transfer(db: Db, card: Card, to: str = "pp-0003000") -> None:
    told = Told(author_of(AIVARS), NOON + timedelta(minutes=1))
    await actions.transfer_card(db, a_referral(card, to), told, NOON + timedelta(minutes=1))


# ---- born --------------------------------------------------------------------------------------


async def test_every_field_that_the_card_knows_is_filled_and_marked(register: Db) -> None:
    card = a_card(type_code=CRASH)
    await add_note(register, card, "divas automašīnas")

    await follow(register, card)

    event = await event_of(register, card)
    assert (event.institution, event.number, event.status) == ("vp", "VP-2026-000001", "registered")
    assert (event.type, event.category, event.received_via) == (CRASH, "A", "call_112")
    assert event.narrative == "kaimiņi trokšņo\ndivas automašīnas"
    assert event.place == EventPlace(
        address="Lielā iela 1, Jelgava", atvk="0003000", lat=56.6511, lon=23.7214, accuracy_m=20
    )
    assert (event.card_id, event.card_number, event.officer) == (card.id, card.number, None)
    assert {origin.origin for origin in event.origins.values()} == {"card"}
    assert event.origins["narrative"].source == card.number
    assert event.origins["narrative"].by == ILZE.name
    assert event.missing == ["outcome.kind", "legal_class", "vehicles"]


async def test_a_card_without_police_is_no_event(register: Db) -> None:
    card = a_card(legs=[])

    await follow(register, card)

    assert await api.get_row_of_card(register, DACE, card.id) is None


async def test_police_that_comes_later_makes_it_an_event(register: Db) -> None:
    card = a_card(legs=[])
    await follow(register, card)

    await follow(register, later(card, legs=[a_leg(card.id)]))

    assert (await event_of(register, card)).number == "VP-2026-000001"


async def test_what_goes_straight_to_the_municipal_police_is_theirs(register: Db) -> None:
    card_id = new_id()
    card = a_card(id=card_id, legs=[a_leg(card_id, "municipal", "pp-0003000")])

    await follow(register, card)

    event = await event_of(register, card)
    assert (event.number, event.seen_by) == ("JPP-2026-000001", ["pp-0003000", "vp"])


async def test_a_type_that_no_list_knows_is_registered_all_the_same(register: Db) -> None:
    card = a_card(type_code="old.kind", type_version=None, place=None, what="")

    await follow(register, card)

    event = await event_of(register, card)
    assert (event.type, event.narrative, event.place) == ("old.kind", "", EventPlace())


async def test_the_same_entry_again_changes_nothing(register: Db) -> None:
    card = a_card()

    for _ in range(3):
        await follow(register, card)

    event = await event_of(register, card)
    assert (event.version, await topics(register, event.id)) == (1, ["register.event_registered"])


# ---- followed ----------------------------------------------------------------------------------


async def test_what_the_card_learns_later_comes_over(register: Db) -> None:
    card = a_card()
    await follow(register, card)
    place = CardPlace("Pasta iela 5, Jelgava", 56.65, 23.72, 10, "0003000", "Jelgava", True, "map")
    arrived = a_leg(card.id, on_scene_at=NOON + timedelta(minutes=9), state="on_scene")

    card = later(card, place=place, type_code=THEFT, what="zādzība")
    await follow(register, card)
    await follow(register, later(card, legs=[arrived]))

    event = await event_of(register, card)
    assert (event.type, event.category, event.narrative) == (THEFT, "B", "zādzība")
    assert event.place.address == "Pasta iela 5, Jelgava"
    assert event.on_scene_at == NOON + timedelta(minutes=9)
    assert "persons:victim" in event.missing
    assert event.version == 3


async def test_an_entry_that_changes_nothing_of_the_event_is_no_version(register: Db) -> None:
    card = a_card()
    await follow(register, card)

    await follow(register, later(card, priority=1))

    assert (await event_of(register, card)).version == 1


async def test_an_older_entry_never_undoes_a_newer_one(register: Db) -> None:
    card = a_card()
    newer = later(card, what="jaunākais")
    await follow(register, card)
    await follow(register, newer)

    await follow(register, card)

    assert (await event_of(register, card)).narrative == "jaunākais"


async def test_what_a_person_typed_the_card_leaves_alone(register: Db) -> None:
    card = a_card()
    await follow(register, card)
    event = await changed(register, await event_of(register, card), narrative="Inspektora vārdi.")

    await follow(register, later(card, what="cits", type_code=CRASH))

    after = await event_of(register, card)
    assert (after.narrative, after.type) == ("Inspektora vārdi.", CRASH)
    assert after.origins["narrative"].origin == "manual"
    assert (event.officer_name, after.officer_name) == (DACE.name, DACE.name)


async def test_what_a_person_emptied_stays_empty(register: Db) -> None:
    card = a_card(type_code=CRASH)
    await follow(register, card)
    await changed(register, await event_of(register, card), clear=["category"])

    await follow(register, later(card, what="cits"))

    assert (await event_of(register, card)).category is None


async def test_a_type_that_a_person_chose_keeps_its_category(register: Db) -> None:
    card = a_card(type_code=CRASH)
    await follow(register, card)
    await changed(register, await event_of(register, card), type=NOISE)

    await follow(register, later(card, type_code=THEFT))

    after = await event_of(register, card)
    assert (after.type, after.category) == (NOISE, None)


async def test_an_ended_event_no_longer_follows(register: Db) -> None:
    card = a_card()
    await follow(register, card)
    event = await event_of(register, card)
    await changed(register, event, status="cancelled", reason="Kļūda")

    await follow(register, later(card, what="cits"))

    assert (await event_of(register, card)).narrative == "kaimiņi trokšņo"


async def test_what_only_the_card_added_meanwhile_does_not_stop_completing(register: Db) -> None:
    card = a_card()
    await follow(register, card)
    born = await event_of(register, card)
    whole = await changed(
        register, born, legal_class="endangerment", outcome=EventOutcome(kind="settled")
    )
    arrived = a_leg(card.id, on_scene_at=NOON, state="on_scene")
    await follow(register, later(card, legs=[arrived]))

    done = await actions.complete_event(register, DACE, born.id, whole.version, NOON)

    assert (done.status, done.on_scene_at, done.version) == ("completed", NOON, 4)


@pytest.mark.parametrize("version", [0, 2, 10**30])
async def test_completing_a_version_that_never_was_is_refused(register: Db, version: int) -> None:
    card = a_card()
    await follow(register, card)
    event = await event_of(register, card)

    with pytest.raises(VersionUnknown):
        await actions.complete_event(register, DACE, event.id, version, NOON)


# ---- referred ----------------------------------------------------------------------------------


async def test_an_accepted_referral_moves_the_same_event(register: Db) -> None:
    card = a_card()
    await follow(register, card)
    before = await event_of(register, card)

    await transfer(register, card)

    event = await event_of(register, card)
    assert event.id == before.id
    assert (event.institution, event.number) == ("pp-0003000", "JPP-2026-000001")
    assert (event.status, event.officer) == ("registered", None)
    assert event.seen_by == ["pp-0003000", "vp"]
    assert [number.number for number in event.numbers] == ["VP-2026-000001", "JPP-2026-000001"]
    assert await topics(register, event.id) == [
        "register.event_registered",
        "register.event_transferred",
    ]


async def test_both_see_it_afterwards_and_only_the_new_owner_writes(register: Db) -> None:
    card = a_card()
    await follow(register, card)
    await transfer(register, card)
    event = await event_of(register, card)
    change = EventChange(version=event.version, legal_class="endangerment")

    with pytest.raises(NotTheOwner):
        await actions.change_event(register, DACE, event.id, change, NOON)
    after = await actions.change_event(register, AIVARS, event.id, change, NOON)

    assert after.officer_name == AIVARS.name
    for actor, seen in ((DACE, [event.id]), (AIVARS, [event.id]), (VALDIS, [])):
        page = await actions.list_events(register, actor, EventFilter())
        assert [row.id for row in page.rows] == seen


async def test_the_earlier_number_still_finds_it(register: Db) -> None:
    card = a_card()
    await follow(register, card)
    await transfer(register, card)

    found = await actions.list_events(register, AIVARS, EventFilter(q="VP-2026-000001"))

    assert [row.number for row in found.rows] == ["JPP-2026-000001"]


async def test_a_municipality_that_had_it_earlier_goes_on_seeing_it(register: Db) -> None:
    card = a_card()
    await follow(register, card)
    await transfer(register, card, "pp-0003000")

    await transfer(register, card, "pp-0054000")
    back = await event_of(register, card)
    await transfer(register, card, "pp-0003000")

    event = await event_of(register, card)
    assert back.seen_by == ["pp-0003000", "pp-0054000", "vp"]
    assert event.number == "JPP-2026-000001"
    assert len(event.numbers) == 3


async def test_the_card_is_followed_after_the_referral_too(register: Db) -> None:
    card = a_card()
    await follow(register, card)
    await transfer(register, card)

    municipal = a_leg(card.id, "municipal", "pp-0003000", on_scene_at=NOON + timedelta(minutes=20))
    await follow(register, later(card, legs=[*card.legs, municipal]))

    assert (await event_of(register, card)).on_scene_at == NOON + timedelta(minutes=20)


async def test_a_referral_accepted_twice_moves_it_once(register: Db) -> None:
    card = a_card()
    await follow(register, card)

    await transfer(register, card)
    await transfer(register, card)

    assert (await event_of(register, card)).version == 2


async def test_the_history_tells_whose_words_came_from_the_card(register: Db) -> None:
    card = a_card()
    await follow(register, card)
    await transfer(register, card)
    event = await event_of(register, card)

    moved, born = await actions.list_history(register, AIVARS, event.id, ENTRY, NOON)

    assert (moved.cause, moved.by_name, moved.institution) == (
        "transferred",
        AIVARS.name,
        AIVARS.institution,
    )
    assert (born.cause, born.by_name) == ("registered", ILZE.name)
    assert {change.source for change in born.changes if change.path != "status"} == {card.number}


async def test_a_typed_event_and_a_card_share_one_row_of_numbers(
    register: Db, now: datetime
) -> None:
    typed = await actions.register_event(register, DACE, an_event(), now)
    card = a_card()

    await follow(register, card)

    assert typed.number == "VP-2026-000001"
    assert (await event_of(register, card)).number == "VP-2026-000002"


async def test_a_municipal_event_is_completed_by_its_officer(register: Db) -> None:
    card = a_card()
    await follow(register, card)
    await transfer(register, card)
    event = await event_of(register, card)

    change = EventChange(
        version=event.version, legal_class="endangerment", outcome=EventOutcome(kind="settled")
    )
    whole = await actions.change_event(register, AIVARS, event.id, change, NOON)
    done = await actions.complete_event(register, AIVARS, event.id, whole.version, NOON)

    assert (done.status, done.missing) == ("completed", [])
