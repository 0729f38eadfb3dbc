"""Coordinates of a file: which system, which column points north, and where that is."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from vienots.gis.api import EASTING, NORTHING, from_lks92
from vienots.imports.contracts import System
from vienots.imports.domain.cells import read_number

LATITUDES, LONGITUDES = (55.0, 59.0), (20.0, 29.0)
"""Latvia with room around it: what lies beyond is a mistake of columns or of systems."""
_FITTING = 0.9


class PointGuess(Struct, frozen=True):
    system: System
    first_is_north: bool
    doubtful: bool
    """Both ways lie in Latvia: the state's files call the northing X and put it first."""


def sniff_point(first: Sequence[str], second: Sequence[str]) -> PointGuess | None:
    """What two columns are; None where they are no coordinates of Latvia."""
    pairs = [
        (a, b)
        for a, b in ((read_number(x), read_number(y)) for x, y in zip(first, second, strict=True))
        if a is not None and b is not None
    ]
    if not pairs:
        return None
    wanted = len(pairs) * _FITTING
    for system, north, east in (("wgs84", LATITUDES, LONGITUDES), ("lks92", NORTHING, EASTING)):
        straight = sum(_in(a, north) and _in(b, east) for a, b in pairs)
        turned = sum(_in(b, north) and _in(a, east) for a, b in pairs)
        if max(straight, turned) >= wanted:
            return PointGuess(system, straight >= turned, straight == turned)  # type: ignore[arg-type]
    return None


def locate(north: float, east: float, system: System) -> tuple[float, float] | None:
    """Latitude and longitude; None where that is nowhere near Latvia."""
    if system == "lks92":
        if not (_in(north, NORTHING) and _in(east, EASTING)):
            return None
        return from_lks92(north, east)
    return (north, east) if _in(north, LATITUDES) and _in(east, LONGITUDES) else None


def _in(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
