"""Coordinates as people write and say them, read into latitude and longitude."""

from __future__ import annotations

import re
from functools import cache

from pyproj import Transformer

EASTING = (300_000.0, 765_000.0)
NORTHING = (165_000.0, 445_000.0)
"""Where LKS-92 values of Latvia lie; state files mix up the columns and even the systems."""
_LATITUDES, _LONGITUDES = (55.0, 59.0), (20.0, 29.0)

_NUMBER = r"\d{1,3}(?:[.,]\d+)?"
# Latvian letters too: ziemeļi, dienvidi, austrumi, rietumi.
_ANGLE = re.compile(
    rf"""(?P<before>[NSEWZDAR])?\s*
    (?P<sign>[+-]?)(?P<degrees>{_NUMBER})\s*(?:°|º|deg)?\s*
    (?:(?P<minutes>{_NUMBER})\s*['′’]\s*
       (?:(?P<seconds>{_NUMBER})\s*(?:"|″|”|''|′′)\s*)?)?
    (?(before)|(?P<after>[NSEWZDAR](?![a-z0-9]))?)""",
    re.I | re.X,
)
_BETWEEN = re.compile(r"\s*[,;/|]?\s*")
_LKS = re.compile(
    r"^\s*(?P<first>[NEXY])?\s*[:=]?\s*(?P<a>\d{6}(?:[.,]\d+)?)\s*[;,\s]\s*"
    r"(?P<second>[NEXY])?\s*[:=]?\s*(?P<b>\d{6}(?:[.,]\d+)?)\s*$",
    re.I,
)
_EAST_WEST, _SOUTH_WEST = frozenset("EWAR"), frozenset("SWDR")


@cache
def _from_lks92() -> Transformer:
    return Transformer.from_crs(3059, 4326, always_xy=True)


@cache
def _to_lks92() -> Transformer:
    return Transformer.from_crs(4326, 3059, always_xy=True)


def to_lks92(lat: float, lon: float) -> tuple[float, float]:
    """Northing and easting in metres (EPSG:3059), as the state's registers order them."""
    easting, northing = _to_lks92().transform(lon, lat)
    return float(northing), float(easting)


def from_lks92(northing: float, easting: float) -> tuple[float, float]:
    """Latitude and longitude of metres (EPSG:3059)."""
    lon, lat = _from_lks92().transform(easting, northing)
    return float(lat), float(lon)


def read_coordinates(text: str) -> tuple[float, float] | None:
    """Latitude and longitude; None where the text is no coordinates.

    `56.95, 24.1` · `56,95 24,10` · `N 56°57'0" E 24°6'36"` · `56°57,5' 24°6,6'` ·
    `geo:56.95,24.1` · LKS-92 `311789 507150`, either value first.
    """
    plain = text.strip().removeprefix("geo:").partition(";u=")[0].strip()
    return _read_lks92(plain) or _read_angles(plain)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _read_lks92(text: str) -> tuple[float, float] | None:
    found = _LKS.match(text)
    if found is None:
        return None
    a, b = _number(found["a"]), _number(found["b"])
    # In Latvian files X points north; with letters N and E there is no doubt.
    east_first = (found["first"] or "").upper() in ("E", "Y")
    for northing, easting in ((b, a), (a, b)) if east_first else ((a, b), (b, a)):
        if NORTHING[0] <= northing <= NORTHING[1] and EASTING[0] <= easting <= EASTING[1]:
            return from_lks92(northing, easting)
    return None


def _read_angles(text: str) -> tuple[float, float] | None:
    first = _ANGLE.match(text)
    if first is None:
        return None
    between = _BETWEEN.match(text, first.end())
    assert between is not None, "it matches nothing, too"
    second = _ANGLE.fullmatch(text, between.end())
    if second is None or text[second.start() - 1 : second.start() + 1].isdigit():
        return None
    # Whole numbers may be a house and a flat; a degree sign, a letter or a fraction says more.
    if not all(re.search(r"[.,°º'′’NSEWZDAR]", part[0], re.I) for part in (first, second)):
        return None
    values = [_angle(first), _angle(second)]
    if None in values:
        return None
    return _in_order(values[0] or 0.0, values[1] or 0.0, _letter(first), _letter(second))


def _letter(found: re.Match[str]) -> str:
    return (found["before"] or found["after"] or "").upper()


def _angle(found: re.Match[str]) -> float | None:
    minutes, seconds = _number(found["minutes"] or "0"), _number(found["seconds"] or "0")
    if minutes >= 60 or seconds >= 60:
        return None
    value = _number(found["degrees"]) + minutes / 60 + seconds / 3_600
    return -value if found["sign"] == "-" or _letter(found) in _SOUTH_WEST else value


def _in_order(a: float, b: float, first: str, second: str) -> tuple[float, float] | None:
    """Letters tell which is which; without them, latitude unless only the other way fits here."""
    if bool(first) and bool(second) and (first in _EAST_WEST) == (second in _EAST_WEST):
        return None
    swapped = first in _EAST_WEST or (bool(second) and second not in _EAST_WEST)
    if not first and not second:
        swapped = _LONGITUDES[0] <= a <= _LONGITUDES[1] and _LATITUDES[0] <= b <= _LATITUDES[1]
    lat, lon = (b, a) if swapped else (a, b)
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None
