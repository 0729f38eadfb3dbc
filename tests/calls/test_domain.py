"""Rules of calls without a database: what a call's events tell, legs, words, crews, distances."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.calls.builders import NOON, NUMBER, a_call
from tests.calls.sentences import SENTENCES
from tests.conftest import ROOT
from vienots.calls.contracts import Contact, IntakeCall
from vienots.calls.domain import (
    CREW_LINE_LENGTH_MAX,
    CREW_LINES_MAX,
    ENDED,
    GRID_M,
    LEG_TRANSITIONS,
    CallEvent,
    LegState,
    TypeWords,
    WantedLeg,
    answer_call,
    call_state,
    check_leg_transition,
    distance_m,
    end_call,
    fold,
    grid_cell,
    join_event,
    legs_for,
    likeness,
    normalise_number,
    propose_types,
    same_group,
    start_contact,
    with_crew_line,
    with_words_changed,
    words_in_common,
)
from vienots.calls.errors import LegTransitionRefused
from vienots.kernel.ids import new_id

SEED = ROOT / "data/classifiers/incident_type.json"
RIGHT_SHARE_MIN = 0.9


def seeded_types() -> list[dict[str, Any]]:
    types: list[dict[str, Any]] = json.loads(SEED.read_text())
    return types


def type_words() -> list[TypeWords]:
    return [
        TypeWords(
            value["code"],
            value["attributes"]["words"],
            min(service["priority"] for service in value["attributes"]["services"]),
        )
        for value in seeded_types()
    ]


# ---- the exchange's events ----------------------------------------------------------------------

CALL_ID = new_id()
RINGING = a_call("ringing", at=NOON, called="110", queue="main")
ANSWERED = a_call("answered", at=NOON + timedelta(seconds=7), desk="R-03", caller=None)
FINISHED = a_call("ended", at=NOON + timedelta(seconds=90), caller=None)
GAVE_UP = a_call("abandoned", at=NOON + timedelta(seconds=30))


def told(events: list[IntakeCall]) -> Contact:
    first, *others = events
    start = start_contact(CALL_ID, "phone", first, first.caller)
    return reduce(lambda contact, event: join_event(contact, event, event.caller), others, start)


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([RINGING], "ringing"),
        ([RINGING, ANSWERED], "answered"),
        ([RINGING, ANSWERED, FINISHED], "ended"),
        ([RINGING, GAVE_UP], "abandoned"),
        ([RINGING, FINISHED], "abandoned"),
        ([FINISHED], "abandoned"),
    ],
)
def test_a_call_stands_where_its_events_leave_it(events: list[IntakeCall], state: str) -> None:
    assert told(events).state == state


@given(st.permutations([RINGING, ANSWERED, FINISHED]), st.data())
def test_events_in_any_order_and_repeated_tell_the_same(
    events: list[IntakeCall], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(events), max_size=5))

    assert told([*events, *again]) == told([RINGING, ANSWERED, FINISHED])


@given(st.lists(st.sampled_from([RINGING, ANSWERED, FINISHED, GAVE_UP]), min_size=1, max_size=6))
def test_an_event_told_twice_changes_nothing(events: list[IntakeCall]) -> None:
    contact = told(events)

    assert join_event(contact, events[-1], events[-1].caller) == contact


def test_the_number_that_was_called_is_not_forgotten() -> None:
    for events in itertools.permutations([RINGING, ANSWERED, FINISHED]):
        assert told(list(events)).called == "110"


@given(st.permutations([RINGING, ANSWERED, FINISHED]), st.integers(0, 120))
def test_a_desk_that_answers_is_not_undone_by_late_events(
    events: list[IntakeCall], after_s: int
) -> None:
    contact = told(events[:1])

    taken = answer_call(contact, "person:1", "Ilze", None, NOON + timedelta(seconds=after_s))
    later = reduce(lambda known, event: join_event(known, event, event.caller), events[1:], taken)

    assert later.answered_by == "person:1"
    assert later.state in ("answered", "ended")


def test_a_call_that_a_desk_ends_is_over() -> None:
    for events in ([RINGING], [RINGING, ANSWERED], [RINGING, ANSWERED, FINISHED]):
        assert end_call(told(list(events)), NOON + timedelta(minutes=3)).state == "ended"
    assert end_call(told([GAVE_UP]), NOON + timedelta(minutes=3)).state == "abandoned"


def test_who_is_called_back_speaks_again() -> None:
    assert call_state(NOON + timedelta(minutes=1), NOON) == "answered"


@pytest.mark.parametrize(
    ("given_number", "number"),
    [
        ("20000001", NUMBER),
        ("+371 2000-0001", NUMBER),
        ("0037120000001", NUMBER),
        ("+4915112345678", "+4915112345678"),
        ("anonymous", None),
        ("+++", None),
        ("00", None),
        ("+371+20000001", NUMBER),
        ("112", "112"),
        ("sip:+37120000001@192.0.2.7:5060", NUMBER),
        ("tel:20000001;phone-context=+371", NUMBER),
        ("", None),
        (None, None),
    ],
)
def test_numbers_are_compared_in_one_form(given_number: str | None, number: str | None) -> None:
    assert normalise_number(given_number) == number


# ---- legs ---------------------------------------------------------------------------------------


@given(st.sampled_from(LegState), st.sampled_from(LegState))
def test_only_listed_transitions_are_allowed(present: LegState, wanted: LegState) -> None:
    if wanted in LEG_TRANSITIONS[present]:
        check_leg_transition(present, wanted)
    else:
        with pytest.raises(LegTransitionRefused):
            check_leg_transition(present, wanted)


@given(st.lists(st.sampled_from(LegState), max_size=20))
def test_a_leg_never_comes_back_from_its_end(wanted: list[LegState]) -> None:
    state = LegState.RECEIVED
    for step in wanted:
        if step in LEG_TRANSITIONS[state]:
            assert state not in ENDED
            state = step


def test_every_leg_can_always_be_ended() -> None:
    for state in set(LegState) - ENDED:
        assert LegState.CLOSED in LEG_TRANSITIONS[state]


def attributes(*services: tuple[str, int]) -> dict[str, Any]:
    return {"services": [{"service": name, "priority": priority} for name, priority in services]}


def test_each_service_has_its_institution() -> None:
    legs = legs_for(attributes(("fire", 1), ("medical", 2), ("municipal", 3)), "0003000")

    assert legs == [
        WantedLeg("fire", "vugd", 1),
        WantedLeg("medical", "nmpd", 2),
        WantedLeg("municipal", "pp-0003000", 3),
    ]


def test_one_institution_gets_one_leg_of_its_most_urgent_work() -> None:
    assert legs_for(attributes(("police", 3), ("municipal", 2)), None) == [
        WantedLeg("police", "vp", 2)
    ]


@pytest.mark.parametrize("value", seeded_types(), ids=lambda value: str(value["code"]))
@pytest.mark.parametrize("atvk", [None, "0003000"])
def test_every_type_informs_somebody_everywhere(value: dict[str, Any], atvk: str | None) -> None:
    assert legs_for(value["attributes"], atvk) != []


def test_every_state_has_its_words() -> None:
    for language in ("lv", "en"):
        words = json.loads((ROOT / f"vienots/calls/texts/{language}.json").read_text())
        wanted = {f"leg_state.{state}" for state in LegState}
        wanted |= {f"contact_state.{state}" for state in CallEvent}
        assert wanted - set(words) == set()


# ---- types --------------------------------------------------------------------------------------


def test_the_first_list_covers_every_group_in_two_languages() -> None:
    types = seeded_types()
    groups = {value["attributes"]["group"] for value in types}

    assert groups == {
        "fire",
        "rescue",
        "traffic",
        "order",
        "family_violence",
        "theft",
        "medical",
        "other",
    }
    assert all(value["text_lv"] and value["text_en"] for value in types)
    assert all(value["code"].partition(".")[0] == value["attributes"]["group"] for value in types)
    assert len({value["code"] for value in types}) == len(types)


def test_types_are_proposed_from_what_callers_say() -> None:
    types = type_words()
    wrong = []
    for sentence, code in SENTENCES:
        proposals = propose_types(sentence, types)
        if not proposals or proposals[0].type_code != code:
            wrong.append((sentence, code, [p.type_code for p in proposals]))

    assert len(wrong) <= len(SENTENCES) * (1 - RIGHT_SHARE_MIN), wrong


def test_every_type_but_the_unknown_one_is_among_the_sentences() -> None:
    assert {value["code"] for value in seeded_types()} - {code for _, code in SENTENCES} == {
        "other.unknown"
    }


def test_a_proposal_names_the_words_that_spoke_for_it() -> None:
    types = [TypeWords("fire.vehicle", ["deg mašīn"], 1)]

    (proposal,) = propose_types("Pagalmā MASINA, liekas, aizdegusies!", types)

    assert proposal.words == ["MASINA", "aizdegusies"]
    assert proposal.score > 0


def test_of_two_equal_types_the_more_urgent_is_proposed() -> None:
    types = [TypeWords("a.later", ["dūm"], 3), TypeWords("b.first", ["dūm"], 1)]

    assert [p.type_code for p in propose_types("dūmi", types)] == ["b.first", "a.later"]


@given(st.text(max_size=300))
def test_any_text_can_be_asked_about(text: str) -> None:
    proposals = propose_types(text, type_words())

    assert len(proposals) <= 4
    assert [p.score for p in proposals] == sorted((p.score for p in proposals), reverse=True)


@given(st.text(max_size=100))
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


# ---- crews --------------------------------------------------------------------------------------


@given(st.lists(st.text(max_size=400), max_size=12))
def test_crews_never_read_more_than_three_short_lines(notes: list[str]) -> None:
    lines: list[str] = []
    for note in notes:
        lines = with_crew_line(lines, note)

    assert len(lines) <= CREW_LINES_MAX
    assert all(0 < len(line) <= CREW_LINE_LENGTH_MAX for line in lines)
    assert len(set(lines)) == len(lines)


def test_new_words_take_the_old_ones_place_on_top() -> None:
    assert with_words_changed(["Ieeja no pagalma", "Deg māja"], "Deg  māja", "Deg šķūnis") == [
        "Deg šķūnis",
        "Ieeja no pagalma",
    ]


# ---- near ---------------------------------------------------------------------------------------

LATITUDES = st.floats(55.67, 58.09)
LONGITUDES = st.floats(20.9, 28.3)


@given(LATITUDES, LONGITUDES, st.floats(-0.005, 0.005), st.floats(-0.009, 0.009))
def test_neighbouring_cells_hold_all_that_is_near(
    lat: float, lon: float, north: float, east: float
) -> None:
    other = (lat + north, lon + east)
    if distance_m(lat, lon, *other) > GRID_M or not 55.6 < other[0] < 58.1:
        return

    cell, neighbour = grid_cell(lat, lon), grid_cell(*other)

    assert abs(cell[0] - neighbour[0]) <= 1
    assert abs(cell[1] - neighbour[1]) <= 1


def test_words_in_common_are_counted_without_endings() -> None:
    assert words_in_common("Deg automašīna pagalmā", "pagalma vidū automasinas deg") == 2


def test_types_of_one_group_may_tell_of_one_incident() -> None:
    assert same_group("fire.smoke", "fire.dwelling")
    assert not same_group("fire.smoke", "theft.shop")
    assert not same_group(None, None)


@given(st.floats(0, 500), st.floats(0, 500), st.integers(0, 90), st.integers(0, 9), st.booleans())
def test_nearer_is_likelier(one: float, other: float, minutes: int, words: int, same: bool) -> None:
    near, far = sorted((one, other))
    age = timedelta(minutes=minutes)

    assert likeness(near, age, words, same_group=same) >= likeness(far, age, words, same_group=same)


def test_a_queue_once_known_stays() -> None:
    contact = replace(told([RINGING]), queue="other")

    assert join_event(contact, RINGING, NUMBER).queue == "other"
