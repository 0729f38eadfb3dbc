"""Who sees which event: levels, members, purposes, the glass; in the actions and in the rows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.people import AIVARS, DACE, VALDIS
from tests.people import a_person as someone
from tests.register.builders import ENTRY, a_document, a_person, registered
from vienots.identity.errors import RightMissing
from vienots.kernel.contracts import Actor, Keys
from vienots.kernel.db import READER_OPTIONS, Db, set_keys
from vienots.kernel.errors import BadInput
from vienots.kernel.ids import new_id
from vienots.register import actions
from vienots.register.contracts import (
    AccessChange,
    EventChange,
    EventFilter,
    EventView,
    GlassReview,
    GlassWish,
    Level,
)
from vienots.register.domain.access import find_minors, narrow, readers_of
from vienots.register.errors import (
    EventNotFound,
    GlassNotFound,
    GlassReviewedBefore,
    LevelNotYours,
    OwnGlass,
)

INVESTIGATOR = someone(31, "Māra Izmeklētāja", "vp", "investigator")
GUARD = someone(32, "Egils Sargs", "vp", "security_officer")
HEAD = someone(33, "Rita Priekšniece", "pp-0003000", "register_supervisor")
COLLEAGUE = someone(34, "Uldis Kolēģis", "pp-0003000", "duty_officer")
EVERYBODY = (AIVARS, VALDIS, DACE, INVESTIGATOR, GUARD, HEAD, COLLEAGUE)


async def secret(db: Db, at: datetime, level: Level, by: Actor = AIVARS) -> EventView:
    event = await registered(db, at, by)
    wanted = AccessChange(event.version, level, [], "Izmeklēšanas noslēpums")
    return await actions.change_access(db, by, event.id, wanted, at)


async def who_sees(db: Db, event_id: UUID, at: datetime) -> set[str]:
    seeing = set()
    for actor in EVERYBODY:
        listed = await actions.list_events(db, actor, EventFilter())
        try:
            await actions.open_event(db, actor, event_id, ENTRY, at)
        except EventNotFound:
            assert event_id not in {row.id for row in listed.rows}
        else:
            assert event_id in {row.id for row in listed.rows}
            seeing.add(actor.name)
    return seeing


@pytest.mark.parametrize(
    ("level", "seeing"),
    [
        ("ordinary", {AIVARS, COLLEAGUE, HEAD, DACE, INVESTIGATOR, GUARD}),
        ("restricted", {AIVARS, HEAD, INVESTIGATOR, GUARD}),
        ("state_security", {AIVARS, GUARD}),
    ],
)
async def test_a_level_shows_an_event_to_those_who_have_it_and_to_its_officer(
    register: Db, now: datetime, level: Level, seeing: set[Actor]
) -> None:
    event = await secret(register, now, level)

    assert await who_sees(register, event.id, now) == {actor.name for actor in seeing}


async def test_who_lost_sight_of_it_is_told_nothing_but_which(register: Db, now: datetime) -> None:
    event = await secret(register, now, "restricted")

    cursor = await register.execute(
        "SELECT topic, audience, payload FROM kernel.journal WHERE subject_id = %s"
        " AND kind = 'change' ORDER BY id DESC LIMIT 2",
        [event.id],
    )
    hidden, changed = await cursor.fetchall()
    assert hidden[0] == "register.event_hidden"
    assert {"pp-0003000", "vp"} <= set(hidden[1])
    assert set(hidden[2]) <= {"id", "subject_id"}
    assert not {"pp-0003000", "vp"} & set(changed[1])
    assert changed[2]["reason"] == "Izmeklēšanas noslēpums"


async def test_a_level_is_lowered_only_by_who_has_it(register: Db, now: datetime) -> None:
    event = await secret(register, now, "restricted")
    lower = AccessChange(event.version, "ordinary", [], "Lieta beigta")

    with pytest.raises(LevelNotYours):
        await actions.change_access(register, AIVARS, event.id, lower, now)
    after = await actions.change_access(register, HEAD, event.id, lower, now)

    assert (after.level, after.members) == ("ordinary", [])


async def test_a_member_must_be_known_and_of_an_institution_that_sees_it(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now)
    wanted = AccessChange(event.version, "restricted", ["nav.tada", "cits.nav"], "Noslēpums")

    with pytest.raises(BadInput) as refusal:
        await actions.change_access(register, AIVARS, event.id, wanted, now)

    assert {fault.path for fault in refusal.value.faults} == {"members.0", "members.1"}


async def test_a_minor_makes_the_level_by_itself(register: Db, now: datetime) -> None:
    event = await registered(register, now)
    reader = structs.replace(COLLEAGUE, rights=COLLEAGUE.rights - {"level.minors"})
    await actions.open_event(register, reader, event.id, ENTRY, now)

    change = EventChange(version=1, persons=[a_person("p1", role="minor")])
    await actions.change_event(register, AIVARS, event.id, change, now)

    await actions.open_event(register, COLLEAGUE, event.id, ENTRY, now)
    with pytest.raises(EventNotFound):
        await actions.open_event(register, reader, event.id, ENTRY, now)


def test_who_is_under_age_is_told_by_birth_or_role() -> None:
    noon = a_document().received_at
    born = noon.date()
    document = a_document(
        persons=[
            a_person("grown", birth_on=born.replace(year=born.year - 18)),
            a_person("child", birth_on=born.replace(year=born.year - 18) + timedelta(days=1)),
            a_person("named", role="minor"),
            a_person("unknown"),
        ]
    )

    assert find_minors(document.persons, document.received_at) == ["child", "named"]


async def test_a_purpose_that_does_not_fit_a_level_opens_nothing_of_it(
    register: Db, now: datetime
) -> None:
    event = await secret(register, now, "restricted")

    for purpose, opens in (("criminal_case", True), ("prevention", False), ("search", False)):
        entered = await actions.enter(register, INVESTIGATOR, purpose, now)

        listed = await actions.list_events(register, entered, EventFilter())
        assert [row.id for row in listed.rows] == ([event.id] if opens else []), purpose
    officer = await actions.enter(register, AIVARS, "prevention", now)
    await actions.open_event(register, officer, event.id, ENTRY, now)


def test_what_names_a_person_serves_any_purpose() -> None:
    keys: Keys = frozenset({"vp", "vp#restricted", "vp#minors", "person:1"})

    narrowed = narrow(keys, {"restricted": frozenset({"audit"})}, "search")

    assert narrowed == {"vp", "vp#minors", "person:1"}


SEEN_BY = st.lists(st.sampled_from(["vp", "pp-1", "op-2"]), min_size=1, unique=True)
PEOPLE = st.lists(st.sampled_from(["person:1", "person:2"]), unique=True)
LEVELS: st.SearchStrategy[Level] = st.sampled_from(["ordinary", "restricted", "state_security"])


@given(st.data())
async def test_the_database_makes_the_same_keys(dsn: str, data: st.DataObject) -> None:
    seen_by, members = data.draw(SEEN_BY), data.draw(PEOPLE)
    level, minors = data.draw(LEVELS), data.draw(st.booleans())
    officer = data.draw(st.sampled_from([None, "person:9"]))

    async with await psycopg.AsyncConnection.connect(dsn, options=READER_OPTIONS) as db:
        cursor = await db.execute(
            "SELECT register.readers_of(%s, %s, %s, %s, %s)",
            [seen_by, level, minors, members, officer],
        )
        row = await cursor.fetchone()

    assert row is not None
    expected = readers_of(seen_by, level, has_minors=minors, members=members, officer=officer)
    assert set(row[0]) == expected


# ---- row security --------------------------------------------------------------------------------

TABLES = (
    "event",
    "event_number",
    "event_version",
    "event_person",
    "event_vehicle",
    "event_object",
    "event_organisation",
    "event_document",
    "event_attending_officer",
    "attachment",
    "member",
)


@asynccontextmanager
async def reading_as(db: Db, keys: Keys) -> AsyncIterator[None]:
    """The same transaction, seen with a reader's keys."""
    await set_keys(db, keys)
    try:
        yield
    finally:
        await set_keys(db, frozenset({"house"}))


