"""P3: persons found by misspelt names through the index, against pg_trgm over one row a person."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from uuid import UUID

import psycopg

from bench.figures import FULL, percentile, tell
from vienots.app.generating.names import ERRORS, full_name
from vienots.app.postgres import temporary_cluster
from vienots.identity.api import ROLES
from vienots.index import api as index
from vienots.index.contracts import SearchFilter
from vienots.index.domain.mentions import NAME_ONLY
from vienots.index.domain.words import NAME, Word, hashes_of, join_keys, name_words
from vienots.index.store.filling import pairs_of
from vienots.kernel import clock
from vienots.kernel.contracts import HOUSE_KEY, Actor, Purpose
from vienots.kernel.db import HOUSE_OPTIONS, Db, set_keys
from vienots.kernel.migrate import migrate

ROOT = Path(__file__).parent.parent
SEED = 8_000
PERSONS = 2_000_000 if FULL else 200_000
PER_EVENT = 3
ASKED = 40 if FULL else 12
"""Of each kind of error, in each round."""
ROUNDS = 7
LIMIT = 1 / 50
AMONG = 10
READERS = ["vp", HOUSE_KEY]
ACTOR = Actor("person:bench", "Bench", "vp", frozenset(map(str, ROLES["register_officer"])))
PURPOSE = Purpose("test", "bench")
WANTED = SearchFilter(kind="person", limit=50)
"""Namesakes stand beside one another: what counts is the first ten different names."""
# Whoever asks one row a person has no better: the nearest names by the trigram index.
PEER = """
SELECT name FROM bench_person WHERE folded %% %(q)s
ORDER BY similarity(folded, %(q)s) DESC LIMIT 50
"""
FOLD = "SELECT lower(unaccent(%s))"

Name = tuple[str, str]


def some_people() -> list[Name]:
    rng = random.Random(SEED)
    return [full_name(rng) for _ in range(PERSONS)]


def fill(dsn: str, people: Sequence[Name]) -> None:
    """As the follower would, but by COPY: rows, words with their forms, names with their pairs."""
    names = {name: number for number, name in enumerate(dict.fromkeys(people), start=1)}
    words = {name: name_words(" ".join(name)) for name in names}
    tokens: dict[str, tuple[int, Word]] = {}
    for some in words.values():
        for word in some:
            tokens.setdefault(word.key, (len(tokens) + 1, word))
    keys: dict[str, int] = {}
    for some in words.values():
        keys.setdefault(join_keys(some), len(keys) + 1)
    copies: dict[str, Iterator[Sequence[object]]] = {
        "index.event (id, version, number, numbers, institution, readers, type, status,"
        " received_at, indexed_at)": _events(),
        "index.token (id, scope, token, stem)": (
            (id_, NAME, word.key, word.stem) for id_, word in tokens.values()
        ),
        "index.token_deletion (hash, token_id)": (
            (form, id_) for id_, word in tokens.values() for form in set(hashes_of(NAME, word))
        ),
        "index.name (id, key)": ((id_, key) for key, id_ in keys.items()),
        "index.name_pair (token_id, other_id, name_id)": (
            (one, other, id_)
            for key, id_ in keys.items()
            for one, other in set(pairs_of([tokens[part][0] for part in key.split()]))
        ),
        "index.thing (id, kind, key)": (
            (number, "person", f"{NAME_ONLY}{number}") for number in range(1, PERSONS + 1)
        ),
        "index.mention (event_id, ref, thing_id, kind, role, label, name_id, received_at)": (
            (
                UUID(int=1 + place // PER_EVENT),
                f"p{place % PER_EVENT}",
                place + 1,
                "person",
                "witness",
                " ".join(name),
                keys[join_keys(words[name])],
                clock.now(),
            )
            for place, name in enumerate(people)
        ),
    }
    with psycopg.connect(dsn, autocommit=True) as db:
        for table, rows in copies.items():
            _copy(db, table, rows)
        db.execute("CREATE TABLE bench_person (name text NOT NULL, folded text NOT NULL)")
        _copy(db, "bench_person (name, folded)", ((" ".join(n), "") for n in people))
        db.execute("UPDATE bench_person SET folded = lower(unaccent(name))")
        db.execute("CREATE INDEX ON bench_person USING gin (folded gin_trgm_ops)")
        db.execute("GRANT SELECT ON bench_person TO vienots_app")
        db.execute("VACUUM ANALYZE")


def _events() -> Iterator[Sequence[object]]:
    now = clock.now()
    for number in range(1, PERSONS // PER_EVENT + 2):
        text = f"VP-2026-{number:07d}"
        yield (UUID(int=number), 1, text, text, "vp", READERS, "t", "registered", now, now)


def _copy(db: psycopg.Connection, table: str, rows: Iterator[Sequence[object]]) -> None:
    with db.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


async def ask_us(db: Db, typed: str) -> list[str]:
    answer = await index.search(db, ACTOR, typed, WANTED, PURPOSE, clock.now())
    return names_of(hit.label for hit in answer.hits)


async def ask_peer(db: Db, typed: str) -> list[str]:
    folded = (await (await db.execute(FOLD, [typed])).fetchone() or ("",))[0]
    cursor = await db.execute(PEER, {"q": folded})
    return names_of(row[0] for row in await cursor.fetchall())


def names_of(labels: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(labels))[:AMONG]


async def measure(dsn: str, people: Sequence[Name]) -> None:
    rng = random.Random(SEED + 1)
    found = {kind: [0, 0, 0] for kind in ERRORS}
    ratios, ours_ms, peer_ms = [], [], []
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        # As over HTTP: beneath row security, with the reader's own sight.
        await set_keys(db, ACTOR.keys)
        for _ in range(ROUNDS):
            ours, peers = [], []
            for kind, error in ERRORS.items():
                for name in rng.choices(people, k=ASKED):
                    typed, right = error(rng, *name), " ".join(name)
                    began = time.perf_counter()
                    hits = await ask_us(db, typed)
                    ours.append(1_000 * (time.perf_counter() - began))
                    began = time.perf_counter()
                    theirs = await ask_peer(db, typed)
                    peers.append(1_000 * (time.perf_counter() - began))
                    found[kind][0] += 1
                    found[kind][1] += right in hits
                    found[kind][2] += right in theirs
            ratios.append(percentile(ours, 0.5) / percentile(peers, 0.5))
            ours_ms += ours
            peer_ms += peers
    absolute = {"persons": float(PERSONS), "names": float(len(set(people)))}
    for label, times in (("ours", ours_ms), ("pg_trgm", peer_ms)):
        absolute[f"{label}_p50_ms"] = percentile(times, 0.5)
        absolute[f"{label}_p99_ms"] = percentile(times, 0.99)
    for kind, (asked, by_us, by_peer) in found.items():
        absolute[f"recall@10 {kind}"] = by_us / asked
        absolute[f"pg_trgm recall@10 {kind}"] = by_peer / asked
    name = "P3 person search, median against pg_trgm over rows"
    tell(name, ratios, limit=LIMIT, absolute=absolute, seed=SEED)


def main() -> None:
    people = some_people()
    with temporary_cluster() as dsn:
        migrate(str(dsn), ROOT / "migrations")
        fill(str(dsn), people)
        asyncio.run(measure(str(dsn), people))


if __name__ == "__main__":
    main()
