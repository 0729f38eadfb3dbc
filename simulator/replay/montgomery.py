"""Reads Montgomery County's 911 calls: one time, place and type each, no units.

A call is a repeat when one to the same department came from the same place (coordinates, address
and township as written) at most ten minutes before it; the next one counts from the repeat.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from simulator.replay.files import FileUnusable, Row, read_rows
from simulator.replay.places import VIDZEME, Box, lay_over
from simulator.replay.stamps import read_stamp

ZONE = ZoneInfo("America/New_York")
FORM = "%Y-%m-%d %H:%M:%S"
COUNTY = Box(39.95, -75.72, 40.47, -75.0)
"""Montgomery County, Pennsylvania; the few calls from outside are drawn to its edge."""
REPEAT_MAX = timedelta(minutes=10)
"""Long enough for the second caller at an accident, short enough not to hide the next accident."""
COLUMNS = ("lat", "lng", "desc", "title", "timeStamp", "twp", "addr")


class Call(Struct, frozen=True):
    name: str
    """Made of all it says: the file gives none. The same in every extract that holds the call."""
    number: int
    """Place in the file."""
    title: str
    """`EMS: CARDIAC EMERGENCY`: department and type."""
    words: str
    address: str
    lat: float
    lon: float
    at: datetime
    moved: bool
    """From outside the county."""


class Incident(Struct, frozen=True):
    """A call with the repeats of it."""

    first: Call
    repeats: list[Call]

    @property
    def last_at(self) -> datetime:
        return self.repeats[-1].at if self.repeats else self.first.at


def read(file: Path) -> list[Incident]:
    """All calls in order of time, by incident. Raises FileUnusable naming every bad row."""
    timed: list[tuple[datetime, int, Row]] = []
    faults: list[str] = []
    for number, row in enumerate(read_rows(file, COLUMNS), start=1):
        try:
            at = read_stamp(row["timeStamp"], FORM, ZONE)
            float(row["lat"]), float(row["lng"])
        except ValueError as error:
            faults.append(f"row {number}: {error}")
            continue
        if at is None:
            faults.append(f"row {number}: timeStamp is missing")
        else:
            timed.append((at, number, row))
    if faults:
        raise FileUnusable(faults)
    timed.sort(key=lambda one: one[:2])
    return _group(timed)


def _group(timed: list[tuple[datetime, int, Row]]) -> list[Incident]:
    incidents: list[Incident] = []
    last: dict[tuple[str, ...], Incident] = {}
    same: Counter[str] = Counter()
    for at, number, row in timed:
        words = "|".join(row[name] for name in COLUMNS)
        same[words] += 1
        call = _call(row, f"{words}|{same[words]}", number, at)
        department = row["title"].partition(":")[0]
        place = (row["lat"], row["lng"], row["addr"], row["twp"], department)
        known = last.get(place)
        if known is not None and at - known.last_at <= REPEAT_MAX:
            known.repeats.append(call)
        else:
            last[place] = Incident(call, [])
            incidents.append(last[place])
    return incidents


def _call(row: Row, words: str, number: int, at: datetime) -> Call:
    there = float(row["lat"]), float(row["lng"])
    lat, lon = lay_over(*there, COUNTY, VIDZEME)
    address = ", ".join(part.strip() for part in (row["addr"], row["twp"]) if part.strip())
    return Call(
        hashlib.sha256(words.encode()).hexdigest()[:32],
        number,
        row["title"].strip(),
        row["desc"].strip(),
        address or "address not given",
        lat,
        lon,
        at,
        moved=not COUNTY.holds(*there),
    )
