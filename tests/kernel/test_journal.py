"""The journal: one entry per change, read in the order of commits, none ever skipped."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

import psycopg
import pytest

from tests.people import ILZE
from vienots.kernel import journal
from vienots.kernel.contracts import Purpose
from vienots.kernel.db import APP_ROLE, Db
from vienots.kernel.events import Event
from vienots.kernel.ids import new_id


class DoorOpened(Event, frozen=True):
    topic: ClassVar[str] = "tests.door_opened"
    door: str


async def connect(dsn: str) -> Db:
    return await psycopg.AsyncConnection.connect(dsn, options=f"-c role={APP_ROLE}")


async def record(db: Db, door: str, at: datetime, subject: UUID | None = None) -> UUID:
    subject = subject or new_id()
    await journal.record(db, ILZE, DoorOpened(subject, door), audience={"112"}, at=at)
    return subject


async def doors(db: Db, since: journal.Cursor) -> list[str]:
    return [entry.payload["door"] for entry in await journal.read_after(db, since)]


async def test_an_entry_says_who_what_and_when(db: Db, now: datetime) -> None:
    subject = await record(db, "north", now)

    [entry] = await journal.read_subject(db, subject)

    assert (entry.actor, entry.topic, entry.happened_at) == (ILZE.id, "tests.door_opened", now)
    assert entry.payload["door"] == "north"
    assert entry.audience == ["112"]


async def test_a_late_commit_is_not_skipped_by_a_reader(own_dsn: str, now: datetime) -> None:
    async with await connect(own_dsn) as slow, await connect(own_dsn) as quick:
        await record(slow, "slow", now)
        await record(quick, "quick", now)
        await quick.commit()

        # The quick one has the higher number and is committed, but may not overtake the slow one.
        before = await doors(quick, journal.START)
        await quick.commit()
        await slow.commit()
        after = await doors(quick, journal.START)

    assert before == []
    assert after == ["slow", "quick"]


async def test_the_application_can_not_edit_the_journal(db: Db, now: datetime) -> None:
    await record(db, "north", now)

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await db.execute("UPDATE kernel.journal SET actor = 'nobody'")


async def test_a_read_needs_a_purpose(db: Db, now: datetime) -> None:
    await journal.record_read(
        db, ILZE, Purpose("search", "VPZ-1"), DoorOpened(new_id(), "north"), at=now
    )

    row = await (
        await db.execute("SELECT kind, purpose, purpose_ref FROM kernel.journal")
    ).fetchone()

    assert row == ("read", "search", "VPZ-1")


@pytest.mark.parametrize("text", ["", "1", "a-b", "1-", "-1", "1-2-3", "9" * 30 + "-1", "²-1"])
def test_what_is_no_cursor_is_known_as_none(text: str) -> None:
    assert journal.Cursor.parse(text) is None


def test_a_cursor_survives_its_own_text() -> None:
    assert journal.Cursor.parse(str(journal.Cursor(12, 34))) == (12, 34)


async def test_transactions_are_ordered_as_numbers(db: Db, now: datetime) -> None:
    await _written_by(db, "10", "second")
    await _written_by(db, "9", "first")

    assert await doors(db, journal.START) == ["first", "second"]
    assert await doors(db, journal.Cursor(9, 10**9)) == ["second"]
    assert (await journal.last_position(db)).xid == 10


async def _written_by(db: Db, xid: str, door: str) -> None:
    """Long ago, by the transaction of this number."""
    subject = await record(db, door, datetime.now(UTC))
    await db.execute(
        "INSERT INTO kernel.journal (xid, happened_at, kind, actor, actor_name,"
        " institution, topic, subject_id, audience, payload)"
        " SELECT %s::xid8, happened_at, kind, actor, actor_name, institution, topic, subject_id,"
        " audience, payload FROM kernel.journal WHERE subject_id = %s",
        [xid, subject],
    )
