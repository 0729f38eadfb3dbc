"""Files of journals with real bytes, and mappings for them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from tests.register.builders import NOISE
from vienots.imports.contracts import ColumnSource, ImportMapping
from vienots.imports.domain.mapping import read_toml

HEAD = ["Nr.", "Datums", "Laiks", "Veids", "Adrese", "Vārds", "Uzvārds", "Apraksts"]
TOML = f"""
[rows]
empty = ["-"]

[event]
source_id = "Nr."
type = {{ column = "Veids", values = "veidi" }}
received_at = {{ column = ["Datums", "Laiks"] }}
received_via = {{ value = "phone" }}
narrative = "Apraksts"

[place]
address = "Adrese"

[[persons]]
role = {{ value = "applicant" }}
name = "Vārds"
surname = "Uzvārds"

[values.veidi]
"Trokšņošana" = "{NOISE}"
"""


def a_row(number: int = 1, **changes: str) -> list[str]:
    """A row of the journal; a test names only the cells that it is about."""
    row = {
        "Nr.": f"JLG-{number}",
        "Datums": f"{1 + number % 28:02}.03.2024",
        "Laiks": "08:15",
        "Veids": "Trokšņošana",
        "Adrese": "Lielā iela 1, Jelgava",
        "Vārds": "Jānis",
        "Uzvārds": "Bērziņš",
        "Apraksts": "Skaļa mūzika.",
    }
    assert changes.keys() <= row.keys()
    return list((row | changes).values())


def a_csv(
    rows: Sequence[Sequence[str]],
    *,
    head: Sequence[str] = HEAD,
    separator: str = ";",
    encoding: str = "utf-8",
) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def a_book(rows: Sequence[Sequence[Any]], *, name: str = "Notikumi") -> bytes:
    """Cells as they are given: texts, numbers, days."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd.mm.yyyy hh:mm"})
    page = book.add_worksheet(name)
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write(place, column, cell)
    book.close()
    return out.getvalue()


def a_mapping(text: str = TOML) -> ImportMapping:
    mapping, faults = read_toml(text)
    assert mapping is not None, faults
    return mapping


def column(*names: str, **more: Any) -> ColumnSource:
    return ColumnSource(list(names), **more)
