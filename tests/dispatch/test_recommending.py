"""Proposals on a real PostgreSQL: gathered, kept with their inputs, made again to the last bit."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from tests.calls.builders import a_place
from tests.calls.centre import the_country
from tests.dispatch.builders import (
    NOON,
    a_card,
    a_patrol,
    assign,
    last_entry,
    leg_of,
)
from tests.people import ILZE, JANIS, PETERIS
from tests.resources.builders import GATEWAY, HOME, a_report, a_station, a_unit
from vienots.calls.contracts import Card
from vienots.calls.errors import LegNotFound
from vienots.dispatch import api
from vienots.dispatch.contracts import CloseLeg, Recommendation
from vienots.dispatch.errors import BadAssignment, LegEnded, NoRunCard, PlaceUnknown
from vienots.identity.errors import RightMissing
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.resources import actions as resources

GIS = the_country()
IN_RIGA = a_place("Miera iela 27, Rīga", (56.9655, 24.1340))


async def recommended(db: Db, card: Card, institution: str = "vugd") -> Recommendation:
    who = {"vugd": JANIS, "vp": PETERIS}[institution]
    return await api.recommend(db, who, GIS, leg_of(card, institution).id, NOON)


async def test_a_proposal_for_a_dwelling_fire(dispatch: Db) -> None:
    near, far = await a_station(dispatch), await a_station(dispatch, lat=56.93, lon=24.05)
    for sign, station in (("R31", near), ("R32", near), ("R21", far), ("R22", far)):
        await a_unit(dispatch, sign, station_id=station.id)
    await a_unit(
        dispatch,
        "A31",
        station_id=near.id,
        kind="ladder",
        capabilities=["ladder"],
        skills=[],
        crew=2,
        crew_norm=2,
        crew_min=2,
    )
    card = await a_card(dispatch, place=IN_RIGA)

    made = await recommended(dispatch, card)

    assert (made.fulfilled, made.run_card) == (True, "UG-3/1")
    assert {u.call_sign for u in made.units if u.chosen} == {"R31", "R32", "A31", "R21"}
    first = made.units[0]
    assert first.eta_s is not None
    assert 90 < first.eta_s < 200
    assert [unit.reason for unit in made.units if unit.call_sign == "R22"] == ["not_needed"]
    entry = await last_entry(dispatch, card.id)
    assert entry.topic == "dispatch.recommendation_made"
    assert entry.audience == ["vugd"]


async def test_the_kept_inputs_make_the_same_proposal_again(dispatch: Db) -> None:
    for n in range(1, 6):
        await a_unit(dispatch, f"R{n}1", crew=n)
    at = NOON - timedelta(seconds=40)
    await resources.take_positions(dispatch, GATEWAY, [a_report("R51", lat=56.9, at=at)], NOON)
    made = await recommended(dispatch, await a_card(dispatch))

    kept = await api.get_recommendation(dispatch, made.id)

    assert kept is not None
    assert kept.engine == api.ENGINE
    again = api.decide(kept.inputs)
    assert bits(kept.result) == bits(made)
    assert bits([again.fulfilled, again.needs, again.units]) == bits(
        [made.fulfilled, made.needs, made.units]
    )


def bits(value: object) -> bytes:
    """One order of keys: the database keeps its own."""
    return msgspec.json.encode(value, order="sorted")


async def test_a_free_unit_is_at_home_unless_it_was_just_seen_elsewhere(dispatch: Db) -> None:
    for sign in ("R31", "R32", "R33", "R34"):
        await a_unit(dispatch, sign)
    ago = {"R32": 8_000, "R33": 30, "R34": 700}
    reports = [
        a_report("R32", at=NOON - timedelta(seconds=ago["R32"])),
        a_report("R33", at=NOON - timedelta(seconds=ago["R33"]), lat=HOME[0] + 0.01),
        a_report("R34", at=NOON - timedelta(seconds=ago["R34"]), lat=HOME[0] + 0.01),
    ]
    await resources.take_positions(dispatch, GATEWAY, reports, NOON)
    card = await a_card(dispatch, place=IN_RIGA)

    kept = await api.get_recommendation(dispatch, (await recommended(dispatch, card)).id)

    assert kept is not None
    seen = {u.call_sign: (u.at_station, u.position_age_s) for u in kept.inputs.units}
    assert seen == {
        "R31": (True, None),
        "R32": (True, None),
        "R33": (False, 30),
        "R34": (False, 700),
    }
    reasons = {unit.call_sign: unit.reason for unit in kept.result.units}
    assert reasons["R34"] == "stale_position"


async def test_units_that_are_on_a_card_are_told_as_busy(dispatch: Db) -> None:
    first, second = await a_unit(dispatch, "R31"), await a_unit(dispatch, "R32")
    at = NOON - timedelta(seconds=5)
    await resources.take_positions(dispatch, GATEWAY, [a_report("R31", at=at)], NOON)
    await assign(dispatch, leg_of(await a_card(dispatch)), first)
    other = await a_card(dispatch, place=IN_RIGA, type_code="fire.grass")

    made = await recommended(dispatch, other)

    told = {unit.call_sign: (unit.chosen, unit.reason) for unit in made.units}
    assert told == {second.call_sign: (True, "nearest"), "R31": (False, "busy")}


async def test_each_service_gets_its_own_units(dispatch: Db) -> None:
    await a_unit(dispatch, "R31")
    await a_patrol(dispatch, "VP101")
    card = await a_card(dispatch)

    made = await recommended(dispatch, card, "vp")

    assert [unit.call_sign for unit in made.units] == ["VP101"]
    assert made.run_card == "VP-0/1"


async def test_what_was_sent_is_held_against_what_was_proposed(dispatch: Db) -> None:
    near, other = await a_unit(dispatch, "R31"), await a_unit(dispatch, "R32")
    first = await a_card(dispatch, type_code="fire.grass")
    second = await a_card(dispatch, type_code="fire.grass", place=a_place("Meža iela 3"))
    made = await recommended(dispatch, first)
    again = await recommended(dispatch, second)

    [sent] = await assign(dispatch, leg_of(first), near, recommendation_id=made.id)
    eta_s = made.units[0].eta_s
    assert eta_s is not None
    assert sent.eta_at == NOON + timedelta(seconds=eta_s)
    told = await last_entry(dispatch, first.id)
    assert (told.payload["as_recommended"], told.payload["reason"]) == (True, None)

    await assign(
        dispatch, leg_of(second), other, recommendation_id=again.id, reason="tuvāk pa tiltu"
    )
    told = await last_entry(dispatch, second.id)
    assert (told.payload["as_recommended"], told.payload["reason"]) == (False, "tuvāk pa tiltu")


async def test_a_proposal_for_another_leg_is_refused(dispatch: Db) -> None:
    unit = await a_unit(dispatch)
    card, other = await a_card(dispatch), await a_card(dispatch, place=a_place("Meža iela 3"))
    made = await recommended(dispatch, other)

    for wrong in (made.id, new_id()):
        with pytest.raises(BadAssignment):
            await assign(dispatch, leg_of(card), unit, recommendation_id=wrong)


async def test_without_a_place_on_the_map_nobody_is_near(dispatch: Db) -> None:
    card = await a_card(dispatch, place=a_place("kaut kur mežā", None))

    with pytest.raises(PlaceUnknown):
        await recommended(dispatch, card)


async def test_only_the_legs_own_institution_asks_and_only_while_it_runs(dispatch: Db) -> None:
    card = await a_card(dispatch)
    leg = leg_of(card)

    with pytest.raises(LegNotFound):
        await api.recommend(dispatch, PETERIS, GIS, leg.id, NOON)
    with pytest.raises(LegNotFound):
        await api.recommend(dispatch, JANIS, GIS, new_id(), NOON)
    with pytest.raises(LegNotFound):
        await api.recommend(dispatch, ILZE, GIS, leg.id, NOON)
    with pytest.raises(RightMissing):
        nobody = msgspec.structs.replace(JANIS, rights=frozenset())
        await api.recommend(dispatch, nobody, GIS, leg.id, NOON)
    await api.close_leg(dispatch, JANIS, leg.id, CloseLeg("done"), NOON)
    with pytest.raises(LegEnded):
        await api.recommend(dispatch, JANIS, GIS, leg.id, NOON)


async def test_a_service_without_run_cards_is_told_so(dispatch: Db) -> None:
    card = await a_card(dispatch)
    await dispatch.execute("UPDATE dispatch.run_card SET valid_to = '2021-07-02'")

    with pytest.raises(NoRunCard):
        await recommended(dispatch, card)
