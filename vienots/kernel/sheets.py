"""Lists as files. A cell is text: nothing that somebody typed is ever run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from hashlib import sha256
from typing import Literal

import xlsxwriter
from msgspec import Struct, json

Form = Literal["csv", "xlsx"]
MEDIA_TYPES: dict[Form, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Sheet(Struct, frozen=True):
    """`cover`: what the list is, line by line; `title` names the tab of the rows."""

    title: str
    cover_title: str
    cover: Sequence[tuple[str, str]]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def digest_of(rows: Sequence[Sequence[str]]) -> str:
    """Of the rows alone: the same for every form of file."""
    return sha256(json.encode(rows)).hexdigest()


def write_sheet(sheet: Sheet, form: Form) -> bytes:
    return write_csv(sheet) if form == "csv" else write_xlsx(sheet)


def write_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a mark, semicolons: as spreadsheets of this country read it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for name, value in sheet.cover:
        writer.writerow([name, _harmless(value)])
    writer.writerow([])
    writer.writerow(sheet.head)
    for row in sheet.rows:
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def write_xlsx(sheet: Sheet) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True})
    front = book.add_worksheet(sheet.cover_title)
    front.set_column(0, 0, 18)
    front.set_column(1, 1, 90)
    for place, (name, value) in enumerate(sheet.cover):
        front.write_string(place, 0, name, bold)
        front.write_string(place, 1, value)
    page = book.add_worksheet(sheet.title)
    page.set_column(0, len(sheet.head) - 1, 20)
    for column, name in enumerate(sheet.head):
        page.write_string(0, column, name, bold)
    for place, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            page.write_string(place, column, cell)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.head) - 1)
    book.close()
    return out.getvalue()
