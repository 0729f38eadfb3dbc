"""How well an institution keeps its records: numbers, each with the list behind it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

Figure = Literal[
    "registered",
    "incomplete",
    "late_entry",
    "open_long",
    "twice",
    "looked_again",
    "returned",
    "unlooked",
]


class QualityFigure(Struct, frozen=True):
    code: Figure
    count: int
    before: int
    """In the period of the same length before."""
    minutes: int | None
    """The threshold in force; None: it needs none, or none is configured."""
    configured: bool
    """False: there is no threshold, and nothing is counted."""


class QualityBoard(Struct, frozen=True):
    institution: str
    since: date
    until: date
    """The last day that is in it."""
    figures: list[QualityFigure]
