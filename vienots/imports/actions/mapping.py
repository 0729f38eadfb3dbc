"""How columns become fields: proposed, looked at with the first events, kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import structs

from vienots.exchange import api as exchange
from vienots.exchange.api import Statement, Wording
from vienots.identity.api import Right, require
from vienots.imports import opening, store
from vienots.imports.actions.adding import get_own, lock_own, view_of, without_progress
from vienots.imports.contracts import (
    ImportFault,
    ImportMapping,
    ImportPreview,
    ImportView,
    MappingFile,
    PreviewedEvent,
    RowFault,
)
from vienots.imports.domain.making import Made, Maker
from vienots.imports.domain.mapping import (
    CODES,
    LISTS,
    SINGLE,
    fields_of,
    find_faults,
    read_toml,
    write_toml,
)
from vienots.imports.domain.states import after
from vienots.imports.domain.suggesting import Code, load_headings, look_at, suggest
from vienots.imports.domain.table import FAULTS_COLUMN, Table
from vienots.imports.errors import ImportStateWrong, MappingFaulty, MappingMissing
from vienots.imports.events import ImportRead
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault

PREVIEWED_ROWS = 200
PREVIEWED_EVENTS = 10
TOLD = (
    'Kā faila kolonnas kļūst par notikumiem. Tukšās vērtības ("") jāaizpilda ar kodu.',
    'How the columns of the file become events. Empty values ("") wait for a code.',
)


async def preview(  # noqa: PLR0913 (the look, in words, with its purpose)
    db: Db, actor: Actor, import_id: UUID, wording: Wording, purpose: Purpose, at: datetime
) -> ImportPreview:
    """How the file is read, what its columns are, and its first rows as they will become events.

    Without a mapping, one is proposed: that of the last file with the same headings, or one by
    what the columns are called. Raises FileUnreadable, ImportFileGone.
    """
    require(actor, Right.REGISTER_IMPORT)
    require(actor, Right.REGISTER_PERSONS)
    record = await get_own(db, actor, import_id)
    data = await opening.get_bytes(db, record)
    known = record.mapping or ImportMapping()
    table = await asyncio.to_thread(opening.read, data, known, PREVIEWED_ROWS)
    mapping = known
    if record.mapping is None or not (record.mapping.event or table.file.documents):
        mapping = await _propose(db, actor, table, known, at)
    told = ImportRead(import_id, record.sha256.hex(), "preview")
    await journal.record_read(db, actor, purpose, told, at=at)
    faults = [] if table.file.documents else find_faults(mapping, table.columns)
    return ImportPreview(
        file=table.file,
        columns=look_at(table),
        mapping=mapping,
        suggested=record.mapping is None,
        faults=wording.faults(faults),
        fields={name: list(fields_of(name)) for name in (*SINGLE, *LISTS)},
        lists=dict(CODES),
        events=await _first_events(db, actor, table, mapping, wording, at),
    )


async def keep_mapping(
    db: Db, actor: Actor, import_id: UUID, mapping: ImportMapping, at: datetime
) -> ImportView:
    """What was found with an earlier one is forgotten. Raises MappingFaulty."""
    require(actor, Right.REGISTER_IMPORT)
    record = await lock_own(db, actor, import_id)
    state = after("map", record.state)
    if state is None:
        raise ImportStateWrong(state=record.state)
    # What is still missing is told beside the columns; what can never be right is refused.
    faults = [one for one in find_faults(mapping, None) if one.code == "imports.field_unknown"]
    if faults:
        raise MappingFaulty(faults)
    await store.delete_refused(db, import_id)
    fresh = structs.replace(without_progress(record), state=state, mapping=mapping, changed_at=at)
    await store.update_import(db, fresh)
    return view_of(fresh)


async def read_mapping_file(db: Db, actor: Actor, import_id: UUID) -> str:
    """The kept mapping as a file for people. Raises MappingMissing."""
    require(actor, Right.REGISTER_IMPORT)
    record = await get_own(db, actor, import_id)
    if record.mapping is None:
        raise MappingMissing
    return write_toml(record.mapping, TOLD)


async def keep_mapping_file(
    db: Db, actor: Actor, import_id: UUID, file: MappingFile, at: datetime
) -> ImportView:
    """Raises MappingFaulty with all that is wrong."""
    require(actor, Right.REGISTER_IMPORT)
    return await keep_mapping(db, actor, import_id, parse_mapping(file.toml), at)


def parse_mapping(text: str) -> ImportMapping:
    """Raises MappingFaulty with all that is wrong with its shape."""
    mapping, faults = read_toml(text)
    if mapping is None:
        raise MappingFaulty(faults)
    return mapping


async def suggest_mapping(db: Db, table: Table, at: datetime) -> ImportMapping:
    """By what the columns are called; codes by the words of the code lists."""
    names = sorted(set(CODES.values()))
    codes = {
        name: [
            Code(one.code, [one.code, one.text_lv, one.text_en])
            for one in (await classifiers.get(db, name, at)).values
        ]
        for name in names
    }
    return suggest(table, load_headings(), codes)


def headings_of(table: Table) -> list[str]:
    """What a file is known again by: without what was added for mending."""
    return [name for name in table.columns if name != FAULTS_COLUMN]


async def _propose(
    db: Db, actor: Actor, table: Table, known: ImportMapping, at: datetime
) -> ImportMapping:
    if table.file.documents:
        return known
    found = await store.find_mapping(db, actor.institution, headings_of(table))
    if found is None:
        found = await suggest_mapping(db, table, at)
    # What somebody said of how to read this very file stands.
    return found if known == ImportMapping() else structs.replace(found, file=known.file)


async def _first_events(  # noqa: PLR0913 (some rows and all that they need)
    db: Db, actor: Actor, table: Table, mapping: ImportMapping, wording: Wording, at: datetime
) -> list[PreviewedEvent]:
    maker = Maker(table, mapping)
    found = []
    for group in maker.groups(table.rows)[:PREVIEWED_EVENTS]:
        made = maker.make(group)
        faults = list(made.faults)
        if not faults:
            faults = await judge(db, actor, made, at)
        told = in_words(faults, wording)
        found.append(PreviewedEvent(made.rows, made.source_id, made.document, told))
    return found


async def judge(db: Db, actor: Actor, made: Made, at: datetime) -> list[RowFault]:
    """What the register would refuse of it, by row and column."""
    require(actor, Right.REGISTER_WRITE)
    said = Statement(msgspec.json.encode(made.document), None)
    faults, _ = await exchange.find_faults(db, actor, said, at)
    return place_all(made, faults)


def place_all(made: Made, faults: Sequence[Fault]) -> list[RowFault]:
    return [made.place(fault) for fault in faults]


def in_words(faults: Sequence[RowFault], wording: Wording) -> list[ImportFault]:
    return [
        ImportFault(one.row, one.column, one.path, one.code, wording.text(one.code, one.data))
        for one in faults
    ]
