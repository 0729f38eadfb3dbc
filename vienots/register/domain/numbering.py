"""Registration numbers by a pattern that each institution may set."""

from __future__ import annotations

import re
from datetime import date

from msgspec import Struct

_TOKEN = re.compile(r"\{(?P<name>inst|yyyy|yy|mm|seq)(?::0(?P<width>[1-9])d)?\}")


class Numbering(Struct, frozen=True):
    """`{inst}-{yyyy}-{seq:06d}`; the sequence starts anew whenever the rest changes."""

    prefix: str
    pattern: str


def series_of(numbering: Numbering, on: date) -> str:
    """All of the number but its sequence: what the sequence counts within."""
    return _render(numbering, on, None)


def number_of(numbering: Numbering, on: date, seq: int) -> str:
    return _render(numbering, on, seq)


def _render(numbering: Numbering, on: date, seq: int | None) -> str:
    def put(token: re.Match[str]) -> str:
        match token["name"]:
            case "inst":
                return numbering.prefix
            case "yyyy":
                return f"{on.year:04d}"
            case "yy":
                return f"{on.year % 100:02d}"
            case "mm":
                return f"{on.month:02d}"
            case _:
                width = int(token["width"] or 1)
                return "#" if seq is None else f"{seq:0{width}d}"

    return _TOKEN.sub(put, numbering.pattern)
