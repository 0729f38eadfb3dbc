"""What a cell says, as text; and the page of a book as its reader hands it over."""

from __future__ import annotations

from string import ascii_uppercase

from msgspec import Struct

HEADER_SOUGHT = 30
"""Rows: titles, dates of printing and empty lines may stand above the headings."""


class Sheet(Struct, frozen=True):
    """One page of a book: every cell is text already."""

    name: str
    names: list[str]
    rows: list[list[str]]


def text_of(value: object) -> str:
    """A value as text; whole numbers without a point, for they are numbers of things."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def read_number(text: str) -> float | None:
    """With a comma or a point, with or without spaces between thousands."""
    try:
        found = float(text.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except ValueError:
        return None
    return found if abs(found) < 1e15 else None


def letter_of(place: int) -> str:
    """A, B … Z, AA: as spreadsheets call columns."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = ascii_uppercase[rest] + name
    return name
