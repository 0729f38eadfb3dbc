"""What other contexts and the web may know of stations, units and where they are."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from vienots.kernel.contracts import Latitude, Longitude


class Station(Struct, frozen=True):
    id: UUID
    code: str
    kind: str
    """fire_station, police_office, municipal_post, hospital, medical_base."""
    name: str
    address: str
    institution: str
    region: str | None
    atvk: str
    lat: float
    lon: float
    modelled: bool


class Position(Struct, frozen=True):
    lat: float
    lon: float
    at: datetime
    speed_kmh: float | None
    heading_deg: float | None
    accuracy_m: float | None


class Unit(Struct, frozen=True):
    id: UUID
    call_sign: str
    """Never a bare number: `R31`, `VP204`, `JPP1`."""
    institution: str
    service: str
    """fire, police, municipal, port, medical."""
    station_id: UUID
    station_name: str
    kind: str
    """Classifier `unit_kind`: tanker, ladder, rescue, chemical, boat, patrol, ambulance…"""
    capabilities: list[str]
    """Classifier `capability`: pump, ladder, hydraulic, breathing, water_rescue, patrol…"""
    crew: int
    """People in the vehicle now."""
    crew_norm: int
    skills: list[str]
    """What the crew can do, `ba:4` means four wearers of breathing apparatus."""
    state: str
    state_at: datetime
    card_id: UUID | None
    """The card it serves now; None when it serves none."""
    position: Position | None
    modelled: bool
    version: int


class PositionReport(Struct, frozen=True, forbid_unknown_fields=True):
    unit: Annotated[str, Meta(min_length=1, max_length=40)]
    lat: Latitude
    lon: Longitude
    at: datetime
    speed_kmh: Annotated[float, Meta(ge=0, le=400)] | None = None
    heading_deg: Annotated[float, Meta(ge=0, le=360)] | None = None
    accuracy_m: Annotated[float, Meta(ge=0, le=100_000)] | None = None


class PositionsTaken(Struct, frozen=True):
    stored: int
    stale: int
    """Older than the stored one: counted and dropped."""
    unknown: list[str]
    """Unit codes that are not known, each once."""
    future: int = 0
    """From more than a minute ahead of the server's clock: dropped."""
