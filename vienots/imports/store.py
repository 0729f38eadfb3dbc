"""Every query of this context. Row security shows an institution its own rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct, structs

from vienots.imports.contracts import ImportMapping, ImportState, RowFault, Runner
from vienots.kernel.db import (
    Db,
    as_json,
    execute,
    execute_many,
    fetch_all,
    fetch_one_or_none,
    fetch_value,
    load_queries,
)

queries = load_queries(__package__)


class ImportRecord(Struct, frozen=True):
    id: UUID
    institution: str
    sha256: bytes
    file_name: str
    size: int
    runner: Runner
    state: ImportState
    mapping: ImportMapping | None
    columns: list[str] | None
    position: int
    rows_total: int
    rows_done: int
    new: int
    changed: int
    same: int
    refused: int
    worked_s: float
    fault: str | None
    made_at: datetime
    made_by_name: str
    run_by: str
    run_by_name: str
    changed_at: datetime
    told_at: datetime
    has_file: bool


class NewImport(Struct, frozen=True):
    id: UUID
    institution: str
    sha256: bytes
    file_name: str
    size: int
    runner: Runner
    mapping: ImportMapping | None
    by: str
    by_name: str
    at: datetime


class RefusedRows(Struct, frozen=True):
    position: int
    rows: list[int]
    source_id: str | None
    faults: list[RowFault]


class FaultCount(Struct, frozen=True):
    code: str
    column: str | None
    count: int
    first: RowFault


class ImportName(Struct, frozen=True):
    id: UUID
    institution: str


class _Mapped(Struct, frozen=True):
    mapping: ImportMapping


async def insert_content(
    db: Db, institution: str, sha256: bytes, data: bytes, at: datetime
) -> None:
    await execute(
        db, queries["insert_content"], institution=institution, sha256=sha256, data=data, at=at
    )


async def get_content(db: Db, institution: str, sha256: bytes) -> bytes | None:
    query = queries["get_content"]
    found = await fetch_value(db, query, institution=institution, sha256=sha256)
    return None if found is None else bytes(found)


async def insert_import(db: Db, new: NewImport) -> None:
    row = structs.asdict(new) | {"mapping": None if new.mapping is None else as_json(new.mapping)}
    await execute(db, queries["insert_import"], **row)


async def get_import(db: Db, institution: str, import_id: UUID) -> ImportRecord | None:
    query = queries["get_import"]
    return await fetch_one_or_none(db, ImportRecord, query, id=import_id, institution=institution)


async def lock_import(db: Db, institution: str, import_id: UUID) -> ImportRecord | None:
    query = queries["lock_import"]
    return await fetch_one_or_none(db, ImportRecord, query, id=import_id, institution=institution)


async def list_imports(db: Db, institution: str, limit: int) -> list[ImportRecord]:
    query = queries["list_imports"]
    return await fetch_all(db, ImportRecord, query, institution=institution, limit=limit)


async def find_next(db: Db) -> ImportName | None:
    """What the worker shall move on next, of whatever institution."""
    return await fetch_one_or_none(db, ImportName, queries["find_next"])


async def find_of_command(
    db: Db, institution: str, sha256: bytes, mapping: ImportMapping
) -> UUID | None:
    found: UUID | None = await fetch_value(
        db,
        queries["find_of_command"],
        institution=institution,
        sha256=sha256,
        mapping=as_json(mapping),
    )
    return found


async def find_mapping(db: Db, institution: str, columns: Sequence[str]) -> ImportMapping | None:
    query = queries["find_mapping"]
    found = await fetch_one_or_none(
        db, _Mapped, query, institution=institution, columns=list(columns)
    )
    return None if found is None else found.mapping


async def update_import(db: Db, record: ImportRecord) -> None:
    mapping = None if record.mapping is None else as_json(record.mapping)
    await execute(db, queries["update_import"], **structs.asdict(record) | {"mapping": mapping})


async def insert_refused(db: Db, import_id: UUID, refused: Sequence[RefusedRows]) -> None:
    rows = [
        structs.asdict(one) | {"import_id": import_id, "faults": as_json(one.faults)}
        for one in refused
    ]
    await execute_many(db, queries["insert_refused"], rows)


async def delete_refused(db: Db, import_id: UUID) -> None:
    await execute(db, queries["delete_refused"], import_id=import_id)


async def list_refused(db: Db, import_id: UUID, *, after: int, limit: int) -> list[RefusedRows]:
    query = queries["list_refused"]
    return await fetch_all(db, RefusedRows, query, import_id=import_id, after=after, limit=limit)


async def count_faults(db: Db, import_id: UUID, *, limit: int) -> list[FaultCount]:
    query = queries["count_faults"]
    return await fetch_all(db, FaultCount, query, import_id=import_id, limit=limit)


async def delete_old_content(db: Db, *, before: datetime) -> int:
    return await execute(db, queries["delete_old_content"], before=before)


async def delete_old_refused(db: Db, *, before: datetime) -> int:
    return await execute(db, queries["delete_old_refused"], before=before)
