from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.people import AIVARS, DACE, JANIS, PETERIS, VALDIS
from tests.register.builders import (
    CRASH,
    ENTRY,
    NOISE,
    THEFT,
    a_person,
    a_vehicle,
    an_event,
)
from vienots.identity.errors import RightMissing, TrainingMissing
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, StaleVersion
from vienots.register import actions, api
from vienots.register.contracts import (
    EventChange,
    EventFilter,
    EventObject,
    EventOutcome,
    EventPlace,
    EventView,
    NewEvent,
)
from vienots.register.errors import (
    EventEnded,
    EventExists,
    EventFaulty,
    EventIncomplete,
    EventNotFound,
    FieldsCollide,
    NotARegisteringInstitution,
    NotTheOwner,
    VersionUnknown,
)

A_COLLEAGUE = Actor(
    "person:colleague", "Gunārs Zeltiņš", AIVARS.institution, AIVARS.rights, trained=True
)


async def registered(db: Db, now: datetime, actor: Actor = AIVARS, **changes: object) -> EventView:
    return await actions.register_event(db, actor, an_event(**changes), now)


async def changed(db: Db, event: EventView, now: datetime, **changes: Any) -> EventView:
    change = EventChange(**({"version": event.version} | changes))
    return await actions.change_event(db, AIVARS, event.id, change, now)


async def last_entry(db: Db, event_id: UUID, kind: str = "change") -> journal.Entry:
    entries = await journal.read_subject(db, event_id)
    return next(entry for entry in entries if entry.kind == kind)


# ---- registering -------------------------------------------------------------------------------


async def test_an_event_gets_a_number_of_its_institution(register: Db, now: datetime) -> None:
    first = await registered(register, now)
    second = await registered(register, now)
    of_state = await registered(register, now, DACE)

    assert first.number == "JPP-2026-000001"
    assert second.number == "JPP-2026-000002"
    assert of_state.number == "VP-2026-000001"
    assert first.seen_by == ["pp-0003000", "vp"]


async def test_a_typed_event_knows_who_typed_what(register: Db, now: datetime) -> None:
    event = await registered(register, now, type=THEFT)

    assert event.officer_name == AIVARS.name
    assert event.category == "B"
    assert event.origins["category"].source == "incident_type"
    assert event.origins["narrative"].origin == "manual"
    assert event.origins["place.address"].by == AIVARS.name


async def test_sending_it_again_makes_no_second_event(register: Db, now: datetime) -> None:
    new = an_event()
    first = await actions.register_event(register, AIVARS, new, now)

    again = await actions.register_event(register, AIVARS, new, now + timedelta(seconds=9))

    assert again.number == first.number
    with pytest.raises(EventExists):
        await actions.register_event(register, VALDIS, new, now)
    with pytest.raises(EventExists):
        other = an_event(id=new.id, narrative="Cits.")
        await actions.register_event(register, AIVARS, other, now)


async def test_only_police_registers_and_only_after_training(register: Db, now: datetime) -> None:
    untrained = Actor("person:9", "Jauns", AIVARS.institution, AIVARS.rights, trained=False)
    fireman = Actor("person:8", "Cits", "vugd", AIVARS.rights, trained=True)

    with pytest.raises(RightMissing):
        await registered(register, now, JANIS)
    with pytest.raises(TrainingMissing):
        await registered(register, now, untrained)
    with pytest.raises(NotARegisteringInstitution):
        await registered(register, now, fireman)


async def test_codes_are_judged_as_of_the_time_of_the_event(register: Db, now: datetime) -> None:
    new = an_event(
        type="nothing.known",
        received_via="pigeon",
        legal_class="sin",
        category="Z",
        place=EventPlace(atvk="9999999"),
    )
    before_the_lists = an_event(received_at=now.replace(year=2001))

    with pytest.raises(EventFaulty) as refusal:
        await actions.register_event(register, AIVARS, new, now)
    with pytest.raises(EventFaulty) as too_early:
        await actions.register_event(register, AIVARS, before_the_lists, now)

    named = {fault.path for fault in refusal.value.faults}
    assert named == {"type", "received_via", "legal_class", "category", "place.atvk"}
    assert "type" in {fault.path for fault in too_early.value.faults}


