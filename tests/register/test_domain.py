from __future__ import annotations

import math
from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.register.builders import NOON, a_document, a_person, a_vehicle
from vienots.register.contracts import (
    EventChange,
    EventDocument,
    EventObject,
    EventOrganisation,
    EventOutcome,
    EventPlace,
    FieldOrigin,
)
from vienots.register.domain.change import apply_change, find_faults_of_asking
from vienots.register.domain.document import (
    LISTS,
    Document,
    changed_paths,
    flatten,
    tidy,
    unflatten,
)
from vienots.register.domain.effort import estimate
from vienots.register.domain.merge import find_collisions, merge
from vienots.register.domain.numbering import Numbering, number_of, series_of
from vienots.register.domain.origins import CARD, MANUAL, stamp, take_over
from vienots.register.domain.search import interpret
from vienots.register.domain.status import ALLOWED, Status, find_transition_faults
from vienots.register.domain.validation import find_faults, find_warnings
from vienots.register.domain.wanted import FieldSet, list_wanted, merge_field_sets

SETS = {
    value["code"]: value["attributes"]
    for value in msgspec.json.decode((ROOT / "data/classifiers/field_set.json").read_bytes())
}


def fields(**special: object) -> FieldSet:
    return merge_field_sets([SETS["*"], special])


# ---- documents, merging, origins ---------------------------------------------------------------

TEXTS = st.sampled_from(["a", "b", "c"])
MAYBE = st.none() | TEXTS
PERSONS = st.dictionaries(
    st.sampled_from(["p1", "p2", "p3"]), st.tuples(TEXTS, MAYBE, MAYBE), max_size=3
)
OUTCOMES = st.none() | st.builds(EventOutcome, kind=TEXTS, number=MAYBE)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    persons = [
        a_person(ref, role=role, name=name, surname=surname)
        for ref, (role, name, surname) in draw(PERSONS).items()
    ]
    place = EventPlace(address=draw(MAYBE), note=draw(MAYBE))
    return a_document(
        narrative=draw(TEXTS),
        legal_class=draw(MAYBE),
        outcome=draw(OUTCOMES),
        persons=persons,
        place=place,
    )


@given(documents())
def test_a_document_is_the_sum_of_its_paths(document: Document) -> None:
    assert unflatten(flatten(document), document) == document


@given(documents(), documents())
def test_a_change_that_nobody_else_made_is_taken_as_it_is(base: Document, mine: Document) -> None:
    assert find_collisions(base, base, mine) == {}
    assert merge(base, base, mine) == mine


@given(documents(), documents(), documents())
def test_merging_keeps_both_changes_or_names_the_field(
    base: Document, theirs: Document, mine: Document
) -> None:
    was, present, wanted = flatten(base), flatten(theirs), flatten(mine)

    collisions = find_collisions(base, theirs, mine)

    for path, value in collisions.items():
        assert value == present.get(path)
    if not collisions:
        merged = flatten(merge(base, theirs, mine))
        for path in changed_paths(was, wanted):
            assert merged.get(path) == wanted.get(path)
        for path in changed_paths(was, present):
            assert merged.get(path) == present.get(path)
        untouched = {*was} - {*changed_paths(was, wanted)} - {*changed_paths(was, present)}
        assert all(merged[path] == was[path] for path in untouched)


@given(documents(), documents(), documents())
def test_merging_does_not_depend_on_who_was_first(
    base: Document, one: Document, other: Document
) -> None:
    assert bool(find_collisions(base, one, other)) == bool(find_collisions(base, other, one))


def test_a_person_taken_away_while_another_wrote_to_it_is_a_collision() -> None:
    base = a_document(persons=[a_person("p1", phone=None)])
    theirs = a_document(persons=[])
    mine = a_document(persons=[a_person("p1", phone="20000001")])

    assert find_collisions(base, theirs, mine) == {"persons.p1.role": None}
    assert find_collisions(base, mine, theirs) == {"persons.p1.role": "witness"}


CARD_ORIGIN = FieldOrigin(CARD, "2026-0000001", NOON, "Ilze Kalniņa")
TYPED = FieldOrigin(MANUAL, "Dace Vītola", NOON, "Dace Vītola")


