"""Who may see which event: generated readers and events, and an oracle that knows only the guide.

The oracle is written from docs/guide/access.md by another way than the house's keys: it asks
questions of people and events and knows no key, no column and no policy.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct, structs

from tests.people import a_person
from vienots.kernel import classifiers
from vienots.kernel.contracts import PURPOSES, Actor
from vienots.kernel.db import Db, set_keys
from vienots.kernel.ids import new_id
from vienots.register import actions, api
from vienots.register.contracts import EventFilter

INSTITUTIONS = ("vp", "pp-0003000", "pp-0054000", "op-ventspils")
REGISTERING = ("duty_officer", "register_officer", "investigator", "security_officer",
               "register_supervisor")  # fmt: skip


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


def some_readers(rng: random.Random, count: int) -> list[Reader]:
    readers = []
    for number in range(count):
        role = rng.choice(REGISTERING)
        actor = a_person(500 + number, f"Lasītājs {number}", rng.choice(INSTITUTIONS), role)
        if rng.random() < 0.15:
            actor = structs.replace(actor, rights=actor.rights - {"level.minors"})
        purpose = rng.choice([None, *PURPOSES])
        readers.append(Reader(actor, purpose, broke_glass=rng.random() < 0.2))
    return readers


def some_events(rng: random.Random, people: list[str], count: int) -> list[Case]:
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
        for _ in range(count)
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


class Answers(Struct, frozen=True):
    listed: list[UUID]
    by_query: list[UUID]
    rows: set[UUID]
    indexed: set[UUID]
    counted: dict[str, int]

    def wrong(self, events: list[Case], expected: set[UUID]) -> set[UUID]:
        """Events that were shown or hidden against the guide, in any way."""
        ways = (set(self.listed), set(self.by_query), self.rows, self.indexed)
        found = {event_id for way in ways for event_id in way ^ expected}
        status = Counter(case.status for case in events if case.id in expected)
        miscounted = {
            one for one in {*status, *self.counted} if self.counted.get(one) != status[one]
        }
        found |= {case.id for case in events if case.status in miscounted}
        return found | {one for one, times in Counter(self.listed).items() if times > 1}


async def ask(db: Db, reader: Reader, at: datetime) -> Answers:
    """Every way in which the house tells of events, as this reader is told it."""
    if reader.broke_glass:
        await break_glass(db, reader, at)
    entered = await actions.enter(db, reader.actor, reader.purpose, at)
    listed = await list_all(db, entered)
    counted = await api.count_by_status(db, entered, at - timedelta(days=30))
    rows, indexed = await ids_of(db, "register.event"), await ids_of(db, "index.event")
    # The queries filter by themselves, too: with the house's sight they show no more.
    await set_keys(db, {"house"})
    return Answers(listed, await list_all(db, entered), rows, indexed, counted)