# ---- changing ----------------------------------------------------------------------------------


async def test_whoever_changes_it_first_takes_it(register: Db, now: datetime) -> None:
    event = await registered(register, now)

    after = await changed(register, event, now, legal_class="endangerment")

    assert (after.officer, after.status, after.version) == (AIVARS.id, "in_progress", 2)
    entry = await last_entry(register, event.id)
    assert entry.topic == "register.event_changed"
    assert entry.payload["fields"] == ["legal_class", "status"]
    assert entry.audience == ["pp-0003000", "vp"]


async def test_a_change_of_nothing_is_no_version(register: Db, now: datetime) -> None:
    event = await registered(register, now)

    after = await changed(register, event, now, narrative=event.narrative)

    assert after.version == 1
    assert (await last_entry(register, event.id)).topic == "register.event_registered"


async def test_two_people_change_different_fields_and_both_are_kept(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now)
    await changed(register, event, now, persons=[a_person("p1", phone="20000001")])

    change = EventChange(version=1, narrative="Papildināts.", persons=[a_person("p2")])
    after = await actions.change_event(register, A_COLLEAGUE, event.id, change, now)

    assert after.narrative == "Papildināts."
    assert {person.ref for person in after.persons} == {"p1", "p2"}
    assert after.officer_name == AIVARS.name
    assert after.origins["persons.p1.phone"].by == AIVARS.name
    assert after.origins["persons.p2.role"].by == A_COLLEAGUE.name


async def test_the_same_field_changed_by_both_is_refused_with_its_present_value(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now)
    await changed(register, event, now, narrative="Pirmais.", legal_class="endangerment")

    change = EventChange(version=1, narrative="Otrais.", legal_class="possible_offence")
    with pytest.raises(FieldsCollide) as refusal:
        await actions.change_event(register, A_COLLEAGUE, event.id, change, now)

    assert (
        refusal.value.data
        == {
            "version": 2,
            "fields": "narrative, legal_class",
            "present.narrative": "Pirmais.",
            "present.legal_class": "endangerment",
        }
        or refusal.value.data["fields"] == "legal_class, narrative"
    )


@pytest.mark.parametrize("version", [0, -1, 2, 10**30])
async def test_a_version_that_never_was_is_refused(
    register: Db, now: datetime, version: int
) -> None:
    event = await registered(register, now)

    with pytest.raises(VersionUnknown):
        await changed(register, event, now, version=version, narrative="Cits.")


async def test_every_fault_of_a_change_is_named_and_nothing_is_kept(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now)

    with pytest.raises(EventFaulty) as refusal:
        await changed(
            register,
            event,
            now,
            status="completed",
            persons=[
                a_person("p1", role="king", personal_code="1"),
                a_person("p2"),
                a_person("p2"),
            ],
            objects=[EventObject(ref="o1", object_class="idea", status="gone", owner="p7")],
        )

    assert {fault.path for fault in refusal.value.faults} == {
        "status",
        "persons.p1.role",
        "persons.p1.personal_code",
        "persons.p2",
        "objects.o1.object_class",
        "objects.o1.status",
        "objects.o1.owner",
    }
    kept = await actions.open_event(register, AIVARS, event.id, ENTRY, now)
    assert (kept.version, kept.persons) == (1, [])


async def test_a_new_type_brings_its_category_unless_a_person_chose_one(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now)
    derived = await changed(register, event, now, type=CRASH)
    chosen = await changed(register, derived, now, category="C")

    after = await changed(register, chosen, now, type=THEFT)

    assert (derived.category, derived.missing[-1]) == ("A", "vehicles")
    assert (after.category, after.type_version) == ("C", 3)


