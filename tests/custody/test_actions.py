"""From the event to the receiver's hands, on the real database."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from msgspec import structs

from tests.custody.builders import (
    GUNTA,
    LOOK,
    RAIVIS,
    a_place,
    a_thing,
    an_event_with_things,
    handed,
    known_person,
    offered,
    taken,
)
from tests.people import AIVARS, ANNA, DACE, VALDIS, VIKTORS
from tests.people import a_person as someone
from tests.register.builders import last_entry, registered
from vienots.custody import actions
from vienots.custody.contracts import (
    DueChange,
    HoldChange,
    ItemFilter,
    Move,
    OfferAnswer,
    PlaceWish,
    Release,
    TakingIn,
    ThingRef,
)
from vienots.custody.errors import (
    CustodyFaulty,
    DestructionNotAsked,
    EventOfThingsNotFound,
    ItemExists,
    ItemGone,
    ItemNotFound,
    ItemOffered,
    NothingToTake,
    NotTheHolder,
    OfferDecided,
    OfferExpired,
    OfferNotFound,
    OfferVoided,
    OnLegalHold,
    OwnDestruction,
    OwnOffer,
    WrongCode,
)
from vienots.identity.errors import RightMissing, TrainingMissing
from vienots.kernel.db import Db, set_keys
from vienots.kernel.ids import new_id
from vienots.register import actions as register
from vienots.register.contracts import AccessChange

HEAD = someone(33, "Rita Priekšniece", "pp-0003000", "register_supervisor")

A_RELEASE = Release("Anna Zariņa", "Pase LV1234567", "Parakstījās žurnālā")


async def test_an_event_gives_its_things_and_nothing_is_typed_twice(
    custody: Db, now: datetime
) -> None:
    event = await an_event_with_things(custody, now)
    place = await a_place(custody, now)

    items = await actions.take_from_event(
        custody, AIVARS, event.id, TakingIn(place_id=place.id, legal_basis="KPL 186."), now
    )

    assert [(one.number, one.kind, one.event_ref) for one in items] == [
        ("JPP-G-2026-00001", "seized", "b1"),
        ("JPP-G-2026-00002", "found", "b2"),
        ("JPP-G-2026-00003", "vehicle", "v1"),
        ("JPP-G-2026-00004", "document", "d1"),
    ]
    phone = items[0]
    assert (phone.description, phone.taken_where, phone.place_code, phone.event_number) == (
        "Tālrunis: Samsung, melns",
        "Lielā iela 1, Jelgava",
        "N-1",
        event.number,
    )
    assert (phone.due_on, phone.holder) == (None, AIVARS.id)
    with pytest.raises(NothingToTake):
        await actions.take_from_event(custody, AIVARS, event.id, TakingIn(), now)
    told = await last_entry(custody, phone.id)
    assert (told.topic, told.payload["item"]["number"]) == ("custody.item_taken", phone.number)
    assert {"pp-0003000", "vp"} <= set(told.audience)


async def test_chosen_things_are_taken_and_the_event_says_which_are(
    custody: Db, now: datetime
) -> None:
    event = await an_event_with_things(custody, now)

    await actions.take_from_event(
        custody, AIVARS, event.id, TakingIn(things=[ThingRef("vehicles", "v1")]), now
    )
    things = await actions.list_event_things(custody, AIVARS, event.id, LOOK, now)

    assert [one.thing.ref for one in things if one.item is not None] == ["v1"]
    with pytest.raises(CustodyFaulty) as refusal:
        unknown = TakingIn(things=[ThingRef("objects", "b3"), ThingRef("objects", "b9")])
        await actions.take_from_event(custody, AIVARS, event.id, unknown, now)
    assert [fault.path for fault in refusal.value.faults] == [
        "things.objects.b3",
        "things.objects.b9",
    ]
    assert (await last_entry(custody, event.id, "read")).payload["refs"][0] == "objects.b1"


async def test_a_foreign_event_gives_nothing(custody: Db, now: datetime) -> None:
    event = await an_event_with_things(custody, now)

    with pytest.raises(EventOfThingsNotFound):
        await actions.take_from_event(custody, VALDIS, event.id, TakingIn(), now)
    with pytest.raises(RightMissing):
        await actions.list_event_things(custody, VIKTORS, event.id, LOOK, now)


async def test_a_found_thing_needs_no_event(custody: Db, now: datetime) -> None:
    new = a_thing(due_on=date(2027, 5, 1))

    item = await actions.take_in(custody, AIVARS, new, now)
    again = await actions.take_in(custody, AIVARS, new, now)

    assert (again.id, again.due_on, again.number) == (item.id, date(2027, 5, 1), item.number)
    with pytest.raises(ItemExists):
        await actions.take_in(custody, GUNTA, new, now)
    with pytest.raises(TrainingMissing):
        untrained = structs.replace(AIVARS, trained=False)
        await actions.take_in(custody, untrained, a_thing(), now)
    with pytest.raises(RightMissing):
        await actions.take_in(custody, ANNA, a_thing(), now)


async def test_every_fault_of_taking_in_is_named(custody: Db, now: datetime) -> None:
    wrong = a_thing(taken_at=now + timedelta(days=1), due_on=date(2026, 1, 1))

    with pytest.raises(CustodyFaulty) as refusal:
        await actions.take_in(custody, AIVARS, wrong, now)
    assert {fault.path for fault in refusal.value.faults} == {"taken_at", "due_on"}
    with pytest.raises(CustodyFaulty) as refusal:
        foreign = await a_place(custody, now, DACE, "VP-1")
        await actions.take_in(custody, AIVARS, a_thing(place_id=foreign.id), now)
    assert [fault.code for fault in refusal.value.faults] == ["custody.place_unfit"]


async def test_only_the_right_code_changes_the_holder(custody: Db, now: datetime) -> None:
    item = await taken(custody, now)
    made = await offered(custody, item, now)
    [waiting] = await actions.list_waiting_offers(custody, GUNTA, LOOK, now)

    with pytest.raises(WrongCode) as refusal:
        await actions.accept_offer(custody, GUNTA, made.offer.id, OfferAnswer("AAAA"), now)
    place = await a_place(custody, now)
    answer = OfferAnswer(made.code.lower(), place.id)
    after = await actions.accept_offer(custody, GUNTA, made.offer.id, answer, now)

    assert waiting.item.holder == AIVARS.id
    assert refusal.value.data == {"left": 4}
    assert (after.holder, after.status, after.place_code) == (GUNTA.id, "held", "N-1")
    view = await actions.read_item(custody, AIVARS, item.id, LOOK, now)
    assert [step.act for step in view.chain] == ["taken", "offered", "accepted"]
    assert (view.broken_at, view.offer) == (None, None)
    assert made.code not in repr(view)
    assert await actions.list_waiting_offers(custody, RAIVIS, LOOK, now) == []
    with pytest.raises(OfferDecided):
        await actions.accept_offer(custody, RAIVIS, made.offer.id, answer, now)


async def test_five_wrong_codes_void_the_offer(custody: Db, now: datetime) -> None:
    item = await taken(custody, now)
    made = await offered(custody, item, now)

    for _ in range(4):
        with pytest.raises(WrongCode):
            await actions.accept_offer(custody, GUNTA, made.offer.id, OfferAnswer("X"), now)
    with pytest.raises(OfferVoided):
        await actions.accept_offer(custody, GUNTA, made.offer.id, OfferAnswer("X"), now)

    with pytest.raises(OfferDecided):
        await actions.accept_offer(custody, GUNTA, made.offer.id, OfferAnswer(made.code), now)
    view = await actions.read_item(custody, AIVARS, item.id, LOOK, now)
    assert (view.item.holder, view.chain[-1].act) == (AIVARS.id, "voided")


async def test_a_code_holds_for_half_an_hour(custody: Db, now: datetime) -> None:
    item = await taken(custody, now)
    made = await offered(custody, item, now)
    late = now + timedelta(minutes=30)

    with pytest.raises(OfferExpired):
        await actions.accept_offer(custody, GUNTA, made.offer.id, OfferAnswer(made.code), late)
    await actions.end_expired_offers(custody, late)

    assert await actions.list_waiting_offers(custody, GUNTA, LOOK, late) == []
    view = await actions.read_item(custody, AIVARS, item.id, LOOK, late)
    assert (view.chain[-1].act, view.chain[-1].by) == ("voided", "system:custody")


async def test_a_new_offer_takes_the_place_of_the_old_one(custody: Db, now: datetime) -> None:
    item = await taken(custody, now)
    first = await offered(custody, item, now)
    second = await offered(custody, item, now)

    with pytest.raises(OfferDecided):
        await actions.accept_offer(custody, GUNTA, first.offer.id, OfferAnswer(first.code), now)
    after = await actions.withdraw_offer(custody, AIVARS, second.offer.id, now)

    assert after.steps == 5
    with pytest.raises(OfferDecided):
        await actions.withdraw_offer(custody, AIVARS, second.offer.id, now)


async def test_who_gives_and_who_takes_is_held(custody: Db, now: datetime) -> None:
    item = await taken(custody, now)
    login = await known_person(custody, GUNTA, now)
    own = await known_person(custody, AIVARS, now)

    with pytest.raises(NotTheHolder):
        await offered(custody, item, now, RAIVIS)
    with pytest.raises(OwnOffer):
        await offered(custody, item, now, to_login=own)
    with pytest.raises(CustodyFaulty):
        await offered(custody, item, now, to_login="nav.tada")
    with pytest.raises(CustodyFaulty):
        await offered(custody, item, now, to_institution="pp-9999999")
    made = await offered(custody, item, now, to_login=login)
    with pytest.raises(OfferNotFound):
        await actions.accept_offer(custody, RAIVIS, made.offer.id, OfferAnswer(made.code), now)
    with pytest.raises(OwnOffer):
        await actions.accept_offer(custody, AIVARS, made.offer.id, OfferAnswer(made.code), now)
    with pytest.raises(OfferNotFound):
        await actions.decline_offer(custody, GUNTA, new_id(), "nav", now)
    after = await actions.decline_offer(custody, GUNTA, made.offer.id, "nav vietas", now)
    assert after.holder == AIVARS.id


async def test_what_lies_in_a_place_anybody_of_the_institution_moves(
    custody: Db, now: datetime
) -> None:
    first, second = await a_place(custody, now), await a_place(custody, now, code="N-2")
    item = await taken(custody, now, place_id=first.id)

    after = await actions.move_item(custody, RAIVIS, item.id, Move(second.id, "Plaukts 4"), now)

    assert (after.place_code, after.status) == ("N-2", "held")
    made = await offered(custody, after, now, RAIVIS)
    with pytest.raises(ItemOffered):
        await actions.move_item(custody, RAIVIS, item.id, Move(first.id), now)
    assert made.offer.from_name == RAIVIS.name
    await actions.put_place(custody, GUNTA, PlaceWish("N-1", "Vecā noliktava", "store", False), now)
    places = await actions.list_places(custody, GUNTA)
    assert [(place.code, place.active) for place in places] == [("N-2", True), ("N-1", False)]


async def test_another_institution_holds_it_and_both_see_it(custody: Db, now: datetime) -> None:
    item = await taken(custody, now)
    after = await handed(custody, item, now, AIVARS, VALDIS)

    assert (after.status, after.number, after.holder_institution) == (
        "transferred",
        item.number,
        "pp-0054000",
    )
    for reader in (AIVARS, VALDIS):
        await set_keys(custody, reader.keys)
        page = await actions.list_items(custody, reader, ItemFilter(), LOOK, now)
        assert [one.id for one in page.items] == [item.id]
    await set_keys(custody, DACE.keys)
    assert (await actions.list_items(custody, DACE, ItemFilter(), LOOK, now)).items == []
    with pytest.raises(ItemNotFound):
        await actions.read_item(custody, DACE, item.id, LOOK, now)


async def test_a_decliner_loses_sight_of_it_and_the_giver_is_told(
    custody: Db, now: datetime
) -> None:
    item = await taken(custody, now)
    made = await offered(custody, item, now, to_institution="pp-0054000")
    await set_keys(custody, VALDIS.keys)
    assert len(await actions.list_waiting_offers(custody, VALDIS, LOOK, now)) == 1

    await actions.decline_offer(custody, VALDIS, made.offer.id, "nav mūsu", now)

    with pytest.raises(ItemNotFound):
        await actions.read_item(custody, VALDIS, item.id, LOOK, now)
    told = await last_entry(custody, item.id)
    assert (told.topic, AIVARS.id in told.audience) == ("custody.offer_changed", True)


async def test_a_secret_thing_is_offered_to_somebody_by_name(custody: Db, now: datetime) -> None:
    event = await an_event_with_things(custody, now)
    [item, *_] = await actions.take_from_event(custody, AIVARS, event.id, TakingIn(), now)
    login = await known_person(custody, VALDIS, now)

    with pytest.raises(CustodyFaulty) as refusal:
        await offered(custody, item, now, to_institution="pp-0054000")
    assert [fault.code for fault in refusal.value.faults] == ["custody.receiver_by_name"]
    made = await offered(custody, item, now, to_login=login)

    await set_keys(custody, VALDIS.keys)
    after = await actions.accept_offer(custody, VALDIS, made.offer.id, OfferAnswer(made.code), now)
    view = await actions.read_item(custody, VALDIS, item.id, LOOK, now)
    assert (after.status, view.broken_at) == ("transferred", None)


async def test_a_secret_thing_offered_to_nobody_by_name_is_seen_with_its_event(
    custody: Db, now: datetime
) -> None:
    event = await an_event_with_things(custody, now)
    [item, *_] = await actions.take_from_event(custody, AIVARS, event.id, TakingIn(), now)
    change = AccessChange(event.version, "restricted", [], "Iekšējā pārbaude")
    await register.change_access(custody, AIVARS, event.id, change, now)

    await offered(custody, item, now)

    told = await last_entry(custody, item.id)
    assert not {"pp-0003000", "vp"} & set(told.audience)
    for reader, offers in ((GUNTA, 0), (HEAD, 1)):
        await set_keys(custody, reader.keys)
        found = await actions.list_waiting_offers(custody, reader, LOOK, now)
        assert len(found) == offers, reader.name


async def test_a_list_is_a_look_and_the_feed_names_no_plate(custody: Db, now: datetime) -> None:
    event = await an_event_with_things(custody, now)
    items = await actions.take_from_event(custody, AIVARS, event.id, TakingIn(), now)

    page = await actions.list_items(custody, AIVARS, ItemFilter(q="AB-1234"), LOOK, now)
    nothing = await actions.list_items(custody, AIVARS, ItemFilter(q="nav tāda"), LOOK, now)

    cursor = await custody.execute(
        "SELECT purpose, payload FROM kernel.journal WHERE topic = 'custody.items_read'"
    )
    [(purpose, look)] = await cursor.fetchall()
    assert (purpose, look["q"]) == (LOOK.code, "AB-1234")
    assert look["items"] == [str(one.id) for one in page.items]
    assert nothing.items == []
    for item in items:
        told = await last_entry(custody, item.id)
        assert not [mark.value for mark in item.marks if mark.value in str(told.payload)]


async def test_a_thing_of_a_restricted_event_is_hidden_with_it(custody: Db, now: datetime) -> None:
    event = await an_event_with_things(custody, now)
    items = await actions.take_from_event(custody, AIVARS, event.id, TakingIn(), now)
    change = AccessChange(event.version, "restricted", [], "Iekšējā pārbaude")
    await set_keys(custody, AIVARS.keys | {"house"})
    await register.change_access(custody, AIVARS, event.id, change, now)

    await set_keys(custody, GUNTA.keys)
    assert (await actions.list_items(custody, GUNTA, ItemFilter(), LOOK, now)).items == []
    await set_keys(custody, AIVARS.keys)
    assert len((await actions.list_items(custody, AIVARS, ItemFilter(), LOOK, now)).items) == len(
        items
    )


async def test_terms_and_holds_leave_their_steps(custody: Db, now: datetime) -> None:
    item = await taken(custody, now)

    await actions.change_due(custody, GUNTA, item.id, DueChange(date(2026, 12, 1), "Lēmums"), now)
    held = await actions.change_hold(custody, GUNTA, item.id, HoldChange(True, "Tiesa"), now)

    assert (held.due_on, held.legal_hold, held.steps) == (date(2026, 12, 1), True, 3)
    with pytest.raises(OnLegalHold):
        await actions.release_item(custody, AIVARS, item.id, A_RELEASE, now)
    with pytest.raises(OnLegalHold):
        await actions.ask_destruction(custody, AIVARS, item.id, "nederīgs", now)
    with pytest.raises(NotTheHolder):
        await actions.change_hold(custody, DACE, item.id, HoldChange(False, "nē"), now)
    with pytest.raises(CustodyFaulty):
        await actions.change_due(custody, GUNTA, item.id, DueChange(date(2026, 1, 1), "x"), now)


async def test_a_release_names_the_receiver_and_ends_custody(custody: Db, now: datetime) -> None:
    item = await taken(custody, now)

    gone = await actions.release_item(custody, AIVARS, item.id, A_RELEASE, now)

    view = await actions.read_item(custody, AIVARS, item.id, LOOK, now)
    last = view.chain[-1]
    assert (gone.status, last.to_holder) == ("released", "Anna Zariņa")
    assert last.note == "Pase LV1234567; Parakstījās žurnālā"
    told = await last_entry(custody, item.id)
    assert (told.topic, "Anna" in repr(told.payload)) == ("custody.item_released", False)
    with pytest.raises(ItemGone):
        await offered(custody, gone, now)
    with pytest.raises(ItemGone):
        await actions.change_due(custody, AIVARS, item.id, DueChange(None, "x"), now)


async def test_destruction_takes_two(custody: Db, now: datetime) -> None:
    item = await taken(custody, now)

    with pytest.raises(DestructionNotAsked):
        await actions.confirm_destruction(custody, GUNTA, item.id, "akts 4", now)
    await actions.ask_destruction(custody, AIVARS, item.id, "nederīgs", now)
    with pytest.raises(OwnDestruction):
        await actions.confirm_destruction(custody, AIVARS, item.id, "akts 4", now)
    with pytest.raises(NotTheHolder):
        await actions.confirm_destruction(custody, VALDIS, item.id, "akts 4", now)
    gone = await actions.confirm_destruction(custody, GUNTA, item.id, "akts 4", now)

    assert (gone.status, gone.destruction_asked_name) == ("destroyed", AIVARS.name)
    with pytest.raises(ItemGone):
        await actions.confirm_destruction(custody, RAIVIS, item.id, "akts 4", now)


async def test_what_is_due_first_stands_first_on_every_page(custody: Db, now: datetime) -> None:
    place = await a_place(custody, now)
    never = await taken(custody, now, description="Lietussargs", place_id=place.id)
    later = await taken(custody, now, due_on=date(2027, 1, 1))
    soon = await taken(custody, now, due_on=date(2026, 12, 1), kind="lost_property")

    async def ids(at: datetime = now, **wanted: object) -> list[object]:
        page = await actions.list_items(custody, AIVARS, ItemFilter(**wanted), LOOK, at)  # type: ignore[arg-type]
        return [one.id for one in page.items]

    assert await ids() == [soon.id, later.id, never.id]
    first = await actions.list_items(custody, AIVARS, ItemFilter(limit=2), LOOK, now)
    rest = await actions.list_items(
        custody, AIVARS, ItemFilter(limit=2, cursor=first.cursor), LOOK, now
    )
    assert ([one.id for one in first.items], [one.id for one in rest.items], rest.cursor) == (
        [soon.id, later.id],
        [never.id],
        None,
    )
    gone = await taken(custody, now, due_on=date(2026, 11, 25))
    await actions.release_item(custody, AIVARS, gone.id, A_RELEASE, now)
    assert await ids() == [soon.id, later.id, never.id, gone.id]
    assert await ids(overdue=True) == []
    assert await ids(now + timedelta(days=20), overdue=True) == [soon.id]
    assert await ids(due_before=date(2027, 6, 1)) == [soon.id, later.id]
    assert await ids(kind="lost_property") == [soon.id]
    assert await ids(place_id=place.id) == [never.id]
    assert await ids(q="lietus") == [never.id]
    assert await ids(q=later.number.lower()) == [later.id]
    assert await ids(status="released") == [gone.id]
    assert await ids(mine=True, limit=3) == [soon.id, later.id, never.id]
    with pytest.raises(CustodyFaulty) as refusal:
        await ids(limit=0, cursor="nav", q="x" * 101)
    assert {fault.path for fault in refusal.value.faults} == {"limit", "cursor", "q"}


async def test_a_changed_step_in_the_database_is_found(custody: Db, now: datetime) -> None:
    item = await taken(custody, now)
    await actions.change_due(custody, AIVARS, item.id, DueChange(None, "x"), now)
    await custody.execute("SET ROLE NONE")
    await custody.execute("UPDATE custody.step SET to_holder = 'Cits' WHERE seq = 1")
    await custody.execute("SET ROLE vienots_app")

    view = await actions.read_item(custody, AIVARS, item.id, LOOK, now)

    assert view.broken_at == 1


async def test_an_auditor_sees_every_thing_and_changes_none(custody: Db, now: datetime) -> None:
    item = await taken(custody, now)

    page = await actions.list_items(custody, VIKTORS, ItemFilter(), LOOK, now)

    assert [one.id for one in page.items] == [item.id]
    with pytest.raises(RightMissing):
        await actions.release_item(custody, VIKTORS, item.id, A_RELEASE, now)


async def test_an_event_without_things_has_none(custody: Db, now: datetime) -> None:
    event = await registered(custody, now)

    assert await actions.list_event_things(custody, AIVARS, event.id, LOOK, now) == []
