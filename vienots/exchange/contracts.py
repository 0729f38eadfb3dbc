"""The event document as journals state it, and what they are answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct, field

from vienots.register.contracts import (
    EventNumber,
    EventOrganisation,
    EventOutcome,
    EventPerson,
    EventPlace,
    EventVehicle,
    EventWarning,
    Long,
    Ref,
    Short,
)

SOURCE_ID_MAX = 100
SourceId = Annotated[str, Meta(min_length=1, max_length=SOURCE_ID_MAX)]
"""The journal's own number, of any kind: `12/2026-Ķ`."""
VERSION_MAX = 2**31 - 1
RejectState = Literal["open", "mended", "given_up"]


class StatedDocument(Struct, frozen=True, forbid_unknown_fields=True):
    ref: Ref
    document_type: str = field(name="type")
    number: Annotated[str, Meta(max_length=40)] | None = None
    country: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")] | None = None
    status: str | None = None
    holder: Ref | None = None


class StatedObject(Struct, frozen=True, forbid_unknown_fields=True):
    ref: Ref
    object_class: str = field(name="class")
    description: Short | None = None
    quantity: float | None = None
    unit: Short | None = None
    value_eur: Annotated[str, Meta(pattern=r"^[0-9]{1,10}(\.[0-9]{1,2})?$")] | None = None
    serial: Annotated[str, Meta(max_length=60)] | None = None
    imei: Annotated[str, Meta(max_length=20)] | None = None
    status: str | None = None
    owner: Ref | None = None
    storage: Short | None = None


class StatedOfficer(Struct, frozen=True, forbid_unknown_fields=True):
    name: Short
    badge: Annotated[str, Meta(max_length=20)] | None = None
    ref: Ref | None = None
    """None: by its place in the list."""


class StatedRelations(Struct, frozen=True, forbid_unknown_fields=True):
    card: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    """Number of the 112 card that the event came from: it is this event already, not a second."""


class JournalEvent(Struct, frozen=True, forbid_unknown_fields=True):
    """An event of a journal, whole. A later `version` replaces what this journal said before."""

    source_id: SourceId
    version: Annotated[int, Meta(ge=1, le=VERSION_MAX)]
    type: Short
    received_at: datetime
    received_via: str
    status: str = "registered"
    legal_class: str | None = None
    category: str | None = None
    occurred_from: datetime | None = None
    occurred_to: datetime | None = None
    place: EventPlace = EventPlace()
    narrative: Long = ""
    outcome: EventOutcome | None = None
    persons: Annotated[list[EventPerson], Meta(max_length=100)] = []
    organisations: Annotated[list[EventOrganisation], Meta(max_length=50)] = []
    vehicles: Annotated[list[EventVehicle], Meta(max_length=50)] = []
    documents: Annotated[list[StatedDocument], Meta(max_length=50)] = []
    objects: Annotated[list[StatedObject], Meta(max_length=200)] = []
    officers: Annotated[list[StatedOfficer], Meta(max_length=50)] = []
    related: StatedRelations = StatedRelations()


class StatementTaken(Struct, frozen=True):
    """What became of a stated event."""

    source_id: str
    version: int
    outcome: Literal["registered", "replaced", "unchanged"]
    id: UUID
    number: str
    """Registration number in the institution's books."""
    warnings: list[EventWarning] = []


class LineProblem(Struct, frozen=True, omit_defaults=True):
    """As the refusal of a single statement."""

    code: str
    title: str
    errors: list[LineFault] = []
    data: dict[str, str | int | float] = {}


class LineFault(Struct, frozen=True):
    path: str
    code: str
    message: str


class LineTaken(Struct, frozen=True, omit_defaults=True):
    """The answer to one line of a batch."""

    line: int
    """From 1."""
    source_id: str | None
    status: int
    """As of a single statement: 201, 200, 400, 409, 429, 503 …"""
    outcome: Literal["registered", "replaced", "unchanged"] | None = None
    id: UUID | None = None
    number: str | None = None
    problem: LineProblem | None = None


class Verdict(Struct, frozen=True):
    """What would become of a document; nothing of it is kept."""

    accepted: bool
    faults: list[LineFault]
    warnings: list[EventWarning]


class StatedView(Struct, frozen=True):
    """An event as the register has it now, in the form in which journals state it."""

    source_id: str
    source_version: int
    """What the journal stated last."""
    id: UUID
    number: str
    numbers: list[EventNumber]
    institution: str
    """Who owns it now."""
    version: int
    """Of the register's own count."""
    changed_at: datetime
    event: JournalEvent
    withheld: list[str]
    """What this client may not see: `persons`, `vehicles`, `organisations`, `documents`."""
    warnings: list[EventWarning]


class StatedRow(Struct, frozen=True):
    """One event of the institution, without its people."""

    source_id: str | None
    """None: its journal has not stated it; it came from a card or from a desk."""
    source_version: int | None
    id: UUID
    number: str
    institution: str
    """Who owns it now."""
    type: str
    status: str
    received_at: datetime
    changed_at: datetime
    card_number: str | None
    version: int


class StatedPage(Struct, frozen=True):
    events: list[StatedRow]
    cursor: str | None


class Reject(Struct, frozen=True):
    """Something that was refused and waits to be mended."""

    id: UUID
    client: str
    client_name: str
    source_id: str | None
    code: str
    title: str
    errors: list[LineFault]
    first_at: datetime
    last_at: datetime
    times: int
    """How often the same bytes came."""
    state: RejectState
    ended_at: datetime | None
    ended_by_name: str | None
    reason: str | None


class RejectPage(Struct, frozen=True):
    rejects: list[Reject]
    cursor: str | None


class RejectBody(Struct, frozen=True):
    id: UUID
    text: str
    """As it came; what is no text is replaced by marks."""


class GivingUp(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Annotated[str, Meta(min_length=1, max_length=300)]


class DayUse(Struct, frozen=True):
    """What one client did on one day."""

    client: str
    on_day: date
    outcome: str
    """registered, replaced, unchanged, rejected, late, asked."""
    times: int
    last_at: datetime


class ExchangeState(Struct, frozen=True):
    """How it stands between one institution and the register."""

    institution: str
    events: int
    """Stated by its journal."""
    waiting: list[StatedRow]
    """Open events that it owns and its journal has not stated, such as those of accepted cards."""
    open_rejects: int
    last_at: datetime | None
    """When anything came last."""
    days: list[DayUse]


class CloudEvent(Struct, frozen=True, omit_defaults=True):
    """CloudEvents 1.0, with extensions of ours in small letters."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    datacontenttype: str
    data: dict[str, Any]
    institution: str
    actor: str
    source_id: str | None = field(name="sourceid", default=None)
    """What the reader's own journal calls the event."""
