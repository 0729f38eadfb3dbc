#!/usr/bin/env python3
"""The intervals of a file of real calls, computed straight from the file.

Shares nothing with the product: not its reader, its tables, nor its percentiles. What
`vienots report intervals --json` prints after a replay of the file must be the same.

    tools/intervals_independent.py FILE [--format montgomery-911] [--limit CALLS] [--groups JSON]
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Span = tuple[float, float]
Row = dict[str, str]
Group = Callable[[str], str]

SF_ZONE = ZoneInfo("America/Los_Angeles")
SF_STAMPS = (
    "Received DtTm",
    "Entry DtTm",
    "Dispatch DtTm",
    "Response DtTm",
    "On Scene DtTm",
    "Transport DtTm",
    "Hospital DtTm",
    "Available DtTm",
)
REPEAT_S = 600


def read_rows(file: Path) -> list[Row]:
    packed = file.suffix == ".gz"
    with (gzip.open if packed else open)(file, "rt", newline="", encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


# ---- times -------------------------------------------------------------------------------------


def seconds_of(wall: datetime, zone: ZoneInfo, not_before: float | None) -> float:
    """Clocks that are put back show an hour twice: then the later pass, where only that follows
    the time before it."""
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC).timestamp()
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC).timestamp()
    if not_before is not None and first < not_before <= second:
        return second
    return first


def sf_times(row: Row) -> list[float | None]:
    times: list[float | None] = []
    latest: float | None = None
    for name in SF_STAMPS:
        text = row[name]
        if not text:
            times.append(None)
            continue
        wall = datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p")  # noqa: DTZ007 (zone comes next)
        moment = seconds_of(wall, SF_ZONE, latest)
        times.append(moment)
        latest = moment if latest is None else max(latest, moment)
    return times


# ---- figures -----------------------------------------------------------------------------------


def percentile(ordered: Sequence[float], share: float) -> float:
    """Linear interpolation between the two nearest ranks."""
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    if low + 1 >= len(ordered):
        return ordered[low]
    return ordered[low] + (place - low) * (ordered[low + 1] - ordered[low])


def figures(values: Iterable[float]) -> dict[str, Any]:
    ordered = sorted(values)
    if not ordered:
        return {"n": 0, "negative": 0, "p50": None, "p90": None, "p95": None}
    return {
        "n": len(ordered),
        "negative": sum(value < 0 for value in ordered),
        "p50": percentile(ordered, 0.5),
        "p90": percentile(ordered, 0.9),
        "p95": percentile(ordered, 0.95),
    }


def most_at_once(spans: Iterable[Span]) -> int:
    """An end and a beginning in the same second don't overlap."""
    steps = sorted([(a, 1) for a, _ in spans] + [(b, -1) for _, b in spans])
    count = most = 0
    for _, step in steps:
        count += step
        most = max(most, count)
    return most


