"""What other contexts and the web may know of places and territories."""

from __future__ import annotations

from msgspec import Struct


class Territory(Struct, frozen=True):
    """A municipality with, where known, its unit (parish, town) at a point."""

    atvk: str
    """ATVK of the municipality."""
    name: str
    unit_atvk: str | None
    unit_name: str | None
    city: bool
    """State city or town: the legal clocks run by `city` or `rural`."""


class Settlement(Struct, frozen=True):
    """A town or village with its people."""

    name: str
    lat: float
    lon: float
    people: int
    atvk: str
    """ATVK of the municipality."""


class Place(Struct, frozen=True):
    """Something with a name and a position, as a search proposes it."""

    id: str
    kind: str
    """address, street, settlement, station, hospital, coordinates."""
    name: str
    """The whole line, as it would be written on a card: `Lielā iela 1, Jelgava`."""
    lat: float
    lon: float
    accuracy_m: int
    atvk: str
    """ATVK of the municipality."""
    municipality: str
    modelled: bool
    """Made up for the demonstration, not from a register."""
    why: str
    """exact, prefix, word, fuzzy, near."""


class TravelTime(Struct, frozen=True):
    seconds: float
    metres: float
    by: str
    """`roads`, or `line` where no road leads there: straight line times 1.35."""


class Route(Struct, frozen=True):
    """The quickest way, as it is drawn and driven."""

    coordinates: list[tuple[float, float]]
    """Longitude and latitude, from the start to the end."""
    seconds: float
    metres: float
    by: str
    """As in TravelTime."""
    passed_s: list[float] = []
    """Seconds from the start at which each coordinate is passed."""
