"""Positions: the latest of each unit, its trail by days, and what changed since a mark."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import psycopg
import pytest

from tests.people import JANIS, PETERIS
from tests.resources.builders import FAR, GATEWAY, HOME, NOON, a_report, a_unit
from vienots.identity.errors import RightMissing
from vienots.kernel.db import HOUSE_OPTIONS, Db
from vienots.resources import actions, api
from vienots.resources.contracts import Position, PositionsTaken
from vienots.resources.errors import UnitNotFound


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


async def test_the_newest_report_is_where_the_unit_is(db: Db) -> None:
    unit = await a_unit(db, "R31")
    reports = [
        a_report(at=NOON - seconds(20), lat=56.95),
        a_report(at=NOON, lat=56.97, speed_kmh=51.5, heading_deg=90),
        a_report(at=NOON - seconds(10), lat=56.96),
    ]

    taken = await actions.take_positions(db, GATEWAY, reports, NOON)

    assert taken == PositionsTaken(stored=3, stale=0, unknown=[])
    found = await api.get_unit(db, unit.id)
    assert found is not None
    assert found.position == Position(56.97, HOME[1], NOON, 51.5, 90.0, None)


async def test_older_repeated_and_future_reports_are_counted_and_dropped(db: Db) -> None:
    await a_unit(db, "R31")
    await actions.take_positions(db, GATEWAY, [a_report(at=NOON)], NOON)

    taken = await actions.take_positions(
        db,
        GATEWAY,
        [
            a_report(at=NOON),
            a_report(at=NOON - seconds(1), lat=50.0),
            a_report(at=NOON - timedelta(days=3), lat=50.0),
            a_report(at=NOON + seconds(61), lat=50.0),
            a_report(at=NOON + seconds(5)),
        ],
        NOON,
    )

    assert taken == PositionsTaken(stored=1, stale=3, unknown=[], future=1)


async def test_unknown_units_are_named_once_and_stop_nobody(db: Db) -> None:
    await a_unit(db, "R31")
    reports = [a_report("X9"), a_report("X9", at=NOON - seconds(1)), a_report("A1"), a_report()]

    taken = await actions.take_positions(db, GATEWAY, reports, NOON)

    assert taken == PositionsTaken(stored=1, stale=0, unknown=["A1", "X9"])


async def test_nothing_usable_is_no_question_to_the_database(db: Db) -> None:
    late = a_report(at=NOON + timedelta(minutes=5))

    assert await actions.take_positions(db, GATEWAY, [], NOON) == PositionsTaken(0, 0, [])
    assert await actions.take_positions(db, GATEWAY, [late], NOON) == PositionsTaken(0, 0, [], 1)


async def test_only_gateways_report_positions(db: Db) -> None:
    with pytest.raises(RightMissing):
        await actions.take_positions(db, JANIS, [a_report()], NOON)


async def test_the_trail_tells_the_way_of_the_last_minutes(db: Db) -> None:
    unit = await a_unit(db, "R31")
    reports = [a_report(at=NOON - timedelta(minutes=n), lat=56.9 + n / 100) for n in range(30)]
    await actions.take_positions(db, GATEWAY, reports, NOON)

    trail = await actions.read_trail(db, PETERIS, unit.id, 10, NOON)

    assert [round(point.lat, 2) for point in trail] == [
        round(56.9 + n / 100, 2) for n in range(9, -1, -1)
    ]
    with pytest.raises(UnitNotFound):
        await actions.read_trail(db, PETERIS, unit.station_id, 10, NOON)


async def test_days_are_made_ahead_and_dropped_whole_by_the_retention(db: Db) -> None:
    unit = await a_unit(db, "R31")
    at = NOON + timedelta(days=2_000)
    then = at - timedelta(days=40)
    await actions.take_positions(db, GATEWAY, [a_report(at=then)], then)
    made, _ = await actions.keep_partitions(db, then)
    await actions.take_positions(db, GATEWAY, [a_report(at=at)], at)

    again, dropped = await actions.keep_partitions(db, at)

    assert (made, again, dropped) == (5, 5, 5)
    today = at.astimezone(UTC).date()
    assert await partitions(db) == {today + timedelta(days=n) for n in range(-1, 4)}
    kept = await actions.read_trail(db, JANIS, unit.id, 60, at)
    assert [point.at for point in kept] == [at]
    assert (await actions.keep_partitions(db, at)) == (0, 0)


async def partitions(db: Db) -> set[date]:
    cursor = await db.execute(
        "SELECT to_date(right(relname, 8), 'YYYYMMDD') FROM pg_class"
        " WHERE relname ~ '^position_[0-9]{8}$' AND relkind = 'r'"
    )
    return {day for (day,) in await cursor.fetchall()}


async def test_a_position_before_its_day_was_made_moves_into_it(db: Db) -> None:
    await a_unit(db, "R31")
    ahead = NOON + timedelta(days=900)
    await actions.take_positions(db, GATEWAY, [a_report(at=ahead)], ahead)
    where = "SELECT tableoid::regclass::text FROM resources.position"
    assert await (await db.execute(where)).fetchone() == ("resources.position_default",)

    await actions.keep_partitions(db, ahead)

    assert await (await db.execute(where)).fetchone() == (f"resources.position_{ahead:%Y%m%d}",)


async def test_the_application_itself_may_neither_make_nor_drop_tables(db: Db) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await db.execute("CREATE TABLE resources.mine (id int)")


async def test_a_late_commit_is_not_skipped_by_the_mark(own_dsn: str) -> None:
    """Begun before a reading and ended after it: a plain number would lose it."""
    async with (
        await psycopg.AsyncConnection.connect(own_dsn, options=HOUSE_OPTIONS) as slow,
        await psycopg.AsyncConnection.connect(own_dsn, options=HOUSE_OPTIONS) as quick,
        await psycopg.AsyncConnection.connect(
            own_dsn, options=HOUSE_OPTIONS, autocommit=True
        ) as reader,
    ):
        first, second = await a_unit(quick, "R31"), await a_unit(quick, "R32")
        await quick.commit()
        mark, rows = await api.positions_since(reader, 0)
        assert rows == []

        await actions.take_positions(slow, GATEWAY, [a_report("R31")], NOON)
        await actions.take_positions(quick, GATEWAY, [a_report("R32", lat=FAR[0])], NOON)
        await quick.commit()
        mark, rows = await api.positions_since(reader, mark)
        seen = {row[0] for row in rows}
        assert seen == {second.id}

        await slow.commit()
        mark, rows = await api.positions_since(reader, mark)
        assert first.id in {row[0] for row in rows}
        assert rows[0][1:] == (HOME[0], HOME[1], NOON, None, None) or len(rows) == 2
