"""An enquiry as a file. A cell is text: nothing that somebody typed is ever run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import xlsxwriter
from msgspec import Struct, json

from vienots.audit.look_contracts import Enquiry, Look

HEAD = (
    "ieraksts", "laiks", "lietotājs", "vārds", "iestāde", "veids", "mērķis", "lieta",
    "meklēts", "notikumi", "personas",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Cover(Struct, frozen=True):
    enquiry: Enquiry
    exported_by: str
    at: datetime
    sealed: int
    """Entries of the journal's chain at this moment, and its last hash: the rows can be checked."""
    last_hash: str


def _row_of(look: Look) -> list[str]:
    return [
        str(look.entry_id), look.at.isoformat(), look.actor, look.actor_name, look.institution,
        look.topic, look.purpose, look.purpose_ref or "", look.q or "", str(look.events),
        str(look.persons),
    ]  # fmt: skip


def digest_of(looks: Sequence[Look]) -> str:
    """Of the rows alone: the same for every form of file."""
    return sha256(json.encode([_row_of(look) for look in looks])).hexdigest()


def _lines_of(cover: Cover, looks: Sequence[Look]) -> list[tuple[str, str]]:
    enquiry = cover.enquiry
    return [
        ("pieprasījums", str(enquiry.id)),
        ("jautājums", json.encode(enquiry.question).decode()),
        ("pamatojums", enquiry.reason),
        ("jautāja", f"{enquiry.by_name}, {enquiry.at.isoformat()}"),
        ("izvadīja", f"{cover.exported_by}, {cover.at.isoformat()}"),
        ("rindas", str(len(looks))),
        ("rindu SHA-256", digest_of(looks)),
        ("žurnāla ķēde", f"{cover.sealed} · {cover.last_hash}"),
    ]


def write_csv(cover: Cover, looks: Sequence[Look]) -> tuple[bytes, str]:
    """UTF-8 with a mark, semicolons: as spreadsheets of this country read it. And the digest."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for name, value in _lines_of(cover, looks):
        writer.writerow([name, _harmless(value)])
    writer.writerow([])
    writer.writerow(HEAD)
    for look in looks:
        writer.writerow([_harmless(cell) for cell in _row_of(look)])
    return out.getvalue().encode("utf-8-sig"), digest_of(looks)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def write_xlsx(cover: Cover, looks: Sequence[Look]) -> tuple[bytes, str]:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True})
    front = book.add_worksheet("Pieprasījums")
    front.set_column(0, 0, 18)
    front.set_column(1, 1, 90)
    for place, (name, value) in enumerate(_lines_of(cover, looks)):
        front.write_string(place, 0, name, bold)
        front.write_string(place, 1, value)
    sheet = book.add_worksheet("Skatījumi")
    sheet.set_column(0, len(HEAD) - 1, 20)
    for column, name in enumerate(HEAD):
        sheet.write_string(0, column, name, bold)
    for place, look in enumerate(looks, start=1):
        for column, cell in enumerate(_row_of(look)):
            sheet.write_string(place, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(looks)), len(HEAD) - 1)
    book.close()
    return out.getvalue(), digest_of(looks)
