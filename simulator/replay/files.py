"""Opens a file of calls, gzipped or not; what is wrong with it is said before it is played."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

Row = dict[str, str]
FAULTS_SHOWN_MAX = 20


class FileUnusable(Exception):
    """The file cannot be played whole; nothing of it was played."""

    def __init__(self, faults: Sequence[str]) -> None:
        shown = list(faults[:FAULTS_SHOWN_MAX])
        if len(faults) > FAULTS_SHOWN_MAX:
            shown.append(f"and {len(faults) - FAULTS_SHOWN_MAX} more")
        super().__init__("\n".join(shown))
        self.faults = list(faults)


def read_rows(file: Path, wanted: Sequence[str]) -> list[Row]:
    """Raises FileUnusable where a wanted column is missing, a row is torn or it is no text."""
    packed = file.suffix == ".gz"
    try:
        with (gzip.open if packed else open)(file, "rt", newline="", encoding="utf-8-sig") as lines:
            reader = csv.DictReader(lines)
            missing = [name for name in wanted if name not in (reader.fieldnames or ())]
            if missing:
                raise FileUnusable([f"column missing: {name}" for name in missing])
            rows = list(reader)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise FileUnusable([f"cannot be read: {error}"]) from error
    torn = [
        f"row {number}: a field is missing"
        for number, row in enumerate(rows, start=1)
        if any(row[name] is None for name in wanted)
    ]
    if torn:
        raise FileUnusable(torn)
    return rows
