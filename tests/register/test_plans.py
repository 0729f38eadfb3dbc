"""The hottest questions go by their indexes, in a filled register beneath row security."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.conftest import copied_database
from tests.generating.conftest import UNTIL, load_first_data
from tests.plans import Plan, explain
from vienots.app.generating.loading import Progress, run_load, wanted_load
from vienots.identity.api import ROLES
from vienots.kernel.contracts import Actor
from vienots.kernel.db import APP_ROLE, READER_OPTIONS, load_queries

EVENTS, PERSONS = 20_000, 32_000
BIG = frozenset(
    {
        "event", "event_number", "event_person", "event_vehicle", "event_version", "task",
        "transfer", "second_look", "journal", "look", "look_event", "look_person", "thing",
        "mention", "name", "name_pair", "token_deletion", "address",
    }
)  # fmt: skip
READER = Actor("person:1", "Lasītāja", "vp", frozenset(map(str, ROLES["register_officer"])))
# What people do beside the events; the generator makes none of it.
FILLS = (
    "INSERT INTO register.task (id, event_id, institution, assignee, title, due_at, set_at,"
    " set_by_name, done_at, done_by_name) SELECT gen_random_uuid(), id, institution, officer,"
    " 'Nopratināt', received_at + interval '9 days', received_at, 'Dace', done_at,"
    " CASE WHEN done_at IS NOT NULL THEN 'Dace' END FROM (SELECT *,"
    " CASE WHEN random() < 0.97 THEN changed_at END AS done_at FROM register.event) e",
    "INSERT INTO register.transfer (id, event_id, from_institution, to_institution, saw_before,"
    " reason, state, offered_at, offered_by_name, due_at, answered_at) SELECT gen_random_uuid(),"
    " id, institution, 'op-riga', true, 'Piekritība', CASE WHEN answered_at IS NULL"
    " THEN 'offered' ELSE 'accepted' END, received_at, 'Dace', received_at + interval '2 hours',"
    " answered_at FROM (SELECT *, CASE WHEN random() < 0.97 THEN changed_at END AS answered_at"
    " FROM register.event WHERE institution <> 'op-riga') e",
    "INSERT INTO kernel.journal (happened_at, kind, actor, actor_name, institution, topic,"
    " subject_id, audience, purpose, payload) SELECT received_at, 'read', officer, officer_name,"
    " institution, 'register.persons_read', id, '{}', 'test', '{}' FROM register.event",
    "INSERT INTO audit.look (entry_id, at, actor, actor_name, institution, topic, purpose)"
    " SELECT id, happened_at, actor, actor_name, institution, topic, purpose FROM kernel.journal"
    " WHERE kind = 'read'",
    "INSERT INTO audit.look_event SELECT id, subject_id, '{p1}' FROM kernel.journal"
    " WHERE kind = 'read'",
    "INSERT INTO audit.look_person SELECT entry_id, entry_id FROM audit.look",
)


def unheard(_: Progress) -> None:
    """Nobody listens to the progress."""


async def fill(dsn: str) -> None:
    async with await psycopg.AsyncConnection.connect(dsn) as db:
        await load_first_data(db)
    await run_load(dsn, wanted_load(5, EVENTS, PERSONS, UNTIL), unheard)


@pytest.fixture(scope="module")
def filled(server_dsn: str, template: str) -> Iterator[psycopg.Connection[Any]]:
    with copied_database(server_dsn, template) as dsn:
        asyncio.run(fill(dsn))
        with psycopg.connect(dsn, autocommit=True) as owner:
            for statement in FILLS:
                owner.execute(statement.encode())
            owner.execute("ANALYZE")
        with psycopg.connect(dsn, options=READER_OPTIONS, autocommit=True) as db:
            keys = ",".join(sorted(READER.keys))
            db.execute("SELECT set_config('vienots.keys', %s, false)", [keys])
            yield db


def plan(db: psycopg.Connection[Any], context: str, name: str, params: dict[str, object]) -> Plan:
    return explain(db, load_queries(f"vienots.{context}")[name], params)


KEYS = sorted(READER.keys)
PAGE: dict[str, object] = dict.fromkeys(
    ("statuses", "type", "type_group", "since", "until", "officer", "after_at", "after_id")
) | {"keys": KEYS, "limit": 51}
LATER = {"after_at": UNTIL - timedelta(days=9), "after_id": "0" * 32}
LOOKS: dict[str, object] = dict.fromkeys(
    ("event_id", "reader", "reader_pattern", "institution", "purpose", "since", "until")
) | {"event_ids": [], "refs": [], "person_ids": [], "by_person": False, "limit": 200}
ENTRIES: dict[str, object] = dict.fromkeys(
    ("before", "actor", "actor_pattern", "topic", "topic_pattern", "subject_id", "kind",
     "institution", "since", "until")
) | {"limit": 100}  # fmt: skip
EVENT = "0192f5a0-0000-7000-8000-000000000001"
MINE = {"institution": "vp", "actor": "person:1", "limit": 100}
HOT: dict[str, tuple[str, str, dict[str, object], str]] = {
    "open events": ("register", "list_open_rows", {"keys": KEYS, "limit": 500}, "event_open"),
    "newest events": ("register", "list_rows", PAGE, "event_received"),
    "next page": ("register", "list_rows", PAGE | LATER, "event_received"),
    "events of an officer": (
        "register", "list_rows", PAGE | {"officer": "person:1"}, "event_officer"),
    "events of some days": (
        "register", "list_rows", PAGE | {"since": UNTIL - timedelta(days=2)}, "event_received"),
    "an event": ("register", "get_event", {"id": EVENT, "keys": KEYS}, "event_pkey"),
    "a row of an event": ("register", "get_row", {"id": EVENT, "keys": KEYS}, "event_pkey"),
    "the event of a card": (
        "register", "get_row_of_card", {"card_id": EVENT, "keys": KEYS}, "event_card_once"),
    "an event by its number": (
        "register", "find_by_number", {"number": "VP-2026-000001"}, "event_number_pkey"),
    "versions": ("register", "list_versions", {"event_id": EVENT, "limit": 500},
                 "event_version_pkey"),
    "events of the day by status": (
        "register", "count_by_status",
        {"keys": KEYS, "owner": None, "since": UNTIL - timedelta(days=1)}, "event_received"),
    "tasks": ("register", "list_open_tasks", MINE, "task_open"),
    "offers": ("register", "list_offers", MINE, "transfer_waiting"),
    "second looks": ("register", "list_waiting_looks", MINE, "second_look_waiting"),
    "the feed": ("kernel", "read_after", {"xid": "9999999", "id": 1, "limit": 500},
                 "journal_position"),
    "what happened to an event": (
        "kernel", "read_subject", {"subject_id": EVENT, "limit": 500}, "journal_subject"),
    "the last load": ("kernel", "read_last", {"topic": "register.events_loaded"},
                      "journal_topic_position"),
    "looks at a person": (
        "audit", "list_looks",
        LOOKS | {"by_person": True, "event_ids": [EVENT], "refs": ["p1"], "person_ids": [1],
                 "upto": 10**9}, "look_event_of"),
    "looks at an event": (
        "audit", "list_looks", LOOKS | {"event_id": EVENT, "upto": 10**9}, "look_event_of"),
    "looks of a reader": (
        "audit", "list_looks", LOOKS | {"reader": "person:1", "reader_pattern": "person:1",
                                        "upto": 10**9}, "look_actor"),
    "entries of an event": (
        "audit", "list_entries", ENTRIES | {"subject_id": EVENT}, "journal_subject"),
    "newest entries": ("audit", "list_entries", ENTRIES, "journal_pkey"),
    "events around": (
        "index", "list_events_around",
        {"event_id": EVENT, "refs": ["p1"], "keys": KEYS, "limit": 20}, "mention_thing_received"),
    "what events tell": (
        "index", "list_told", {"event_ids": [EVENT], "keys": KEYS, "limit": 1_500}, "mention_pkey"),
    "a known person": (
        "index", "find_known", {"keys": ["c:01010112345"], "names": ["a b"],
                                "birth_on": UNTIL.date()}, "thing_once"),
}  # fmt: skip


PATTERNS: dict[str, tuple[str, str, list[object], str]] = {
    "a part of a number": (
        "register.find_ids", "text, text, text, text[]", ["%26-0012%", None, None, None],
        "event_number_part"),
    "an address": (
        "register.find_ids", "text, text, text, text[]",
        [None, None, "%lacplesa%", ["%lacplesa%", "%31%"]], "event_address_words"),
    "a card's number": (
        "register.find_ids", "text, text, text, text[]", [None, "2026-0000001", None, None],
        "event_card_number"),
    "a number in the index": ("index.find_ids", "text[]", [["%26-0012%"]], "event_numbers"),
}  # fmt: skip


@pytest.mark.parametrize("generic", [False, True])
@pytest.mark.parametrize("asked", PATTERNS)
def test_a_pattern_goes_by_its_index(
    filled: psycopg.Connection[Any], asked: str, generic: bool
) -> None:
    """Within the functions that answer for patterns, whose plans the query does not show."""
    name, types, given, index = PATTERNS[asked]
    row = filled.execute("SELECT prosrc FROM pg_proc WHERE oid = to_regproc(%s)", [name]).fetchone()
    assert row is not None
    filled.execute("SET ROLE NONE")
    mode = "force_generic_plan" if generic else "force_custom_plan"
    filled.execute(f"SET plan_cache_mode = {mode}".encode())
    filled.execute(f"PREPARE inside({types}) AS {row[0]}".encode())
    values = sql.SQL(", ").join(sql.Literal(value) for value in given)
    asking = sql.SQL("EXECUTE inside({})").format(values).as_bytes(filled)

    found = explain(filled, asking.replace(b"%", b"%%"), [])

    filled.execute("DEALLOCATE inside")
    filled.execute(f"SET ROLE {APP_ROLE}".encode())
    assert index in found.indexes


@pytest.mark.parametrize("asked", HOT)
def test_a_hot_question_goes_by_its_index(filled: psycopg.Connection[Any], asked: str) -> None:
    context, name, params, index = HOT[asked]

    found = plan(filled, context, name, params)

    assert found.read_through & BIG == set()
    assert index in found.indexes


def test_a_small_institution_is_not_counted_twice(filled: psycopg.Connection[Any]) -> None:
    """By row security and by the query: then its newest page would be sorted out of all it has."""
    keys = ["pp-0005000", "pp-0005000#minors"]
    filled.execute("SELECT set_config('vienots.keys', %s, false)", [",".join(keys)])
    row = filled.execute("SELECT count(*) FROM register.event").fetchone()

    found = plan(filled, "register", "list_rows", PAGE | {"keys": keys, "limit": EVENTS})

    filled.execute("SELECT set_config('vienots.keys', %s, false)", [",".join(KEYS)])
    assert row is not None
    assert 50 < row[0] < EVENTS / 10
    assert row[0] / 4 < found.rows < row[0] * 4
