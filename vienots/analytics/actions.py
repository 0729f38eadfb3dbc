"""Figures from what has happened. Reads only: nothing here changes anything or shows a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

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
from vienots.analytics.store import Target, TargetFigures, Window
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
OF_CALLS = ("answer", "inform")
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
    targets = await _read_targets(db, shift_from, at, own, calls=calls)
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


async def _read_targets(
    db: Db, shift_from: datetime, at: datetime, institution: str | None, *, calls: bool
) -> list[TargetRow]:
    on = at.astimezone(RIGA).date()
    seen = [
        target
        for target in await store.list_targets(db, on)
        if (calls or target.measure not in OF_CALLS)
        and (institution is None or target.institution in (None, institution))
    ]
    windows = [
        _by_code(figures, institution)
        for figures in (
            await store.list_target_figures(db, shift_from, at, on),
            await store.list_target_figures(db, at - DAY, at, on),
            await _read_month(db, at, on),
        )
    ]
    return [
        TargetRow(
            target.code,
            target.target_s,
            target.share,
            target.source,
            *(_judged(target, figures.get(target.code)) for figures in windows),
        )
        for target in seen
    ]


async def _read_month(db: Db, at: datetime, on: date) -> list[TargetFigures]:
    """As last worked out; at once where that never was, as on the first day of a house."""
    if await store.get_month_worked_out(db) is None:
        return await store.list_target_figures(db, at - MONTH, at, on)
    return await store.list_month_figures(db)


async def work_out_month(db: Db, at: datetime) -> None:
    """The house's own act: no actor's right is asked."""
    on = at.astimezone(RIGA).date()
    figures = await store.list_target_figures(db, at - MONTH, at, on)
    await store.replace_month_figures(db, figures, at)


def _by_code(figures: Sequence[TargetFigures], institution: str | None) -> dict[str, TargetFigures]:
    return {row.code: row for row in figures if row.institution == (institution or "*")}


def _judged(target: Target, found: TargetFigures | None) -> Judged:
    if found is None:
        return Judged(0, None, None, None, None, judge(0, None, target.share))
    p50, p90, p95 = found.percentiles or (None, None, None)
    verdict = judge(found.n, found.within, target.share)
    return Judged(found.n, p50, p90, p95, found.within, verdict)


def _with_target(answering: Answering, targets: Sequence[TargetRow]) -> Answering:
    target = next((row for row in targets if row.code == "answer"), None)
    if target is None:
        return answering
    return msgspec.structs.replace(answering, target_s=target.target_s, target_share=target.share)
