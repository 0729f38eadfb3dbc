"""Followers: each entry is worked on exactly once, whatever is undone or killed."""

from __future__ import annotations

from datetime import datetime

from tests.kernel.test_journal import connect, record
from vienots.kernel import follow
from vienots.kernel.db import Db
from vienots.kernel.errors import Conflict
from vienots.kernel.follow import Follower
from vienots.kernel.journal import Entry

TOPIC = "tests.door_opened"


class DoorStuck(Conflict):
    code = "tests.door_stuck"


class Porter:
    """Writes down the doors that it was told of; some of them refuse."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.follower = Follower("tests.porter", frozenset({TOPIC}), self.work)

    async def work(self, db: Db, entry: Entry, at: datetime) -> None:
        if entry.payload["door"] == "stuck":
            raise DoorStuck
        self.seen.append(entry.payload["door"])


async def open_doors(db: Db, at: datetime, *doors: str) -> None:
    for door in doors:
        await record(db, door, at)
    await db.commit()


async def test_each_entry_is_worked_on_once_and_in_order(own_dsn: str, now: datetime) -> None:
    porter = Porter()
    async with await connect(own_dsn) as db:
        await follow.register(db, porter.follower)
        await open_doors(db, now, "north", "south")

        await follow.step(db, porter.follower, now)
        await db.commit()
        await open_doors(db, now, "east")
        await follow.step(db, porter.follower, now)
        await db.commit()
        again = await follow.step(db, porter.follower, now)

    assert (porter.seen, again) == (["north", "south", "east"], 0)


async def test_an_undone_step_is_done_again(own_dsn: str, now: datetime) -> None:
    porter = Porter()
    async with await connect(own_dsn) as db:
        await follow.register(db, porter.follower)
        await open_doors(db, now, "north")

        await follow.step(db, porter.follower, now)
        await db.rollback()
        await follow.step(db, porter.follower, now)
        await db.commit()

    assert porter.seen == ["north", "north"]


async def test_a_refusal_is_kept_and_does_not_stop_the_rest(own_dsn: str, now: datetime) -> None:
    porter = Porter()
    async with await connect(own_dsn) as db:
        await follow.register(db, porter.follower)
        await open_doors(db, now, "stuck", "south")

        await follow.step(db, porter.follower, now)
        await db.commit()
        rows = await (await db.execute("SELECT refusal FROM kernel.follower_stuck")).fetchall()

    assert porter.seen == ["south"]
    assert [row[0].split()[0] for row in rows] == ["tests.door_stuck"]


async def test_two_workers_take_turns(own_dsn: str, now: datetime) -> None:
    first, second = Porter(), Porter()
    async with await connect(own_dsn) as one, await connect(own_dsn) as other:
        await follow.register(one, first.follower)
        await open_doors(one, now, "north")

        await follow.step(one, first.follower, now)
        passed = await follow.step(other, second.follower, now)
        await one.commit()

    assert (first.seen, second.seen, passed) == (["north"], [], 0)
