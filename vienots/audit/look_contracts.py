"""Enquiries into looks, and what is unusual among them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

Short = Annotated[str, Meta(max_length=200)]
Reason = Annotated[str, Meta(min_length=3, max_length=1000)]


class Question(Struct, frozen=True, forbid_unknown_fields=True):
    """At least one of person, event and reader; all that are given must fit."""

    personal_code: Annotated[str, Meta(max_length=20)] | None = None
    name: Short | None = None
    birth_on: date | None = None
    number: Annotated[str, Meta(max_length=60)] | None = None
    """A registration number that the event has had."""
    reader: Short | None = None
    """An actor's id, or a part of a name."""
    institution: Annotated[str, Meta(max_length=60)] | None = None
    purpose: Annotated[str, Meta(max_length=60)] | None = None
    since: Annotated[datetime, Meta(tz=True)] | None = None
    until: Annotated[datetime, Meta(tz=True)] | None = None


class NewEnquiry(Struct, frozen=True, forbid_unknown_fields=True):
    question: Question
    reason: Reason


class Look(Struct, frozen=True):
    """One entry of the journal: somebody was shown something."""

    entry_id: int
    at: datetime
    actor: str
    actor_name: str
    institution: str
    topic: str
    purpose: str
    purpose_ref: str | None
    q: str | None
    """What was typed to find it."""
    events: int
    """Of how many events something was shown by this look."""
    persons: int


class Enquiry(Struct, frozen=True):
    id: UUID
    at: datetime
    by_name: str
    question: dict[str, Any]
    reason: str
    rows: int


class EnquiryAnswer(Struct, frozen=True):
    enquiry: Enquiry
    persons: list[str]
    """Names under which the person is told in events: whether it is the right one is seen here."""
    looks: list[Look]


class Finding(Struct, frozen=True):
    """Looks that a rule holds to be unusual; whether they were wrong a person judges."""

    id: UUID
    rule: str
    actor: str
    actor_name: str
    institution: str
    first_at: datetime
    last_at: datetime
    entries: list[int]
    why: dict[str, str | int]
    state: Literal["new", "explained", "referred"]
    judged_at: datetime | None
    judged_by_name: str | None
    note: str | None


class FindingJudgement(Struct, frozen=True, forbid_unknown_fields=True):
    state: Literal["explained", "referred"]
    note: Reason


class ReportRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A person asks who has looked at them; who they are was seen in a document."""

    personal_code: Annotated[str, Meta(min_length=11, max_length=12)]
    name: Short
    document_seen: Annotated[str, Meta(min_length=3, max_length=100)]
    since: Annotated[datetime, Meta(tz=True)] | None = None


class ReportRow(Struct, frozen=True):
    at: datetime
    institution: str
    purpose: str
    actor_name: str | None
    """Only where the rules say that readers are named."""


class SubjectReport(Struct, frozen=True):
    made_at: datetime
    name: str
    since: datetime | None
    rows: list[ReportRow]
