"""What goes to other systems, and how far it has come."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Literal, Protocol, runtime_checkable
from uuid import UUID

from msgspec import Struct

from vienots.register.contracts import (
    EventDocument,
    EventObject,
    EventOrganisation,
    EventOutcome,
    EventPerson,
    EventPlace,
    EventVehicle,
)

SCHEMA: Literal["vienots.case/1"] = "vienots.case/1"
Transport = Literal["http", "amqp"]
LetterState = Literal["waiting", "sent", "delivered", "dead", "superseded", "dropped"]
"""`sent`: the broker has it, the system has not receipted it. `dead`: not tried any more until a
person sends it again. `superseded`: a newer one says the whole. `dropped`: its event is deleted."""
MessageKind = Literal["persons", "vehicles", "documents", "things", "decisions"]


class CaseEvent(Struct, frozen=True):
    """The event that a message is about, as it stood."""

    id: UUID
    number: str
    numbers: list[str]
    """All that it has had."""
    institution: str
    version: int
    type: str
    legal_class: str | None
    status: str
    received_at: datetime
    place: EventPlace


class ThingInCustody(Struct, frozen=True):
    """Where a seized thing of the event is kept."""

    number: str
    ref: str | None
    """Of the thing, document or vehicle in the event."""
    kind: str
    status: str
    taken_at: datetime
    due_on: date | None


class SeparationOrder(Struct, frozen=True):
    number: str
    decided_at: datetime
    ends_at: datetime
    from_ref: str
    protected_refs: list[str]
    revoked_at: datetime | None


class CaseMessage(Struct, frozen=True):
    """The whole of what a system is told about one event, newest version counts. Lists that this
    message does not speak of are empty; so are all, when what was told before holds no more."""

    schema: Literal["vienots.case/1"]
    id: UUID
    system: str
    message: MessageKind
    version: int
    made_at: datetime
    event: CaseEvent
    persons: list[EventPerson] = []
    organisations: list[EventOrganisation] = []
    vehicles: list[EventVehicle] = []
    documents: list[EventDocument] = []
    things: list[EventObject] = []
    custody: list[ThingInCustody] = []
    outcome: EventOutcome | None = None
    separations: list[SeparationOrder] = []


class Letter(Struct, frozen=True):
    """One line of the list: nothing of what it says."""

    id: UUID
    system: str
    message: str
    version: int
    event_id: UUID
    event_number: str
    institution: str
    state: LetterState
    made_at: datetime
    next_at: datetime
    tries: int
    said: str | None
    """Why it was not taken, in the words of the machine that was asked."""
    sent_at: datetime | None
    ended_at: datetime | None
    receipt: dict[str, Any] | None
    """The system's own number and time for it."""
    digest: str
    """SHA-256 of what it says."""
    pdf_digest: str | None


class LetterPage(Struct, frozen=True):
    rows: list[Letter]
    cursor: str | None


class LetterView(Struct, frozen=True):
    letter: Letter
    content: Any
    """What it says; None once its event was deleted."""


class LetterFilter(Struct, frozen=True):
    system: str | None = None
    standing: LetterState | None = None
    event: UUID | None = None
    limit: int = 50
    cursor: str | None = None


class Revived(Struct, frozen=True):
    count: int


class SystemPace(Struct, frozen=True):
    """How one system is fed."""

    system: str
    """A code of the classifier `outbox_system`."""
    transport: Transport | None
    """None: no route is configured; its letters wait."""
    waiting: int
    sent: int
    dead: int
    oldest_at: datetime | None
    """Since when the oldest that is not delivered waits."""
    delivered_today: int
    last_delivered_at: datetime | None
    said: str | None
    """The newest trouble, while there is any."""


class Parcel(Struct, frozen=True):
    """A letter on its way."""

    id: UUID
    system: str
    message: str
    address: str
    content: Any
    digest: str
    pdf: bytes | None
    pdf_digest: str | None
    tries: int


class Receipt(Struct, frozen=True):
    """`receipt` is the receiver's own number for it."""

    receipt: str
    received_at: str


class Late(Struct, frozen=True):
    """A receipt that came by itself. `letter` as it was named there."""

    letter: str
    receipt: Receipt | None
    refused: str | None = None
    """Why it is not accepted for good."""


@runtime_checkable
class Routes(Protocol):
    """Where systems are reached, and by what."""

    @property
    def systems(self) -> Collection[str]:
        """Those that a way is known to."""
        ...

    def address_of(self, system: str) -> str | None: ...

    async def carry(self, parcel: Parcel) -> Receipt | None:
        """The receipt, or None where it comes later. Raises Unavailable: try again; NotAccepted: no
        use to."""
        ...

    async def collect(self, limit: int) -> list[Late]:
        """Receipts that have come by themselves. What one round handed over is forgotten outside
        with the next, when it stands in the database. Raises Unavailable."""
        ...
