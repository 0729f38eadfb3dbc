"""The engine: who is proposed, in which order, with which reasons; the same for the same inputs."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dispatch.test_cover import key_of, try_every_choice
from vienots.dispatch.contracts import Candidate, Need
from vienots.dispatch.domain.cover import Wanted
from vienots.dispatch.domain.recommend import REASONS, Inputs, UnitInput, recommend
from vienots.kernel.ids import new_id

DWELLING = [Need("pump", 2), Need("ladder", 1), Need("ba", 8), Need("people", 12)]


def a_vehicle(call_sign: str, travel_s: int | None = 100, **changes: Any) -> UnitInput:
    """A full tanker in its yard, unless said otherwise."""
    fields: dict[str, Any] = {
        "id": new_id(),
        "call_sign": call_sign,
        "station_name": "Rīgas 3. daļa",
        "kind": "tanker",
        "capabilities": ["pump"],
        "skills": ["ba:4"],
        "crew": 4,
        "crew_norm": 4,
        "crew_min": 3,
        "state": "available",
        "note": None,
        "at_station": True,
        "position_age_s": None,
        "travel_s": travel_s,
        "travel_by": "roads",
    }
    return UnitInput(**(fields | changes))


def a_ladder(call_sign: str, travel_s: int | None = 100, **changes: Any) -> UnitInput:
    fields = {"kind": "ladder", "capabilities": ["ladder"], "skills": [], "crew": 2, "crew_min": 2}
    return a_vehicle(call_sign, travel_s, **(fields | changes))


def inputs(units: list[UnitInput], needs: list[Need] | None = None, **changes: Any) -> Inputs:
    fields: dict[str, Any] = {
        "run_card": "UG-3/1",
        "needs": [Need("pump", 1)] if needs is None else needs,
        "turnout_s": 90,
        "stale_after_s": 600,
        "near_max": 12,
        "modelled_roads": True,
        "units": units,
        "counted_by_crew": ["ba", "diver", "people"],
    }
    return Inputs(**(fields | changes))


def signs(units: list[Candidate], chosen: bool) -> list[str]:
    return [unit.call_sign for unit in units if unit.chosen is chosen]


def the_only(units: list[UnitInput], needs: list[Need] | None = None) -> Candidate:
    [candidate] = recommend(inputs(units, needs)).units
    return candidate


def test_a_dwelling_fire_gets_what_its_run_card_wants() -> None:
    units = [
        a_vehicle("R31", 130),
        a_vehicle("R32", 130),
        a_ladder("A31", 145),
        a_vehicle("R11", 310, state="returning", at_station=False, position_age_s=4),
        a_vehicle("R33", 130, crew=2, note="Ekipāža dalīta ar A31"),
        a_vehicle("R51", 400, state="on_scene", at_station=False, position_age_s=9),
    ]

    proposal = recommend(inputs(units, DWELLING))

    assert proposal.fulfilled
    assert signs(proposal.units, True) == ["R31", "R32", "A31", "R11"]
    assert [unit.eta_s for unit in proposal.units if unit.chosen] == [220, 220, 235, 310]
    assert [(need.found, need.wanted) for need in proposal.needs] == [
        (3, 2),
        (1, 1),
        (12, 8),
        (14, 12),
    ]
    told = {unit.call_sign: (unit.reason, unit.reason_data) for unit in proposal.units}
    assert told["R31"] == ("nearest", {"capability": "pump", "from": 1, "to": 1, "wanted": 2})
    assert told["R32"] == ("fills_need", {"capability": "pump", "from": 2, "to": 2, "wanted": 2})
    assert told["A31"] == ("nearest", {"capability": "ladder", "from": 1, "to": 1, "wanted": 1})
    assert told["R11"] == (
        "fills_need",
        {"capability": "people", "from": 11, "to": 14, "wanted": 12},
    )
    assert told["R33"] == (
        "no_crew",
        {"crew": 2, "crew_min": 3, "note": "Ekipāža dalīta ar A31"},
    )
    assert told["R51"] == ("busy", {"state": "on_scene"})


def test_the_turnout_time_counts_for_who_is_in_the_yard_only() -> None:
    yard, road = a_vehicle("R31", 100), a_vehicle("R32", 180, at_station=False, position_age_s=5)

    proposal = recommend(inputs([yard, road]))

    assert [(unit.call_sign, unit.eta_s) for unit in proposal.units] == [("R32", 180), ("R31", 190)]


@pytest.mark.parametrize(
    ("changes", "reason", "data"),
    [
        ({"state": "unavailable", "note": "Remontā"}, "unavailable", {"note": "Remontā"}),
        ({"state": "en_route"}, "busy", {"state": "en_route"}),
        ({"crew": 0}, "no_crew", {"crew": 0, "crew_min": 3}),
        ({"crew": 0, "crew_min": 0}, "no_crew", {"crew": 0, "crew_min": 0}),
        ({"at_station": False, "position_age_s": 601}, "stale_position", {"age_s": 601}),
    ],
)
def test_what_speaks_against_a_unit_is_told(
    changes: dict[str, Any], reason: str, data: dict[str, Any]
) -> None:
    candidate = the_only([a_vehicle("R31", **changes)])

    assert (candidate.chosen, candidate.reason, candidate.reason_data) == (False, reason, data)


def test_a_fix_of_ten_minutes_is_just_fresh_enough() -> None:
    assert the_only([a_vehicle("R31", at_station=False, position_age_s=600)]).chosen


def test_a_unit_of_which_nobody_knows_where_it_is_is_not_sent() -> None:
    lost = a_vehicle("R31", None, state="returning", at_station=False)

    proposal = recommend(inputs([lost]))

    assert (proposal.fulfilled, proposal.units) == (False, [])
    assert [(need.wanted, need.found) for need in proposal.needs] == [(1, 0)]


def test_the_nearest_that_stay_are_told_with_how_much_later_they_would_be() -> None:
    units = [a_vehicle(f"R{n}1", 100 + n) for n in range(1, 10)]

    proposal = recommend(inputs(units, near_max=3))

    assert signs(proposal.units, True) == ["R11"]
    others = [unit for unit in proposal.units if not unit.chosen]
    assert [(unit.call_sign, unit.reason, unit.reason_data) for unit in others] == [
        ("R21", "later", {"by_s": 1}),
        ("R31", "later", {"by_s": 2}),
        ("R41", "later", {"by_s": 3}),
    ]


def test_one_that_is_near_enough_and_not_needed_says_so() -> None:
    near, ladder, spare = a_vehicle("R31", 50), a_ladder("A31", 90), a_vehicle("R32", 60)

    proposal = recommend(inputs([near, ladder, spare], [Need("pump", 1), Need("ladder", 1)]))

    assert [u.reason for u in proposal.units if u.call_sign == "R32"] == ["not_needed"]


def test_people_alone_are_no_reason_to_come() -> None:
    command = a_vehicle("V31", 10, capabilities=["command"], skills=[], crew_min=1)

    proposal = recommend(inputs([command, a_vehicle("R31")], [Need("pump", 1), Need("people", 3)]))

    assert [unit.call_sign for unit in proposal.units] == ["R31"]


def test_unfulfilled_needs_are_named_and_the_rest_is_sent() -> None:
    proposal = recommend(inputs([a_vehicle("R31"), a_vehicle("R32")], DWELLING))

    assert not proposal.fulfilled
    assert signs(proposal.units, True) == ["R31", "R32"]
    missing = {need.capability: need.wanted - need.found for need in proposal.needs}
    assert missing == {"pump": 0, "ladder": 1, "ba": 0, "people": 4}


def test_nobody_at_all_is_an_honest_answer() -> None:
    proposal = recommend(inputs([], DWELLING))

    assert (proposal.fulfilled, proposal.units) == (False, [])


# ---- properties --------------------------------------------------------------------------------

STATES = ("available", "returning", "en_route", "on_scene", "unavailable")


@st.composite
def fleets(draw: st.DrawFn) -> Inputs:
    units = []
    for n in range(draw(st.integers(0, 9))):
        at_station = draw(st.booleans())
        units.append(
            a_vehicle(
                f"R{n}",
                draw(st.one_of(st.none(), st.integers(0, 20))),
                capabilities=draw(
                    st.sets(st.sampled_from(("pump", "ladder", "hydraulic"))).map(sorted)
                ),
                skills=draw(st.sampled_from(([], ["ba:2"], ["ba:4"], ["ba:1", "diver:2"]))),
                crew=draw(st.integers(0, 5)),
                state=draw(st.sampled_from(STATES)),
                at_station=at_station,
                position_age_s=None if at_station else draw(st.integers(0, 900)),
            )
        )
    known = ("pump", "ladder", "hydraulic", "ba", "diver", "people")
    wanted = draw(st.lists(st.sampled_from(known), unique=True, max_size=4))
    needs = [Need(name, draw(st.integers(1, 5))) for name in wanted]
    more = {"turnout_s": draw(st.integers(0, 10)), "vehicle_worth_s": draw(st.integers(1, 20))}
    return inputs(units, needs, **more)


def is_fit(unit: UnitInput) -> bool:
    """Said a second time, by hand."""
    fresh = unit.position_age_s is None or unit.position_age_s <= 600
    free = unit.state in ("available", "returning")
    return free and unit.crew >= 3 and unit.travel_s is not None and fresh


def brings(unit: UnitInput, name: str) -> int:
    if name == "people":
        return unit.crew
    skills = dict(skill.split(":") for skill in unit.skills)
    return int(skills.get(name, 0)) if name not in unit.capabilities else 1


@given(fleets())
@settings(max_examples=300, deadline=None)
def test_only_fit_units_are_proposed_each_once_and_none_is_better(given_inputs: Inputs) -> None:
    proposal = recommend(given_inputs)

    units = {unit.id: unit for unit in given_inputs.units}
    told = [candidate.unit_id for candidate in proposal.units]
    assert len(set(told)) == len(told)
    chosen = [candidate for candidate in proposal.units if candidate.chosen]
    assert all(is_fit(units[candidate.unit_id]) for candidate in chosen)
    assert all(candidate.reason in REASONS for candidate in proposal.units)

    special = [need.capability for need in given_inputs.needs if need.capability != "people"]
    fit = [
        unit
        for unit in given_inputs.units
        if is_fit(unit) and any(brings(unit, name) for name in special)
    ]
    arrivals = [
        (unit.travel_s or 0) + (given_inputs.turnout_s if unit.at_station else 0) for unit in fit
    ]
    amounts = [[brings(unit, need.capability) for need in given_inputs.needs] for unit in fit]
    wanted = [
        Wanted(need.count, need.capability not in ("ba", "diver", "people"))
        for need in given_inputs.needs
    ]
    places = [next(i for i, unit in enumerate(fit) if unit.id == c.unit_id) for c in chosen]
    best = try_every_choice(arrivals, amounts, wanted, given_inputs.vehicle_worth_s)
    assert key_of(places, arrivals, amounts, wanted, given_inputs.vehicle_worth_s) == best
    etas = [candidate.eta_s or 0 for candidate in chosen]
    assert etas == sorted(etas)


@given(fleets())
@settings(max_examples=100, deadline=None)
def test_kept_inputs_give_the_same_proposal_to_the_last_bit(given_inputs: Inputs) -> None:
    kept = msgspec.json.encode(given_inputs)

    again = recommend(msgspec.json.decode(kept, type=Inputs))

    assert msgspec.json.encode(again) == msgspec.json.encode(recommend(given_inputs))
    assert msgspec.json.encode(msgspec.json.decode(kept, type=Inputs)) == kept