async def count(db: Db, table: str, event_id: UUID) -> int:
    column = "id" if table == "event" else "event_id"
    query = f"SELECT count(*) FROM register.{table} WHERE {column} = %s"
    row = await (await db.execute(query.encode(), [event_id])).fetchone()
    assert row is not None
    return int(row[0])


async def test_rows_are_there_for_their_readers_alone(register: Db, now: datetime) -> None:
    event = await secret(register, now, "restricted")
    change = EventChange(version=event.version, persons=[a_person("p1")])
    await actions.change_event(register, AIVARS, event.id, change, now)
    full = {table: await count(register, table, event.id) for table in TABLES}
    assert full["event"] == full["event_person"] == full["member"] == 1

    for actor in EVERYBODY:
        sees = actor in (AIVARS, HEAD, INVESTIGATOR, GUARD)
        async with reading_as(register, actor.keys):
            found = {table: await count(register, table, event.id) for table in TABLES}
        assert found == (full if sees else dict.fromkeys(TABLES, 0)), actor.name
    async with reading_as(register, frozenset()):
        assert not any([await count(register, table, event.id) for table in TABLES])


async def test_nobody_writes_what_he_may_not_see(register: Db, now: datetime) -> None:
    event = await secret(register, now, "restricted")

    async with reading_as(register, COLLEAGUE.keys):
        cursor = await register.execute(
            "UPDATE register.event SET narrative = 'Svešs.' WHERE id = %s", [event.id]
        )
        assert cursor.rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with register.transaction():
                await register.execute(
                    "INSERT INTO register.event_number"
                    " (number, event_id, institution, series, seq, given_at)"
                    " VALUES ('X-1', %s, 'pp-0003000', 'X', 1, now())",
                    [event.id],
                )


