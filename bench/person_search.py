"""P3: persons found by misspelt names through the index, against pg_trgm over one row a person and
a full-text engine in memory (tantivy, from the extra `bench`)."""

from __future__ import annotations

import asyncio
import os
import random
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol
from uuid import UUID

import psycopg

from bench.figures import FULL, percentile, skip, tell
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
PERSONS = int(os.environ.get("BENCH_PERSONS", 2_000_000 if FULL else 200_000))
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


class Ours:
    name = "ours"

    def __init__(self, db: Db) -> None:
        self._db = db

    async def ask(self, typed: str) -> list[str]:
        answer = await index.search(self._db, ACTOR, typed, WANTED, PURPOSE, clock.now())
        return names_of(hit.label for hit in answer.hits)


class Trigrams:
    name = "pg_trgm"

    def __init__(self, db: Db) -> None:
        self._db = db

    async def ask(self, typed: str) -> list[str]:
        folded = (await (await self._db.execute(FOLD, [typed])).fetchone() or ("",))[0]
        cursor = await self._db.execute(PEER, {"q": folded})
        return names_of(row[0] for row in await cursor.fetchall())


class Tantivy:
    """A full-text engine as it is meant to be used: words, nearer ones first, two slips at most."""

    name = "tantivy"

    def __init__(self, people: Sequence[Name]) -> None:
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("name", stored=True, tokenizer_name="raw")
        builder.add_text_field("words", tokenizer_name="whitespace")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        writer = self._index.writer(heap_size=200_000_000)
        for name in people:
            text = " ".join(name)
            writer.add_document(tantivy.Document(name=[text], words=[fold(text)]))
        writer.commit()
        self._index.reload()

    async def ask(self, typed: str) -> list[str]:
        query, occur = self._tantivy.Query, self._tantivy.Occur
        every = []
        for word in fold(typed).split():
            exact = query.term_query(self._schema, "words", word)
            nearer = [query.boost_query(exact, 4.0)]
            for distance in (1, 2):
                nearer.append(
                    query.fuzzy_term_query(self._schema, "words", word, distance=distance)
                )
            every.append((occur.Must, query.boolean_query([(occur.Should, q) for q in nearer])))
        searcher = self._index.searcher()
        found = searcher.search(query.boolean_query(every), WANTED.limit).hits
        return names_of(searcher.doc(address)["name"][0] for _, address in found)


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in plain if not unicodedata.combining(char))


def names_of(labels: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(labels))[:AMONG]


class Seeker(Protocol):
    name: str

    async def ask(self, typed: str) -> list[str]: ...


def list_peers(db: Db, people: Sequence[Name]) -> list[Seeker]:
    if find_spec("tantivy") is None:
        skip("P3 against tantivy", "tantivy")
        return [Trigrams(db)]
    return [Trigrams(db), Tantivy(people)]


class Told:
    """What one of them found and how long it took."""

    def __init__(self) -> None:
        self.round_ms: list[float] = []
        self.every_ms: list[float] = []
        self.medians: list[float] = []
        self.found = dict.fromkeys(ERRORS, 0)

    def end_round(self) -> None:
        self.medians.append(percentile(self.round_ms, 0.5))
        self.every_ms += self.round_ms
        self.round_ms = []


async def measure(dsn: str, people: Sequence[Name]) -> None:
    rng = random.Random(SEED + 1)
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        # As over HTTP: beneath row security, with the reader's own sight.
        await set_keys(db, ACTOR.keys)
        seekers: list[Seeker] = [Ours(db), *list_peers(db, people)]
        told = {seeker.name: Told() for seeker in seekers}
        for _ in range(ROUNDS):
            for kind, error in ERRORS.items():
                for name in rng.choices(people, k=ASKED):
                    typed, right = error(rng, *name), " ".join(name)
                    for seeker in seekers:
                        began = time.perf_counter()
                        hits = await seeker.ask(typed)
                        one = told[seeker.name]
                        one.round_ms.append(1_000 * (time.perf_counter() - began))
                        one.found[kind] += right in hits
            for one in told.values():
                one.end_round()
    ours = told.pop("ours")
    for name, peer in told.items():
        tell_against(name, ours, peer, len(set(people)))


def tell_against(name: str, ours: Told, peer: Told, names: int) -> None:
    absolute = {"persons": float(PERSONS), "names": float(names)}
    for label, one in (("ours", ours), (name, peer)):
        absolute[f"{label}_p50_ms"] = percentile(one.every_ms, 0.5)
        absolute[f"{label}_p99_ms"] = percentile(one.every_ms, 0.99)
        for kind, found in one.found.items():
            absolute[f"{label} recall@10 {kind}"] = found / (ASKED * ROUNDS)
    ratios = [one / other for one, other in zip(ours.medians, peer.medians, strict=True)]
    limit = LIMIT if name == Trigrams.name else None
    text = f"P3 person search, median against {name}"
    tell(text, ratios, limit=limit, absolute=absolute, seed=SEED)


def main() -> None:
    people = some_people()
    with temporary_cluster() as dsn:
        migrate(str(dsn), ROOT / "migrations")
        fill(str(dsn), people)
        asyncio.run(measure(str(dsn), people))


if __name__ == "__main__":
    main()
