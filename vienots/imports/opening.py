"""A kept file, read and ready to be made into events."""

from __future__ import annotations

import asyncio
import hashlib

import msgspec
from msgspec import Struct

from vienots.imports import store
from vienots.imports.bookreading import read_sheet
from vienots.imports.contracts import ImportMapping
from vienots.imports.domain.archives import kind_of
from vienots.imports.domain.making import Group, Maker, repeated
from vienots.imports.domain.table import Row, Table, read_table
from vienots.imports.errors import ImportFileGone
from vienots.imports.store import ImportRecord
from vienots.kernel.db import Db


class Opened(Struct, frozen=True):
    """`key`: of what it was made; another mapping makes another."""

    key: bytes
    table: Table
    mapping: ImportMapping
    maker: Maker
    groups: list[Group]
    repeated: dict[int, int]
    """Place of an event to the row in which its number stood before."""

    @property
    def rows(self) -> list[Row]:
        return self.table.rows


def key_of(record: ImportRecord) -> bytes:
    mapping = msgspec.json.encode(record.mapping, order="deterministic")
    return record.institution.encode() + record.sha256 + hashlib.sha256(mapping).digest()


async def get_bytes(db: Db, record: ImportRecord) -> bytes:
    """Raises ImportFileGone."""
    data = await store.get_content(db, record.institution, record.sha256)
    if data is None:
        raise ImportFileGone
    return data


async def open_whole(db: Db, record: ImportRecord) -> Opened:
    """In a thread: the rest of the house goes on. Raises FileUnreadable, FileTooLong."""
    data = await get_bytes(db, record)
    return await asyncio.to_thread(_open, data, record)


def read(data: bytes, mapping: ImportMapping, rows_max: int | None = None) -> Table:
    """Raises FileUnreadable, FileTooLong."""
    shape = mapping.file
    is_book = kind_of(data) == "book"
    sheet = read_sheet(data, shape.sheet, rows_max) if is_book else None
    return read_table(data, shape, sheet, rows_max)


def _open(data: bytes, record: ImportRecord) -> Opened:
    mapping = record.mapping or ImportMapping()
    table = read(data, mapping)
    maker = Maker(table, mapping)
    groups = maker.groups(table.rows)
    # Where versions are told, the same number again is the next of them.
    versions = table.file.documents or "version" in mapping.event
    twice = {} if versions else repeated(maker, groups)
    return Opened(key_of(record), table, mapping, maker, groups, twice)
