"""What other contexts and the web may know of registered events."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

Ref = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Short = Annotated[str, Meta(max_length=300)]
Long = Annotated[str, Meta(max_length=20_000)]
Level = Literal["ordinary", "restricted", "state_security"]
"""How secret an event is, as people set it."""


class EventPlace(Struct, frozen=True, forbid_unknown_fields=True):
    address: Short | None = None
    address_code: Annotated[str, Meta(pattern=r"^[0-9]{9}$")] | None = None
    atvk: Annotated[str, Meta(pattern=r"^[0-9]{7}$")] | None = None
    lat: Annotated[float, Meta(ge=-90, le=90)] | None = None
    lon: Annotated[float, Meta(ge=-180, le=180)] | None = None
    accuracy_m: Annotated[int, Meta(ge=0, le=100_000)] | None = None
    note: Short | None = None


class EventOutcome(Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    number: Short | None = None
    decided_at: datetime | None = None


class EventPerson(Struct, frozen=True, forbid_unknown_fields=True):
    ref: Ref
    role: str
    personal_code: Annotated[str, Meta(max_length=12)] | None = None
    name: Short | None = None
    surname: Short | None = None
    birth_on: date | None = None
    sex: str | None = None
    citizenship: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")] | None = None
    phone: Annotated[str, Meta(max_length=40)] | None = None
    address: Short | None = None
    condition: Annotated[list[Short], Meta(max_length=20)] = []


class EventVehicle(Struct, frozen=True, forbid_unknown_fields=True):
    ref: Ref
    role: str
    plate: Annotated[str, Meta(max_length=20)] | None = None
    country: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")] | None = None
    vin: Annotated[str, Meta(max_length=20)] | None = None
    make: Short | None = None
    model: Short | None = None
    colour: Short | None = None
    driver: Ref | None = None


class EventOrganisation(Struct, frozen=True, forbid_unknown_fields=True):
    ref: Ref
    role: str
    """As of persons."""
    registration_number: Annotated[str, Meta(max_length=20)] | None = None
    name: Short | None = None
    phone: Annotated[str, Meta(max_length=40)] | None = None
    address: Short | None = None


class EventDocument(Struct, frozen=True, forbid_unknown_fields=True):
    ref: Ref
    document_type: str
    number: Annotated[str, Meta(max_length=40)] | None = None
    """With its series, as it is printed."""
    country: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")] | None = None
    status: str | None = None
    holder: Ref | None = None


class EventObject(Struct, frozen=True, forbid_unknown_fields=True):
    ref: Ref
    object_class: str
    description: Short | None = None
    quantity: float | None = None
    unit: Short | None = None
    status: str | None = None
    owner: Ref | None = None
    """A person or an organisation of the event."""
    value_eur: Annotated[str, Meta(pattern=r"^[0-9]{1,10}(\.[0-9]{1,2})?$")] | None = None
    serial: Annotated[str, Meta(max_length=60)] | None = None
    imei: Annotated[str, Meta(max_length=20)] | None = None
    storage: Short | None = None


class EventOfficer(Struct, frozen=True, forbid_unknown_fields=True):
    """Who was there, beside the one who is responsible."""

    ref: Ref
    name: Short
    badge: Annotated[str, Meta(max_length=20)] | None = None


class EventNumber(Struct, frozen=True):
    """One of the registration numbers of an event: each owner gives its own."""

    number: str
    institution: str
    given_at: datetime


class EventWarning(Struct, frozen=True):
    """Something doubtful that does not stand in the way: `register.warning.checksum`."""

    path: str
    code: str


class FieldOrigin(Struct, frozen=True):
    """Where the present value of one field comes from."""

    origin: str
    """card, register, narrative, manual, journal."""
    source: str
    """What exactly: a card's number, a person's name, a system."""
    at: datetime
    by: str


class Member(Struct, frozen=True):
    """Somebody to whom an event is open by name, whatever its level."""

    id: str
    name: str
    institution: str


class AccessChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Who shall see an event from now on. `members`: logins of those it is open to by name."""

    version: int
    level: Level
    members: Annotated[list[Annotated[str, Meta(max_length=100)]], Meta(max_length=50)]
    reason: Annotated[str, Meta(min_length=1, max_length=300)]


