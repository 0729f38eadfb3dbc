"""Intervals as a table for a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from vienots.analytics.contracts import Counts, Figures, Intervals

NAMES: Mapping[str, str] = {
    "received_to_first_arrival": "received → first arrival",
    "received_to_first_dispatch": "received → first dispatch",
    "dispatch_to_response": "dispatch → response",
    "response_to_on_scene": "response → on scene",
}
WIDTH = 28


def render(found: Intervals) -> str:
    lines = [
        f"cards received {_bound(found.since)} to {_bound(found.until)}, "
        f"{found.institution or 'all institutions'}",
        "",
        _counts(found.counts),
        "",
        *_table("all types", found.intervals),
        "",
        "busy at once, dispatch → available: "
        f"{found.busy.max} assignments ({found.busy.units_max} units) at most, "
        f"{_number(found.busy.mean)} in the mean, of {found.busy.assignments}",
    ]
    for code, of in found.types.items():
        lines += ["", _counts(of.counts), *_table(code or "no type", of.intervals)]
    return "\n".join(lines)


def _counts(counts: Counts) -> str:
    return (
        f"{counts.contacts} contacts, {counts.cards} cards, {counts.repeats} repeats, "
        f"{counts.assignments} assignments, {counts.out_of_order} out of order"
    )


def _table(title: str, intervals: Mapping[str, Figures]) -> list[str]:
    head = f"{title:<{WIDTH}}{'n':>8}{'p50 s':>10}{'p90 s':>10}{'p95 s':>10}{'negative':>10}"
    return [
        head,
        *(
            f"{NAMES[code]:<{WIDTH}}{one.n:>8}{_number(one.p50):>10}{_number(one.p90):>10}"
            f"{_number(one.p95):>10}{one.negative:>10}"
            for code, one in intervals.items()
        ),
    ]


def _bound(moment: object) -> str:
    return "…" if moment is None else str(moment)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
