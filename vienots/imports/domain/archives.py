"""What a file is by its bytes, and whether it may be opened at all. Nothing is unpacked here
beyond its bounds, and nothing is run."""

from __future__ import annotations

import io
import zipfile

from vienots.imports.contracts import Kind
from vienots.imports.errors import FileUnreadable
from vienots.kernel.errors import Fault

UNPACKED_MAX = 200_000_000
"""Bytes of everything inside: a sheet of the rows that are taken is a third of it."""
PARTS_MAX = 500
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 1_000_000
_MACRO_PARTS = ("vbaproject.bin", "/basic/", "/scripts/", "xl/macrosheets/")
_MACRO_STREAM = "_VBA_PROJECT".encode("utf-16-le")
"""A folder of the old format, whose names are UTF-16."""
_RUNNING = (b"MZ", b"\x7fELF", b"%PDF", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")


def kind_of(data: bytes) -> Kind:
    """Raises FileUnreadable: no known kind, broken, with macros, or a bomb."""
    if data.startswith(_ZIP):
        _judge_archive(data)
        return "book"
    if data.startswith(_OLE):
        if _MACRO_STREAM in data:
            raise unreadable("imports.file_macros")
        return "book"
    if not data.strip():
        raise unreadable("imports.file_empty")
    if data.startswith(_RUNNING):
        raise unreadable("imports.file_unknown")
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    return "lines" if start.startswith(b"{") else "delimited"


def unreadable(code: str, **data: str | int | float) -> FileUnreadable:
    return FileUnreadable([Fault("file", code, data)])


def _judge_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename.lower() for part in parts}
            if not ({"xl/workbook.xml", "content.xml"} & names):
                raise unreadable("imports.file_unknown")
            if any(mark in f"/{name}" for name in names for mark in _MACRO_PARTS):
                raise unreadable("imports.file_macros")
            declared = sum(part.file_size for part in parts)
            if len(parts) > PARTS_MAX or declared > UNPACKED_MAX:
                raise unreadable("imports.file_bomb", max=UNPACKED_MAX // 1_000_000)
            _measure(archive, parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise unreadable("imports.file_broken") from error


def _measure(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """What is declared may be a lie: counted as it is unpacked, and kept nowhere."""
    left = UNPACKED_MAX
    for part in parts:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise unreadable("imports.file_bomb", max=UNPACKED_MAX // 1_000_000)
