"""The units of a file, as units of the fire service at the nearest stations of Rīga."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from simulator.replay.people import DISPATCHER
from simulator.replay.places import RIGA
from simulator.replay.sf_fire import FireCall
from vienots.kernel import clock
from vienots.kernel.db import Db
from vienots.resources import api as resources
from vienots.resources.contracts import NewUnit, Station

PREFIX = "SF-"
"""The mark of the replay in the call sign."""
ATVK = "0001000"
KINDS: Mapping[str, tuple[str, int]] = {
    # Crews as San Francisco has them: four on an engine, five on a truck, two on an ambulance.
    "ENGINE": ("tanker", 4),
    "TRUCK": ("ladder", 5),
    "RESCUE SQUAD": ("rescue", 4),
    "CHIEF": ("command", 1),
    "RESCUE CAPTAIN": ("command", 1),
    "MEDIC": ("ambulance", 2),
    "PRIVATE": ("ambulance", 2),
}
KIND_OTHERWISE = ("other", 2)


class NoStations(Exception):
    """The country has not been loaded: there is nowhere to put a unit."""


class FileUnit(Struct, frozen=True):
    name: str
    kind: str
    """The file's word."""
    lat: float
    lon: float
    """The middle of where it was sent."""

    @property
    def key(self) -> str:
        return f"unit:{self.name}"

    @property
    def call_sign(self) -> str:
        return f"{PREFIX}{self.name}"


class AddUnit(Struct, frozen=True):
    """A step before all others."""

    key: str
    stamp: datetime
    unit: FileUnit


def list_units(calls: Sequence[FireCall]) -> list[FileUnit]:
    places: dict[str, list[tuple[float, float]]] = defaultdict(list)
    kinds: dict[str, str] = {}
    for call in calls:
        for row in call.rows:
            kinds.setdefault(row.unit, row.unit_type)
            if call.lat is not None and call.lon is not None:
                places[row.unit].append((call.lat, call.lon))
    found = []
    for name in sorted(kinds):
        spots = places[name] or [RIGA.centre]
        lat, lon = (sum(spot[axis] for spot in spots) / len(spots) for axis in (0, 1))
        found.append(FileUnit(name, kinds[name], lat, lon))
    return found


def nearest(stations: Sequence[Station], lat: float, lon: float) -> Station:
    """Raises NoStations."""
    ours = [one for one in stations if one.kind == "fire_station" and one.atvk == ATVK]
    if not ours:
        raise NoStations
    narrow = math.cos(math.radians(lat))
    return min(
        ours, key=lambda one: (math.hypot(one.lat - lat, (one.lon - lon) * narrow), one.code)
    )


async def add_unit(db: Db, unit: FileUnit) -> UUID:
    """Marked as modelled, and able to do nothing that a recommendation could ask for."""
    known = await resources.find_unit(db, unit.call_sign)
    if known is not None:
        return known
    station = nearest(await resources.list_stations(db), unit.lat, unit.lon)
    kind, crew = KINDS.get(unit.kind, KIND_OTHERWISE)
    new = NewUnit(
        unit.call_sign,
        DISPATCHER.institution,
        "fire",
        station.id,
        kind,
        capabilities=[],
        crew=crew,
        crew_norm=crew,
        modelled=True,
    )
    return (await resources.add_unit(db, DISPATCHER, new, clock.now())).id
