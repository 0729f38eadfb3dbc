"""What was deleted leaves the exchange too, and no statement brings it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg

from tests.exchange.journals import JELGAVA, Journals, an_event
from tests.exchange.test_subscriptions import EVERYTHING
from tests.register.retention import TERM, nights, standing
from vienots.exchange.actions.delivering import fan_out
from vienots.exchange.jobs import FOLLOWERS
from vienots.kernel import clock, follow
from vienots.kernel.db import HOUSE_OPTIONS, Db

SURNAME = "Bērziņš"


async def texts(db: Db, table: str, column: str) -> list[str]:
    found = await db.execute(
        f"SELECT convert_from({column}, 'UTF8') FROM exchange.{table}".encode()
        if column == "body" and table == "reject"
        else f"SELECT {column}::text FROM exchange.{table}".encode()
    )
    return [row[0] for row in await found.fetchall()]


async def forgotten(dsn: str) -> None:
    """The terms of everything are over; what follows is followed."""
    follower = next(one for one in FOLLOWERS if one.name == "exchange.forget")
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        now = clock.now()
        await fan_out(db, now)
        await standing(db, now, outcome_kind=None)
        await nights(db, now + timedelta(days=TERM), 10)
        await follow.register(db, follower)
        await db.commit()
        await follow.step(db, follower, now, limit=1_000)


async def left(dsn: str) -> dict[str, list[str]]:
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        return {
            "source": await texts(db, "source", "document"),
            "reject": await texts(db, "reject", "body"),
            "delivery": await texts(db, "delivery", "body"),
        }


def cancelled(**more: Any) -> dict[str, Any]:
    return an_event(version=2, status="cancelled", **more)


async def test_a_deleted_event_leaves_nothing_of_its_statements(journals: Journals) -> None:
    journal = await journals.of(JELGAVA)
    wanted = {"url": "http://127.0.0.1:9/hook", "types": EVERYTHING}
    assert (await journal.post("/subscriptions", wanted)).status_code == 201
    await journal.put(an_event("OTHER"))
    first = await journal.put(an_event())
    await journal.put(an_event(narrative="Citi vārdi"))
    done = await journal.put(cancelled())
    assert done.status_code == 200, done.text
    async with await psycopg.AsyncConnection.connect(journals.dsn, options=HOUSE_OPTIONS) as db:
        await db.execute("UPDATE register.second_look SET verdict = 'upheld', judged_at = now()")

    await forgotten(journals.dsn)

    after = await left(journals.dsn)
    assert sorted(SURNAME in text for text in after["source"]) == [False, True], "the other stays"
    assert after["reject"] == [""]
    about = [text for text in after["delivery"] if first.json()["id"] in text]
    assert about == []
    assert "" in after["delivery"]
    again = await journal.put(an_event(version=3))
    assert (again.status_code, again.json()["code"]) == (409, "exchange.event_deleted")
    assert (await journal.put(cancelled())).json()["code"] == "exchange.event_deleted"
    assert (await journal.read("JLG-1")).status_code == 404
    assert (await left(journals.dsn))["reject"] == [""], "what is refused now is not kept"
