"""What a desk has after the snapshot and the changes equals a fresh snapshot."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime
from typing import Any

import msgspec
import pytest

from tests.people import AIVARS, DACE, PETERIS, VALDIS
from tests.register.builders import NOON, a_card, a_person, an_event, later
from tests.register.test_cards import TOLD, a_referral, event_of
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.journal import Entry
from vienots.kernel.live import Topics, Viewer
from vienots.register import actions, live
from vienots.register.contracts import EventChange, EventOutcome, EventRow

Rows = dict[str, EventRow]
OPEN = ("registered", "in_progress", "suspended")


async def snapshot(db: Db, actor: Actor) -> Rows:
    rows = (await live.snapshot(db, actor))["events"]
    return {str(row.id): row for row in rows if isinstance(row, EventRow)}


async def read_changes(db: Db, after: int) -> list[Entry]:
    """As the feed reads them, but for what this very transaction has written."""
    cursor = await db.execute(
        "SELECT to_jsonb(j) - 'xid' || '{\"xid\": 0}' FROM kernel.journal j"
        " WHERE id > %s ORDER BY id",
        [after],
    )
    return [msgspec.convert(entry, Entry) for (entry,) in await cursor.fetchall()]


async def assert_live_equal(db: Db, act: Awaitable[Any], *actors: Actor) -> None:
    """Ended events leave the snapshot; a desk that has them open keeps their last state."""
    mark = await (await db.execute("SELECT coalesce(max(id), 0) FROM kernel.journal")).fetchone()
    assert mark is not None
    before = {actor.id: await snapshot(db, actor) for actor in actors}

    await act

    topics = Topics(live.TOPICS)
    entries = await read_changes(db, mark[0])
    for actor in actors:
        folded = dict(before[actor.id])
        viewer = Viewer(actor.keys, actor.rights)
        for entry in (entry for entry in entries if topics.shows(entry, viewer)):
            if "row" in entry.payload:
                row = msgspec.convert(entry.payload["row"], EventRow)
                folded[str(row.id)] = row
        kept = {key: row for key, row in folded.items() if row.status in OPEN}
        assert kept == await snapshot(db, actor), actor.name


async def test_the_feed_equals_the_state_for_everybody(register: Db, now: datetime) -> None:
    everybody = (AIVARS, VALDIS, DACE, PETERIS)
    new, card = an_event(), a_card()

    async def change(version: int, **changes: Any) -> None:
        wanted = EventChange(version=version, **changes)
        await actions.change_event(register, AIVARS, new.id, wanted, now)

    registering = actions.register_event(register, AIVARS, new, now)
    await assert_live_equal(register, registering, *everybody)
    outcome = EventOutcome(kind="settled")
    changing = change(1, legal_class="endangerment", outcome=outcome, persons=[a_person()])
    await assert_live_equal(register, changing, *everybody)
    completing = actions.complete_event(register, AIVARS, new.id, 2, now)
    await assert_live_equal(register, completing, *everybody)
    reopening = change(3, status="in_progress", reason="Papildinājums")
    await assert_live_equal(register, reopening, *everybody)
    following = actions.follow_card(register, card, TOLD, NOON)
    await assert_live_equal(register, following, *everybody)
    again = actions.follow_card(register, later(card, what="cits"), TOLD, NOON)
    await assert_live_equal(register, again, *everybody)
    transferring = actions.transfer_card(register, a_referral(card), TOLD, NOON)
    await assert_live_equal(register, transferring, *everybody)


async def test_no_entry_of_the_feed_holds_a_person(register: Db, now: datetime) -> None:
    new = an_event(narrative="Zvirgzdiņš trokšņo")
    await actions.register_event(register, AIVARS, new, now)
    person = a_person(surname="Zvirgzdiņš", phone="20000512", personal_code="161175-19997")
    change = EventChange(version=1, persons=[person])
    await actions.change_event(register, AIVARS, new.id, change, now)

    entries = [entry for entry in await read_changes(register, 0) if entry.kind == "change"]

    told = str([entry.payload for entry in entries])
    assert len(entries) == 2
    assert not [secret for secret in ("Zvirgzdi", "20000512", "161175") if secret in told]


async def test_the_first_page_of_a_desk_is_bounded(
    register: Db, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(live, "OPEN_ROWS_MAX", 2)
    for _ in range(3):
        await actions.register_event(register, AIVARS, an_event(), now)

    assert len(await snapshot(register, AIVARS)) == 2


async def test_what_analytics_may_read_knows_no_person(register: Db, now: datetime) -> None:
    card = a_card()
    await actions.follow_card(register, card, TOLD, NOON)
    event = await event_of(register, card)

    cursor = await register.execute("SELECT to_jsonb(v) FROM register.view_event v")
    [(row,)] = await cursor.fetchall()

    assert (row["number"], row["institution"], row["atvk"]) == (event.number, "vp", "0003000")
    assert row["owned_since"] is not None
    assert not {"narrative", "address", "officer", "persons"} & set(row)
