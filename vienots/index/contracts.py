"""What the index answers: things with the reasons why, their events, and what ties them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

Kind = Literal["person", "vehicle", "phone", "address", "mark", "event"]
KINDS: tuple[Kind, ...] = ("person", "vehicle", "phone", "address", "mark", "event")


class SearchFilter(Struct, frozen=True):
    kind: Kind | None = None
    since: datetime | None = None
    until: datetime | None = None
    atvk: str | None = None
    type: str | None = None
    """A code, or the group before its dot."""
    role: str | None = None
    limit: int = 20
    """Of each kind."""


class Reason(Struct, frozen=True):
    """Why something was found: what was written there, and how what was typed differs from it."""

    code: str
    """exact, diacritics, transliteration, ending, typo, order, birth_date, birth_year, birth_other,
    personal_code, phone, phone_part, plate, plate_alike, plate_part, address, address_typo, mark,
    mark_part, number, card, together."""
    found: str | None = None


class HitEvent(Struct, frozen=True):
    """An event in which it is mentioned, and as what."""

    id: UUID
    number: str
    institution: str
    type: str
    status: str
    received_at: datetime
    address: str | None
    atvk: str | None
    role: str | None


class Hit(Struct, frozen=True):
    kind: Kind
    id: int | None
    """None: the event itself, which has its own id."""
    label: str
    detail: str | None
    """A vehicle's make and colour, a document's type."""
    birth_on: date | None
    personal_code: str | None
    phone: str | None
    score: float
    why: list[Reason]
    events: list[HitEvent]
    """Newest first, some of them."""
    event_count: int
    more_events: bool
    """There are more than were counted."""
    merged: int = 1
    """How many identities people have judged to be this one."""
    name_only: bool = False
    """Nothing but a name is known: these may be several people."""


class SearchAnswer(Struct, frozen=True):
    hits: list[Hit]
    """Best first."""
    cut: list[str]
    """Kinds of which there are more."""


KnownList = Literal["persons", "vehicles", "documents", "organisations"]
"""Lists of an event whose items earlier events may tell."""


class KnownSource(Struct, frozen=True):
    """One event that tells of it, and under which ref there."""

    event: UUID
    number: str
    ref: str
    received_at: datetime


class KnownItem(Struct, frozen=True):
    """Somebody or something as earlier events tell it, ready to be taken over into another."""

    label: str
    values: dict[str, str]
    """By field; of each the newest that is told. What belongs to an event, such as a role, is not
    among them."""
    differs: list[str]
    """Fields that an older event tells otherwise."""
    sources: list[KnownSource]
    """Newest first; the values come from them."""
    event_count: int
    why: list[Reason]
    name_only: bool
    """Nothing but a name is known: the values are of the newest event alone."""


class Start(Struct, frozen=True):
    """From where links are followed: a thing by its number, an event by its id."""

    kind: Kind
    id: str


class Span(Struct, frozen=True):
    since: datetime | None = None
    until: datetime | None = None


class Node(Struct, frozen=True):
    key: str
    """`person:12`, `event:<uuid>`: names a node within this answer, and what to ask for next."""
    kind: Kind
    label: str
    detail: str | None
    hop: int
    """0: what was asked for."""
    at: datetime
    """Newest event that it stands in."""


class Edge(Struct, frozen=True):
    start: str
    end: str
    relation: str
    """A role, `driver`, `phone`, `address`, `mark`, `place`."""
    at: datetime


class Links(Struct, frozen=True):
    nodes: list[Node]
    edges: list[Edge]
    cut: bool
    """There are more than are shown."""


class IdentityView(Struct, frozen=True):
    """A person as the reader's events tell it."""

    id: int
    label: str
    birth_on: date | None
    personal_code: str | None
    phone: str | None
    event_count: int


class Proposal(Struct, frozen=True):
    """Two identities that may be one person: a human being decides."""

    other: IdentityView
    score: float
    """How likely they are one, from 0 to 1."""
    reasons: list[str]
    """code, code_near, name, name_alike, birth_date, birth_near, phone, phone_near, address,
    address_near."""
    against: list[str]
    """What speaks against it: other_birth_date, other_name, other_code."""


ID_MAX = 2**53 - 1
"""Consoles count no further."""
ThingId = Annotated[int, Meta(ge=1, le=ID_MAX)]
Cause = Annotated[str, Meta(min_length=3, max_length=300)]


class NewMerge(Struct, frozen=True, forbid_unknown_fields=True):
    one: ThingId
    other: ThingId
    reason: Cause


class Merge(Struct, frozen=True):
    id: UUID
    one: int
    other: int
    reason: str
    score: float
    reasons: list[str]
    by: str
    by_name: str
    institution: str
    at: datetime
    undone_at: datetime | None
    undone_by: str | None
    undone_reason: str | None


class Identity(Struct, frozen=True):
    """A person, the judgements that made it of several, and who else it may be."""

    person: IdentityView
    merges: list[Merge]
    """Standing ones."""
    proposals: list[Proposal]
    """Likeliest first."""


class Undo(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Cause


class ToldPerson(Struct, frozen=True):
    """A place where a person is told of; `id` is the index's own."""

    id: int
    event_id: UUID
    ref: str
    label: str
    birth_on: date | None
    personal_code: str | None


class EventAround(Struct, frozen=True):
    """Another event, and by what it is tied: address, person."""

    event: HitEvent
    why: list[str]
