"""An event as another system states it, whole; and what the register has made of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from vienots.register.contracts import (
    EventDocument,
    EventObject,
    EventOfficer,
    EventOrganisation,
    EventOutcome,
    EventPerson,
    EventPlace,
    EventVehicle,
    EventWarning,
    Long,
    Short,
)


class StatedEvent(Struct, frozen=True, forbid_unknown_fields=True):
    type: Short
    status: str
    received_at: datetime
    received_via: str
    legal_class: str | None = None
    category: str | None = None
    occurred_from: datetime | None = None
    occurred_to: datetime | None = None
    place: EventPlace = EventPlace()
    narrative: Long = ""
    outcome: EventOutcome | None = None
    persons: Annotated[list[EventPerson], Meta(max_length=100)] = []
    vehicles: Annotated[list[EventVehicle], Meta(max_length=50)] = []
    objects: Annotated[list[EventObject], Meta(max_length=200)] = []
    organisations: Annotated[list[EventOrganisation], Meta(max_length=50)] = []
    documents: Annotated[list[EventDocument], Meta(max_length=50)] = []
    officers: Annotated[list[EventOfficer], Meta(max_length=50)] = []


class StatedResult(Struct, frozen=True):
    id: UUID
    number: str
    version: int
    """Of the register's own count."""
    outcome: Literal["registered", "changed", "unchanged"]
    warnings: list[EventWarning]