@given(documents(), documents(), documents())
def test_a_card_changes_only_what_no_person_has_typed(
    from_card: Document, typed: Document, card_later: Document
) -> None:
    first, second = flatten(from_card), flatten(typed)
    origins = stamp({}, {}, first, CARD_ORIGIN)
    origins = stamp(origins, first, second, TYPED)

    after = flatten(take_over(typed, origins, flatten(card_later)))

    for path, origin in origins.items():
        if origin == TYPED:
            assert after.get(path) == second.get(path)


@given(documents(), documents())
def test_a_card_alone_is_followed_in_everything(first: Document, second: Document) -> None:
    origins = stamp({}, {}, flatten(first), CARD_ORIGIN)

    assert flatten(take_over(first, origins, flatten(second))) == flatten(second)


def test_a_typed_address_keeps_the_coordinates_that_came_with_it() -> None:
    before = a_document(place=EventPlace(address="Lielā iela 1", lat=56.0, lon=23.0))
    after = a_document(place=EventPlace(address="Mazā iela 2", lat=56.0, lon=23.0))
    origins = stamp({}, {}, flatten(before), CARD_ORIGIN)
    origins = stamp(origins, flatten(before), flatten(after), TYPED)

    followed = take_over(after, origins, flatten(before) | {"place.lat": 57.0, "place.lon": 24.0})

    assert followed.place == after.place


def test_blank_texts_are_no_values() -> None:
    document = a_document(
        narrative="  a ", persons=[a_person(name="  ", personal_code="16117519997", role=" x ")]
    )

    [person] = tidy(document).persons

    assert (person.name, person.personal_code, person.role) == (None, "161175-19997", "x")


# ---- changes, status, what is wanted -----------------------------------------------------------


def test_a_change_touches_only_what_it_gives() -> None:
    document = a_document(legal_class="endangerment", category="A")

    changed = apply_change(document, EventChange(version=1, narrative="Cits.", clear=["category"]))

    assert changed == msgspec.structs.replace(document, narrative="Cits.", category=None)


def test_asking_for_nonsense_is_named() -> None:
    change = EventChange(version=1, status="nowhere", category="A", clear=["narrative", "category"])

    assert {fault.path for fault in find_faults_of_asking(change)} == {
        "clear",
        "status",
        "category",
    }


@pytest.mark.parametrize("present", Status)
@pytest.mark.parametrize("wanted", Status)
def test_every_pair_of_statuses_is_either_allowed_or_refused(
    present: Status, wanted: Status
) -> None:
    document = a_document(outcome=EventOutcome(kind="settled"))

    faults = find_transition_faults(present, wanted, "iemesls", document)

    assert (faults == []) == (wanted in ALLOWED[present])


def test_cancelling_needs_a_reason_and_handing_over_an_outcome() -> None:
    no_reason = find_transition_faults(Status.IN_PROGRESS, Status.CANCELLED, " ", a_document())
    no_outcome = find_transition_faults(Status.IN_PROGRESS, Status.TRANSFERRED, None, a_document())

    assert [fault.path for fault in no_reason] == ["reason"]
    assert [fault.path for fault in no_outcome] == ["outcome.kind"]


def test_what_is_wanted_stands_in_order_of_legal_need() -> None:
    bare = Document(
        type="x", status="registered", received_at=NOON, received_via="in_person",
        legal_class="possible_offence",
    )  # fmt: skip

    assert list_wanted(bare, fields(roles_wanted=["victim"], lists_wanted=["objects"])) == [
        "outcome.kind",
        "occurred_from",
        "place.address",
        "place.atvk",
        "narrative",
        "persons:applicant",
        "persons:victim",
        "objects",
    ]


def test_a_whole_event_wants_nothing() -> None:
    document = a_document(
        legal_class="endangerment",
        place=EventPlace(address="Lielā iela 1", atvk="0003000"),
        outcome=EventOutcome(kind="settled"),
        vehicles=[a_vehicle()],
    )

    assert list_wanted(document, fields(lists_wanted=["vehicles"])) == []


@pytest.mark.parametrize("code", SETS)
def test_every_field_set_of_the_house_can_be_read(code: str) -> None:
    special = merge_field_sets([SETS["*"], SETS[code]])

    assert {*special.sections, *special.lists_wanted} <= LISTS.keys()


