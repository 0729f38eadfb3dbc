"""The case of family violence behind an event: what is asked, decided and sent on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

Ref = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,40}$")]


class Involved(Struct, frozen=True):
    """A person of the event, as it tells of them: nobody types them again."""

    ref: str
    role: str
    name: str
    personal_code: str | None
    birth_on: date | None
    phone: str | None
    address: str | None
    minor: bool


class CaseAnswer(Struct, frozen=True):
    question: str
    version: int
    value: str
    at: datetime
    by_name: str


class Answers(Struct, frozen=True, forbid_unknown_fields=True):
    """Code of the question to its answer: `yes`, `no`, `unknown` or a text."""

    answers: dict[
        Annotated[str, Meta(max_length=60)], Annotated[str, Meta(min_length=1, max_length=1000)]
    ]


class NewWeaponsCheck(Struct, frozen=True, forbid_unknown_fields=True):
    id: UUID
    result: Literal["registered", "none", "not_checked"]
    note: Annotated[str, Meta(max_length=1000)] | None = None


class WeaponsCheck(Struct, frozen=True):
    id: UUID
    result: Literal["registered", "none", "not_checked"]
    note: str | None
    at: datetime
    by_name: str


class NewDecision(Struct, frozen=True, forbid_unknown_fields=True):
    id: UUID
    from_ref: Ref
    protected_refs: Annotated[list[Ref], Meta(min_length=1, max_length=20)]
    days: Annotated[int, Meta(ge=1, le=365)]
    distance_m: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    conditions: Annotated[str, Meta(max_length=2000)] = ""
    to_court: bool = False


class Decision(Struct, frozen=True):
    """Separation: it ends by itself, or is revoked with a reason."""

    id: UUID
    number: str
    from_ref: str
    protected_refs: list[str]
    decided_at: datetime
    decided_by_name: str
    days: int
    ends_at: datetime
    distance_m: int | None
    conditions: str
    to_court: bool
    revoked_at: datetime | None
    revoked_reason: str | None


class Revocation(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Annotated[str, Meta(min_length=3, max_length=1000)]


class Notice(Struct, frozen=True):
    id: UUID
    case_id: UUID
    rule: str
    kind: str
    recipient_name: str | None
    due_at: datetime | None
    """None: the term is not configured."""
    state: Literal["open", "waiting", "no_recipient", "delivered", "failed"]
    sha256: str | None
    tries: int
    last_error: str | None
    delivered_at: datetime | None
    receipt: dict[str, Any] | None


class FinishedNotice(Struct, frozen=True):
    """What a notice says and where it goes."""

    id: UUID
    event_id: UUID
    rule: str
    kind: str
    recipient_address: str
    payload: dict[str, Any]
    sha256: str


class Around(Struct, frozen=True):
    """Another event at this address or of these people, of whatever institution."""

    id: UUID
    number: str
    institution: str
    type: str
    status: str
    received_at: datetime
    why: list[str]
    """address, person."""
    decision: str | None
    """Number of a separation that was decided there."""


class CaseQuestion(Struct, frozen=True):
    code: str
    text_lv: str
    text_en: str
    answer: str
    """yes_no or text."""


class CaseView(Struct, frozen=True):
    id: UUID
    event_id: UUID
    institution: str
    opened_at: datetime
    opened_by_name: str
    reported_at: datetime | None
    reported_by_name: str | None
    address: str | None
    people: list[Involved]
    questions: list[CaseQuestion]
    answers: list[CaseAnswer]
    """The newest of each question."""
    weapons: list[WeaponsCheck]
    decisions: list[Decision]
    notices: list[Notice]
    around: list[Around]
    days_max: int | None
    """How long a separation may last; None: not configured."""


class DueNotice(Struct, frozen=True):
    notice: Notice
    event_id: UUID
    number: str
