"""Reads San Francisco's fire calls: a row per responding unit, its times as the clerks left them.

DataSF "Fire Department Calls for Service" (nuek-vuh3).
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from simulator.replay.files import FileUnusable, Row, read_rows
from simulator.replay.places import RIGA, Box, lay_over
from simulator.replay.stamps import StampUnreadable, read_stamp

ZONE = ZoneInfo("America/Los_Angeles")
FORM = "%m/%d/%Y %I:%M:%S %p"
CITY = Box(37.69, -122.525, 37.85, -122.35)
"""San Francisco with Treasure Island."""
STAMPS = (
    "Received DtTm",
    "Entry DtTm",
    "Dispatch DtTm",
    "Response DtTm",
    "On Scene DtTm",
    "Transport DtTm",
    "Hospital DtTm",
    "Available DtTm",
)
COLUMNS = (
    "Call Number",
    "Unit ID",
    "Incident Number",
    "Call Type",
    "Call Final Disposition",
    "Address",
    "Original Priority",
    "Unit Type",
    "Location",
    "RowID",
    *STAMPS,
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class UnitRow(Struct, frozen=True):
    """One unit's part in a call."""

    row_id: str
    call: str
    unit: str
    unit_type: str
    dispatched_at: datetime
    en_route_at: datetime | None
    on_scene_at: datetime | None
    transporting_at: datetime | None
    at_hospital_at: datetime | None
    released_at: datetime | None

    @property
    def times(self) -> list[datetime]:
        """Those that are known, in the order in which they should follow each other."""
        every = (
            self.dispatched_at,
            self.en_route_at,
            self.on_scene_at,
            self.transporting_at,
            self.at_hospital_at,
            self.released_at,
        )
        return [moment for moment in every if moment is not None]


class FireCall(Struct, frozen=True):
    number: str
    incident: str
    kind: str
    """The file's own type."""
    address: str
    lat: float | None
    lon: float | None
    received_at: datetime
    entered_at: datetime | None
    disposition: str
    rows: list[UnitRow]


def read(file: Path) -> list[FireCall]:
    """In order of time, all of them or none. Raises FileUnusable naming every bad row."""
    calls: dict[str, FireCall] = {}
    faults: list[str] = []
    seen: set[str] = set()
    for number, row in enumerate(read_rows(file, COLUMNS), start=1):
        try:
            times = _times(row)
        except StampUnreadable as error:
            faults.append(f"row {number}: {error} is no time")
            continue
        received_at, entered_at, dispatched_at, *later = times
        if received_at is None or dispatched_at is None:
            faults.append(f"row {number}: Received DtTm or Dispatch DtTm is missing")
            continue
        if row["RowID"] in seen:
            faults.append(f"row {number}: {row['RowID']} comes twice")
            continue
        seen.add(row["RowID"])
        unit_row = UnitRow(
            row["RowID"], row["Call Number"], row["Unit ID"], row["Unit Type"], dispatched_at,
            *later,
        )  # fmt: skip
        call = calls.get(row["Call Number"])
        if call is None:
            calls[row["Call Number"]] = _call(row, received_at, entered_at, [unit_row])
        else:
            call.rows.append(unit_row)
    if faults:
        raise FileUnusable(faults)
    return sorted(calls.values(), key=lambda call: (call.received_at, call.number))


def _times(row: Row) -> list[datetime | None]:
    found: list[datetime | None] = []
    latest: datetime | None = None
    for name in STAMPS:
        moment = read_stamp(row[name], FORM, ZONE, latest)
        found.append(moment)
        if moment is not None and (latest is None or moment > latest):
            latest = moment
    return found


def _call(
    row: Row, received_at: datetime, entered_at: datetime | None, rows: list[UnitRow]
) -> FireCall:
    numbers = [float(text) for text in _NUMBER.findall(row["Location"])]
    lat, lon = lay_over(numbers[0], numbers[1], CITY, RIGA) if len(numbers) == 2 else (None, None)
    return FireCall(
        row["Call Number"],
        row["Incident Number"],
        row["Call Type"],
        row["Address"].strip() or "address not given",
        lat,
        lon,
        received_at,
        entered_at,
        row["Call Final Disposition"],
        rows,
    )
