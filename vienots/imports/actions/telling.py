"""What was found wrong: on the screen, as a list for people, and as a file to be mended."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

import xlsxwriter

from vienots.exchange.api import Wording
from vienots.identity.api import Right, require
from vienots.imports import opening, store
from vienots.imports.actions.adding import get_own
from vienots.imports.actions.mapping import in_words
from vienots.imports.contracts import FaultKind, FaultPage, ImportFault, ImportMapping
from vienots.imports.domain.table import FAULTS_COLUMN, Row, Table
from vienots.imports.events import ImportRead
from vienots.imports.store import RefusedRows
from vienots.kernel import journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.sheets import Form, Sheet, write_sheet

PAGE = 200
"""Events of one page; each has a fault or a few."""
KINDS = 100
REPORTED = 100_000
_FORMULA = ("=", "+", "-", "@")


async def list_faults(
    db: Db, actor: Actor, import_id: UUID, wording: Wording, after: int
) -> FaultPage:
    """How often each kind stands in the file, and each fault by its row."""
    require(actor, Right.REGISTER_IMPORT)
    require(actor, Right.REGISTER_PERSONS)
    record = await get_own(db, actor, import_id)
    kinds = [
        FaultKind(one.code, one.column, one.count, wording.text(one.code, one.first.data))
        for one in await store.count_faults(db, record.id, limit=KINDS)
    ]
    found = await store.list_refused(db, record.id, after=after, limit=PAGE + 1)
    page = found[:PAGE]
    cursor = page[-1].position if len(found) > PAGE else None
    return FaultPage(kinds, _told(page, wording), cursor)


async def report_faults(  # noqa: PLR0913 (the list, in words and as which file)
    db: Db,
    actor: Actor,
    import_id: UUID,
    wording: Wording,
    form: Form,
    purpose: Purpose,
    at: datetime,
) -> bytes:
    """Row, column and message of every fault, as a list."""
    require(actor, Right.REGISTER_IMPORT)
    require(actor, Right.REGISTER_PERSONS)
    record = await get_own(db, actor, import_id)
    refused = await store.list_refused(db, record.id, after=-1, limit=REPORTED)
    told = ImportRead(import_id, record.sha256.hex(), "faults")
    await journal.record_read(db, actor, purpose, told, at=at)
    head = [
        wording.text(f"imports.report.{name}", {}) for name in ("row", "column", "fault", "code")
    ]
    rows = [
        [str(one.row), one.column or "", one.message, one.code] for one in _told(refused, wording)
    ]
    title = wording.text("imports.report.title", {})
    cover = [(wording.text("imports.report.file", {}), record.file_name)]
    return await asyncio.to_thread(write_sheet, Sheet(title, title, cover, head, rows), form)


async def write_refused(  # noqa: PLR0913 (the rows, in words and as which file)
    db: Db,
    actor: Actor,
    import_id: UUID,
    wording: Wording,
    form: Form,
    purpose: Purpose,
    at: datetime,
) -> bytes:
    """The refused rows with all their columns and one more, which says what to mend. Mended, the
    file comes in again by the same mapping. Raises ImportFileGone."""
    require(actor, Right.REGISTER_IMPORT)
    require(actor, Right.REGISTER_PERSONS)
    record = await get_own(db, actor, import_id)
    data = await opening.get_bytes(db, record)
    refused = await store.list_refused(db, record.id, after=-1, limit=REPORTED)
    mapping = record.mapping or ImportMapping()
    faults = {
        number: "; ".join(dict.fromkeys(_sentence(one) for one in _told([each], wording)))
        for each in refused
        for number in each.rows
    }
    written = await asyncio.to_thread(_write, data, mapping, faults, form)
    told = ImportRead(import_id, record.sha256.hex(), "refused")
    await journal.record_read(db, actor, purpose, told, at=at)
    return written


def _told(refused: Sequence[RefusedRows], wording: Wording) -> list[ImportFault]:
    return [fault for one in refused for fault in in_words(one.faults, wording)]


def _sentence(fault: ImportFault) -> str:
    where = fault.column or fault.path
    return f"{where}: {fault.message}" if where else fault.message


def _write(data: bytes, mapping: ImportMapping, faults: dict[int, str], form: Form) -> bytes:
    table = opening.read(data, mapping)
    if table.file.kind == "lines":
        return _write_lines(data, table, faults)
    kept = [name for name in table.columns if name != FAULTS_COLUMN]
    head = [*kept, FAULTS_COLUMN]
    rows = [
        [*cells, faults[row.number]] for row, cells in _rows(table, kept) if row.number in faults
    ]
    # Above the headings nothing stands: a mapping that counts rows finds them where they were.
    above = max(0, table.file.header_row - 1)
    return _csv(table, head, rows, above) if form == "csv" else _xlsx(table, head, rows, above)


def _rows(table: Table, kept: Sequence[str]) -> Iterator[tuple[Row, list[str]]]:
    places = [table.columns.index(name) for name in kept]
    for row in table.rows:
        cells = row.cells
        yield row, [cells[place] if place < len(cells) else "" for place in places]


def _csv(table: Table, head: list[str], rows: list[list[str]], above: int) -> bytes:
    """Separated as the file was; in UTF-8 with its mark, which is believed before any mapping."""
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=table.file.separator or ";",
        quotechar=table.file.quote or '"',
        lineterminator="\r\n",
    )
    for _ in range(above):
        out.write("\r\n")
    if table.file.header_row or table.file.kind == "book":
        writer.writerow(head)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """No formula for whoever opens it; the apostrophe is taken off again when it comes in."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell.replace("\x00", "\ufffd")


def _xlsx(table: Table, head: list[str], rows: list[list[str]], above: int) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    page = book.add_worksheet((table.file.sheet or "Vienots")[:31])
    first = above
    if table.file.header_row or table.file.kind == "delimited":
        page.write_row(first, 0, head, book.add_format({"bold": True}))
        page.freeze_panes(first + 1, 0)
        first += 1
    for place, row in enumerate(rows, first):
        for column, cell in enumerate(row):
            page.write_string(place, column, cell.replace("\x00", "\ufffd"))
    page.set_column(0, len(head) - 1, 20)
    book.close()
    return out.getvalue()


def _write_lines(data: bytes, table: Table, faults: dict[int, str]) -> bytes:
    """Lines are given back as they came: what is wrong with them stands in the list of faults."""
    lines = data.decode(table.file.encoding or "utf-8", "replace").split("\n")
    kept = [lines[number - 1].strip("\r") for number in sorted(faults) if number <= len(lines)]
    return ("\n".join(kept) + "\n").encode()