async def test_fields_can_be_emptied(register: Db, now: datetime) -> None:
    event = await registered(register, now, legal_class="endangerment")

    after = await changed(register, event, now, clear=["legal_class"])

    assert after.legal_class is None


async def test_only_the_owner_writes_and_others_do_not_know(register: Db, now: datetime) -> None:
    event = await registered(register, now)
    change = EventChange(version=1, narrative="Svešs.")

    with pytest.raises(NotTheOwner):
        await actions.change_event(register, DACE, event.id, change, now)
    with pytest.raises(EventNotFound):
        await actions.change_event(register, VALDIS, event.id, change, now)


# ---- ending ------------------------------------------------------------------------------------


async def test_completing_names_all_that_is_wanted_in_order(register: Db, now: datetime) -> None:
    event = await registered(register, now, type=THEFT, place=EventPlace())

    with pytest.raises(EventIncomplete) as refusal:
        await actions.complete_event(register, AIVARS, event.id, 1, now)

    assert [fault.path for fault in refusal.value.faults] == event.missing
    assert event.missing == [
        "outcome.kind",
        "legal_class",
        "place.address",
        "place.atvk",
        "persons:victim",
        "objects",
    ]


async def test_a_whole_event_is_completed(register: Db, now: datetime) -> None:
    event = await registered(register, now)
    whole = await changed(
        register,
        event,
        now,
        legal_class="endangerment",
        outcome=EventOutcome(kind="settled"),
        persons=[a_person()],
        vehicles=[a_vehicle(driver="p1")],
    )

    done = await actions.complete_event(register, AIVARS, event.id, whole.version, now)

    assert (done.status, done.completed_at, done.missing) == ("completed", now, [])
    assert (await last_entry(register, event.id)).topic == "register.event_completed"
    with pytest.raises(EventEnded):
        await changed(register, done, now, narrative="Vēl.")
    with pytest.raises(EventEnded):
        await actions.complete_event(register, AIVARS, event.id, done.version, now)


async def test_completing_needs_the_version_that_was_seen(register: Db, now: datetime) -> None:
    event = await registered(register, now)
    await changed(register, event, now, narrative="Papildināts.")

    with pytest.raises(StaleVersion):
        await actions.complete_event(register, AIVARS, event.id, 1, now)


async def test_cancelling_needs_a_reason_and_can_be_undone_with_one(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now)

    with pytest.raises(EventFaulty):
        await changed(register, event, now, status="cancelled")
    ended = await changed(register, event, now, status="cancelled", reason="Kļūdaini reģistrēts")
    with pytest.raises(EventFaulty):
        await changed(register, ended, now, status="in_progress")
    again = await changed(register, ended, now, status="in_progress", reason="Tomēr bija")

    assert (ended.status, ended.status_reason) == ("cancelled", "Kļūdaini reģistrēts")
    assert (again.status, again.status_reason) == ("in_progress", "Tomēr bija")


# ---- looking -----------------------------------------------------------------------------------


async def test_looking_at_an_event_is_written_down_with_purpose_and_persons(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now)
    await changed(register, event, now, persons=[a_person("p1")], vehicles=[a_vehicle("v1")])

    await actions.open_event(register, DACE, event.id, ENTRY, now)

    entry = await last_entry(register, event.id, "read")
    assert (entry.actor, entry.purpose, entry.audience) == (DACE.id, "event_entry", [])
    assert (entry.payload["persons"], entry.payload["vehicles"]) == (["p1"], ["v1"])


async def test_writing_shows_persons_too_and_is_written_down_as_a_look(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now)
    after = await changed(register, event, now, persons=[a_person("p1")])

    entry = await last_entry(register, event.id, "read")

    assert (entry.purpose, entry.purpose_ref) == ("event_entry", after.number)
    assert entry.payload["persons"] == ["p1"]


