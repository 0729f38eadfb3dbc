"""Files of real calls: times, places, repeats, and what is said of a file that is no such file."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box, union_all
from shapely.geometry import shape

from simulator.replay import montgomery, sf_fire
from simulator.replay.files import FileUnusable
from simulator.replay.places import RIGA, VIDZEME, lay_over
from simulator.replay.stamps import StampUnreadable, read_stamp
from tests.conftest import ROOT, fixture_file

NEW_YORK = ZoneInfo("America/New_York")
FORM = "%Y-%m-%d %H:%M:%S"


def a_row(call: str = "1", unit: str = "E1", **fields: str) -> dict[str, str]:
    row = dict.fromkeys(sf_fire.COLUMNS, "") | {
        "Call Number": call,
        "Unit ID": unit,
        "Call Type": "Alarms",
        "Address": "100 Block of MAIN ST",
        "Location": "(37.78, -122.41)",
        "RowID": f"{call}-{unit}",
        "Received DtTm": "04/07/2020 11:00:00 AM",
        "Entry DtTm": "04/07/2020 11:01:00 AM",
        "Dispatch DtTm": "04/07/2020 11:02:00 AM",
        "Available DtTm": "04/07/2020 11:30:00 AM",
    }
    return row | fields


def a_file(folder: Path, *rows: dict[str, str]) -> Path:
    file = folder / "calls.csv"
    with file.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file


# ---- times -------------------------------------------------------------------------------------


def test_an_hour_that_comes_twice_is_the_first_pass() -> None:
    found = read_stamp("2015-11-01 01:30:00", FORM, NEW_YORK)

    assert found == datetime(2015, 11, 1, 5, 30, tzinfo=UTC)


def test_it_is_the_second_pass_where_only_that_follows_the_time_before() -> None:
    before = datetime(2015, 11, 1, 5, 50, tzinfo=UTC)

    found = read_stamp("2015-11-01 01:10:00", FORM, NEW_YORK, before)

    assert found == datetime(2015, 11, 1, 6, 10, tzinfo=UTC)


def test_a_stamp_hours_too_early_stays_as_the_clerk_left_it() -> None:
    before = datetime(2015, 11, 1, 9, 0, tzinfo=UTC)

    found = read_stamp("2015-11-01 01:10:00", FORM, NEW_YORK, before)

    assert found == datetime(2015, 11, 1, 5, 10, tzinfo=UTC)


def test_a_skipped_hour_is_read_and_not_refused() -> None:
    found = read_stamp("2016-03-13 02:30:00", FORM, NEW_YORK)

    assert found == datetime(2016, 3, 13, 7, 30, tzinfo=UTC)


def test_an_empty_field_is_no_time_and_nonsense_is_refused() -> None:
    assert read_stamp(" ", FORM, NEW_YORK) is None
    with pytest.raises(StampUnreadable):
        read_stamp("yesterday", FORM, NEW_YORK)


@given(st.integers(1_262_304_000, 1_893_456_000))
def test_times_outside_the_changes_come_back_as_they_were_written(second: int) -> None:
    wall = datetime.fromtimestamp(second, UTC).replace(tzinfo=None)

    found = read_stamp(wall.strftime(FORM), FORM, NEW_YORK)

    assert found is not None
    there = found.astimezone(NEW_YORK).replace(tzinfo=None)
    assert there in (wall, wall + timedelta(hours=1))


# ---- places ------------------------------------------------------------------------------------


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_point_of_the_world_comes_to_lie_in_the_box(lat: float, lon: float) -> None:
    for source, target in ((sf_fire.CITY, RIGA), (montgomery.COUNTY, VIDZEME)):
        assert target.holds(*lay_over(lat, lon, source, target))


def test_the_boxes_lie_inside_riga_and_inside_latvia() -> None:
    packed = (ROOT / "data/gis/municipalities.geojson.gz").read_bytes()
    features = json.loads(gzip.decompress(packed))["features"]
    outlines = {f["properties"]["atvk"]: shape(f["geometry"]).buffer(0) for f in features}

    riga, vidzeme = (box(one.west, one.south, one.east, one.north) for one in (RIGA, VIDZEME))
    assert outlines["0001000"].contains(riga)
    assert union_all(list(outlines.values())).contains(vidzeme)


# ---- San Francisco -----------------------------------------------------------------------------


def test_rows_of_a_call_come_together_in_order_of_time(tmp_path: Path) -> None:
    later = a_row("2", **{"Received DtTm": "04/07/2020 12:00:00 PM"})

    calls = sf_fire.read(a_file(tmp_path, later, a_row("1", "E1"), a_row("1", "T2")))

    assert [(call.number, [row.unit for row in call.rows]) for call in calls] == [
        ("1", ["E1", "T2"]),
        ("2", ["E1"]),
    ]


def test_every_fault_of_a_file_is_named_and_nothing_is_dropped(tmp_path: Path) -> None:
    file = a_file(
        tmp_path,
        a_row("1", **{"Dispatch DtTm": ""}),
        a_row("2", **{"Available DtTm": "noon"}),
        a_row("3"),
        a_row("3"),
    )

    with pytest.raises(FileUnusable) as refused:
        sf_fire.read(file)

    assert refused.value.faults == [
        "row 1: Received DtTm or Dispatch DtTm is missing",
        "row 2: noon is no time",
        "row 4: 3-E1 comes twice",
    ]


def test_a_file_of_something_else_is_refused_by_its_columns(tmp_path: Path) -> None:
    file = a_file(tmp_path, {"lat": "1", "lng": "2"})

    with pytest.raises(FileUnusable, match="column missing: Call Number"):
        sf_fire.read(file)


def test_a_call_without_a_position_is_kept(tmp_path: Path) -> None:
    [call] = sf_fire.read(a_file(tmp_path, a_row(Location="")))

    assert (call.lat, call.lon, call.address) == (None, None, "100 Block of MAIN ST")


def test_every_type_of_the_files_is_a_type_of_ours() -> None:
    ours = json.loads((ROOT / "data/classifiers/incident_type.json").read_text())
    table = json.loads((ROOT / "simulator/replay/types.json").read_text())

    codes = {value["code"] for value in ours}
    assert {code for types in table.values() for code in types.values()} <= codes


def test_all_real_rows_are_read() -> None:
    calls = sf_fire.read(fixture_file("sf-fire/Fire_Department_Calls_for_Service.csv"))

    assert (len(calls), sum(len(call.rows) for call in calls)) == (2776, 5272)


# ---- Montgomery --------------------------------------------------------------------------------


def a_call(at: str, title: str = "EMS: FALL VICTIM", addr: str = "HIGH ST") -> dict[str, str]:
    return {
        "lat": "40.1", "lng": "-75.3", "desc": "words", "title": title, "timeStamp": at,
        "twp": "NORRISTOWN", "addr": addr,
    }  # fmt: skip


def test_repeats_at_the_same_place_belong_to_one_incident(tmp_path: Path) -> None:
    file = a_file(
        tmp_path,
        a_call("2016-01-01 10:00:00"),
        a_call("2016-01-01 10:08:00", "EMS: HEAD INJURY"),
        # Ten minutes count from the repeat, not from the first call.
        a_call("2016-01-01 10:18:00"),
        a_call("2016-01-01 10:28:01"),
    )

    incidents = montgomery.read(file)

    assert [len(incident.repeats) for incident in incidents] == [2, 0]


def test_another_department_or_address_is_another_incident(tmp_path: Path) -> None:
    file = a_file(
        tmp_path,
        a_call("2016-01-01 10:00:00"),
        a_call("2016-01-01 10:01:00", "Fire: FIRE ALARM"),
        a_call("2016-01-01 10:02:00", addr="MAIN ST"),
    )

    assert [len(incident.repeats) for incident in montgomery.read(file)] == [0, 0, 0]


def test_identical_calls_are_told_apart_and_keep_their_names(tmp_path: Path) -> None:
    twice = [a_call("2016-01-01 10:00:00"), a_call("2016-01-01 10:00:00")]

    [incident] = montgomery.read(a_file(tmp_path, *twice))
    [longer] = montgomery.read(a_file(tmp_path, *twice, a_call("2016-01-01 10:01:00")))

    names = [incident.first.name, incident.repeats[0].name]
    assert len(set(names)) == 2
    assert [longer.first.name, longer.repeats[0].name] == names


def test_a_gzipped_file_is_read_and_a_torn_one_is_refused(tmp_path: Path) -> None:
    file = a_file(tmp_path, a_call("2016-01-01 10:00:00"))
    packed = tmp_path / "calls.csv.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    torn = tmp_path / "torn.csv.gz"
    torn.write_bytes(packed.read_bytes()[:-20])

    assert len(montgomery.read(packed)) == 1
    with pytest.raises(FileUnusable, match="cannot be read"):
        montgomery.read(torn)


def test_all_real_calls_are_read() -> None:
    incidents = montgomery.read(fixture_file("montgomery-911/911.csv.gz"))

    assert sum(1 + len(incident.repeats) for incident in incidents) == 66_491