class GlassWish(Struct, frozen=True, forbid_unknown_fields=True):
    """Danger to life is no time for rights: why everything must be seen for a while."""

    id: UUID
    ground: Annotated[str, Meta(max_length=60)]
    """A code of the classifier `glass_ground`."""
    reason: Annotated[str, Meta(min_length=10, max_length=1000)]


class Glass(Struct, frozen=True):
    """One breaking of the glass, asked for, broken and looked at afterwards by another."""

    id: UUID
    actor: str
    actor_name: str
    institution: str
    ground: str
    reason: str
    asked_at: datetime
    broken_at: datetime | None
    ends_at: datetime | None
    reviewed_at: datetime | None
    reviewed_by_name: str | None
    justified: bool | None
    review_note: str | None


class GlassReview(Struct, frozen=True, forbid_unknown_fields=True):
    justified: bool
    note: Annotated[str, Meta(min_length=1, max_length=1000)]


class EventView(Struct, frozen=True):
    """A registered event as one institution may see it."""

    id: UUID
    number: str
    """Registration number of the owning institution, without gaps."""
    institution: str
    """Owner now."""
    seen_by: list[str]
    level: Level
    members: list[Member]
    """People to whom it is open by name."""
    writers: list[str]
    """Institutions that may write in it beside its owner."""
    version: int
    type: str
    type_version: int
    legal_class: str | None
    category: str | None
    """A to D, the legal response category of the State Police."""
    status: str
    """registered, in_progress, suspended, transferred, completed, cancelled."""
    received_at: datetime
    received_via: str
    occurred_from: datetime | None
    occurred_to: datetime | None
    on_scene_at: datetime | None
    place: EventPlace
    narrative: str
    outcome: EventOutcome | None
    persons: list[EventPerson]
    vehicles: list[EventVehicle]
    objects: list[EventObject]
    organisations: list[EventOrganisation]
    documents: list[EventDocument]
    officers: list[EventOfficer]
    officer: str | None
    officer_name: str | None
    card_id: UUID | None
    card_number: str | None
    origins: dict[str, FieldOrigin]
    """Path of a field (`place.address`, `persons.p1.phone`) to where its value comes from."""
    missing: list[str]
    """Paths still wanted before the event can be completed, in order of legal need."""
    sections: list[str]
    """Lists that the form of this type begins with, in this order."""
    created_at: datetime
    changed_at: datetime
    completed_at: datetime | None
    status_reason: str | None = None
    """Why it is suspended, cancelled or open again."""
    numbers: list[EventNumber] = []
    """All registration numbers, the first one first."""
    warnings: list[EventWarning] = []
    withheld: list[str] = []
    """What this reader may not see: `persons`, `vehicles`, `organisations`, `documents`."""


class EventContent(Struct, frozen=True):
    """What an event says that can be found again in others."""

    type: str
    status: str
    received_at: datetime
    place: EventPlace
    persons: list[EventPerson]
    vehicles: list[EventVehicle]
    objects: list[EventObject]
    organisations: list[EventOrganisation] = []
    documents: list[EventDocument] = []
    legal_class: str | None = None
    outcome: EventOutcome | None = None


class WholeEvent(Struct, frozen=True):
    """For a context that shows parts of events and answers itself for who sees them."""

    id: UUID
    version: int
    number: str
    numbers: list[str]
    """All that it has had."""
    institution: str
    readers: list[str]
    """The keys that open it; whoever shows a part of it carries them on."""
    audience: list[str]
    """Who hears at once of what is done about it."""
    card_number: str | None
    content: EventContent


class EventRow(Struct, frozen=True):
    """One line of a list: no personal data."""

    id: UUID
    number: str
    institution: str
    type: str
    category: str | None
    status: str
    received_at: datetime
    address: str | None
    atvk: str | None
    officer_name: str | None
    card_number: str | None
    missing: int
    changed_at: datetime
    version: int
    level: Level = "ordinary"


class EventPage(Struct, frozen=True):
    rows: list[EventRow]
    cursor: str | None
    """Give it back for the next page; None at the end."""


class EventFilter(Struct, frozen=True):
    status: str | None = None
    type: str | None = None
    """A code, or the group before its dot."""
    since: datetime | None = None
    until: datetime | None = None
    q: str | None = None
    """Part of a number, a card's number or an address; never a person: that is a search."""
    mine: bool = False
    limit: int = 50
    cursor: str | None = None


