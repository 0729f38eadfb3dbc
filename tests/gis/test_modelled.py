from __future__ import annotations

import math
import random
from collections import Counter, defaultdict

import numpy as np
import pytest
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from tests.gis.conftest import DATA, TODAY
from vienots.gis import shipped
from vienots.gis.domain.modelled import Modelled, Settlement, build
from vienots.gis.domain.roads import RoadNet, line_times
from vienots.gis.domain.territories import TerritoryIndex
from vienots.gis.store import PlaceRow

RIGA = (56.9496, 24.1052)
TOWNS = {
    "Jelgava": (56.6511, 23.7136),
    "Liepāja": (56.5047, 21.0108),
    "Daugavpils": (55.8745, 26.5362),
    "Valmiera": (57.5380, 25.4260),
    "Ventspils": (57.3942, 21.5647),
    "Ogre": (56.8160, 24.6040),
}


@pytest.fixture(scope="module")
def roads(built: Modelled) -> RoadNet:
    return RoadNet(built.net, modelled=True)


def test_the_net_is_one_whole_of_a_bounded_size(built: Modelled) -> None:
    net = built.net
    count = len(net.lat)

    parts, _ = connected_components(
        csr_array((np.ones(len(net.tail)), (net.tail, net.head)), shape=(count, count)),
        directed=True,
        connection="strong",
    )

    assert parts == 1
    assert 60_000 <= count <= 150_000


def test_the_same_places_give_the_same_net(places: list[PlaceRow]) -> None:
    few = [
        Settlement(row.name, row.lat, row.lon, row.population or 150)
        for row in places[:400]
        if row.kind == "settlement"
    ]
    land = shapely.union_all(list(shipped.dry_land(DATA).values()))

    one, other = build(few, land), build(few, land)

    assert np.array_equal(one.net.seconds, other.net.seconds)
    assert one.streets == other.streets


def test_roads_stay_on_land(built: Modelled, country: shapely.Geometry) -> None:
    """Few nodes lie beyond the simplified borders, and none of them far."""
    net = built.net
    outside = np.flatnonzero(~shapely.contains_xy(country, net.lon, net.lat))

    away = shapely.distance(shapely.points(net.lon[outside], net.lat[outside]), country)

    assert len(outside) < 0.001 * len(net.lat)
    assert (away * 111_195 < 5_000).all()


def test_nobody_drives_across_the_gulf(roads: RoadNet) -> None:
    """Between Kolka and Ainaži lie 110 km of sea and some 290 km of road."""
    way = roads.route((57.7447, 22.5853), (57.8640, 24.3600))

    assert way.by == "roads"
    assert way.metres > 230_000


def test_every_edge_takes_the_time_of_some_class_of_road(built: Modelled) -> None:
    kmh = built.net.metres / built.net.seconds * 3.6

    assert set(np.round(kmh).tolist()) == {35.0, 45.0, 50.0, 70.0, 85.0}


@pytest.mark.parametrize("town", TOWNS)
def test_between_towns_one_drives_a_little_farther_than_the_line(roads: RoadNet, town: str) -> None:
    way = roads.route(RIGA, TOWNS[town])
    [line] = line_times([RIGA], TOWNS[town])

    straight_m = line.metres / 1.35
    assert 1.0 <= way.metres / straight_m <= 1.6
    assert 45 <= way.metres / way.seconds * 3.6 <= 90


def test_there_and_back_take_the_same_time(roads: RoadNet) -> None:
    for spot in TOWNS.values():
        [there] = roads.travel_times(*spot, [RIGA])
        [back] = roads.travel_times(*RIGA, [spot])

        assert there.seconds == pytest.approx(back.seconds, rel=1e-6)


def test_who_leaves_a_town_need_not_pass_its_middle(roads: RoadNet) -> None:
    """From Rīga's eastern edge eastwards."""
    start, end = (56.9200, 24.2000), (56.8160, 24.6040)

    way = roads.route(start, end)

    west = min(lon for lon, _ in way.coordinates)
    assert west > 24.15


def test_large_towns_have_many_streets_and_villages_a_few(built: Modelled) -> None:
    count = Counter((s.town.name, s.town.lat) for s in built.streets)
    by_name: defaultdict[str, int] = defaultdict(int)
    for (name, _), streets in count.items():
        by_name[name] = max(by_name[name], streets)

    assert by_name["Rīga"] >= 150
    assert by_name["Jelgava"] >= 60
    assert by_name["Cēsis"] >= 30
    assert min(count.values()) >= 2


@pytest.mark.parametrize("town", ["Rīga", "Jelgava", "Liepāja", "Daugavpils", "Valmiera"])
def test_a_town_has_the_names_everybody_knows_each_once(built: Modelled, town: str) -> None:
    [centre] = {(s.town.lat, s.town.lon) for s in built.streets if s.town.name == town}
    names = Counter(s.name for s in built.streets if (s.town.lat, s.town.lon) == centre)

    assert {"Brīvības iela", "Lielā iela", "Rīgas iela", "Miera iela", "Skolas iela"} <= set(names)
    assert max(names.values()) == 1


def test_streets_of_large_towns_start_in_the_middle(built: Modelled) -> None:
    def from_centre(point: tuple[float, float], town: Settlement) -> float:
        return math.hypot(point[0] - town.lat, (point[1] - town.lon) * 0.55)

    rng = random.Random(7)
    streets = [s for s in built.streets if s.town.people > 20_000]

    nearer = [
        from_centre(s.a, s.town) <= from_centre(s.b, s.town) for s in rng.sample(streets, 300)
    ]

    assert sum(nearer) > 290


def test_the_streets_of_a_town_stay_in_its_municipality(
    built: Modelled, territories: TerritoryIndex
) -> None:
    rng = random.Random(3)

    for street in rng.sample(built.streets, 500):
        for end in (street.a, street.b):
            found = territories.at(*end, TODAY)
            assert found is not None
            assert found.atvk == street.town.atvk
