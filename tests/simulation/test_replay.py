"""Real calls go through the ordinary actions, and the figures afterwards are those of the file."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from simulator.replay import sf_fire
from simulator.replay.play import Ledger, OtherReplayRuns
from tests.conftest import fixture_file
from tests.simulation.replaying import (
    an_order,
    connect,
    cut,
    find_missing,
    independent,
    intervals,
    kill_after,
    prepare,
    read_lines,
    replay,
    start,
)
from tests.simulation.test_replay_reading import a_call, a_file, a_row

REAL_FIRE = "sf-fire/Fire_Department_Calls_for_Service.csv"
REAL_CALLS = "montgomery-911/911.csv.gz"
UGLY = {
    "201001893", "201010545", "201011416", "201011965", "201012303", "201013090", "201020613",
    "201021740", "201022508", "201022635", "201023209", "201031427", "201032008",
}  # fmt: skip
"""Calls of the real file with times out of order, steps left out, units on two calls."""


def times(call: str, unit: str, *stamps: str, kind: str = "Alarms") -> dict[str, str]:
    """A row from its eight times of one day in November, when clocks were put back at two."""
    given = [f"11/01/2015 {stamp}" if stamp else "" for stamp in stamps]
    named = dict(zip(sf_fire.STAMPS, given, strict=True))
    return a_row(call, unit, **{"Call Type": kind}, **named)


# Received, entry, dispatch, response, on scene, transport, hospital, available.
HAND_MADE = [
    # Over the hour that comes twice: the second 01:10 is later than the first 01:50.
    times("1", "E1", "01:40:00 AM", "01:45:00 AM", "01:50:00 AM", "01:55:00 AM", "01:10:00 AM", "",
          "", "01:30:00 AM"),
    # Hospital before transport.
    times("1", "M2", "01:40:00 AM", "01:45:00 AM", "01:46:00 AM", "01:47:00 AM", "01:50:00 AM",
          "03:10:00 AM", "03:05:00 AM", "04:00:00 AM", kind="Alarms"),
    # A unit on two calls at once, and one turned back.
    times("2", "E1", "03:00:00 AM", "03:01:00 AM", "03:02:00 AM", "03:03:00 AM", "03:10:00 AM", "",
          "", "05:00:00 AM", kind="Structure Fire"),
    times("3", "E1", "03:30:00 AM", "03:31:00 AM", "03:32:00 AM", "", "", "", "", "03:40:00 AM"),
    times("3", "T4", "03:30:00 AM", "03:31:00 AM", "03:33:00 AM", "03:34:00 AM", "", "", "",
          "03:41:00 AM"),
    # To the hospital without having been on the scene.
    times("4", "M2", "06:00:00 AM", "06:01:00 AM", "06:02:00 AM", "06:03:00 AM", "",
          "06:20:00 AM", "06:40:00 AM", "07:00:00 AM", kind="Medical Incident"),
    # Entered only after the first unit was sent; never seen free again.
    times("5", "E9", "08:00:00 AM", "08:05:00 AM", "08:02:00 AM", "08:03:00 AM", "08:10:00 AM", "",
          "", ""),
]  # fmt: skip


@pytest.fixture
async def country(own_dsn: str) -> AsyncIterator[str]:
    await prepare(own_dsn)
    yield own_dsn


def same(product: dict[str, Any], script: dict[str, Any]) -> None:
    for name in ("counts", "intervals", "busy", "types"):
        assert product[name] == script[name], name


async def test_hand_made_rows_of_all_kinds_give_the_figures_of_the_file(
    country: str, tmp_path: Path
) -> None:
    file = a_file(tmp_path, *HAND_MADE)

    await replay(country, an_order(file))

    found = await intervals(country)
    same(found, independent(file))
    assert found["counts"]["assignments"] == len(HAND_MADE)
    assert found["counts"]["out_of_order"] == 2


async def test_times_are_kept_as_they_happened(country: str, tmp_path: Path) -> None:
    file = a_file(tmp_path, HAND_MADE[0])

    await replay(country, an_order(file))

    async with await connect(country) as db:
        rows = await db.execute(
            "SELECT topic, happened_at::time::text FROM kernel.journal"
            " WHERE topic IN ('calls.card_opened', 'calls.card_informed',"
            " 'dispatch.units_assigned', 'dispatch.assignment_changed') ORDER BY id"
        )
        assert await rows.fetchall() == [
            ("calls.card_opened", "08:40:00"),
            ("calls.card_informed", "08:45:00"),
            ("dispatch.units_assigned", "08:50:00"),
            ("dispatch.assignment_changed", "08:55:00"),
            # The second pass of the hour.
            ("dispatch.assignment_changed", "09:10:00"),
            ("dispatch.assignment_changed", "09:30:00"),
        ]


async def test_rows_out_of_order_go_in_as_they_are_and_are_flagged(
    country: str, tmp_path: Path
) -> None:
    file = a_file(tmp_path, *HAND_MADE)

    await replay(country, an_order(file))

    async with await connect(country) as db:
        rows = await db.execute(
            "SELECT call_sign, to_char(transporting_at, 'HH24:MI'), to_char(at_hospital_at,"
            " 'HH24:MI') FROM dispatch.assignment WHERE out_of_order"
        )
        assert await rows.fetchall() == [("SF-M2", "11:10", "11:05")]


async def test_after_a_replay_nothing_stands_open(country: str, tmp_path: Path) -> None:
    file = a_file(tmp_path, *HAND_MADE[:-1])

    await replay(country, an_order(file))

    async with await connect(country) as db:
        for query in (
            "SELECT count(*) FROM calls.card WHERE state <> 'closed'",
            "SELECT count(*) FROM calls.contact WHERE state <> 'ended'",
            "SELECT count(*) FROM dispatch.assignment WHERE released_at IS NULL",
            "SELECT count(*) FROM resources.unit WHERE state <> 'unavailable'",
        ):
            row = await (await db.execute(query.encode())).fetchone()
            assert row == (0,), query


async def test_played_again_nothing_is_doubled(country: str, tmp_path: Path) -> None:
    file = a_file(tmp_path, *HAND_MADE)
    first = await replay(country, an_order(file))

    again = await replay(country, an_order(file))

    assert (first.played > 0, again.played) == (True, 0)
    same(await intervals(country), independent(file))


async def test_a_replay_cut_short_goes_on_with_the_rest(country: str, tmp_path: Path) -> None:
    file = a_file(tmp_path, *HAND_MADE)
    await replay(country, an_order(file, limit=2))
    same(await intervals(country), independent(file, limit=2))

    await replay(country, an_order(file))

    same(await intervals(country), independent(file))


async def test_real_calls_give_the_figures_of_the_file(country: str, tmp_path: Path) -> None:
    source = fixture_file(REAL_FIRE)
    first = {call.number for call in sf_fire.read(source)[:20]}
    file = cut(source, tmp_path / "calls.csv", first | UGLY)

    await replay(country, an_order(file))

    found = await intervals(country)
    same(found, independent(file))
    assert found["counts"]["out_of_order"] == 6
    assert len(found["types"]) > 3


async def test_repeated_calls_join_the_card_and_none_is_lost(country: str, tmp_path: Path) -> None:
    file = a_file(
        tmp_path,
        a_call("2016-01-01 10:00:00", "Traffic: VEHICLE ACCIDENT -"),
        a_call("2016-01-01 10:05:00", "Traffic: ROAD OBSTRUCTION -"),
        a_call("2016-01-01 10:05:00", "EMS: FALL VICTIM"),
        a_call("2016-01-01 11:00:00", "Traffic: VEHICLE ACCIDENT -"),
    )

    await replay(country, an_order(file, "montgomery-911"))

    found = await intervals(country)
    assert found["counts"] == {
        "contacts": 4, "cards": 3, "repeats": 1, "assignments": 0, "out_of_order": 0,
    }  # fmt: skip
    assert found["types"]["traffic.no_injured"]["counts"]["contacts"] == 3


async def test_real_calls_without_units_are_counted_like_the_script_counts_them(
    country: str,
) -> None:
    file = fixture_file(REAL_CALLS)

    await replay(country, an_order(file, "montgomery-911", limit=150))

    found = await intervals(country)
    script = independent(file, "montgomery-911", limit=150)
    assert found["counts"] == script["counts"]
    assert found["counts"]["repeats"] > 0
    types = {name: {"counts": of["counts"]} for name, of in found["types"].items()}
    assert types == script["types"]


# ---- kills -------------------------------------------------------------------------------------


async def test_killed_again_and_again_it_loses_and_doubles_nothing(
    country: str, tmp_path: Path
) -> None:
    file = a_file(tmp_path, *HAND_MADE)
    lines = tmp_path / "acknowledged.ndjson"
    whole = len(read_steps(file))

    for goal in range(4, whole, 7):
        kill_after(start(country, file, lines), lines, goal)
    await replay(country, an_order(file, acknowledged=lines))

    same(await intervals(country), independent(file))
    said = read_lines(lines)
    assert len({line["key"] for line in said}) == len(said)
    async with await connect(country) as db:
        assert await find_missing(db, said) == []


async def test_a_lost_database_is_waited_for(country: str, tmp_path: Path) -> None:
    file = a_file(tmp_path, *HAND_MADE)
    lines = tmp_path / "acknowledged.ndjson"
    playing = asyncio.create_task(replay(country, an_order(file, acknowledged=lines)))

    ends = 0
    while not playing.done():
        ends += end_connections(country)
        await asyncio.sleep(0.1)
    await playing

    assert ends > 0
    same(await intervals(country), independent(file))
    assert len(read_lines(lines)) == len(read_steps(file))


async def test_two_replays_of_the_same_data_do_not_run_at_once(
    country: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.replay.play.OTHER_REPLAY_PATIENCE_S", 0.0)

    async with Ledger(country, "sf-fire", print):
        with pytest.raises(OtherReplayRuns):
            await Ledger(country, "sf-fire", print).__aenter__()
        async with Ledger(country, "montgomery-911", print):
            pass


def read_steps(file: Path) -> list[Any]:
    from simulator.replay.command import read

    return list(read(file, "sf-fire", None).steps)


def end_connections(dsn: str) -> int:
    with psycopg.connect(dsn, autocommit=True) as db:
        return len(
            db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'vienots-replay' AND datname = current_database()"
            ).fetchall()
        )


def test_the_file_of_the_test_is_as_ugly_as_it_says(tmp_path: Path) -> None:
    with a_file(tmp_path, *HAND_MADE).open(newline="") as lines:
        assert len(list(csv.DictReader(lines))) == 7
