"""Ten thousand cases of who may see which event, against an oracle that knows only the guide.

The oracle is written from docs/guide/access.md by another way than the house's keys: it asks
questions of people and events and knows no key, no column and no policy.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from msgspec import Struct, structs

from tests.people import a_person
from vienots.identity.api import ROLES
from vienots.kernel import classifiers
from vienots.kernel.contracts import PURPOSES, Actor
from vienots.kernel.db import Db, set_keys
from vienots.kernel.ids import new_id
from vienots.register import actions, api
from vienots.register.contracts import EventFilter

INSTITUTIONS = ("vp", "pp-0003000", "pp-0054000", "op-ventspils")
REGISTERING = ("duty_officer", "register_officer", "investigator", "security_officer",
               "register_supervisor")  # fmt: skip
EVENTS, READERS = 250, 45
SEED = 112


class Case(Struct, frozen=True):
    id: UUID
    seen_by: tuple[str, ...]
    level: str
    has_minors: bool
    members: tuple[str, ...]
    officer: str | None
    status: str


class Reader(Struct, frozen=True):
    actor: Actor
    purpose: str | None
    broke_glass: bool


def some_readers(rng: random.Random) -> list[Reader]:
    readers = []
    for number in range(READERS):
        role = rng.choice(REGISTERING)
        actor = a_person(500 + number, f"Lasītājs {number}", rng.choice(INSTITUTIONS), role)
        if rng.random() < 0.15:
            actor = structs.replace(actor, rights=actor.rights - {"level.minors"})
        purpose = rng.choice([None, *PURPOSES])
        readers.append(Reader(actor, purpose, broke_glass=rng.random() < 0.2))
    return readers


def some_events(rng: random.Random, people: list[str]) -> list[Case]:
    return [
        Case(
            new_id(),
            tuple(rng.sample(INSTITUTIONS, rng.randint(1, 3))),
            rng.choice(["ordinary", "ordinary", "restricted", "state_security"]),
            rng.random() < 0.3,
            tuple(rng.sample(people, rng.choice([0, 0, 1, 2]))),
            rng.choice([None, *people]),
            rng.choice(["registered", "in_progress", "suspended"]),
        )
        for _ in range(EVENTS)
    ]


async def keep(db: Db, events: list[Case], at: datetime) -> None:
    """Straight into the tables: what the actions would make of it is not asked here."""
    for place, case in enumerate(events):
        row = structs.asdict(case) | {
            "place": place,
            "seen_by": list(case.seen_by),
            "members": list(case.members),
            "institution": case.seen_by[0],
            "at": at - timedelta(minutes=place),
        }
        await db.execute(
            "INSERT INTO register.event (id, number, institution, seen_by, version, type,"
            " type_version, type_group, status, received_at, received_via, narrative, officer,"
            " origins, missing_count, created_at, created_by, changed_at, level, has_minors,"
            " members) VALUES (%(id)s, 'N-' || %(place)s, %(institution)s, %(seen_by)s, 1, 't', 1,"
            " 'g', %(status)s, %(at)s, 'phone', '', %(officer)s, '{}', 0, %(at)s, 'x', %(at)s,"
            " %(level)s, %(has_minors)s, %(members)s)",
            row,
        )
        await db.execute(
            "INSERT INTO index.event (id, version, number, numbers, institution, readers, type,"
            " status, received_at, indexed_at) SELECT id, 1, number, number, institution, readers,"
            " type, status, received_at, now() FROM register.event WHERE id = %(id)s",
            row,
        )


def oracle(reader: Reader, case: Case, closed: dict[str, set[str]]) -> bool:
    """Whether the guide lets this reader see this event. `closed`: level to purposes for which it
    stays shut."""
    level = "minors" if case.level == "ordinary" and case.has_minors else case.level
    if reader.broke_glass and level != "state_security":
        return True
    if level != "ordinary" and reader.actor.id in (case.officer, *case.members):
        return True
    if reader.actor.institution not in case.seen_by:
        return False
    if level == "ordinary":
        return True
    role_opens = f"level.{level}" in reader.actor.rights
    return role_opens and reader.purpose not in closed.get(level, set())


async def closed_purposes(db: Db, at: datetime) -> dict[str, set[str]]:
    levels = await classifiers.get(db, "access_level", at)
    return {
        level.code: {*PURPOSES} - {*level.attributes["purposes"]}
        for level in levels.values
        if "purposes" in level.attributes
    }


async def break_glass(db: Db, reader: Reader, at: datetime) -> None:
    await db.execute(
        "INSERT INTO register.glass (id, actor, actor_name, institution, ground, reason, asked_at,"
        " broken_at, ends_at, keys) VALUES (%s, %s, 'x', 'x', 'life', 'apdraudēta dzīvība', %s, %s,"
        " %s, '{glass#ordinary,glass#minors,glass#restricted}')",
        [new_id(), reader.actor.id, at, at, at + timedelta(hours=1)],
    )


async def list_all(db: Db, actor: Actor) -> list[UUID]:
    found: list[UUID] = []
    cursor = None
    while True:
        page = await actions.list_events(db, actor, EventFilter(limit=100, cursor=cursor))
        found += [row.id for row in page.rows]
        cursor = page.cursor
        if cursor is None:
            return found


async def ids_of(db: Db, table: str) -> set[UUID]:
    cursor = await db.execute(f"SELECT id FROM {table}".encode())
    return {row[0] for row in await cursor.fetchall()}


@pytest.fixture
def rng() -> random.Random:
    return random.Random(SEED)


async def test_nobody_sees_more_or_less_than_the_guide_says(
    register: Db, now: datetime, rng: random.Random
) -> None:
    readers = some_readers(rng)
    events = some_events(rng, [reader.actor.id for reader in readers])
    await keep(register, events, now)
    closed = await closed_purposes(register, now)
    since = now - timedelta(days=30)
    told: Counter[bool] = Counter()

    for reader in readers:
        if reader.broke_glass:
            await break_glass(register, reader, now)
        expected = {case.id for case in events if oracle(reader, case, closed)}
        told[True] += len(expected)
        told[False] += len(events) - len(expected)

        entered = await actions.enter(register, reader.actor, reader.purpose, now)
        listed = await list_all(register, entered)
        counted = await api.count_by_status(register, entered, since)
        rows, indexed = (
            await ids_of(register, "register.event"),
            await ids_of(register, "index.event"),
        )
        # The queries filter by themselves, too: with the house's sight they show no more.
        await set_keys(register, {"house"})
        by_query = await list_all(register, entered)

        assert len(listed) == len(set(listed))
        assert set(listed) == set(by_query) == rows == indexed == expected, reader
        assert counted == Counter(case.status for case in events if case.id in expected)

    assert told.total() == EVENTS * READERS > 10_000
    assert min(told.values()) > told.total() / 5, "the cases must try both answers"


def test_every_role_of_the_register_is_tried() -> None:
    assert {role for role, rights in ROLES.items() if "register.read" in rights} == set(REGISTERING)
