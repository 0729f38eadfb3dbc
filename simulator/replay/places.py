"""Lays a foreign city over Latvia: the same point always comes to the same place."""

from __future__ import annotations

from msgspec import Struct


class Box(Struct, frozen=True):
    """A rectangle of degrees."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        return self.south <= lat <= self.north and self.west <= lon <= self.east

    @property
    def centre(self) -> tuple[float, float]:
        return (self.south + self.north) / 2, (self.west + self.east) / 2


RIGA = Box(56.918, 24.055, 57.007, 24.225)
"""Wholly inside Rīga (ATVK 0001000), from Āgenskalns to Jugla, about as large as San Francisco."""
VIDZEME = Box(56.75, 24.7, 57.5, 26.9)
"""Wholly inside Latvia, from Sigulda to Gulbene."""

DECIMALS = 6
"""A tenth of a metre: what a card keeps and what comes out are the same."""


def lay_over(lat: float, lon: float, source: Box, target: Box) -> tuple[float, float]:
    """Stretched from box to box. What lies outside the source is drawn to its edge."""
    north = min(1.0, max(0.0, (lat - source.south) / (source.north - source.south)))
    east = min(1.0, max(0.0, (lon - source.west) / (source.east - source.west)))
    return (
        round(target.south + north * (target.north - target.south), DECIMALS),
        round(target.west + east * (target.east - target.west), DECIMALS),
    )
