"""What stops an event from going, and how it goes: everywhere, once, by certificate."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from tests.people import AIVARS
from tests.register.builders import ENTRY, changed, registered
from tests.register.retention import (
    HEAD,
    INESE,
    OTTO,
    SEIZED,
    TERM,
    VALMIERA_OFFICER,
    ZANE,
    certificates,
    day_of,
    due,
    ended,
    finished,
    held,
    house,
    is_there,
    night,
    nights,
    standing,
)
from tests.register.test_attachments import JPEG
from tests.register.test_joint import related
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput
from vienots.kernel.ids import new_id
from vienots.register import actions, api
from vienots.register.contracts import EventView
from vienots.register.errors import (
    EventNotFound,
    HoldNotFound,
    HoldOfContext,
)
from vienots.register.retention_contracts import HoldLift, NewHold
from vienots.register.work_contracts import NewComment


async def rows_of(db: Db, event_id: UUID) -> dict[str, int]:
    """Rows of every part that are left of an event."""
    parts = await (
        await db.execute("SELECT part, columns FROM register.parts_of_event()")
    ).fetchall()
    left = {}
    for part, columns in parts:
        counted = await db.execute(
            f"SELECT count(*) FROM register.{part} WHERE %s IN ({columns})".encode(), [event_id]
        )
        row = await counted.fetchone()
        assert row is not None
        if row[0]:
            left[part] = row[0]
    return left


# ---- what stops it -------------------------------------------------------------------------------


async def test_a_hold_stops_it_until_it_is_lifted(register: Db, now: datetime) -> None:
    event = await ended(register, now)
    await standing(register, now)
    hold = await held(register, event, now)

    later = await nights(register, now + timedelta(days=TERM), 10)
    [one] = await due(register, later)
    assert (one.number, one.stops) == (event.number, ["hold"])
    assert await is_there(register, event)

    await actions.lift_hold(register, ZANE, hold.id, HoldLift("Lieta izbeigta"), later)
    await night(register, later + timedelta(days=1))

    assert not await is_there(register, event)


async def test_a_hold_is_journalled_with_its_reason(register: Db, now: datetime) -> None:
    event = await ended(register, now)
    hold = await held(register, event, now)
    again = await actions.set_hold(
        register, ZANE, NewHold(hold.id, event.number, "Prokuratūras pieprasījums"), now
    )

    lifted = await actions.lift_hold(register, ZANE, hold.id, HoldLift("Vairs nevajag"), now)
    twice = await actions.lift_hold(register, ZANE, hold.id, HoldLift("Vēlreiz"), now)

    entries = await journal.read_subject(register, event.id)
    told = [entry for entry in entries if "hold" in entry.topic]
    assert [entry.topic for entry in told] == [
        "register.retention_hold_lifted",
        "register.retention_hold_set",
    ]
    assert told[1].payload["hold"]["reason"] == "Prokuratūras pieprasījums"
    assert (again.id, twice.lift_reason) == (hold.id, lifted.lift_reason)


async def test_a_hold_with_a_day_ends_by_itself(register: Db, now: datetime) -> None:
    event = await ended(register, now)
    await standing(register, now)
    until = now + timedelta(days=60)
    await actions.set_hold(
        register, ZANE, NewHold(new_id(), event.number, "Tiesa", day_of(until)), now
    )

    await nights(register, now + timedelta(days=TERM), 20)
    assert await is_there(register, event)
    await night(register, until + timedelta(days=1))

    assert not await is_there(register, event)
    with pytest.raises(BadInput):
        past = NewHold(new_id(), event.number, "Tiesa", day_of(now))
        await actions.set_hold(register, ZANE, past, now)


@pytest.mark.parametrize("actor", [VALMIERA_OFFICER, HEAD, INESE])
async def test_holds_are_for_the_owner_and_the_keeper(
    register: Db, now: datetime, actor: Actor
) -> None:
    event = await ended(register, now)

    if actor == VALMIERA_OFFICER:
        with pytest.raises(EventNotFound):
            await held(register, event, now, actor)
        hold = await held(register, event, now)
        with pytest.raises(HoldNotFound):
            await actions.lift_hold(register, actor, hold.id, HoldLift("Kāpēc?"), now)
        assert await actions.list_holds(register, actor) == []
    else:
        hold = await held(register, event, now, actor)
        assert [one.id for one in await actions.list_holds(register, actor)] == [hold.id]


async def test_a_context_above_holds_and_lets_go(register: Db, now: datetime) -> None:
    event = await ended(register, now, objects=[SEIZED])
    await standing(register, now)

    async def settle(stands: bool, *about: str) -> None:
        async def ask() -> actions.Claim:
            return actions.Claim(stands, list(about))

        await api.settle_for_context(
            register, AIVARS, event.id, source="tried", reason="tried_case", ask=ask, at=now
        )

    await settle(True)
    await settle(True)
    [hold] = await actions.list_holds(register, ZANE)
    with pytest.raises(HoldOfContext):
        await actions.lift_hold(register, ZANE, hold.id, HoldLift("Kāpēc?"), now)
    later = await nights(register, now + timedelta(days=TERM), 10)
    assert [one.stops for one in await due(register, later)] == [["linked_case", "custody"]]
    await settle(False)
    assert [one.stops for one in await due(register, later)] == [["custody"]]

    # The thing that the event calls seized is answered for by the context from now on.
    await settle(True, "objects.o1")
    await settle(False, "objects.o1")
    await night(register, later + timedelta(days=1))

    assert not await is_there(register, event)


async def test_what_is_not_finished_stops_it(register: Db, now: datetime) -> None:
    event = await ended(register, now, objects=[SEIZED])
    await register.execute(
        "INSERT INTO register.task (id, event_id, institution, title, set_at, set_by_name)"
        " VALUES (%s, %s, 'pp-0003000', 'Atdot telefonu', %s, %s)",
        [new_id(), event.id, now, AIVARS.name],
    )
    await standing(register, now)

    later = await nights(register, now + timedelta(days=TERM), 10)

    [one] = await due(register, later)
    assert one.stops == ["custody", "task"]
    state = (await actions.list_due(register, ZANE, cursor=None, limit=9, at=later)).state
    assert (state.due, state.stopped, state.next_on) == (1, 1, None)


async def test_an_event_opened_again_is_due_no_more(register: Db, now: datetime) -> None:
    event = await ended(register, now)
    await standing(register, now)
    at = now + timedelta(days=TERM)
    await night(register, at)
    await changed(register, event, at, status="in_progress", reason="Tomēr bija")

    await night(register, at + timedelta(days=10))

    assert await due(register, at) == []
    assert await is_there(register, event)


# ---- how it goes ---------------------------------------------------------------------------------


async def full_event(db: Db, at: datetime) -> EventView:
    """With everything that hangs on an event."""
    event = await registered(db, at)
    other = await registered(db, at)
    await related(db, event, other, at, note="Tas pats vīrietis")
    await related(db, other, await registered(db, at), at, note="Cita lieta")
    await actions.add_comment(db, AIVARS, event.id, NewComment(new_id(), "Zvanīja māsa"), at)
    await actions.add_attachment(db, AIVARS, event.id, "a.jpg", JPEG, at)
    return await finished(db, event, at)


async def test_it_goes_everywhere_and_leaves_a_certificate(register: Db, now: datetime) -> None:
    event = await full_event(register, now)
    other = await full_event(register, now + timedelta(days=30))
    rule = await standing(register, now)

    later = await nights(register, now + timedelta(days=TERM), 6)

    assert not await is_there(register, event)
    assert await is_there(register, other)
    assert await rows_of(register, event.id) == {}
    [certificate] = await certificates(register)
    assert (
        certificate.event_number,
        certificate.rule_id,
        certificate.proposed_by_name,
        certificate.confirmed_by_name,
        certificate.deleted_at,
    ) == (event.number, rule.id, INESE.name, OTTO.name, later)
    assert certificate.counts["event_person"] == 1
    assert certificate.counts["attachment"] == 1
    assert certificate.counts["relation"] == 1
    assert certificate.counts["content"] == 0, "the other event has the same file"
    assert len(certificate.content_sha256) == 64


async def test_the_journal_keeps_its_entries_without_what_they_said(
    register: Db, now: datetime
) -> None:
    event = await full_event(register, now)
    await actions.open_event(register, AIVARS, event.id, ENTRY, now)
    await standing(register, now)

    await nights(register, now + timedelta(days=TERM), 6)

    entries = await journal.read_subject(register, event.id)
    [certificate] = await certificates(register)
    kept = {"kernel.payloads_erased", "register.event_deleted"}
    changes = [one for one in entries if one.kind == "change" and one.topic not in kept]
    looks = [one for one in entries if one.kind == "read"]
    assert len(changes) == certificate.counts["journal"]
    assert all(one.erased for one in changes)
    assert {one.payload["$erased"]["certificate"] for one in changes} == {certificate.number}
    assert looks and not any(one.erased for one in looks)
    assert {one.topic for one in entries} >= kept


async def test_a_relation_is_forgotten_at_its_other_end_too(register: Db, now: datetime) -> None:
    event, other = await registered(register, now), await registered(register, now)
    [said] = await related(register, other, event, now, note="Kaimiņa brālis")
    await related(register, other, await registered(register, now), now, note="Paliek")
    await finished(register, event, now)
    await standing(register, now)

    await nights(register, now + timedelta(days=TERM), 6)

    told = [
        entry
        for entry in await journal.read_subject(register, other.id)
        if entry.topic == "register.relation_changed"
    ]
    assert [entry.erased for entry in told] == [False, True]
    assert told[0].payload["relation"]["note"] == "Paliek"
    remaining = await actions.read_event_work(register, AIVARS, other.id, ENTRY, now)
    assert said.relation.id not in {one.relation.id for one in remaining.related}


async def test_a_night_that_was_cut_off_goes_on(own_dsn: str, now: datetime) -> None:
    """The worker dies with a batch half done: all of the batch is there again, and goes later."""
    async with house(own_dsn) as db:
        events = [await ended(db, now) for _ in range(3)]
        await standing(db, now)
        at = now + timedelta(days=TERM)
        await night(db, at)
        await db.commit()
    later = at + timedelta(days=6)
    async with house(own_dsn) as db:
        await actions.walk_next(db, later)
        await db.commit()
        assert await actions.delete_next(db, later) == 3
        await db.rollback()

    async with house(own_dsn) as db:
        assert [await is_there(db, event) for event in events] == [True] * 3
        await night(db, later)
        await night(db, later)
        await db.commit()

        found = await certificates(db)
        assert [await is_there(db, event) for event in events] == [False] * 3
        assert sorted(one.event_number for one in found) == sorted(e.number for e in events)
        assert len({one.number for one in found}) == 3


async def test_a_walk_goes_on_where_it_was_cut_off(
    register: Db, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vienots.register.actions.expiring.WALK_BATCH", 2)
    for _ in range(5):
        await ended(register, now)
    await standing(register, now)
    at = now + timedelta(days=TERM)

    await actions.walk_next(register, at)
    assert len(await due(register, at)) == 2
    assert await actions.delete_next(register, at + timedelta(days=9)) == 0, "the walk is not over"
    await night(register, at)

    assert len(await due(register, at)) == 5


async def test_a_hold_set_after_the_walk_still_stops_it(register: Db, now: datetime) -> None:
    event = await ended(register, now)
    await standing(register, now)
    at = now + timedelta(days=TERM)
    await night(register, at)
    later = at + timedelta(days=6)
    await actions.walk_next(register, later)
    await held(register, event, later)

    assert await actions.delete_next(register, later) == 1

    assert await is_there(register, event)
    assert [one.stops for one in await due(register, later)] == [["hold"]]


ERASE = "SELECT register.erase_event(%s)"


async def test_the_database_lets_nothing_go_without_a_certificate(
    own_dsn: str, now: datetime
) -> None:
    async with house(own_dsn) as db:
        event = await ended(db, now)
        await db.commit()

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await db.execute(ERASE, [event.id])
        await db.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await db.execute("DELETE FROM register.event WHERE id = %s", [event.id])
        await db.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await db.execute("SELECT kernel.erase_payloads(%s)", [event.id])


async def test_every_part_of_an_event_is_known(register: Db) -> None:
    """A table that names an event without a foreign key would be left behind."""
    found = await (
        await register.execute(
            "SELECT DISTINCT c.relname FROM pg_attribute a"
            " JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'register' AND c.relkind = 'r' AND a.attname = 'event_id'"
            " EXCEPT SELECT part FROM register.parts_of_event()"
        )
    ).fetchall()

    assert found == []