def merged(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def busy(rows: Sequence[tuple[str, list[float | None]]]) -> dict[str, Any]:
    """Dispatch to available, rows where available is later."""
    of_unit: dict[str, list[Span]] = defaultdict(list)
    spans: list[Span] = []
    for unit, times in rows:
        dispatched, available = times[2], times[7]
        if dispatched is not None and available is not None and available > dispatched:
            spans.append((dispatched, available))
            of_unit[unit].append((dispatched, available))
    if not spans:
        return {"assignments": 0, "max": 0, "mean": None, "units_max": 0}
    whole = max(end for _, end in spans) - min(begin for begin, _ in spans)
    return {
        "assignments": len(spans),
        "max": most_at_once(spans),
        "mean": sum(end - begin for begin, end in spans) / whole,
        "units_max": most_at_once([one for mine in of_unit.values() for one in merged(mine)]),
    }


# ---- San Francisco: a row per unit -------------------------------------------------------------


def out_of_order(times: Sequence[float | None]) -> bool:
    known = [moment for moment in times if moment is not None]
    return any(later < earlier for earlier, later in zip(known, known[1:], strict=False))


def sf_intervals(calls: Mapping[str, list[list[float | None]]]) -> dict[str, Any]:
    found: dict[str, list[float]] = {
        "received_to_first_arrival": [],
        "received_to_first_dispatch": [],
        "dispatch_to_response": [],
        "response_to_on_scene": [],
    }
    for rows in calls.values():
        for name, stamp in (("received_to_first_dispatch", 2), ("received_to_first_arrival", 4)):
            moments = [moment for row in rows if (moment := row[stamp]) is not None]
            received = rows[0][0]
            if moments and received is not None:
                found[name].append(min(moments) - received)
        for row in rows:
            for name, begin, end in (
                ("dispatch_to_response", row[2], row[3]),
                ("response_to_on_scene", row[3], row[4]),
            ):
                if begin is not None and end is not None:
                    found[name].append(end - begin)
    return {name: figures(values) for name, values in found.items()}


def sf_counts(calls: Mapping[str, list[list[float | None]]]) -> dict[str, int]:
    return {
        "contacts": len(calls),
        "cards": len(calls),
        "repeats": 0,
        "assignments": sum(len(rows) for rows in calls.values()),
        "out_of_order": sum(out_of_order(row) for rows in calls.values() for row in rows),
    }


def sf_fire(rows: Sequence[Row], limit: int | None, group: Group) -> dict[str, Any]:
    calls: dict[str, list[list[float | None]]] = defaultdict(list)
    type_of: dict[str, str] = {}
    units: list[tuple[str, str, list[float | None]]] = []
    for row in rows:
        number, times = row["Call Number"], sf_times(row)
        calls[number].append(times)
        type_of[number] = group(row["Call Type"])
        units.append((number, row["Unit ID"], times))
    first = sorted(calls, key=lambda number: (calls[number][0][0] or 0.0, number))[:limit]
    kept = {number: calls[number] for number in first}
    types: dict[str, dict[str, list[list[float | None]]]] = defaultdict(dict)
    for number, mine in kept.items():
        types[type_of[number]][number] = mine
    return {
        "counts": sf_counts(kept),
        "intervals": sf_intervals(kept),
        "busy": busy([(unit, times) for number, unit, times in units if number in kept]),
        "types": {
            name: {"counts": sf_counts(mine), "intervals": sf_intervals(mine)}
            for name, mine in sorted(types.items())
        },
    }


# ---- Montgomery: calls only --------------------------------------------------------------------


def montgomery_911(rows: Sequence[Row], limit: int | None, group: Group) -> dict[str, Any]:
    """A call is a repeat when one of the same department came from the same place in the ten
    minutes before it."""
    zone = ZoneInfo("America/New_York")
    timed = []
    for number, row in enumerate(rows):
        wall = datetime.strptime(row["timeStamp"], "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007
        timed.append((seconds_of(wall, zone, None), number, row))
    timed.sort(key=lambda one: one[:2])
    last: dict[tuple[str, ...], tuple[float, str]] = {}
    of_type: dict[str, list[bool]] = defaultdict(list)
    for moment, _, row in timed[:limit]:
        department = row["title"].split(":")[0]
        place = (row["lat"], row["lng"], row["addr"], row["twp"], department)
        known = last.get(place)
        repeat = known is not None and moment - known[0] <= REPEAT_S
        # A repeat belongs to its card, whatever type it was given itself.
        kind = known[1] if known is not None and repeat else group(row["title"])
        last[place] = (moment, kind)
        of_type[kind].append(repeat)
    every = [repeat for mine in of_type.values() for repeat in mine]
    return {
        "counts": call_counts(every),
        "types": {name: {"counts": call_counts(mine)} for name, mine in sorted(of_type.items())},
    }


def call_counts(repeats: Sequence[bool]) -> dict[str, int]:
    return {
        "contacts": len(repeats),
        "cards": len(repeats) - sum(repeats),
        "repeats": sum(repeats),
        "assignments": 0,
        "out_of_order": 0,
    }


# ---- the command -------------------------------------------------------------------------------


def reading_of(groups: Mapping[str, str] | None) -> Group:
    """A type's group: by its whole name, else by its department, else the group of all others."""
    if groups is None:
        return lambda name: name
    known = groups
    return lambda name: known.get(name) or known.get(name.split(":")[0] + ":*") or known["*"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--format", choices=("sf-fire", "montgomery-911"), default="sf-fire")
    parser.add_argument("--limit", type=int, help="the first so many calls in order of time")
    parser.add_argument("--groups", type=Path, help="JSON: format → type of the file → group")
    given = parser.parse_args()
    groups = None if given.groups is None else json.loads(given.groups.read_text())[given.format]
    compute = sf_fire if given.format == "sf-fire" else montgomery_911
    figures_found = compute(read_rows(given.file), given.limit, reading_of(groups))
    print(json.dumps(figures_found, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
