"""The demonstration country: real stations in the right places, modelled units marked as such."""

from __future__ import annotations

import re
from collections import Counter

import msgspec
import pytest

from tests.calls.centre import the_country
from tests.conftest import ROOT
from tests.resources.builders import NOON
from vienots.kernel.db import Db
from vienots.resources import api, store
from vienots.resources.contracts import Station, Unit
from vienots.resources.demonstration import Country, read_country

SEEDS = ROOT / "data"
INSTITUTIONS = {
    row["code"]: row
    for row in msgspec.json.decode((SEEDS / "identity/institutions.json").read_bytes())
}


@pytest.fixture(scope="module")
def country() -> Country:
    return read_country(SEEDS / "resources")


@pytest.fixture
async def loaded(db: Db) -> tuple[dict[str, Station], dict[str, Unit]]:
    await api.load_demonstration(db, the_country(), NOON, SEEDS)
    stations = {station.code: station for station in await store.list_stations(db)}
    return stations, {unit.call_sign: unit for unit in await store.list_units(db)}


def test_the_country_has_its_stations(country: Country) -> None:
    kinds = Counter(place.kind for place in country.places)

    assert (kinds["fire_station"], kinds["police_office"], kinds["hospital"]) == (87, 41, 37)
    posts = {p.institution for p in country.places if p.kind == "municipal_post"}
    municipal = {c for c, row in INSTITUTIONS.items() if row["kind"] == "municipal_police"}
    assert posts == municipal
    assert len(municipal) == 42


def test_real_places_are_not_marked_as_modelled_and_modelled_ones_are(country: Country) -> None:
    modelled = {place.kind for place in country.places if place.modelled}
    real = {place.kind for place in country.places if not place.modelled}

    assert modelled == {"municipal_post", "port_post", "medical_base"}
    assert real == {"fire_station", "police_office", "hospital"}


def test_call_signs_are_unique_and_of_the_form_that_is_written_down(country: Country) -> None:
    signs = [stand.call_sign for stand in country.stands]
    forms = {
        "fire": r"[RAPGKLDCV][1-9][0-9]?[1-9]",
        "police": r"VP[1-5][0-9]{2}",
        "municipal": r"[A-Z]{1,2}PP[1-9][0-9]?",
        "port": r"OP[RVL][1-9]",
        "medical": r"M[1-9][0-9]{0,2}",
    }

    assert len(set(signs)) == len(signs)
    assert 700 <= len(signs) <= 1_000
    for stand in country.stands:
        assert re.fullmatch(forms[stand.service], stand.call_sign), stand


def test_station_three_of_riga_has_what_the_desk_shows(country: Country) -> None:
    at_three = [stand.call_sign for stand in country.stands if stand.station == "VUGD-03"]

    assert at_three[:4] == ["R31", "R32", "A31", "R33"]


async def test_every_station_lies_in_its_municipality(
    loaded: tuple[dict[str, Station], dict[str, Unit]],
) -> None:
    stations, _ = loaded
    wrong = [
        (station.name, station.atvk)
        for station in stations.values()
        if station.kind == "municipal_post" and station.institution != f"pp-{station.atvk}"
    ]

    assert wrong == []
    assert stations["VUGD-03"].atvk == "0001000"
    assert stations["VUGD-03"].lat == pytest.approx(56.9584, abs=0.001)
    assert stations["VUGD-03"].lon == pytest.approx(24.1311, abs=0.001)


async def test_units_are_manned_skilled_and_marked(
    loaded: tuple[dict[str, Station], dict[str, Unit]],
) -> None:
    _, units = loaded

    assert (units["R31"].crew, units["R31"].skills) == (4, ["ba:4", "commander:1"])
    assert (units["R33"].crew, units["R33"].crew_norm) == (2, 4)
    assert units["JPP1"].institution == "pp-0003000"
    assert all(unit.modelled for unit in units.values())
    assert all(unit.crew >= unit.crew_min or unit.state_note for unit in units.values())
    states = Counter(unit.state for unit in units.values())
    assert set(states) == {"available", "unavailable"}
    assert states["available"] > 0.85 * len(units)


async def test_loading_again_changes_nothing(db: Db) -> None:
    first = await api.load_demonstration(db, the_country(), NOON, SEEDS)
    await db.execute("UPDATE resources.unit SET crew = 1 WHERE call_sign = 'R31'")

    again = await api.load_demonstration(db, the_country(), NOON, SEEDS)

    assert (first > 700, again) == (True, 0)
    unit_id = await api.find_unit(db, "R31")
    assert unit_id is not None
    unit = await api.get_unit(db, unit_id)
    assert unit is not None
    assert unit.crew == 1


async def test_codes_of_kinds_and_capabilities_are_in_the_classifiers(country: Country) -> None:
    def codes(name: str) -> set[str]:
        rows = msgspec.json.decode((SEEDS / f"classifiers/{name}.json").read_bytes())
        return {row["code"] for row in rows}

    kinds = country.model.kinds
    vehicles = [stand.vehicle for stand in country.stands]
    assert {vehicle.kind for vehicle in vehicles} <= set(kinds) <= codes("unit_kind")
    used = {c for kind in kinds.values() for c in kind.capabilities}
    used |= {c for vehicle in vehicles for c in vehicle.capabilities or ()}
    assert used <= codes("capability")
