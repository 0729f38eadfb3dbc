"""Cards on a real PostgreSQL: opened once, changed together, informed with two fields, closed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from tests.calls.builders import (
    COUNTRY,
    EXCHANGE,
    IN_JELGAVA,
    IN_LITHUANIA,
    IN_RIGA,
    NOON,
    a_call,
    a_new_card,
    a_place,
)
from tests.people import AIVARS, ANNA, ILZE, JANIS, LIGA, PETERIS, a_person
from vienots.calls import api
from vienots.calls.actions import types
from vienots.calls.contracts import Card, CardChange, NewNote
from vienots.calls.errors import (
    BadCard,
    CardClosed,
    CardNotFound,
    ContactCentreOnly,
    ContactHasCard,
    FieldTaken,
    LegsRunning,
    NotReadyToInform,
)
from vienots.calls.store import CardFilter
from vienots.identity.errors import RightMissing
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id

REPLAY = Actor("system:replay", "Atskaņotājs", "112", ILZE.rights)
VUGD_SUPERVISOR = a_person(61, "Gatis Priede", "vugd", "supervisor")


async def opened(db: Db, **changes: object) -> Card:
    return await api.open_card(db, ILZE, a_new_card(**changes), COUNTRY, NOON)


async def change(db: Db, card: Card, who: Actor = ILZE, **fields: object) -> Card:
    wanted = CardChange(card.version, **fields)  # type: ignore[arg-type]
    return await api.change_card(db, who, card.id, wanted, COUNTRY, NOON)


async def topics(db: Db, card: Card) -> list[str]:
    return [entry.topic for entry in await journal.read_subject(db, card.id)][::-1]


async def finish(db: Db, card: Card) -> Card:
    for leg in card.legs:
        actor = replace(ILZE, institution=leg.institution)
        await api.close_leg(db, actor, leg.id, "done", NOON)
    closed = await api.get_card(db, card.id)
    assert closed is not None
    return closed


# ---- opening ------------------------------------------------------------------------------------


async def test_a_card_takes_number_place_and_the_callers_clock(calls: Db) -> None:
    rung = await api.take_telephone_event(calls, EXCHANGE, a_call(), NOON)

    card = await api.open_card(
        calls, ILZE, a_new_card(contact_id=rung.id), COUNTRY, NOON + timedelta(seconds=30)
    )

    assert (card.number, card.state) == ("2026-0000001", "draft")
    assert card.place is not None
    assert (card.place.atvk, card.place.municipality, card.place.city) == (
        "0003000",
        "Jelgava",
        True,
    )
    assert (card.happened_at, card.opened_at) == (NOON, NOON + timedelta(seconds=30))
    assert card.contacts == [rung.id]
    assert await topics(calls, card) == ["calls.card_opened", "calls.contact_attached"]


async def test_the_callers_own_entry_tells_of_the_card(calls: Db) -> None:
    rung = await api.take_telephone_event(calls, EXCHANGE, a_call(), NOON)

    card = await opened(calls, contact_id=rung.id)

    newest = (await journal.read_subject(calls, rung.id))[0]
    assert newest.payload["contact"]["card_id"] == str(card.id)


async def test_a_card_sent_twice_is_one_card(calls: Db) -> None:
    new = a_new_card(inform=True)

    first = await api.open_card(calls, ILZE, new, COUNTRY, NOON)
    second = await api.open_card(calls, ILZE, new, COUNTRY, NOON)
    other = await opened(calls)

    assert second == first
    assert other.number == "2026-0000002"


async def test_numbers_begin_anew_with_the_latvian_year(calls: Db) -> None:
    new_year = NOON.replace(year=2026, month=12, day=31, hour=22, minute=30)

    old = await opened(calls, happened_at=NOON)
    new = await api.open_card(
        calls, ILZE, a_new_card(happened_at=new_year), COUNTRY, new_year + timedelta(minutes=1)
    )

    assert (old.number, new.number) == ("2026-0000001", "2027-0000001")


async def test_a_call_has_one_card(calls: Db) -> None:
    rung = await api.take_telephone_event(calls, EXCHANGE, a_call(), NOON)
    await opened(calls, contact_id=rung.id)

    with pytest.raises(ContactHasCard):
        await opened(calls, contact_id=rung.id)


async def test_a_place_outside_the_country_is_refused_by_name(calls: Db) -> None:
    with pytest.raises(BadCard) as refused:
        await opened(calls, place=a_place("Šauļi", IN_LITHUANIA))

    assert [(f.path, f.code) for f in refused.value.faults] == [
        ("place.lat", "calls.outside_country")
    ]


async def test_a_card_does_not_happen_tomorrow(calls: Db) -> None:
    with pytest.raises(BadCard):
        await opened(calls, happened_at=NOON + timedelta(days=1))


async def test_a_card_of_another_year_comes_from_a_replay_only(calls: Db) -> None:
    long_ago = NOON.replace(year=2019)

    with pytest.raises(BadCard):
        await opened(calls, happened_at=long_ago)
    replayed = await api.open_card(
        calls, REPLAY, a_new_card(happened_at=long_ago, inform=True), COUNTRY, NOON
    )

    assert (replayed.number, replayed.opened_at) == ("2019-0000001", NOON)
    assert replayed.state == "informed"


async def test_an_unknown_type_and_an_unknown_call_are_refused(calls: Db) -> None:
    with pytest.raises(BadCard):
        await opened(calls, type_code="fire.unheard_of")
    with pytest.raises(BadCard):
        await opened(calls, contact_id=new_id())


async def test_only_the_contact_centre_opens_cards(calls: Db) -> None:
    with pytest.raises(RightMissing):
        await api.open_card(calls, ANNA, a_new_card(), COUNTRY, NOON)
    with pytest.raises(ContactCentreOnly):
        await api.open_card(calls, VUGD_SUPERVISOR, a_new_card(), COUNTRY, NOON)


# ---- informing ----------------------------------------------------------------------------------


async def test_what_and_where_suffice_to_inform(calls: Db) -> None:
    card = await opened(calls, what="Deg dzīvoklis trešajā stāvā")

    informed = await api.inform(calls, ILZE, card.id, NOON)

    assert (informed.state, informed.type_code) == ("informed", "fire.dwelling")
    assert {(leg.service, leg.institution, leg.priority) for leg in informed.legs} == {
        ("fire", "vugd", 1),
        ("police", "vp", 2),
        ("medical", "nmpd", 1),
    }
    assert {leg.state for leg in informed.legs} == {"received"}
    assert informed.priority == 1


async def test_a_card_is_informed_once(calls: Db) -> None:
    card = await opened(calls, inform=True)

    again = await api.inform(calls, ILZE, card.id, NOON + timedelta(minutes=1))

    assert again == card


async def test_words_that_tell_no_type_still_inform(calls: Db) -> None:
    card = await opened(calls, what="Xyzzy", inform=True)

    assert card.type_code == "other.unknown"
    assert {leg.institution for leg in card.legs} == {"vp", "vugd", "nmpd"}


async def test_a_place_without_a_position_informs_and_says_so(calls: Db) -> None:
    card = await opened(calls, place=a_place("Pie vecās dzirnavas", None), inform=True)

    assert card.state == "informed"
    assert card.place is not None
    assert (card.place.lat, card.place.atvk) == (None, None)


async def test_missing_fields_are_all_named(calls: Db) -> None:
    card = await opened(calls, what="", place=None)

    with pytest.raises(NotReadyToInform) as refused:
        await api.inform(calls, ILZE, card.id, NOON)

    assert [fault.path for fault in refused.value.faults] == ["what", "place"]


async def test_municipal_work_goes_to_the_municipality_of_the_place(calls: Db) -> None:
    card = await opened(calls, type_code="order.noise", inform=True)

    assert [(leg.service, leg.institution) for leg in card.legs] == [("municipal", "pp-0003000")]


async def test_municipal_work_without_a_territory_goes_to_the_state_police(calls: Db) -> None:
    card = await opened(
        calls, type_code="order.noise", place=a_place("Pie upes", None), inform=True
    )

    assert [(leg.service, leg.institution) for leg in card.legs] == [("police", "vp")]


async def test_services_see_a_card_from_the_moment_it_is_informed(calls: Db) -> None:
    card = await opened(calls, type_code="theft.shop")

    with pytest.raises(CardNotFound):
        await api.see_card(calls, PETERIS, card.id)
    informed = await api.inform(calls, ILZE, card.id, NOON)

    assert await api.see_card(calls, PETERIS, card.id) == informed
    with pytest.raises(CardNotFound):
        await api.see_card(calls, JANIS, card.id)
    with pytest.raises(CardNotFound):
        await api.see_card(calls, AIVARS, card.id)


# ---- changing -----------------------------------------------------------------------------------


async def test_two_people_change_different_fields(calls: Db) -> None:
    card = await opened(calls, type_code="fire.vehicle")

    await change(calls, card, what="Deg divas automašīnas")
    both = await change(calls, card, LIGA, priority=2)

    assert (both.what, both.priority) == ("Deg divas automašīnas", 2)


async def test_the_same_field_is_refused_with_its_present_value(calls: Db) -> None:
    card = await opened(calls)
    await change(calls, card, what="Deg pagrabs", place=a_place("Driksas iela 2"))

    with pytest.raises(FieldTaken) as refused:
        await change(calls, card, LIGA, what="Deg bēniņi", place=a_place("Driksas iela 3"))

    assert {fault.path: fault.data["value"] for fault in refused.value.faults} == {
        "what": "Deg pagrabs",
        "place": "Driksas iela 2",
    }


async def test_the_same_change_sent_twice_is_one_change(calls: Db) -> None:
    card = await opened(calls)

    changed = await change(calls, card, what="Deg pagrabs")
    again = await change(calls, card, what="Deg pagrabs")

    assert again == changed


async def test_another_type_brings_in_the_services_it_concerns(calls: Db) -> None:
    card = await opened(calls, type_code="fire.waste", inform=True)

    changed = await change(calls, card, type_code="fire.dwelling")

    assert [leg.institution for leg in changed.legs] == ["vugd", "vp", "nmpd"]
    assert (await topics(calls, card))[-3:] == [
        "calls.card_changed",
        "calls.leg_added",
        "calls.leg_added",
    ]


async def test_another_territory_brings_in_its_municipal_police(calls: Db) -> None:
    card = await opened(calls, type_code="order.noise", inform=True)

    moved = await change(calls, card, place=a_place("Brīvības iela 1, Rīga", IN_RIGA))

    assert [leg.institution for leg in moved.legs] == ["pp-0003000", "pp-0001000"]


async def test_a_priority_that_a_person_chose_outlives_the_type(calls: Db) -> None:
    card = await opened(calls, type_code="fire.waste")
    urgent = await change(calls, card, priority=1)

    changed = await change(calls, urgent, type_code="rescue.animal")

    assert changed.priority == 1


async def test_crews_read_the_words_as_they_stand_now(calls: Db) -> None:
    card = await opened(calls, what="Deg māja")

    changed = await change(calls, card, what="Deg māja, iekšā cilvēki")

    assert changed.crew_text == ["Deg māja, iekšā cilvēki"]


async def test_a_closed_card_does_not_change(calls: Db) -> None:
    card = await opened(calls)
    await api.close_card(calls, ILZE, card.id, "duplicate", None, NOON)

    with pytest.raises(CardClosed):
        await change(calls, card, what="Vēl kaut kas")
    with pytest.raises(CardClosed):
        await api.add_note(calls, ILZE, card.id, NewNote("Vēl"), NOON)


# ---- notes, callers, crews ----------------------------------------------------------------------


async def test_crews_read_three_lines_newest_first(calls: Db) -> None:
    card = await opened(calls, what="Deg māja", inform=True)
    for text in ("Ieeja no pagalma", "Suns pagalmā", "Vārti aizslēgti"):
        await api.add_note(calls, ILZE, card.id, NewNote(text, for_crews=True), NOON)
    noted = await api.add_note(calls, JANIS, card.id, NewNote("Tikai dispečeram"), NOON)

    assert noted.crew_text == ["Vārti aizslēgti", "Suns pagalmā", "Ieeja no pagalma"]


async def test_who_has_no_part_in_a_card_adds_nothing_to_it(calls: Db) -> None:
    card = await opened(calls, type_code="theft.shop", inform=True)

    with pytest.raises(CardNotFound):
        await api.add_note(calls, JANIS, card.id, NewNote("Es arī"), NOON)


async def test_one_more_caller_of_the_same_incident_is_attached(calls: Db) -> None:
    card = await opened(calls)
    second = await api.take_telephone_event(calls, EXCHANGE, a_call(call_id="c-2"), NOON)
    await api.close_contact(calls, ILZE, second.id, "duplicate", None, NOON)

    attached = await api.attach(calls, ILZE, card.id, second.id, NOON)
    again = await api.attach(calls, ILZE, card.id, second.id, NOON)

    contact = await api.get_contact(calls, second.id)
    assert contact is not None
    assert (contact.card_id, contact.closed_as) == (card.id, None)
    assert attached.contacts == [second.id]
    assert again == attached


async def test_a_caller_of_another_card_is_not_taken_from_it(calls: Db) -> None:
    rung = await api.take_telephone_event(calls, EXCHANGE, a_call(), NOON)
    await opened(calls, contact_id=rung.id)
    other = await opened(calls)
    await api.inform(calls, ILZE, other.id, NOON)
    mine = await api.get_contact(calls, rung.id)
    assert mine is not None
    await api.inform(calls, ILZE, mine.card_id or other.id, NOON)

    with pytest.raises(ContactHasCard):
        await api.attach(calls, ILZE, other.id, rung.id, NOON)


async def test_a_caller_is_moved_from_a_draft_to_the_card_that_there_is(calls: Db) -> None:
    running = await opened(calls, inform=True)
    rung = await api.take_telephone_event(calls, EXCHANGE, a_call(), NOON)
    draft = await opened(calls, contact_id=rung.id)

    attached = await api.attach(calls, ILZE, running.id, rung.id, NOON)

    left = await api.get_card(calls, draft.id)
    assert left is not None
    assert attached.contacts == [rung.id]
    assert (left.state, left.closed_as, left.contacts) == ("closed", "duplicate", [])


async def test_a_draft_with_another_caller_stays(calls: Db) -> None:
    running = await opened(calls, inform=True)
    one, two = [
        await api.take_telephone_event(calls, EXCHANGE, a_call(call_id=call_id), NOON)
        for call_id in ("c-1", "c-2")
    ]
    draft = await opened(calls, contact_id=one.id)
    await api.attach(calls, ILZE, draft.id, two.id, NOON)

    await api.attach(calls, ILZE, running.id, one.id, NOON)

    left = await api.get_card(calls, draft.id)
    assert left is not None
    assert (left.state, left.contacts) == ("draft", [two.id])
    assert (await topics(calls, draft))[-1] == "calls.contact_detached"


# ---- closing ------------------------------------------------------------------------------------


async def test_a_card_with_working_services_is_not_closed(calls: Db) -> None:
    card = await opened(calls, inform=True)

    with pytest.raises(LegsRunning):
        await api.close_card(calls, ILZE, card.id, "other", None, NOON)


async def test_a_draft_is_closed_with_a_reason_and_a_note(calls: Db) -> None:
    card = await opened(calls)

    with pytest.raises(BadCard):
        await api.close_card(calls, ILZE, card.id, "because", None, NOON)
    closed = await api.close_card(calls, ILZE, card.id, "false_report", "Bērni spēlējas", NOON)

    entry = (await journal.read_subject(calls, card.id))[0]
    assert (closed.state, closed.closed_as) == ("closed", "false_report")
    assert (entry.topic, entry.payload["note"]) == ("calls.card_closed", "Bērni spēlējas")


async def test_a_card_closes_with_its_last_leg(calls: Db) -> None:
    card = await opened(calls, inform=True)

    closed = await finish(calls, card)

    assert (closed.state, closed.closed_as) == ("closed", "done")


# ---- finding ------------------------------------------------------------------------------------


async def test_likely_duplicates_are_near_recent_and_alike(calls: Db) -> None:
    lat, lon = IN_JELGAVA
    same = await opened(calls, what="Deg automašīna pagalmā")
    await opened(calls, what="Nozagts velosipēds", place=a_place("Blakus", (lat + 0.0001, lon)))
    await opened(calls, what="Deg automašīna", place=a_place("Tālu", (lat + 0.01, lon)))
    ended = await finish(calls, await opened(calls, inform=True))

    sought = api.Sought(lat, lon, "Deg mašīna, automašīna")
    found = await api.list_near(calls, ILZE, sought, NOON + timedelta(minutes=5))
    later = await api.list_near(calls, ILZE, sought, NOON + timedelta(minutes=45))

    assert found[0].id == same.id
    assert {card.number for card in found} == {"2026-0000001", "2026-0000002", "2026-0000004"}
    assert ended.id not in {card.id for card in later}


async def test_an_institution_lists_its_own_cards(calls: Db) -> None:
    await opened(calls, type_code="fire.waste", inform=True)
    theft = await opened(calls, type_code="theft.shop", inform=True)

    assert [c.id for c in await api.list_cards(calls, PETERIS, CardFilter())] == [theft.id]
    assert len(await api.list_cards(calls, ILZE, CardFilter())) == 2


async def test_cards_are_found_by_words_number_and_place(calls: Db) -> None:
    card = await opened(calls, what="Ķīmiska viela 100%")
    await opened(calls, what="Deg", place=a_place("Pasta iela 7"))

    async def search(q: str) -> list[UUID]:
        return [found.id for found in await api.list_cards(calls, ILZE, CardFilter(q=q))]

    assert await search("100%") == [card.id]
    assert await search("0000001") == [card.id]
    assert await search("lielā iela") == [card.id]
    assert await search("kimiska") == [card.id]
    assert await search("_") == []


async def test_cards_are_listed_page_by_page(calls: Db) -> None:
    for minutes in range(5):
        await opened(calls, happened_at=NOON - timedelta(minutes=minutes))

    first = await api.list_cards(calls, ILZE, CardFilter(limit=3))
    last = first[-1]
    rest = await api.list_cards(
        calls, ILZE, CardFilter(before=last.happened_at, before_id=last.id, limit=3)
    )

    assert [card.number[-1] for card in (*first, *rest)] == ["1", "2", "3", "4", "5"]


async def test_types_are_proposed_to_call_takers(calls: Db) -> None:
    proposals = await types.propose_type(calls, ILZE, "Pagalmā deg mašīna", NOON)

    assert proposals[0].type_code == "fire.vehicle"
    assert proposals[0].words == ["deg", "mašīna"]
    with pytest.raises(RightMissing):
        await types.propose_type(calls, JANIS, "deg", NOON)
