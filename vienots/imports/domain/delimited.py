"""CSV and its kin: separator and quote recognised, records read with the rows of a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import get_args

from vienots.imports.contracts import Quote, Separator

SAMPLE_LINES = 200
HUGE = "\x00huge"
"""In place of a record with a cell that no narrative fills: a quote that was never closed."""


def sniff_separator(text: str, quote: str) -> tuple[Separator, bool]:
    """The one that cuts most records into the same number of cells; whether that is sure."""
    scored: list[tuple[float, int, Separator]] = []
    for separator in get_args(Separator):
        widths = Counter(len(record) for record in _sample(text, separator, quote))
        width, count = max(widths.items(), key=lambda one: (one[1] * (one[0] > 1), one[0]))
        share = count / max(1, widths.total()) if width > 1 else 0.0
        scored.append((share, width, separator))
    best = max(scored, key=lambda one: one[0] * one[1])
    if best[0] == 0.0:
        return ";", False
    # A comma in every address makes two cells of a line that another one cuts into ten.
    rivals = [one for one in scored if one is not best and one[0] >= 0.9 and one[1] * 2 >= best[1]]
    return best[2], best[0] >= 0.9 and not rivals


def sniff_quote(text: str) -> Quote:
    """Apostrophes only where they stand around cells and double ones nowhere."""
    sample = text[:100_000]
    around = sum(sample.count(f"{cut}'") for cut in ";,\t|\n")
    return "'" if '"' not in sample and around > 2 else '"'


def read_records(text: str, separator: str, quote: str) -> Iterator[list[str]]:
    """Each record is one row of a spreadsheet, also an empty one."""
    records = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quotechar=quote)
    while True:
        try:
            yield next(records)
        except StopIteration:
            return
        except csv.Error:
            yield [HUGE]


def _sample(text: str, separator: str, quote: str) -> list[list[str]]:
    found = []
    for record in read_records(text[:200_000], separator, quote):
        if any(record):
            found.append(record)
        if len(found) == SAMPLE_LINES:
            break
    return found or [[""]]
