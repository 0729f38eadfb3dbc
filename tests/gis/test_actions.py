from __future__ import annotations

import gzip
import json
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.gis.conftest import DATA, TODAY
from tests.gis.test_osm import a_file
from tests.people import ANNA, ILZE
from vienots.gis import api, store
from vienots.gis.actions import loading, reading
from vienots.gis.errors import BadRoads, NoMap, OutsideCountry
from vienots.gis.index import GisIndex
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, Forbidden

RIGA = (56.9496, 24.1052)
JELGAVA = (56.6511, 23.7136)


async def test_the_map_is_loaded_again_without_doubles(map_db: Db, now: datetime) -> None:
    db = map_db
    first = await store.newest_road_net(db)
    count = len(await store.list_places(db)), len(await store.list_territories(db))

    await api.load_map(db, DATA, now)

    again = await store.newest_road_net(db)
    assert first is not None
    assert again is not None
    assert again.version == first.version
    assert (len(await store.list_places(db)), len(await store.list_territories(db))) == count


async def test_the_index_of_a_process_answers_from_what_is_stored(map_db: Db) -> None:
    gis = await api.load_index(map_db, TODAY)

    found = gis.territory_at(*JELGAVA)
    assert found is not None
    assert found.name == "Jelgava"
    assert gis.find_places("Lielā iela 12, Jelgava")[0].kind == "address"
    assert gis.travel_times(*JELGAVA, [RIGA])[0].by == "roads"
    assert gis.modelled_roads is True


async def test_an_imported_net_takes_the_modelled_one_s_place_with_its_streets(
    map_db: Db, now: datetime, tmp_path: Path
) -> None:
    db = map_db
    path = a_file(tmp_path, [([1, 2, 3], {"highway": "primary", "name": "Brīvības gatve"})])

    nodes, edges = await api.import_roads(db, path, now)
    await api.load_map(db, DATA, now)

    gis = await api.load_index(db, TODAY)
    assert (nodes, edges) == (2, 2)
    assert gis.modelled_roads is False
    assert gis.find_places("Lielā iela 12, Jelgava")[0].kind != "address"
    [street] = [p for p in gis.find_places("brivibas gatve riga") if p.kind == "street"]
    assert (street.name, street.modelled) == ("Brīvības gatve, Rīga", False)
    layer = gis.layer("roads")
    assert layer is not None
    assert len(json.loads(gzip.decompress(layer.content))["features"]) == 1


async def test_a_bad_road_file_leaves_the_net_in_use(db: Db, now: datetime, tmp_path: Path) -> None:
    path = tmp_path / "broken.osm.pbf"
    path.write_bytes(b"no roads")

    with pytest.raises(BadRoads):
        await api.import_roads(db, path, now)

    assert await store.newest_road_net(db) is None


async def test_an_older_way_of_modelling_is_replaced(db: Db, now: datetime) -> None:
    await store.insert_road_net(
        db, b"", source="modelled, 1", modelled=True, nodes=1, edges=1, at=now
    )

    await api.load_map(db, DATA, now)

    net = await store.newest_road_net(db)
    assert net is not None
    assert net.source == loading.SOURCE


async def test_without_a_map_lines_are_drawn_and_territories_are_not_guessed(
    db: Db, now: datetime
) -> None:
    gis = await api.load_index(db, now.date())

    assert gis.travel_times(*JELGAVA, [RIGA])[0].by == "line"
    assert gis.route(RIGA, JELGAVA).by == "line"
    assert gis.find_places("Rīga") == []
    with pytest.raises(NoMap):
        reading.territory_at(ILZE, gis, *RIGA, now)


def test_a_merger_counts_from_midnight_in_latvia(gis: GisIndex) -> None:
    late = datetime.fromisoformat("2025-06-30T23:30:00+03:00")
    early = datetime.fromisoformat("2025-07-01T00:30:00+03:00")

    codes = [reading.territory_at(ILZE, gis, 56.607, 26.754, at).atvk for at in (late, early)]

    assert codes == ["0055000", "0038001"]
    assert early.date() == date(2025, 7, 1)


def test_outside_the_country_is_said_to_be_outside(gis: GisIndex, now: datetime) -> None:
    with pytest.raises(OutsideCountry) as refusal:
        reading.territory_at(ILZE, gis, 54.69, 25.28, now)

    assert [fault.code for fault in refusal.value.faults] == ["gis.outside_country"]


def test_half_a_point_is_none(gis: GisIndex) -> None:
    with pytest.raises(BadInput) as refusal:
        reading.find_places(ILZE, gis, "riga", (56.9, None), 8)

    assert [(fault.path, fault.code) for fault in refusal.value.faults] == [
        ("lon", "gis.half_point")
    ]


def test_who_has_no_right_learns_nothing(gis: GisIndex, now: datetime) -> None:
    with pytest.raises(Forbidden):
        reading.find_places(ANNA, gis, "riga", (None, None), 8)
    with pytest.raises(Forbidden):
        reading.territory_at(ANNA, gis, *RIGA, now)
    with pytest.raises(Forbidden):
        reading.travel_time(ANNA, gis, RIGA, JELGAVA)
    with pytest.raises(Forbidden):
        reading.route(ANNA, gis, RIGA, JELGAVA)
    with pytest.raises(Forbidden):
        reading.layer(ANNA, gis, "land")