async def test_without_the_right_persons_are_withheld_everywhere(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now, DACE)
    change = EventChange(version=1, persons=[a_person("p1", personal_code="161175-19997")])
    await actions.change_event(register, DACE, event.id, change, now)
    reader = Actor("person:7", "Lasītājs", "vp", frozenset({"register.read"}))

    view = await actions.open_event(register, reader, event.id, ENTRY, now)
    history = await actions.list_history(register, reader, event.id, ENTRY, now)
    found = await actions.search_events(register, reader, "161175-19997", ENTRY, now)

    assert (view.persons, view.withheld) == ([], ["persons", "vehicles"])
    assert not [path for path in view.origins if path.startswith("persons")]
    assert not [c for v in history for c in v.changes if c.path.startswith("persons")]
    assert found == []
    with pytest.raises(RightMissing):
        await actions.open_event(register, PETERIS, event.id, ENTRY, now)


async def test_what_may_not_be_seen_is_neither_there_nor_counted(
    register: Db, now: datetime
) -> None:
    mine = await registered(register, now)
    foreign = await registered(register, now, VALDIS, narrative="Svešs.")
    since = now - timedelta(days=1)

    page = await actions.list_events(register, AIVARS, EventFilter())
    of_state = await actions.list_events(register, DACE, EventFilter())
    counted = await api.count_by_status(register, AIVARS, since)
    found = await actions.search_events(register, AIVARS, foreign.number, ENTRY, now)

    assert [row.id for row in page.rows] == [mine.id]
    assert {row.id for row in of_state.rows} == {mine.id, foreign.id}
    assert counted == {"registered": 1}
    assert await api.count_by_status(register, DACE, since) == {"registered": 2}
    assert await api.count_by_status(register, DACE, since, owner="vp") == {}
    assert found == []
    assert await api.get_row(register, AIVARS, foreign.id) is None
    assert await api.get_row(register, DACE, foreign.id) is not None
    with pytest.raises(EventNotFound):
        await actions.open_event(register, AIVARS, foreign.id, ENTRY, now)
    with pytest.raises(EventNotFound):
        await actions.list_history(register, AIVARS, foreign.id, ENTRY, now)


async def test_a_list_goes_on_where_its_page_ended(register: Db, now: datetime) -> None:
    times = [now - timedelta(minutes=minute) for minute in (1, 2, 2, 2, 5)]
    events = [await registered(register, now, received_at=time) for time in times]

    seen, cursor = [], None
    while True:
        page = await actions.list_events(register, AIVARS, EventFilter(limit=2, cursor=cursor))
        seen += [row.id for row in page.rows]
        cursor = page.cursor
        if cursor is None:
            break

    assert len(seen) == len(set(seen))
    assert set(seen) == {event.id for event in events}
    assert seen[0] == events[0].id


async def test_a_list_is_narrowed_by_status_type_time_text_and_officer(
    register: Db, now: datetime
) -> None:
    noise = await registered(register, now)
    theft = await registered(
        register, now, type=THEFT, received_at=now - timedelta(days=3),
        place=EventPlace(address="Ķīšu iela 7, Jelgava"),
    )  # fmt: skip
    change = EventChange(version=1, status="cancelled", reason="Kļūda")
    await actions.change_event(register, AIVARS, theft.id, change, now)

    async def listed(**wanted: Any) -> list[UUID]:
        page = await actions.list_events(register, AIVARS, EventFilter(**wanted))
        return [row.id for row in page.rows]

    assert await listed(status="cancelled") == [theft.id]
    assert await listed(status="open") == [noise.id]
    assert await listed(type=NOISE) == [noise.id]
    assert await listed(type="tried") == [noise.id, theft.id]
    assert await listed(since=now - timedelta(hours=1)) == [noise.id]
    assert await listed(until=now - timedelta(hours=1)) == [theft.id]
    assert await listed(q="kisu iela") == [theft.id]
    assert await listed(q=noise.number[-4:]) == [noise.id]
    assert await listed(mine=True) == [noise.id, theft.id]
    page = await actions.list_events(register, A_COLLEAGUE, EventFilter(mine=True))
    assert page.rows == []


