"""What is recognised in real bytes, and which files and rows are refused."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.imports.files import HEAD, a_book, a_csv, a_row
from vienots.imports import opening
from vienots.imports.contracts import FileShape, ImportMapping
from vienots.imports.domain.dates import Unreadable, read_day, read_moment, sniff_order
from vienots.imports.domain.encoding import sniff_encoding
from vienots.imports.domain.points import locate, sniff_point
from vienots.imports.domain.table import Table
from vienots.imports.errors import FileUnreadable

LATVIAN = "Trokšņošana;Ģimenes strīds;Ķēniņš Žanis;ēka;māja;pļāpa\n" * 3
RUSSIAN = "Шум в квартире;Семейный конфликт;Рига, улица Бривибас\n" * 3


def read(data: bytes, **shape: object) -> Table:
    return opening.read(data, ImportMapping(file=FileShape(**shape)))  # type: ignore[arg-type]


def refusal_of(data: bytes) -> str:
    with pytest.raises(FileUnreadable) as refused:
        read(data)
    return refused.value.faults[0].code


def faults_of(data: bytes, **shape: object) -> list[tuple[int, str, str | None]]:
    rows = read(data, **shape).rows
    return [(row.number, row.fault.code, row.column) for row in rows if row.fault is not None]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (LATVIAN.encode(), "utf-8"),
        (LATVIAN.encode("utf-8-sig"), "utf-8"),
        (LATVIAN.encode("utf-16"), "utf-16"),
        (LATVIAN.encode("windows-1257"), "windows-1257"),
        ("Sauc „Ēku” par māju, žogs\n".encode("iso-8859-13"), "iso-8859-13"),
        ("Sauc „Ēku” par māju, žogs\n".encode("windows-1257"), "windows-1257"),
        (RUSSIAN.encode("windows-1251"), "windows-1251"),
        (b"ASCII\n" * 90_000 + LATVIAN.encode("windows-1257"), "windows-1257"),
    ],
)
def test_the_encoding_is_recognised(data: bytes, name: str) -> None:
    assert sniff_encoding(data).name == name


def test_a_mark_at_the_beginning_is_believed_before_the_mapping() -> None:
    table = read(a_csv([a_row()], encoding="utf-8-sig"), encoding="windows-1257")

    assert table.columns == HEAD


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_recognised(separator: str) -> None:
    table = read(a_csv([a_row(n) for n in range(5)], separator=separator))

    assert (table.file.separator, table.columns) == (separator, HEAD)
    assert len(table.rows) == 5


def test_apostrophes_around_cells_are_recognised() -> None:
    table = read(b"'Nr';'Teksts'\n'1';'a;b'\n'2';'c'\n")

    assert table.file.quote == "'"
    assert [row.cells for row in table.rows] == [["1", "a;b"], ["2", "c"]]


def test_titles_may_stand_above_the_headings() -> None:
    above = "Žurnāls;;;;;;;\r\n\r\n".encode()

    table = read(above + a_csv([a_row(1), a_row(2)]))

    assert table.file.header_row == 3
    assert [row.number for row in table.rows] == [4, 5]


def test_without_headings_columns_are_letters() -> None:
    table = read(b"1;2024-03-01;56,65\n2;2024-03-02;56,66\n")

    assert (table.file.header_row, table.columns) == (0, ["A", "B", "C"])
    assert len(table.rows) == 2


def test_the_same_heading_twice_is_two_columns() -> None:
    assert read(b"Nr;V\xc4\x81rds;V\xc4\x81rds;\n1;a;b;c\n", header_row=1).columns == [
        "Nr",
        "Vārds",
        "Vārds (2)",
        "D",
    ]


def test_a_book_gives_days_numbers_and_texts_as_they_are() -> None:
    day = datetime(2024, 3, 1, 8, 15)  # noqa: DTZ001 (a cell knows no zone)
    data = a_book([["Nr", "Kad", "Skaits", "Kods"], ["JLG-1", day, 12, "007"]])

    table = read(data)

    assert (table.file.kind, table.file.sheet) == ("book", "Notikumi")
    assert table.rows[0].cells == ["JLG-1", "2024-03-01 08:15:00", "12", "007"]


def test_a_formula_is_not_worked_out() -> None:
    data = a_book([["Nr", "Summa"], ["1", '=HYPERLINK("http://x.example","y")']])

    assert "x.example" not in read(data).rows[0].cells[1]


def test_lines_of_json_are_rows_or_documents() -> None:
    flat = read(b'{"Nr": "1", "Skaits": 2}\n\n{"Nr": "2", "Vieta": "x"}\n')
    documents = read(b'{"source_id": "1", "type": "x", "received_at": "y"}\n{half\n')

    assert flat.columns == ["Nr", "Skaits", "Vieta"]
    assert [(row.number, row.cells) for row in flat.rows] == [
        (1, ["1", "2", ""]),
        (3, ["2", "", "x"]),
    ]
    assert documents.file.documents
    assert [row.fault is None for row in documents.rows] == [True, False]


# ---- what is refused ----------------------------------------------------------------------------


def test_broken_rows_are_told_by_their_number() -> None:
    lines = a_csv([a_row(1), a_row(2), a_row(3), a_row(4)]).splitlines(keepends=True)
    lines[2] = b"JLG-2;02.03.2024;par;maz\r\n"
    lines[3] = lines[3].replace("Jānis".encode(), b"J\x00nis")
    lines[4] = lines[4].replace("Skaļa".encode(), b"x" * 20_001)

    found = faults_of(b"".join(lines))

    assert found == [
        (3, "imports.row_ragged", None),
        (4, "imports.cell_nul", "Vārds"),
        (5, "imports.cell_huge", "Apraksts"),
    ]


def test_letters_that_cannot_be_read_are_told() -> None:
    data = a_csv([a_row(n) for n in range(100)])
    broken = data.replace("Bērziņš".encode(), b"B\xffrzi", 1)

    assert faults_of(broken) == [(2, "imports.cell_undecodable", "Uzvārds")]


def test_a_quote_that_is_never_closed_refuses_what_it_swallows() -> None:
    rows = [a_row(n) for n in range(3_000)]
    data = a_csv(rows).replace(b"JLG-1;", b'"JLG-1;', 1)

    found = faults_of(data)

    assert found[0] == (3, "imports.cell_huge", None)


def test_macros_are_refused() -> None:
    data = io.BytesIO(a_book([["Nr"], ["1"]]))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT_CUR".encode("utf-16-le")

    assert refusal_of(data.getvalue()) == "imports.file_macros"
    assert refusal_of(old) == "imports.file_macros"


def test_a_bomb_is_refused_by_what_it_declares_and_by_what_it_is() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 201_000_000)
    honest = out.getvalue()
    # The same with a lie about its size, in both places where it stands.
    lying = honest.replace(struct.pack("<I", 201_000_000), struct.pack("<I", 1_000))

    assert refusal_of(honest) == "imports.file_bomb"
    assert refusal_of(lying) in ("imports.file_bomb", "imports.file_broken")


def test_a_cell_at_the_end_of_the_world_does_not_take_the_memory() -> None:
    with zipfile.ZipFile(io.BytesIO(a_book([["Nr"], ["1"]]))) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'r="A2"', b'r="XFD1048576"')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)

    assert refusal_of(out.getvalue()) in (
        "imports.file_bomb",
        "imports.file_wide",
        "imports.file_broken",
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"  \n", "imports.file_empty"),
        (b"%PDF-1.7 x", "imports.file_unknown"),
        (b"PK\x03\x04broken", "imports.file_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", "imports.file_broken"),
        (b"a;b;" * 150 + b"\n" + b"1;2;" * 150 + b"\n", "imports.file_wide"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, code: str) -> None:
    assert refusal_of(data) == code


# ---- days, times, places ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "order", "doubtful"),
    [
        (["20.11.2026", "01.02.2026."], "dmy", False),
        (["20.11.2026 08:15", "05/02/2026"], "dmy", False),
        (["2026-11-20", "2026-11-20T08:15:00+02:00"], "ymd", False),
        (["2026.11.20.", "2026.02.03."], "ymd", False),
        (["11/20/2026", "02/03/2026"], "mdy", False),
        (["01/02/2026", "03/04/2026"], "dmy", True),
        (["01/01/2026", "02/02/2026"], "dmy", False),
        (["45123", "45124.5"], "excel", True),
        (["Lielā iela 1", "Pasta iela 2"], None, False),
        ([], None, False),
    ],
)
def test_the_order_of_days_is_recognised(
    values: list[str], order: str | None, doubtful: bool
) -> None:
    assert sniff_order(values) == (order, doubtful)


@pytest.mark.parametrize(
    ("text", "order", "iso"),
    [
        ("20.11.2026 8:15", "dmy", "2026-11-20T08:15:00+02:00"),
        ("20.11.2026. plkst. 8.15", "dmy", "2026-11-20T08:15:00+02:00"),
        ("20.07.26 23:59:59", "dmy", "2026-07-20T23:59:59+03:00"),
        ("11/20/2026 1:05 PM", "mdy", "2026-11-20T13:05:00+02:00"),
        ("2026-11-20 08:15", None, "2026-11-20T08:15:00+02:00"),
        ("2026-11-20T06:15:00+00:00", "dmy", "2026-11-20T06:15:00+00:00"),
        ("45123.34375", "excel", "2023-07-16T08:15:00+03:00"),
        ("45123 0,34375", "excel", "2023-07-16T08:15:00+03:00"),
        ("25.10.2026 03:30", "dmy", "2026-10-25T03:30:00+03:00"),
    ],
)
def test_a_moment_is_read(text: str, order: str, iso: str) -> None:
    assert read_moment(text, order).isoformat() == iso  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31.02.2026", "imports.day_unreadable"),
        ("vakar", "imports.day_unreadable"),
        ("20.11.2026 25:00", "imports.time_unreadable"),
        ("29.03.2026 03:30", "imports.time_never_was"),
    ],
)
def test_a_moment_that_never_was_is_refused(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_moment(text, "dmy")

    assert refused.value.code == code


def test_a_birth_needs_all_of_its_year() -> None:
    assert read_day("16.11.1975", "dmy").isoformat() == "1975-11-16"
    with pytest.raises(Unreadable, match="year_short"):
        read_day("16.11.75", "dmy")


@pytest.mark.parametrize(
    ("first", "second", "system", "first_is_north"),
    [
        ("56,6511", "23,7214", "wgs84", True),
        ("23.7214", "56.6511", "wgs84", False),
        ("279 037", "482 053", "lks92", True),
        ("482053", "279037", "lks92", False),
    ],
)
def test_the_system_of_coordinates_is_recognised(
    first: str, second: str, system: str, first_is_north: bool
) -> None:
    guess = sniff_point([first, ""], [second, ""])

    assert guess is not None
    assert (guess.system, guess.first_is_north) == (system, first_is_north)


def test_coordinates_of_elsewhere_are_none() -> None:
    assert sniff_point(["1", "2"], ["3", "4"]) is None
    assert locate(52.5, 13.4, "wgs84") is None
    assert locate(279_037, 482_053, "lks92") == pytest.approx((56.6551, 23.7073), abs=1e-3)


def test_the_files_of_the_guide_are_read() -> None:
    made: list[Path] = sorted((ROOT / "data/imports").glob("zurnals-*"))

    tables = [read(path.read_bytes()) for path in made]

    assert [(one.file.encoding, one.file.header_row, len(one.rows)) for one in tables] == [
        ("windows-1257", 1, 24),
        (None, 3, 12),
    ]
    assert [one.file.doubtful for one in tables] == [[], []]
