"""Files that come in, and what is known of each import."""

from __future__ import annotations

import asyncio
import hashlib
import re
from datetime import datetime
from uuid import UUID

from msgspec import structs

from vienots.identity.api import Right, require, require_trained
from vienots.imports import store
from vienots.imports.contracts import (
    FILE_MAX_BYTES,
    ImportCounts,
    ImportMapping,
    ImportView,
    Runner,
)
from vienots.imports.domain.archives import kind_of
from vienots.imports.domain.states import WORKING, speed
from vienots.imports.errors import FileTooLong, ImportNotFound
from vienots.imports.events import ImportAdded
from vienots.imports.store import ImportRecord, NewImport
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id

LISTED = 100
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f/\\\u202a-\u202e\u2066-\u2069]+")


async def add_file(  # noqa: PLR0913 (a file and who moves it on)
    db: Db,
    actor: Actor,
    name: str,
    data: bytes,
    at: datetime,
    *,
    runner: Runner = "worker",
    mapping: ImportMapping | None = None,
) -> ImportView:
    """Kept by its content; nothing of it is read yet. Raises FileUnreadable, FileTooLong."""
    require(actor, Right.REGISTER_IMPORT)
    require_trained(actor)
    if len(data) > FILE_MAX_BYTES:
        raise FileTooLong(max=FILE_MAX_BYTES)
    # Unpacking a book to measure it takes a moment.
    await asyncio.to_thread(kind_of, data)
    sha256 = hashlib.sha256(data).digest()
    await store.insert_content(db, actor.institution, sha256, data, at)
    new = NewImport(
        id=new_id(),
        institution=actor.institution,
        sha256=sha256,
        file_name=_UNPRINTABLE.sub("_", name.strip())[-200:] or "-",
        size=len(data),
        runner=runner,
        mapping=mapping,
        by=actor.id,
        by_name=actor.name,
        at=at,
    )
    await store.insert_import(db, new)
    told = ImportAdded(new.id, new.file_name, sha256.hex())
    await journal.record(db, actor, told, audience=[actor.institution], at=at)
    return view_of(await get_own(db, actor, new.id))


async def find_unfinished(db: Db, actor: Actor, data: bytes, mapping: ImportMapping) -> UUID | None:
    """What a command with the same file and the same mapping was broken off at."""
    require(actor, Right.REGISTER_IMPORT)
    sha256 = hashlib.sha256(data).digest()
    return await store.find_of_command(db, actor.institution, sha256, mapping)


async def list_imports(db: Db, actor: Actor) -> list[ImportView]:
    """Those of the institution, newest first."""
    require(actor, Right.REGISTER_IMPORT)
    return [view_of(one) for one in await store.list_imports(db, actor.institution, LISTED)]


async def read_import(db: Db, actor: Actor, import_id: UUID) -> ImportView:
    require(actor, Right.REGISTER_IMPORT)
    return view_of(await get_own(db, actor, import_id))


async def get_own(db: Db, actor: Actor, import_id: UUID) -> ImportRecord:
    """Raises ImportNotFound."""
    found = await store.get_import(db, actor.institution, import_id)
    if found is None:
        raise ImportNotFound(id=str(import_id))
    return found


async def lock_own(db: Db, actor: Actor, import_id: UUID) -> ImportRecord:
    """Raises ImportNotFound."""
    found = await store.lock_import(db, actor.institution, import_id)
    if found is None:
        raise ImportNotFound(id=str(import_id))
    return found


def counts_of(record: ImportRecord) -> ImportCounts:
    return ImportCounts(record.rows_done, record.new, record.changed, record.same, record.refused)


def view_of(record: ImportRecord) -> ImportView:
    rate, left = speed(record.rows_done, record.rows_total, record.worked_s)
    working = record.state in WORKING
    same = {
        name: getattr(record, name)
        for name in ImportView.__struct_fields__
        if name in ImportRecord.__struct_fields__
    }
    told = {
        "sha256": record.sha256.hex(),
        "has_mapping": record.mapping is not None,
        "done": counts_of(record),
        "rows_per_s": rate,
        "seconds_left": left if working else None,
    }
    return ImportView(**same | told)


def without_progress(record: ImportRecord) -> ImportRecord:
    """As before its first event."""
    zero = dict.fromkeys(
        ("position", "rows_total", "rows_done", "new", "changed", "same", "refused"), 0
    )
    return structs.replace(record, **zero, worked_s=0.0, fault=None)
