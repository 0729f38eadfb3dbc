"""How an import goes on, as one table; and how long the rest of it will take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from vienots.imports.contracts import ImportState

Act = Literal["map", "check", "start", "pause", "cancel"]

ALLOWED: Mapping[Act, Mapping[ImportState, ImportState]] = {
    "map": {"draft": "draft", "checked": "draft"},
    "check": {"draft": "checking", "checked": "checking"},
    "start": dict.fromkeys(("draft", "checked", "paused"), "running"),
    "pause": {"running": "paused"},
    "cancel": dict.fromkeys(("draft", "checking", "checked", "paused"), "cancelled"),
}
WORKING = frozenset({"checking", "running"})
ENDS: Mapping[ImportState, ImportState] = {"checking": "checked", "running": "done"}
"""What it is when the last event is behind it."""


def after(act: Act, state: ImportState) -> ImportState | None:
    """None: the act does not fit."""
    return ALLOWED[act].get(state)


def speed(rows_done: int, rows_total: int, worked_s: float) -> tuple[float | None, int | None]:
    """Rows a second, and seconds that the rest takes."""
    if rows_done == 0 or worked_s <= 0:
        return None, None
    rate = rows_done / worked_s
    return round(rate, 1), round(max(0, rows_total - rows_done) / rate)
