"""The queries of every search use their indexes on a filled index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.plans import explain
from tests.register.builders import NOON
from vienots.kernel.db import APP_ROLE, load_queries

PERSONS = 30_000
QUERIES = load_queries("vienots.index")
BIG = {"event", "thing", "token", "token_deletion", "name", "name_pair", "mention", "address"}
FILLS = (
    "INSERT INTO index.event SELECT lpad(to_hex(n), 32, '0')::uuid, 1, 'N' || n, 'N' || n, 'vp',"
    " '{vp,house}', 't', 'registered', %(noon)s::timestamptz - n * interval '1 hour', NULL, NULL,"
    " now() FROM generate_series(1, %(count)s) n",
    "INSERT INTO index.thing (kind, key) SELECT kind, md5(n::text)"
    " FROM generate_series(1, %(count)s) n, unnest('{person,vehicle,phone,address}'::text[]) kind",
    "INSERT INTO index.token (scope, token, stem) SELECT 'name', md5(n::text), md5(n::text)"
    " FROM generate_series(1, %(count)s) n",
    "INSERT INTO index.token_deletion SELECT hashint8(n), n FROM generate_series(1, %(count)s) n",
    "INSERT INTO index.name (key) SELECT md5(n::text) FROM generate_series(1, %(count)s) n",
    "INSERT INTO index.name_pair SELECT n, 1 + n %% 900, n FROM generate_series(1, %(count)s) n",
    "INSERT INTO index.address SELECT id, ARRAY[id %% 997, id %% 991]::int[] FROM index.thing"
    " WHERE kind = 'address'",
    "INSERT INTO index.mention (event_id, ref, thing_id, kind, label, name_id, birth_on,"
    " received_at) SELECT lpad(to_hex(n), 32, '0')::uuid, 'p1', n, 'person', 'x', n,"
    " date '1950-01-01' + n, %(noon)s FROM generate_series(1, %(count)s) n",
)


@pytest.fixture
def filled(own_dsn: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(own_dsn, autocommit=True) as db:
        for fill in FILLS:
            db.execute(fill.encode(), {"noon": NOON, "count": PERSONS})
        db.execute("VACUUM ANALYZE")
        # Row security stands before every plan: it must not take the indexes away.
        db.execute(f"SET ROLE {APP_ROLE}".encode())
        db.execute("SELECT set_config('vienots.keys', 'vp', false)")
        yield db


def sequential_scans(db: psycopg.Connection[Any], name: str, **params: object) -> frozenset[str]:
    return explain(db, QUERIES[name], params).read_through


def test_what_a_search_asks_is_found_by_an_index(filled: psycopg.Connection[Any]) -> None:
    narrow: dict[str, object] = dict.fromkeys(
        ("since", "until", "atvk", "type", "type_group", "role")
    )
    seen = narrow | {"keys": ["vp"]}
    all_of: dict[str, object] = {"among": None}
    words = {"words": [0, 0], "hashes": [5, 7], "tokens": ["a"], "stems": ["a"], "each": 100}
    groups = dict.fromkeys(("first", "second", "third", "fourth"), [5])
    asked: dict[str, dict[str, object]] = {
        "find_tokens": words,
        "find_names_of_pairs": {"token_ids": [1, 2], "other_ids": [2, 3], "limit": 400},
        "find_names_near": {"token_ids": [1], "stem": "a", "looked_at": 3_000, "limit": 60},
        "find_names_with": all_of | {"token_ids": [1], "keys": ["vp"], "limit": 300},
        "find_persons_of_names": seen
        | all_of
        | {"name_ids": [1], "born_since": NOON, "born_until": NOON, "each": 21, "limit": 300},
        "find_things": {"kind": "person", "keys": ["a", "b"]},
        "find_things_like": all_of
        | {"kind": "vehicle", "keys": ["vp"], "pattern": "%a1b2c%", "limit": 60},
        "find_addresses": groups | all_of | {"keys": ["vp"], "limit": 60},
        "find_events": seen | {"patterns": ["%N2999%"], "events": None, "limit": 20},
        "list_mentions": seen | {"ids": [1, 2, 3], "each": 30},
        "find_owners": all_of | {"ids": [1, 2], "keys": ["vp"], "limit": 60},
        "find_alike": {"ids": [1], "keys": ["vp"], "namesakes": 100, "limit": 300},
    }

    found = {name: sequential_scans(filled, name, **params) for name, params in asked.items()}

    assert {name: tables & BIG for name, tables in found.items() if tables & BIG} == {}
