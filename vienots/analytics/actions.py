"""Figures from what has happened. Reads only: nothing here changes anything or shows a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from vienots.analytics import store
from vienots.analytics.contracts import (
    Answering,
    Counts,
    Figures,
    Flow,
    Intervals,
    Judged,
    ShiftBoard,
    TargetRow,
    TypeIntervals,
    Waiting,
)
from vienots.analytics.domain import DAY, MONTH, judge, scope, sees_calls, shift_around
from vienots.analytics.errors import BadWindow
from vienots.analytics.store import JudgedRow, Window, Windows
from vienots.identity.api import Right, require
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault

NOTHING = Figures(0, 0, None, None, None)
INTERVALS = (
    "received_to_first_arrival",
    "received_to_first_dispatch",
    "dispatch_to_response",
    "response_to_on_scene",
)
NO_CALLS = Answering(0, 0, 0, None, None, None, None, None)


async def read_intervals(db: Db, actor: Actor, window: Window) -> Intervals:
    """Of the cards whose first contact came in within the window. Raises FiguresOfOthers."""
    require(actor, Right.ANALYTICS_READ)
    _check(window)
    seen = msgspec.structs.replace(window, institution=scope(actor, window.institution))
    figures = await store.list_figures(db, seen)
    counts = {row.type_code: row.counts for row in await store.list_counts(db, seen)}
    by_type = {
        kind: TypeIntervals(counts[kind], _figures_of(figures, kind))
        for kind in sorted(kind for kind in counts if kind is not None)
    }
    return Intervals(
        seen.since,
        seen.until,
        seen.institution,
        counts.get(None, Counts(0, 0, 0, 0, 0)),
        _figures_of(figures, None),
        await store.get_busy(db, seen),
        by_type,
    )


def _figures_of(rows: Sequence[store.FigureRow], type_code: str | None) -> dict[str, Figures]:
    found = {row.code: row.figures for row in rows if row.type_code == type_code}
    return {code: found.get(code, NOTHING) for code in INTERVALS}


def _check(window: Window) -> None:
    faults = [
        Fault(path, "analytics.time_without_offset")
        for path, moment in (("from", window.since), ("to", window.until))
        if moment is not None and moment.tzinfo is None
    ]
    if not faults and window.since and window.until and window.since >= window.until:
        faults.append(Fault("to", "analytics.window_empty"))
    if faults:
        raise BadWindow(faults)


async def read_shift(
    db: Db, actor: Actor, at: datetime, institution: str | None = None
) -> ShiftBoard:
    """The supervisor's board: what waits, who is busy, what is kept. Raises FiguresOfOthers."""
    require(actor, Right.ANALYTICS_READ)
    seen = scope(actor, institution)
    shift_from, shift_to = shift_around(at)
    calls = sees_calls(seen)
    # The contact centre's own board is the whole country's: its legs are all services' legs.
    own = None if seen == "112" else seen
    windows = Windows(at, shift_from, at - DAY, at - MONTH, at.astimezone(RIGA).date())
    targets = _table(await store.list_targets(db, windows, own, calls=calls))
    answering = await store.get_answering(db, shift_from, at) if calls else NO_CALLS
    return ShiftBoard(
        at,
        shift_from,
        shift_to,
        seen,
        await store.get_waiting(db, at) if calls else Waiting(0, None),
        _with_target(answering, targets),
        await store.get_informing(db, shift_from, at, own),
        await store.get_flow(db, at) if calls else Flow(0, None),
        await store.list_desks(db, at) if calls else [],
        await store.list_waiting_legs(db, at, own),
        await store.list_waiting_referrals(db, at, own),
        targets,
    )


def _table(rows: Sequence[JudgedRow]) -> list[TargetRow]:
    """Three windows of a target become one line; the order of the targets stays."""
    windows: dict[str, dict[str, JudgedRow]] = {}
    for row in rows:
        windows.setdefault(row.code, {})[row.name] = row
    return [
        TargetRow(
            code,
            of["shift"].target_s,
            of["shift"].share,
            of["shift"].source,
            _judged(of["shift"]),
            _judged(of["day"]),
            _judged(of["month"]),
        )
        for code, of in windows.items()
    ]


def _judged(row: JudgedRow) -> Judged:
    p50, p90, p95 = row.percentiles or (None, None, None)
    return Judged(row.n, p50, p90, p95, row.within, judge(row.n, row.within, row.share))


def _with_target(answering: Answering, targets: Sequence[TargetRow]) -> Answering:
    target = next((row for row in targets if row.code == "answer"), None)
    if target is None:
        return answering
    return msgspec.structs.replace(answering, target_s=target.target_s, target_share=target.share)
