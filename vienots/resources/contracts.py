"""What other contexts and the web may know of stations, units and where they are."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from vienots.kernel.contracts import Latitude, Longitude

Moment = Annotated[datetime, Meta(tz=True)]
"""A time that comes from outside always says its offset."""


class Station(Struct, frozen=True):
    id: UUID
    code: str
    kind: str
    """fire_station, police_office, municipal_post, port_post, hospital, medical_base."""
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
    """The last one that came; None where none ever did: then it is thought to be at its station."""
    modelled: bool
    version: int
    crew_min: int = 1
    """With fewer people it is not sent, whatever it carries."""
    state_note: str | None = None
    """Why it is not available, or what else was said with the state."""


class NewUnit(Struct, frozen=True, forbid_unknown_fields=True):
    call_sign: Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9-]{1,11}$")]
    institution: str
    service: str
    station_id: UUID
    kind: str
    capabilities: list[str]
    crew: Annotated[int, Meta(ge=0, le=99)]
    crew_norm: Annotated[int, Meta(ge=1, le=99)]
    skills: list[str] = []
    crew_min: Annotated[int, Meta(ge=0, le=99)] = 1
    modelled: bool = False


class StationChange(Struct, frozen=True, forbid_unknown_fields=True):
    """The unit stands at another station from now on: it covers for somebody, or moves for good."""

    station_id: UUID
    note: Annotated[str, Meta(max_length=300)] | None = None


class CrewChange(Struct, frozen=True, forbid_unknown_fields=True):
    crew: Annotated[int, Meta(ge=0, le=99)]
    skills: Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=20)] | None = None


class PositionReport(Struct, frozen=True, forbid_unknown_fields=True):
    unit: Annotated[str, Meta(min_length=1, max_length=40)]
    lat: Latitude
    lon: Longitude
    at: Moment
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