def test_a_special_field_set_keeps_what_it_leaves_out() -> None:
    assert fields(sections=["vehicles"]).named_roles == fields().named_roles
    assert fields(sections=["vehicles"]).sections == ("vehicles",)


def test_who_is_decided_about_must_be_known() -> None:
    document = a_document(
        legal_class="endangerment",
        place=EventPlace(address="Lielā iela 1", atvk="0003000"),
        outcome=EventOutcome(kind="administrative_case"),
        persons=[a_person("p1", role="offender", surname=None)],
    )

    wanted = list_wanted(document, fields())

    assert wanted == ["outcome.number", "persons.p1.surname", "persons.p1.personal_code"]


# ---- validation --------------------------------------------------------------------------------


def paths_of(document: Document) -> set[tuple[str, str]]:
    return {
        (fault.path, fault.code.removeprefix("register.")) for fault in find_faults(document, NOON)
    }


def test_every_fault_is_named_at_once() -> None:
    document = a_document(
        occurred_from=NOON,
        occurred_to=NOON - timedelta(hours=1),
        place=EventPlace(lat=56.0),
        persons=[
            a_person("p1", personal_code="000000-00000", phone="zvaniet"),
            a_person("p1", birth_on=date(2030, 1, 1)),
        ],
        vehicles=[a_vehicle(plate="--", driver="p9")],
        objects=[EventObject(ref="o1", object_class="phone", quantity=0, owner="p9", imei="35")],
        organisations=[
            EventOrganisation(ref="g1", role="victim", registration_number="10003521600", phone="?")
        ],
        documents=[EventDocument(ref="d1", document_type="passport", number="LV", holder="g1")],
    )

    assert paths_of(document) == {
        ("occurred_to", "ends_before_it_begins"),
        ("place.lon", "coordinate_alone"),
        ("persons.p1", "ref_repeated"),
        ("persons.p1.personal_code", "personal_code_form"),
        ("persons.p1.phone", "phone_form"),
        ("persons.p1.birth_on", "birth_in_future"),
        ("vehicles.v1.plate", "plate_form"),
        ("vehicles.v1.driver", "ref_unknown"),
        ("objects.o1.quantity", "quantity_range"),
        ("objects.o1.owner", "ref_unknown"),
        ("objects.o1.imei", "imei_form"),
        ("organisations.g1.registration_number", "registration_number_form"),
        ("organisations.g1.phone", "phone_form"),
        ("documents.d1.number", "document_number_form"),
        ("documents.d1.holder", "ref_unknown"),
    }


def test_a_mistyped_number_of_an_enterprise_or_a_phone_is_doubtful_only() -> None:
    document = a_document(
        organisations=[
            EventOrganisation(ref="g1", role="victim", registration_number="40003188233"),
            EventOrganisation(ref="g2", role="victim", registration_number="40003188234"),
        ],
        objects=[
            EventObject(ref="o1", object_class="phone", imei="490154203237518", owner="g1"),
            EventObject(ref="o2", object_class="phone", imei="490154203237519"),
            EventObject(ref="o3", object_class="phone", imei="49015420323751"),
        ],
    )

    assert paths_of(document) == set()
    assert [warning.path for warning in find_warnings(document)] == [
        "organisations.g2.registration_number",
        "objects.o2.imei",
    ]


@pytest.mark.parametrize(
    ("time", "code"),
    [
        (datetime(2026, 11, 24, 8, 0), "time_without_offset"),  # noqa: DTZ001
        (NOON + timedelta(hours=1), "time_in_future"),
        (NOON.replace(year=1), "time_range"),
        (NOON.replace(year=9999), "time_range"),
    ],
)
def test_times_have_an_offset_and_lie_behind_us(time: datetime, code: str) -> None:
    assert ("received_at", code) in paths_of(a_document(received_at=time))


def test_nobody_is_in_an_event_before_being_born() -> None:
    document = a_document(
        received_at=NOON - timedelta(days=30), persons=[a_person(birth_on=date(2026, 11, 20))]
    )

    assert paths_of(document) == {("persons.p1.birth_on", "born_after_the_event")}


