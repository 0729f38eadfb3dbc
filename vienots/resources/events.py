from __future__ import annotations

from typing import ClassVar

from vienots.kernel.events import Event
from vienots.resources.contracts import Unit


class UnitAdded(Event, frozen=True):
    topic: ClassVar[str] = "resources.unit_added"
    unit: Unit


class UnitChanged(Event, frozen=True):
    topic: ClassVar[str] = "resources.unit_changed"
    unit: Unit
    change: str
    """state, station, crew."""
    call_sign: str
    state: str
    note: str | None = None


class CountryLoaded(Event, frozen=True):
    """Stations and modelled units were taken in at once: one line, not a thousand."""

    topic: ClassVar[str] = "resources.country_loaded"
    stations: int
    units: int
