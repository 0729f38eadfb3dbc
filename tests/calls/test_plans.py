"""The queries of every key press use their indexes on a filled database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.calls.builders import IN_RIGA, NOON
from tests.plans import explain
from vienots.calls.domain import grid_cell
from vienots.kernel.db import load_queries
from vienots.kernel.ids import new_id

CARDS = 20_000
QUERIES = load_queries("vienots.calls")
FILL = """
INSERT INTO calls.card (id, number, state, what, search_text, place, grid_x, grid_y, priority,
                        centre, opened_by, opened_by_name, opened_at, informed_at, closed_at,
                        closed_as, happened_at)
SELECT gen_random_uuid(), '2026-' || lpad(n::text, 7, '0'), 'closed', 'Deg', md5(n::text) || ' deg',
       '{}', n %% 700, n %% 300, 2, '112', 'person:1', 'Ilze', at, at, at, 'done', at
FROM (SELECT n, %(noon)s::timestamptz - n * interval '3 minutes' AS at
      FROM generate_series(1, %(cards)s) n) made;
"""
FILL_CALLS = """
INSERT INTO calls.contact (id, call_id, channel, state, caller, called, ringing_at, ended_at,
                           closed_as)
SELECT gen_random_uuid(), 'c-' || n, 'phone', 'ended', '+371' || (20000000 + n %% 9000), '112', at,
       at, 'information'
FROM (SELECT n, %(noon)s::timestamptz - n * interval '3 minutes' AS at
      FROM generate_series(1, %(cards)s) n) made;
"""


@pytest.fixture
def filled(own_dsn: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(own_dsn, autocommit=True) as db:
        for fill in (FILL, FILL_CALLS):
            db.execute(fill.encode(), {"noon": NOON, "cards": CARDS})
        db.execute("VACUUM ANALYZE calls.card, calls.contact")
        yield db


def sequential_scans(db: psycopg.Connection[Any], name: str, **params: object) -> frozenset[str]:
    return explain(db, QUERIES[name], params).read_through


def test_what_every_key_press_asks_is_found_by_an_index(
    filled: psycopg.Connection[Any],
) -> None:
    x, y = grid_cell(*IN_RIGA)
    times = {"since": NOON, "until": NOON, "at": NOON, "oldest": NOON, "before": None}
    page: dict[str, object] = {
        "state": None,
        "open_only": False,
        "institution": None,
        "before": None,
        "before_id": None,
        "limit": 100,
    }
    big = {"card", "contact"}

    found = {
        "list_near": sequential_scans(filled, "list_near", grid_x=x, grid_y=y, limit=200, **times),
        "list_cards": sequential_scans(filled, "list_cards", **page),
        "open cards": sequential_scans(filled, "list_cards", **(page | {"open_only": True})),
        "search_cards": sequential_scans(filled, "search_cards", pattern="%a1b2c3%", **page),
        "get_card": sequential_scans(filled, "get_card", id=new_id()),
        "list_contacts": sequential_scans(filled, "list_contacts", state=None, limit=100),
        "find_contact_by_caller": sequential_scans(
            filled, "find_contact_by_caller", caller="+37120000001", **times
        ),
        "list_earlier_contacts": sequential_scans(
            filled, "list_earlier_contacts", caller="+37120000001", id=new_id(), since=NOON
        ),
        "lock_contact_of_call": sequential_scans(filled, "lock_contact_of_call", call_id="c-1"),
    }

    assert {name: tables & big for name, tables in found.items() if tables & big} == {}