async def test_a_list_never_looks_at_persons(register: Db, now: datetime) -> None:
    event = await registered(register, now)
    await changed(register, event, now, persons=[a_person(surname="Zvirgzdiņš")])

    page = await actions.list_events(register, AIVARS, EventFilter(q="Zvirgzdiņš"))

    assert page.rows == []


async def test_a_bad_filter_is_named_whole(register: Db) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    wanted = EventFilter(status="gone", since=naive, until=naive, q="a", limit=0, cursor="2026_x")

    with pytest.raises(BadInput) as refusal:
        await actions.list_events(register, AIVARS, wanted)

    named = {fault.path for fault in refusal.value.faults}
    assert named == {"status", "from", "to", "q", "limit", "cursor"}


@pytest.mark.parametrize(
    ("q", "why"),
    [
        ("161175-19997", ["personal_code"]),
        ("16117519997", ["personal_code"]),
        ("20 000 512", ["phone"]),
        ("kl 4406", ["plate"]),
        ("4406", ["plate"]),
        ("zz 99", []),
        ("kl44", ["plate"]),
        ("Andris Zarins", ["name"]),
        ("zariņš andris", ["name"]),
        ("Zariņs", ["name"]),
        ("liela jelgava", ["address"]),
        ("Mazā iela 9", ["address"]),
        ("JPP-2026-000001", ["number"]),
    ],
)
async def test_a_search_says_by_what_it_found(
    register: Db, now: datetime, q: str, why: list[str]
) -> None:
    event = await registered(register, now)
    person = a_person(
        name="Andris",
        surname="Zariņš",
        personal_code="161175-19997",
        phone="20000512",
        address="Mazā iela 9, Jelgava",
    )
    await changed(register, event, now, persons=[person], vehicles=[a_vehicle(plate="KL-4406")])

    found = await actions.search_events(register, AIVARS, q, ENTRY, now)

    assert [(event.id, hit.why) for hit in found] == ([(event.id, why)] if why else [])


async def test_a_search_is_written_down_with_its_hits(register: Db, now: datetime) -> None:
    event = await registered(register, now)

    await actions.search_events(register, AIVARS, "Lielā iela", ENTRY, now)
    await actions.search_events(register, AIVARS, "nekas tāds", ENTRY, now)

    cursor = await register.execute(
        "SELECT payload, kind, purpose FROM kernel.journal"
        " WHERE topic = 'register.events_searched' ORDER BY id"
    )
    hit, miss = await cursor.fetchall()
    assert (hit[0]["hits"], hit[1], hit[2]) == ([str(event.id)], "read", "event_entry")
    assert (miss[0]["q"], miss[0]["hits"]) == ("nekas tāds", [])


async def test_the_history_of_a_field_tells_who_when_and_from_what(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now)
    soon = now + timedelta(minutes=1)
    await changed(register, event, soon, narrative="Otrais.", persons=[a_person("p1")])

    second, first = await actions.list_history(register, DACE, event.id, ENTRY, now)

    assert (second.version, second.at, second.by_name) == (2, soon, AIVARS.name)
    change = {change.path: change for change in second.changes}
    assert change["narrative"].before == event.narrative
    assert change["narrative"].after == "Otrais."
    assert change["narrative"].origin == "manual"
    assert change["persons.p1.surname"].before is None
    assert (change["status"].after, change["status"].origin) == ("in_progress", None)
    assert (first.cause, {c.path for c in first.changes} >= {"type", "place.lat"}) == (
        "registered",
        True,
    )
    read = await last_entry(register, event.id, "read")
    assert (read.payload["persons"], read.payload["versions"]) == (["p1"], True)


async def test_an_event_of_nobody_is_not_found(register: Db, now: datetime) -> None:
    with pytest.raises(EventNotFound):
        await actions.open_event(register, DACE, uuid4(), ENTRY, now)


def test_new_events_are_bounded() -> None:
    assert NewEvent.__struct_config__.forbid_unknown_fields
