"""What other contexts and the web may know of contacts (calls) and cards (VEK)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from vienots.kernel.contracts import Latitude, Longitude

Text = Annotated[str, Meta(max_length=4_000)]
Line = Annotated[str, Meta(max_length=300)]
Moment = Annotated[datetime, Meta(tz=True)]
"""A time that comes from outside always says its offset."""


class CallerPosition(Struct, frozen=True):
    lat: float
    lon: float
    radius_m: float
    source: str
    """aml, cell, ecall, typed."""
    at: datetime


class Contact(Struct, frozen=True):
    """One voice or data contact: a telephone call, an SMS conversation, an eCall."""

    id: UUID
    call_id: str
    channel: str
    """phone, ecall, sms."""
    state: str
    """ringing, answered, ended, abandoned."""
    caller: str | None
    """None: hidden number or no SIM."""
    called: str
    queue: str | None
    desk: str | None
    answered_by: str | None
    answered_by_name: str | None
    ringing_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    position: CallerPosition | None
    card_id: UUID | None
    closed_as: str | None
    """Reason code where the contact ended without a card: pocket_call, information, silent, …"""
    version: int


class Leg(Struct, frozen=True):
    """One service's part of a card, with its own state and clock."""

    id: UUID
    card_id: UUID
    service: str
    """fire, police, medical, municipal, port, gas."""
    institution: str
    priority: int
    """1 (most urgent) to 4."""
    state: str
    """received, accepted, dispatched, en_route, on_scene, completed, closed, rejected,
    transferred, cancelled."""
    received_at: datetime
    accepted_at: datetime | None
    dispatched_at: datetime | None
    en_route_at: datetime | None
    on_scene_at: datetime | None
    completed_at: datetime | None
    closed_at: datetime | None
    closed_as: str | None


class CardPlace(Struct, frozen=True):
    text: str
    lat: float | None
    lon: float | None
    accuracy_m: int | None
    atvk: str | None
    municipality: str | None
    city: bool | None
    source: str
    """gazetteer, caller, map, typed."""


class Card(Struct, frozen=True):
    """The single electronic card of an incident (VEK)."""

    id: UUID
    number: str
    """`2026-0001234`, without gaps within a year."""
    state: str
    """draft, informed, closed."""
    what: str
    """The call-taker's own words."""
    type_code: str | None
    type_version: int | None
    place: CardPlace | None
    priority: int
    centre: str
    opened_by: str
    opened_by_name: str
    opened_at: datetime
    informed_at: datetime | None
    closed_at: datetime | None
    closed_as: str | None
    happened_at: datetime
    """When the first contact came in: the clock of the card."""
    legs: list[Leg]
    contacts: list[UUID]
    crew_text: list[str]
    """What crews read: at most three lines, newest first."""
    version: int


class NewPlace(Struct, frozen=True, forbid_unknown_fields=True):
    text: Annotated[str, Meta(min_length=1, max_length=300)]
    lat: Latitude | None = None
    lon: Longitude | None = None
    accuracy_m: Annotated[int, Meta(ge=0, le=100_000)] | None = None
    source: Annotated[str, Meta(max_length=40)] = "typed"


class NewCard(Struct, frozen=True, forbid_unknown_fields=True):
    """A card as the desk opens it. `what` and `place` suffice to inform the services."""

    id: UUID
    """Made by the desk, so that a repeated sending is not a second card."""
    what: Text = ""
    type_code: Line | None = None
    place: NewPlace | None = None
    contact_id: UUID | None = None
    inform: bool = False
    happened_at: Moment | None = None


class CardChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Only the fields that are given change. `version` is the one the desk has seen."""

    version: int
    what: Text | None = None
    type_code: Line | None = None
    place: NewPlace | None = None
    priority: Annotated[int, Meta(ge=1, le=4)] | None = None


class NewNote(Struct, frozen=True, forbid_unknown_fields=True):
    text: Annotated[str, Meta(min_length=1, max_length=2_000)]
    for_crews: bool = False


class TypeProposal(Struct, frozen=True):
    type_code: str
    words: list[str]
    """The words of the text that spoke for it."""
    score: float = 0.0
    """How loudly; only good for comparing proposals of the same text."""


class TimelineEntry(Struct, frozen=True):
    """One line of a card's history, from the journal, newest first."""

    cursor: str
    at: datetime
    """When it happened."""
    recorded_at: datetime
    actor: str
    actor_name: str
    institution: str
    topic: str
    data: dict[str, str | int | float | bool | None]
    """What a line of text needs; the reader's language is made from `topic` and these."""


class IntakeCall(Struct, frozen=True, forbid_unknown_fields=True):
    call_id: Annotated[str, Meta(min_length=1, max_length=100)]
    event: str
    """ringing, answered, ended, abandoned."""
    at: Moment
    caller: Annotated[str, Meta(max_length=40)] | None = None
    called: Annotated[str, Meta(max_length=40)] = "112"
    queue: Annotated[str, Meta(max_length=40)] | None = None
    desk: Annotated[str, Meta(max_length=40)] | None = None
