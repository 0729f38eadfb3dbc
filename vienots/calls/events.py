from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from vienots.calls.contracts import Card, Contact
from vienots.kernel.events import Event


class ContactChanged(Event, frozen=True):
    topic: ClassVar[str] = "calls.contact_changed"
    contact: Contact
    change: str
    """ringing, answered, ended, abandoned, position, attached, closed."""
    note: str | None = None


class CardOpened(Event, frozen=True):
    topic: ClassVar[str] = "calls.card_opened"
    card: Card


class CardChanged(Event, frozen=True):
    topic: ClassVar[str] = "calls.card_changed"
    card: Card
    fields: str
    """Names of the changed fields, joined by commas."""


class CardInformed(Event, frozen=True):
    topic: ClassVar[str] = "calls.card_informed"
    card: Card
    services: str


class NoteAdded(Event, frozen=True):
    topic: ClassVar[str] = "calls.note_added"
    card: Card
    note_id: UUID
    text: str
    for_crews: bool


class ContactAttached(Event, frozen=True):
    topic: ClassVar[str] = "calls.contact_attached"
    card: Card
    contact_id: UUID
    caller: str | None


class ContactDetached(Event, frozen=True):
    """The caller belongs to another card after all."""

    topic: ClassVar[str] = "calls.contact_detached"
    card: Card
    contact_id: UUID


class LegAdded(Event, frozen=True):
    topic: ClassVar[str] = "calls.leg_added"
    card: Card
    leg_id: UUID
    service: str
    leg_institution: str


class LegChanged(Event, frozen=True):
    topic: ClassVar[str] = "calls.leg_changed"
    card: Card
    leg_id: UUID
    service: str
    leg_institution: str
    state: str


class CardClosed(Event, frozen=True):
    topic: ClassVar[str] = "calls.card_closed"
    card: Card
    closed_as: str
    note: str | None = None
