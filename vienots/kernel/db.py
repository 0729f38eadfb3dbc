"""One way to talk to PostgreSQL: named queries in .sql files, rows read into typed structs."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any, TypeVar

import msgspec
from psycopg import AsyncConnection, AsyncCursor, sql
from psycopg.types.json import Jsonb, set_json_dumps, set_json_loads
from psycopg_pool import AsyncConnectionPool

from vienots.kernel.contracts import HOUSE_KEY

Db = AsyncConnection[Any]
Pool = AsyncConnectionPool[Db]
Row = TypeVar("Row")
Queries = Mapping[str, bytes]

APP_ROLE = "vienots_app"
_BLOCK = re.compile(r"^-- name: (?P<name>\w+)\n(?P<body>.*?)(?=^-- name: |\Z)", re.M | re.S)

_COPIED = re.compile(rb"^COPY (?P<table>[\w.]+) \((?P<columns>[^)]+)\) FROM STDIN", re.M)
_INSERT_SET = sql.SQL(
    "INSERT INTO {kind} ({listed})"
    " SELECT {listed} FROM jsonb_populate_recordset(NULL::{kind}, %(rows)s)"
)

# One JSON for the whole house: structs, UUIDs and times go into jsonb as they go over the wire.
set_json_dumps(msgspec.json.encode)
set_json_loads(msgspec.json.decode)


def load_queries(package: str) -> Queries:
    """Read the package's queries.sql; a block starts at `-- name: <name>`."""
    text = (files(package) / "queries.sql").read_text("utf-8")
    queries = {block["name"]: block["body"].strip().encode() for block in _BLOCK.finditer(text)}
    assert queries, f"{package}: queries.sql names no query"
    return queries


def as_json(value: object) -> Jsonb:
    """A value for a jsonb parameter."""
    return Jsonb(value)


def _row_maker(row: type[Row]) -> Callable[[AsyncCursor[Any]], Callable[[Sequence[Any]], Row]]:
    def factory(cursor: AsyncCursor[Any]) -> Callable[[Sequence[Any]], Row]:
        names = [column.name for column in cursor.description or ()]

        def make(values: Sequence[Any]) -> Row:
            # Conversion, not construction: nested structs come out of jsonb, enums out of text.
            return msgspec.convert(dict(zip(names, values, strict=True)), row, strict=False)

        return make

    return factory


async def fetch_one(db: Db, row: type[Row], query: bytes, **params: object) -> Row:
    found = await fetch_one_or_none(db, row, query, **params)
    assert found is not None, "the query must always give a row"
    return found


async def fetch_one_or_none(db: Db, row: type[Row], query: bytes, **params: object) -> Row | None:
    async with db.cursor(row_factory=_row_maker(row)) as cursor:
        await cursor.execute(query, params)
        return await cursor.fetchone()


async def fetch_all(db: Db, row: type[Row], query: bytes, **params: object) -> list[Row]:
    async with db.cursor(row_factory=_row_maker(row)) as cursor:
        await cursor.execute(query, params)
        return await cursor.fetchall()


async def fetch_value(db: Db, query: bytes, **params: object) -> Any:
    """The first column of the first row; None without a row."""
    async with db.cursor() as cursor:
        await cursor.execute(query, params)
        row = await cursor.fetchone()
        return None if row is None else row[0]


async def execute(db: Db, query: bytes, **params: object) -> int:
    """Run it; the number of rows that it touched."""
    async with db.cursor() as cursor:
        await cursor.execute(query, params)
        return cursor.rowcount


async def copy_rows(db: Db, query: bytes, rows: Iterable[Mapping[str, object]]) -> None:
    """Many rows at once, by a named COPY; its columns are picked out of each row."""
    _, names = _copied(query)
    async with db.cursor() as cursor, cursor.copy(query) as copy:
        for row in rows:
            await copy.write_row([row[name] for name in names])


async def insert_rows(db: Db, query: bytes, rows: Iterable[Mapping[str, object]]) -> None:
    """What `copy_rows` does, for a role beneath row security: PostgreSQL copies for no such one.

    The rows of each statement go over as one JSON value.
    """
    table, names = _copied(query)
    kind = sql.Identifier(*table.split("."))
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    insert = _INSERT_SET.format(kind=kind, listed=listed)
    told = [{name: _in_json(row[name]) for name in names} for row in rows]
    if told:
        async with db.cursor() as cursor:
            await cursor.execute(insert, {"rows": as_json(told)})


def _in_json(value: object) -> object:
    if isinstance(value, Jsonb):
        return value.obj
    return "\\x" + value.hex() if isinstance(value, bytes) else value


def _copied(query: bytes) -> tuple[str, list[str]]:
    listed = _COPIED.search(query)
    assert listed, "a COPY names its columns"
    names = [name.strip() for name in listed["columns"].decode().split(",")]
    return listed["table"].decode(), names


async def execute_many(db: Db, query: bytes, rows: Sequence[Mapping[str, object]]) -> None:
    async with db.cursor() as cursor:
        await cursor.executemany(query, rows)


HOUSE_OPTIONS = f"-c role={APP_ROLE} -c timezone=UTC -c vienots.keys={HOUSE_KEY}"
"""A connection that does the house's own work: followers, jobs, commands."""
READER_OPTIONS = f"-c role={APP_ROLE} -c timezone=UTC"
"""A connection that sees no guarded row until a reader's keys are set in its transaction."""


async def set_keys(db: Db, keys: Collection[str]) -> None:
    """Until the transaction ends, row security shows what one of these keys opens."""
    joined = ",".join(sorted(keys))
    await execute(db, b"SELECT set_config('vienots.keys', %(keys)s, true)", keys=joined)


@asynccontextmanager
async def keeping_keys(db: Db) -> AsyncIterator[None]:
    """Whoever's keys are set within, afterwards those of before are back."""
    reader: str = await fetch_value(
        db, b"SELECT coalesce(current_setting('vienots.keys', true), '')"
    )
    yield
    # Not after a fault: the transaction ends with it, and the keys with the transaction.
    await set_keys(db, reader.split(","))


@asynccontextmanager
async def as_house(db: Db) -> AsyncIterator[None]:
    """What follows from a reader's act beyond his own sight, such as taking that sight away."""
    async with keeping_keys(db):
        await set_keys(db, {HOUSE_KEY})
        yield


def build_pool(dsn: str, *, min_size: int, max_size: int, options: str = HOUSE_OPTIONS) -> Pool:
    """Connections act as the application's role, whoever owns the address: the journal is safe."""
    return AsyncConnectionPool(
        dsn,
        min_size=min_size,
        max_size=max_size,
        open=False,
        kwargs={"options": options, "application_name": "vienots"},
        timeout=10.0,
        max_waiting=2_000,
    )
