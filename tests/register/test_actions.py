from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from psycopg.errors import CheckViolation

from tests.people import AIVARS, DACE, JANIS, VALDIS
from tests.register.builders import (
    A_COLLEAGUE,
    CRASH,
    ENTRY,
    THEFT,
    a_person,
    a_vehicle,
    an_event,
    changed,
    last_entry,
    registered,
)
from vienots.identity.errors import RightMissing, TrainingMissing
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import StaleVersion
from vienots.register import actions
from vienots.register.contracts import (
    EventChange,
    EventDocument,
    EventObject,
    EventOfficer,
    EventOrganisation,
    EventOutcome,
    EventPerson,
    EventPlace,
    EventVehicle,
)
from vienots.register.domain.document import LISTS
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


async def set_pattern(db: Db, pattern: str, prefix: str | None = None) -> None:
    await db.execute(
        "INSERT INTO register.numbering (institution, valid_from, prefix, pattern)"
        " VALUES ('pp-0099999', '2020-01-01', %s, %s)",
        [prefix, pattern],
    )


async def test_an_institution_numbers_as_it_wants(register: Db, now: datetime) -> None:
    await set_pattern(register, "{yy}{mm}/{inst}/{seq:03d}", "XPP")
    officer = Actor("person:6", "Cits", "pp-0099999", AIVARS.rights, trained=True)

    assert (await registered(register, now, officer)).number == "2611/XPP/001"


async def test_an_institution_without_a_pattern_of_its_own_still_registers(
    register: Db, now: datetime
) -> None:
    officer = Actor("person:6", "Cits", "pp-0099999", AIVARS.rights, trained=True)

    assert (await registered(register, now, officer)).number == "PP-0099999-2026-000001"


@pytest.mark.parametrize("pattern", ["{inst}", "{seq}{seq}", "{seq}-{x}", "{seq!r}", "{seq:6d}"])
async def test_a_pattern_counts_exactly_once(register: Db, pattern: str) -> None:
    with pytest.raises(CheckViolation):
        await set_pattern(register, pattern)


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


async def test_every_field_that_is_written_is_read_back(register: Db, now: datetime) -> None:
    event = await registered(register, now, type=THEFT)
    whole: dict[str, Any] = {
        "legal_class": "criminal_offence",
        "category": "C",
        "occurred_from": now - timedelta(hours=2),
        "occurred_to": now - timedelta(hours=1),
        "place": EventPlace("Pasta iela 5", "123456789", "0003000", 56.65, 23.72, 15, "2. stāvs"),
        "narrative": "Nozagts tālrunis.",
        "outcome": EventOutcome("criminal_case", "11816000126", now - timedelta(minutes=1)),
        "persons": [
            EventPerson(
                ref="p1", role="victim", personal_code="161175-19997", name="Jānis",
                surname="Bērziņš", birth_on=date(1975, 11, 16), sex="M", citizenship="LVA",
                phone="+37120000001", address="Mazā iela 9", condition=["reibumā"],
            )
        ],
        "vehicles": [
            EventVehicle("v1", "stolen", "AB-1234", "LVA", "WVWZZZ3CZWE123456", "VW", "Passat",
                         "pelēks", "p1")
        ],
        "objects": [
            EventObject("o1", "phone", "Samsung", 1.5, "gab.", "stolen", "p1", "120.50", "SN-1",
                        "490154203237518", "2. plaukts")
        ],
        "organisations": [
            EventOrganisation("g1", "victim", "40003521600", "SIA Tālruņi", "+37167000000",
                              "Brīvības iela 1")
        ],
        "documents": [EventDocument("d1", "passport", "LV1234567", "LVA", "lost", "p1")],
        "officers": [EventOfficer("f1", "Dace Vītola", "1234")],
    }  # fmt: skip
    await changed(register, event, now, **whole)

    read = await actions.open_event(register, AIVARS, event.id, ENTRY, now)
    emptied = await changed(register, read, now, **{name: [] for name in LISTS})

    assert {name: getattr(read, name) for name in whole} == whole
    assert [getattr(emptied, name) for name in LISTS] == [[] for _ in LISTS]


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
