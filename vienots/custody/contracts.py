"""Things in custody as desks and other contexts may know them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

Part = Literal["objects", "vehicles", "documents"]
"""The lists of an event in which a thing may stand."""
ItemKind = Literal["seized", "found", "lost_property", "document", "vehicle"]
ItemStatus = Literal["held", "handed_over", "transferred", "released", "destroyed"]
"""In a place of its institution; with a person; with another institution; gone."""
PlaceKind = Literal["store", "safe", "cold_store", "vehicle_park", "laboratory", "other"]
MarkKind = Literal["serial", "imei", "plate", "vin", "number"]

Text = Annotated[str, Meta(min_length=1, max_length=300)]
Note = Annotated[str, Meta(min_length=1, max_length=1000)]


class Mark(Struct, frozen=True, forbid_unknown_fields=True):
    """A number that the thing carries."""

    kind: MarkKind
    value: Annotated[str, Meta(min_length=1, max_length=60)]


class StoragePlace(Struct, frozen=True):
    id: UUID
    institution: str
    code: str
    name: str
    kind: PlaceKind
    active: bool


class PlaceWish(Struct, frozen=True, forbid_unknown_fields=True):
    """A new place of one's institution, or a change of the one with this code."""

    code: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9./-]{0,29}$")]
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    kind: PlaceKind
    active: bool = True


class CustodyItem(Struct, frozen=True):
    """One thing as it stands now. No private person is named in it."""

    id: UUID
    number: str
    institution: str
    """Who took it in and numbers it."""
    event_id: UUID | None
    event_number: str | None
    event_part: Part | None
    event_ref: str | None
    kind: ItemKind
    description: str
    quantity: float | None
    unit: str | None
    value_eur: str | None
    marks: list[Mark]
    taken_at: datetime
    taken_by: str
    taken_by_name: str
    taken_where: str | None
    legal_basis: str | None
    due_on: date | None
    """None: the term is not configured, and nobody set one."""
    place_id: UUID | None
    place_code: str | None
    place_name: str | None
    holder: str
    holder_name: str
    holder_institution: str
    status: ItemStatus
    legal_hold: bool
    destruction_asked_by: str | None
    destruction_asked_name: str | None
    steps: int
    head: str
    """Hash of the last step of its chain."""
    changed_at: datetime


class ItemNews(Struct, frozen=True):
    """One thing as the feed tells of it: what it is and which numbers it bears is a look."""

    id: UUID
    number: str
    institution: str
    event_id: UUID | None
    event_number: str | None
    kind: ItemKind
    taken_at: datetime
    due_on: date | None
    place_code: str | None
    holder_institution: str
    status: ItemStatus
    legal_hold: bool
    steps: int
    head: str
    changed_at: datetime


class Step(Struct, frozen=True):
    """One link of the chain; `hash` is over all the rest of it."""

    seq: int
    at: datetime
    by: str
    by_name: str
    institution: str
    act: str
    from_holder: str | None
    to_holder: str | None
    place: str | None
    note: str | None
    code_hash: str | None
    prev_hash: str
    hash: str


class CustodyOffer(Struct, frozen=True):
    """A thing on its way from hand to hand; the code itself stands nowhere."""

    id: UUID
    item_id: UUID
    from_person: str
    from_name: str
    from_institution: str
    to_institution: str
    to_person: str | None
    to_name: str | None
    note: str | None
    offered_at: datetime
    expires_at: datetime
    wrong_codes: int
    state: Literal["open", "accepted", "declined", "withdrawn", "void"]
    answered_at: datetime | None
    answered_by_name: str | None


class WaitingOffer(Struct, frozen=True):
    offer: CustodyOffer
    item: CustodyItem


class OfferMade(Struct, frozen=True):
    """Shown once, to whoever gives the thing away."""

    offer: CustodyOffer
    code: str
    qr: list[str]
    """Rows of the QR code of this code: `1` is dark."""


class ItemView(Struct, frozen=True):
    item: CustodyItem
    chain: list[Step]
    broken_at: int | None
    """The first step that does not fit the ones before it; None: the chain is whole."""
    offer: CustodyOffer | None
    """The open one."""
    term_configured: bool
    """Some term is laid down for things of this kind."""
    qr: list[str]
    """Of its number, for the label."""


class ItemFilter(Struct, frozen=True):
    status: ItemStatus | None = None
    kind: ItemKind | None = None
    place_id: UUID | None = None
    due_before: date | None = None
    overdue: bool = False
    mine: bool = False
    event_id: UUID | None = None
    q: str | None = None
    """Part of a number, of the description or of a mark."""
    limit: int = 50
    cursor: str | None = None


class ItemPage(Struct, frozen=True):
    items: list[CustodyItem]
    cursor: str | None
    """Give it back for the next page; None at the end."""
    today: date
    """What overdue is measured by."""


class EventThing(Struct, frozen=True):
    """What an event says of a thing that was seized or found."""

    part: Part
    ref: str
    kind: ItemKind
    description: str
    quantity: float | None
    unit: str | None
    value_eur: str | None
    marks: list[Mark]


class ThingInEvent(Struct, frozen=True):
    thing: EventThing
    item: CustodyItem | None
    """None: not in custody yet."""


class ThingRef(Struct, frozen=True, forbid_unknown_fields=True):
    part: Part
    ref: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,40}$")]


class TakingIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What the event does not say of the things that are taken in."""

    things: Annotated[list[ThingRef], Meta(max_length=100)] = []
    """Empty: all that are not in custody yet."""
    place_id: UUID | None = None
    taken_at: datetime | None = None
    """None: now."""
    taken_where: Text | None = None
    """None: the place of the event."""
    legal_basis: Text | None = None
    due_on: date | None = None
    """None: by the configured term, if there is one."""


class NewItem(Struct, frozen=True, forbid_unknown_fields=True):
    """A thing that was handed in without an event."""

    id: UUID
    kind: ItemKind
    description: Note
    quantity: Annotated[float, Meta(gt=0, le=1e9)] | None = None
    unit: Text | None = None
    value_eur: Annotated[str, Meta(pattern=r"^[0-9]{1,10}(\.[0-9]{1,2})?$")] | None = None
    marks: Annotated[list[Mark], Meta(max_length=20)] = []
    place_id: UUID | None = None
    taken_at: datetime | None = None
    taken_where: Text | None = None
    legal_basis: Text | None = None
    due_on: date | None = None


class NewOffer(Struct, frozen=True, forbid_unknown_fields=True):
    to_institution: Annotated[str, Meta(max_length=40)] | None = None
    """None: one's own."""
    to_login: Annotated[str, Meta(max_length=100)] | None = None
    """None: anybody there."""
    note: Note | None = None


class OfferAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, Meta(min_length=1, max_length=40)]
    place_id: UUID | None = None
    """Where it is laid at once; None: it stays in the receiver's hands."""


class Reason(Struct, frozen=True, forbid_unknown_fields=True):
    note: Note


class Move(Struct, frozen=True, forbid_unknown_fields=True):
    place_id: UUID
    note: Note | None = None


class DueChange(Struct, frozen=True, forbid_unknown_fields=True):
    due_on: date | None
    note: Note


class HoldChange(Struct, frozen=True, forbid_unknown_fields=True):
    legal_hold: bool
    note: Note


class Release(Struct, frozen=True, forbid_unknown_fields=True):
    """To whom it is given, and by what they were known."""

    name: Text
    document: Text
    note: Note
    """How the receipt was signed."""