def test_what_is_only_doubtful_is_let_through() -> None:
    document = a_document(
        persons=[
            a_person("p1", personal_code="111112-11111"),
            a_person("p2", personal_code="161175-19997", birth_on=date(1976, 11, 16)),
            a_person("p3", birth_on=date(1890, 1, 1)),
        ],
        vehicles=[a_vehicle("v1", plate="A"), a_vehicle("v2", plate="Ж123", country="RUS")],
    )

    assert find_faults(document, NOON) == []
    assert [(warning.path, warning.code) for warning in find_warnings(document)] == [
        ("persons.p1.personal_code", "register.warning.checksum"),
        ("persons.p2.birth_on", "register.warning.birth_differs"),
        ("persons.p3.birth_on", "register.warning.age"),
        ("vehicles.v1.plate", "register.warning.plate"),
    ]


@given(documents())
def test_judging_never_fails(document: Document) -> None:
    find_faults(document, NOON)
    find_warnings(document)
    list_wanted(document, fields(roles_wanted=["victim"], lists_wanted=["objects"]))


@given(st.floats())
def test_a_quantity_is_a_number_of_things(quantity: float) -> None:
    thing = EventObject(ref="o1", object_class="phone", quantity=quantity)

    refused = ("objects.o1.quantity", "quantity_range") in paths_of(a_document(objects=[thing]))

    assert refused == (math.isnan(quantity) or not 0 < quantity < 1e12)


# ---- numbers -----------------------------------------------------------------------------------

PREFIXES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=12)
PATTERNS = st.sampled_from(
    ["{inst}-{yyyy}-{seq:06d}", "{yyyy}/{inst}/{seq}", "{inst}{yy}{mm}-{seq:04d}", "N{seq:09d}"]
)


@given(PREFIXES, PATTERNS, st.dates(date(1990, 1, 1)), st.lists(st.integers(1), max_size=20))
def test_different_sequences_are_different_numbers(
    prefix: str, pattern: str, on: date, seqs: list[int]
) -> None:
    numbering = Numbering(prefix, pattern)

    numbers = {number_of(numbering, on, seq) for seq in seqs}

    assert len(numbers) == len(set(seqs))


def test_a_number_looks_as_the_institution_wants_it() -> None:
    numbering = Numbering("JPP", "{inst}-{yyyy}-{seq:06d}")

    assert number_of(numbering, date(2026, 11, 24), 42) == "JPP-2026-000042"
    assert series_of(numbering, date(2026, 1, 1)) != series_of(numbering, date(2027, 1, 1))


# ---- search ------------------------------------------------------------------------------------


def test_a_text_narrows_by_every_meaning_it_may_have() -> None:
    assert interpret("2026-12").card == "2026-0000012"
    assert interpret("jpp-2026").number == "%JPP-2026%"
    assert interpret("Lielā iela").address == ["%liela%", "%iela%"]
    assert interpret("Lielā iela").address_key == "%liela%"
    assert interpret("50%").number == r"%50\%%"


def test_what_a_card_brings_is_no_work_of_hands() -> None:
    effort = estimate("tried.noise", FieldSet(), NOON)

    # Outcome and legal class are left; a possible offence wants its time, if the law says so.
    assert effort.from_card.fields == 2
    assert effort.by_hand.fields == 5
    assert effort.by_hand.keys - effort.from_card.keys > 90
    strict = estimate("tried.noise", FieldSet(offences=frozenset({"possible_offence"})), NOON)
    assert strict.from_card.fields == 3


def test_everything_that_a_field_set_wants_is_in_the_estimate() -> None:
    lists = frozenset({"persons", "vehicles", "objects", "documents", "organisations", "officers"})
    wanted = FieldSet(
        roles_wanted=frozenset({"protected", "threat"}),
        identified_roles=frozenset({"threat"}),
        named_roles=frozenset({"protected"}),
        lists_wanted=lists,
    )
    bare = estimate("tried.violence", FieldSet(), NOON).from_card
    whole = estimate("tried.violence", wanted, NOON).from_card

    # A role and a surname; a role, a surname and a code; five lists, for persons are there.
    assert whole.fields - bare.fields == 2 + 3 + 4 * 2 + 1
    assert whole.seconds > bare.seconds