async def test_every_table_of_events_is_guarded(db: Db) -> None:
    """A table added later, with an event's id in it, must be guarded too, or say why not."""
    cursor = await db.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'event_id' AND a.attnum > 0"
        " WHERE n.nspname IN ('register', 'index') AND c.relkind IN ('r', 'p')"
        " AND NOT c.relrowsecurity"
    )
    assert [row[0] for row in await cursor.fetchall()] == []


# ---- the glass -----------------------------------------------------------------------------------


def a_wish(**changes: object) -> GlassWish:
    wish = GlassWish(new_id(), "life", "Sieviete ieslēgta pie varmākas")
    return structs.replace(wish, **changes)


async def test_the_glass_opens_by_two_acts_for_a_while(register: Db, now: datetime) -> None:
    foreign = await secret(register, now, "restricted", VALDIS)
    guarded = await secret(register, now, "state_security", VALDIS)
    wish = a_wish()

    async def opens(event: EventView, at: datetime) -> bool:
        entered = await actions.enter(register, AIVARS, "emergency_response", at)
        try:
            await actions.open_event(register, entered, event.id, ENTRY, at)
        except EventNotFound:
            return False
        return True

    asked = await actions.ask_for_glass(register, AIVARS, wish, now)
    assert (asked.broken_at, await opens(foreign, now)) == (None, False)

    broken = await actions.break_glass(register, AIVARS, wish.id, now)
    assert broken.ends_at == now + timedelta(minutes=60)
    assert (await opens(foreign, now), await opens(guarded, now)) == (True, False)
    assert not await opens(foreign, now + timedelta(hours=2))


async def test_asking_and_breaking_again_change_nothing(register: Db, now: datetime) -> None:
    wish = a_wish()
    later = now + timedelta(minutes=5)

    first = await actions.ask_for_glass(register, AIVARS, wish, now)
    assert await actions.ask_for_glass(register, AIVARS, wish, later) == first
    broken = await actions.break_glass(register, AIVARS, wish.id, now)
    assert await actions.break_glass(register, AIVARS, wish.id, later) == broken


async def test_a_wish_is_its_own_persons_and_grows_old(register: Db, now: datetime) -> None:
    wish = a_wish()
    await actions.ask_for_glass(register, AIVARS, wish, now)

    for actor, at in ((COLLEAGUE, now), (AIVARS, now + timedelta(minutes=11))):
        with pytest.raises(GlassNotFound):
            await actions.break_glass(register, actor, wish.id, at)
    with pytest.raises(BadInput):
        await actions.ask_for_glass(register, AIVARS, a_wish(ground="vēlme"), now)


async def test_another_one_reviews_it_once(register: Db, now: datetime) -> None:
    own, other = a_wish(), a_wish()
    for actor, wish in ((HEAD, own), (AIVARS, other)):
        await actions.ask_for_glass(register, actor, wish, now)
        await actions.break_glass(register, actor, wish.id, now)
    review = GlassReview(justified=False, note="Dzīvība nebija apdraudēta")

    with pytest.raises(OwnGlass):
        await actions.review_glass(register, HEAD, own.id, review, now)
    with pytest.raises(RightMissing):
        await actions.review_glass(register, COLLEAGUE, other.id, review, now)
    reviewed = await actions.review_glass(register, HEAD, other.id, review, now)
    with pytest.raises(GlassReviewedBefore):
        await actions.review_glass(register, HEAD, other.id, review, now)

    assert (reviewed.justified, reviewed.reviewed_by_name) == (False, HEAD.name)
    assert [glass.id for glass in await actions.list_glasses(register, HEAD)] == [own.id, other.id]
    assert [glass.id for glass in await actions.list_glasses(register, AIVARS)] == [other.id]
    assert await actions.list_glasses(register, COLLEAGUE) == []
