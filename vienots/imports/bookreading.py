"""Spreadsheets are opened by a process of their own, with bounds on memory and time: whatever a
file does to its reader, the house goes on. Formulas are never worked out, only their last values.

Run as `python -m vienots.imports.bookreading`: the file comes in, a page goes out.
"""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
from datetime import date, datetime, time, timedelta

import msgspec

from vienots.imports.contracts import COLUMNS_MAX, ROWS_MAX
from vienots.imports.domain.archives import unreadable
from vienots.imports.domain.cells import HEADER_SOUGHT, Sheet, text_of

MEMORY_MAX = 2_000_000_000
SECONDS_MAX = 60
_MODULE = "vienots.imports.bookreading"
_WIDE, _LONG, _BROKEN, _EMPTY = 3, 4, 5, 6
_CODES = {
    _WIDE: "imports.file_wide",
    _LONG: "imports.file_long",
    _BROKEN: "imports.file_broken",
    _EMPTY: "imports.file_empty",
}


def read_sheet(data: bytes, sheet: str | None, rows_max: int | None) -> Sheet:
    """The named page, or the first that has anything. Raises FileUnreadable."""
    words = [sys.executable, "-m", _MODULE, str(rows_max or 0), sheet or ""]
    try:
        done = subprocess.run(
            words, input=data, capture_output=True, timeout=SECONDS_MAX, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise unreadable("imports.file_bomb", max=SECONDS_MAX) from error
    if done.returncode == 0:
        return msgspec.msgpack.decode(done.stdout, type=Sheet)
    code = _CODES.get(done.returncode, "imports.file_bomb")
    raise unreadable(code, max=ROWS_MAX, found=ROWS_MAX + 1)


def main() -> None:
    """The child: reads, writes, and says by its exit code what went wrong."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAX, SECONDS_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    rows_max, sheet = int(sys.argv[1]), sys.argv[2]
    page = _open(sys.stdin.buffer.read(), sheet, rows_max)
    if isinstance(page, int):
        # Not by an exception: what the library leaves behind must not hold the end up.
        os._exit(page)
    sys.stdout.buffer.write(msgspec.msgpack.encode(page))


def _open(data: bytes, sheet: str, rows_max: int) -> Sheet | int:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        named = [sheet] if sheet in book.sheet_names else book.sheet_names
        for name in named:
            page = book.get_sheet_by_name(name)
            if page.end is None:
                continue
            if page.end[1] >= COLUMNS_MAX:
                return _WIDE
            if page.end[0] > ROWS_MAX + HEADER_SOUGHT:
                return _LONG
            bound = rows_max + HEADER_SOUGHT if rows_max else None
            rows = page.to_python(skip_empty_area=False, nrows=bound)
            cells = [[_cell(value) for value in row] for row in rows]
            return Sheet(name, book.sheet_names, cells)
    except (CalamineError, ValueError, OSError):
        return _BROKEN
    return _EMPTY


def _cell(value: object) -> str:
    """Days and times as ISO, so that nobody has to guess how they were shown."""
    match value:
        case datetime() if value.time() == time(0):
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "seconds")
        case time():
            return value.isoformat("seconds")
        case date():
            return value.isoformat()
        case timedelta():
            return str(value)
    return text_of(value)


if __name__ == "__main__":
    main()
