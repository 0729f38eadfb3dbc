from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from tests.gis.conftest import TODAY
from vienots.gis.domain.territories import NEAR_M, Shape, TerritoryIndex

LAST_DAY = date(2025, 6, 30)
MERGED_ON = date(2025, 7, 1)


@pytest.mark.parametrize(
    ("lat", "lon", "atvk", "name", "city"),
    [
        (56.9496, 24.1052, "0001000", "Rīga", True),
        (56.6511, 23.7136, "0003000", "Jelgava", True),
        (56.5047, 21.0108, "0005000", "Liepāja", True),
        (55.8745, 26.5362, "0002000", "Daugavpils", True),
        (56.5099, 27.3331, "0006000", "Rēzekne", True),
        (57.3942, 21.5647, "0007000", "Ventspils", True),
        (57.0721, 24.3270, "0023000", "Ādažu novads", True),
        (57.0665, 25.0484, "0048000", "Siguldas novads", False),
        (57.5380, 25.4260, "0054000", "Valmieras novads", True),
        (57.3119, 25.2747, "0026000", "Cēsu novads", True),
    ],
)
def test_a_known_place_lies_in_its_municipality(
    territories: TerritoryIndex, lat: float, lon: float, atvk: str, name: str, city: bool
) -> None:
    found = territories.at(lat, lon, TODAY)

    assert found is not None
    assert (found.atvk, found.name) == (atvk, name)
    assert found.city is city


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(57.6, 23.6), (54.69, 25.28), (59.43, 24.75), (56.4, 28.9), (0.0, 0.0), (90.0, 180.0)],
    ids=["gulf of Rīga", "Vilnius", "Tallinn", "Russia", "null island", "pole"],
)
def test_outside_the_country_there_is_no_territory(
    territories: TerritoryIndex, lat: float, lon: float
) -> None:
    assert territories.at(lat, lon, TODAY) is None


@pytest.mark.parametrize(
    ("on", "madona", "varaklani"),
    [(LAST_DAY, "0038000", "0055000"), (MERGED_ON, "0038001", "0038001")],
)
def test_a_merger_counts_from_its_day(
    territories: TerritoryIndex, on: date, madona: str, varaklani: str
) -> None:
    in_madona = territories.at(56.8540, 26.2200, on)
    in_varaklani = territories.at(56.6070, 26.7540, on)

    assert in_madona is not None
    assert in_varaklani is not None
    assert (in_madona.atvk, in_varaklani.atvk) == (madona, varaklani)
    assert (in_varaklani.unit_name, in_varaklani.city) == ("Varakļāni", True)


@pytest.mark.parametrize(("on", "count"), [(LAST_DAY, 43), (MERGED_ON, 42)])
def test_on_every_day_each_municipality_stands_once(
    shapes: list[Shape], on: date, count: int
) -> None:
    names = [s.name for s in shapes if s.kind in ("city", "municipality") and s.valid(on)]

    assert len(names) == len(set(names)) == count


@pytest.mark.parametrize("on", [LAST_DAY, MERGED_ON])
def test_every_town_and_parish_has_a_parent_of_its_day(shapes: list[Shape], on: date) -> None:
    parents = {s.atvk for s in shapes if s.kind == "municipality" and s.valid(on)}
    units = [s for s in shapes if s.kind in ("town", "parish") and s.valid(on)]

    assert len(units) == len({s.atvk for s in units}) == 585
    assert {s.parent for s in units} <= parents


def test_before_the_reform_nothing_is_known(territories: TerritoryIndex) -> None:
    assert territories.at(56.9496, 24.1052, date(2021, 6, 30)) is None


@given(lat=st.floats(55.6, 58.1), lon=st.floats(20.9, 28.3))
def test_a_unit_always_belongs_to_the_municipality_it_is_named_with(
    territories: TerritoryIndex, shapes: list[Shape], lat: float, lon: float
) -> None:
    found = territories.at(lat, lon, TODAY)

    if found is not None and found.unit_atvk is not None:
        [unit] = [s for s in shapes if s.atvk == found.unit_atvk and s.valid(TODAY)]
        assert unit.parent == found.atvk


@given(lat=st.floats(55.6, 58.1), lon=st.floats(20.9, 28.3))
def test_whoever_stands_in_the_shape_is_found_in_it(
    territories: TerritoryIndex, shapes: list[Shape], lat: float, lon: float
) -> None:
    inside = {
        s.atvk
        for s in shapes
        if s.kind in ("city", "municipality")
        and s.valid(TODAY)
        and s.geometry.contains(Point(lon, lat))
    }

    found = territories.at(lat, lon, TODAY)

    if inside:
        assert found is not None
        assert found.atvk in inside


def a_square(atvk: str, west: float) -> Shape:
    return Shape(
        atvk, "city", atvk, None, date(2021, 7, 1), None, box(west, 57.0, west + 0.1, 57.1)
    )


@pytest.mark.parametrize(("metres", "inside"), [(NEAR_M - 20, True), (NEAR_M + 20, False)])
def test_a_step_outside_the_simplified_border_still_belongs_to_the_nearest(
    metres: float, inside: bool
) -> None:
    index = TerritoryIndex([a_square("0001000", 24.0), a_square("0002000", 24.2)])
    degree_m = 111_195 * 0.5446

    found = index.at(57.05, 24.2 - metres / degree_m, TODAY)

    assert (found is not None and found.atvk == "0002000") is inside


def test_without_territories_nothing_is_found() -> None:
    assert TerritoryIndex([]).at(56.95, 24.1, TODAY) is None
