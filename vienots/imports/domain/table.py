"""A file as rows of text, numbered as people see them, with what is wrong with a row itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec
from msgspec import Struct, structs

from vienots.imports.contracts import COLUMNS_MAX, ROWS_MAX, FileShape, Kind, SniffedFile
from vienots.imports.domain import encoding as letters
from vienots.imports.domain.archives import kind_of, unreadable
from vienots.imports.domain.cells import HEADER_SOUGHT, Sheet, letter_of, read_number, text_of
from vienots.imports.domain.delimited import HUGE, read_records, sniff_quote, sniff_separator
from vienots.imports.errors import FileTooLong
from vienots.kernel.errors import Fault

CELL_MAX = 20_000
"""The longest narrative that an event takes."""
FAULTS_COLUMN = "Kļūdas (Vienots)"
"""Added to what is given back for mending; it says nothing when it comes in again."""
_FORMULA = ("=", "+", "-", "@")


class Row(Struct, frozen=True):
    number: int
    """As a spreadsheet counts, from 1."""
    cells: list[str]
    fault: Fault | None = None
    """Why none of it can be taken."""
    column: str | None = None
    document: dict[str, Any] | None = None
    """A line that is an event document already."""


class Table(Struct, frozen=True):
    file: SniffedFile
    columns: list[str]
    rows: list[Row]


def read_table(
    data: bytes, shape: FileShape, sheet: Sheet | None = None, rows_max: int | None = None
) -> Table:
    """`sheet`: the page of a book; None for files of text. Raises FileUnreadable, FileTooLong."""
    kind = kind_of(data) if sheet is None else "book"
    if sheet is not None:
        file = _sniffed(kind, shape, sheet=sheet.name, sheets=sheet.names)
        return _with_rows(file, shape, sheet.rows, rows_max)
    if shape.encoding is not None and not letters.is_known(shape.encoding):
        raise unreadable("imports.encoding_unknown", encoding=shape.encoding)
    guess = letters.sniff_encoding(data)
    chosen = shape.encoding or guess.name
    text = letters.decode(data, chosen)
    doubtful = [] if shape.encoding or guess.sure else ["encoding"]
    if kind == "lines":
        return _read_lines(
            text, _sniffed(kind, shape, encoding=chosen, doubtful=doubtful), rows_max
        )
    quote = shape.quote or sniff_quote(text)
    separator, sure = sniff_separator(text, quote)
    doubtful += [] if shape.separator or sure else ["separator"]
    separator = shape.separator or separator
    file = _sniffed(
        kind, shape, encoding=chosen, separator=separator, quote=quote, doubtful=doubtful
    )
    return _with_rows(file, shape, read_records(text, separator, quote), rows_max)


def _sniffed(kind: Kind, shape: FileShape, **known: Any) -> SniffedFile:
    empty = SniffedFile(kind, None, None, None, None, [], shape.header_row or 0, False, [])
    return structs.replace(empty, **known)


def _with_rows(file: SniffedFile, shape: FileShape, records: Any, rows_max: int | None) -> Table:
    # One more than is taken, to know that there are more.
    bound = ROWS_MAX + HEADER_SOUGHT + 1 if rows_max is None else rows_max + HEADER_SOUGHT
    found: list[list[str]] = list(islice(records, bound))
    header, sure = (shape.header_row, True) if shape.header_row is not None else _header(found)
    width = _width(found[header:] if header else found)
    doubtful = file.doubtful if sure else [*file.doubtful, "header_row"]
    file = structs.replace(file, header_row=header, doubtful=doubtful)
    columns = _columns(found[header - 1] if 0 < header <= len(found) else [], width)
    if len(columns) > COLUMNS_MAX:
        raise unreadable("imports.file_wide", max=COLUMNS_MAX, found=len(columns))
    rows = [
        _row(number, cells, columns)
        for number, cells in enumerate(found[header:], header + 1)
        if any(cell.strip() for cell in cells)
    ]
    return Table(file, columns, _bounded(rows, rows_max))


def _bounded(rows: list[Row], rows_max: int | None) -> list[Row]:
    if rows_max is not None:
        return rows[:rows_max]
    if len(rows) > ROWS_MAX:
        raise FileTooLong(max=ROWS_MAX)
    return rows


def _row(number: int, cells: list[str], columns: list[str]) -> Row:
    """Trailing empty cells are none; too few or too many say that a line is broken."""
    if cells == [HUGE]:
        return Row(number, [], Fault("", "imports.cell_huge", {"max": CELL_MAX}))
    kept = cells[: len(columns)]
    if len(cells) < len(columns) or any(cell.strip() for cell in cells[len(columns) :]):
        data: dict[str, str | int | float] = {"wanted": len(columns), "found": len(cells)}
        return Row(number, kept, Fault("", "imports.row_ragged", data))
    kept = [_clean(cell) for cell in kept]
    for column, cell in zip(columns, kept, strict=True):
        code = _cell_fault(cell)
        if code is not None:
            return Row(number, kept, Fault("", code, {"max": CELL_MAX}), column)
    return Row(number, kept)


def _cell_fault(cell: str) -> str | None:
    if "\x00" in cell:
        return "imports.cell_nul"
    if letters.BROKEN in cell:
        return "imports.cell_undecodable"
    return "imports.cell_huge" if len(cell) > CELL_MAX else None


def _clean(cell: str) -> str:
    """An apostrophe before what could be a formula is how spreadsheets say that it is text."""
    bare = cell.strip(" \t\r\n\u00a0")
    return bare[1:] if bare.startswith("'") and bare[1:].startswith(_FORMULA) else bare


def _width(records: Sequence[list[str]]) -> int:
    widths = Counter(len(record) for record in records[:200] if any(record))
    return widths.most_common(1)[0][0] if widths else 1


def _header(records: Sequence[list[str]]) -> tuple[int, bool]:
    """The number of the row of headings, and whether that is sure; 0: there is none."""
    width = _width(records)
    for number, cells in enumerate(records[:HEADER_SOUGHT], 1):
        said = [cell.strip() for cell in cells if cell.strip()]
        if len(said) < max(1, round(width * 0.6)):
            continue
        plain = [one for one in said if read_number(one) is None and not one[:4].isdigit()]
        if len(plain) == len(said) and len(set(said)) == len(said):
            return number, True
        return (number, False) if len(plain) > len(said) * 0.8 else (0, False)
    return 0, False


def _columns(cells: list[str], width: int) -> list[str]:
    """Each has a name of its own: a second `Vārds` is `Vārds (2)`, one without is its letter."""
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    named: list[str] = []
    for place in range(max(width, len(cells))):
        bare = " ".join(cells[place].split())[:290] if place < len(cells) else ""
        name, count = bare or letter_of(place), 1
        while name in named:
            count += 1
            name = f"{bare or letter_of(place)} ({count})"
        named.append(name)
    return named


# ---- a JSON object a line -----------------------------------------------------------------------


def _read_lines(text: str, file: SniffedFile, rows_max: int | None) -> Table:
    objects = list(islice(_objects(text), ROWS_MAX + 1 if rows_max is None else rows_max))
    first = next((one for _, one in objects if isinstance(one, dict)), {})
    documents = {"source_id", "type", "received_at"} <= set(first)
    file = structs.replace(file, documents=documents)
    if documents:
        rows = [_document_row(number, one) for number, one in objects]
        return Table(file, [], _bounded(rows, rows_max))
    columns: dict[str, None] = {}
    for _, one in objects:
        columns |= dict.fromkeys(one if isinstance(one, dict) else ())
    if len(columns) > COLUMNS_MAX:
        raise unreadable("imports.file_wide", max=COLUMNS_MAX, found=len(columns))
    rows = [_flat_row(number, one, list(columns)) for number, one in objects]
    return Table(file, list(columns), _bounded(rows, rows_max))


def _objects(text: str) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, msgspec.json.decode(line)
        except (msgspec.DecodeError, ValueError, RecursionError):
            yield number, None


def _document_row(number: int, one: object) -> Row:
    if not isinstance(one, dict):
        return Row(number, [], Fault("", "input.not_json"))
    return Row(number, [], document=one)


def _flat_row(number: int, one: object, columns: list[str]) -> Row:
    if not isinstance(one, dict):
        return Row(number, [], Fault("", "input.not_json"))
    nested = next((name for name, value in one.items() if isinstance(value, dict | list)), None)
    if nested is not None:
        return Row(number, [], Fault("", "imports.cell_nested"), nested)
    return _row(number, [text_of(one.get(name)) for name in columns], columns)