FieldValue = str | int | float | bool | list[str] | None


class FieldChange(Struct, frozen=True):
    path: str
    before: FieldValue
    after: FieldValue
    origin: str | None
    """None for acts, such as a status, that have no other source than their actor."""
    source: str | None


class Attachment(Struct, frozen=True):
    id: UUID
    name: str
    media_type: str
    size: int
    """Bytes."""
    sha256: str
    added_at: datetime
    added_by_name: str
    withdrawn_at: datetime | None
    withdrawn_by_name: str | None
    withdrawn_reason: str | None
    """A withdrawn one is no longer shown; that it was there stays on record."""


class Withdrawal(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Annotated[str, Meta(min_length=1, max_length=300)]


class EventVersion(Struct, frozen=True):
    """What one change did; every version is kept whole."""

    version: int
    at: datetime
    by: str
    by_name: str
    institution: str
    cause: str
    """registered, card, changed, completed, transferred."""
    changes: list[FieldChange]


class Narrative(Struct, frozen=True, forbid_unknown_fields=True):
    text: Long


class Found(Struct, frozen=True):
    """Something that a narrative tells, ready to be taken over."""

    kind: str
    """plate, phone, personal_code, address."""
    text: str
    """As it was written."""
    value: str
    """In the form in which it is kept."""
    start: int
    end: int
    """Place in the text, in characters."""
    role: str | None
    """Of the person or vehicle, where a word before it says so."""


class FoundPlace(Struct, frozen=True):
    text: str
    place: EventPlace


class FoundType(Struct, frozen=True):
    type: str
    words: list[str]
    """That speak for it."""


class NarrativeRead(Struct, frozen=True):
    """What a narrative proposes. Nothing is taken over but by a person."""

    types: list[FoundType]
    places: list[FoundPlace]
    things: list[Found]


class VersionSeen(Struct, frozen=True, forbid_unknown_fields=True):
    version: int


class NewEvent(Struct, frozen=True, forbid_unknown_fields=True):
    id: UUID
    """Made by the desk, so that a repeated sending is not a second event."""
    type: Short
    received_at: datetime
    received_via: str
    place: EventPlace = EventPlace()
    narrative: Long = ""
    occurred_from: datetime | None = None
    occurred_to: datetime | None = None
    legal_class: str | None = None
    category: str | None = None


class TakenOver(Struct, frozen=True, forbid_unknown_fields=True):
    """An item whose fields were taken over from another event that the person may see."""

    path: Annotated[str, Meta(pattern=r"^[a-z]+\.[A-Za-z0-9_-]{1,40}$")]
    """`persons.p2`: in the event that is being changed."""
    event: UUID
    ref: Ref
    """Of the item there."""


class EventChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Only the fields that are given change; place, outcome and lists are given whole.

    `version` is the one the desk has seen: what others changed since then stays, unless both
    changed the same field.
    """

    version: int
    type: Short | None = None
    legal_class: str | None = None
    category: str | None = None
    status: str | None = None
    occurred_from: datetime | None = None
    occurred_to: datetime | None = None
    place: EventPlace | None = None
    narrative: Long | None = None
    outcome: EventOutcome | None = None
    persons: Annotated[list[EventPerson], Meta(max_length=100)] | None = None
    vehicles: Annotated[list[EventVehicle], Meta(max_length=50)] | None = None
    objects: Annotated[list[EventObject], Meta(max_length=200)] | None = None
    organisations: Annotated[list[EventOrganisation], Meta(max_length=50)] | None = None
    documents: Annotated[list[EventDocument], Meta(max_length=50)] | None = None
    officers: Annotated[list[EventOfficer], Meta(max_length=50)] | None = None
    received_at: datetime | None = None
    received_via: str | None = None
    reason: Short | None = None
    """Needed to cancel, to suspend and to open again."""
    from_narrative: Annotated[list[str], Meta(max_length=50)] = []
    """Paths whose new value was read out of the narrative and confirmed by the person."""
    taken_over: Annotated[list[TakenOver], Meta(max_length=50)] = []
    """Whence items were filled; fields that say the same as there get it as their origin."""
    clear: Annotated[list[str], Meta(max_length=20)] = []
    """Fields to empty: legal_class, category, occurred_from, occurred_to, outcome."""
