"""How long events are kept, what stops their end, and what says that they are gone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

Code = Annotated[str, Meta(min_length=1, max_length=60)]
Reason = Annotated[str, Meta(min_length=3, max_length=1000)]
RuleState = Literal["proposed", "standing", "refused", "withdrawn"]
Unit = Literal["day", "month", "year"]


class NewRetentionRule(Struct, frozen=True, forbid_unknown_fields=True):
    """A version of a rule, to be confirmed by somebody else. Without a term it says: keep."""

    id: UUID
    code: Annotated[str, Meta(pattern=r"^[a-z0-9_]{2,40}$")]
    name: Annotated[str, Meta(min_length=3, max_length=200)]
    basis: Annotated[str, Meta(min_length=3, max_length=500)]
    valid_from: date
    waiting_days: Annotated[int, Meta(ge=1, le=3650)]
    keep_count: Annotated[int, Meta(ge=1, le=1200)] | None = None
    keep_unit: Unit | None = None
    legal_class: Code | None = None
    outcome_kind: Code | None = None
    category: Code | None = None
    type_group: Code | None = None
    everywhere: bool = False
    """For all institutions: only from the keeper of the register."""


class RetentionRule(Struct, frozen=True):
    id: UUID
    institution: str
    """`*`: all."""
    code: str
    version: int
    name: str
    basis: str
    legal_class: str | None
    outcome_kind: str | None
    category: str | None
    type_group: str | None
    keep_count: int | None
    keep_unit: Unit | None
    waiting_days: int
    valid_from: date
    valid_to: date | None
    state: RuleState
    proposed_at: datetime
    proposed_by: str
    proposed_by_name: str
    decided_at: datetime | None = None
    decided_by: str | None = None
    decided_by_name: str | None = None
    decision_note: str | None = None


class RuleDecision(Struct, frozen=True, forbid_unknown_fields=True):
    """`withdrawn` is for who proposed it, the others for somebody else."""

    verdict: Literal["standing", "refused", "withdrawn"]
    note: Annotated[str, Meta(max_length=500)] | None = None


class RetentionCoverage(Struct, frozen=True):
    """Ended events of one kind, and the rule that holds for them today; null: none is configured,
    and none of them is ever deleted."""

    institution: str
    legal_class: str | None
    outcome_kind: str | None
    events: int
    oldest_on: date
    rule_code: str | None
    rule_name: str | None
    keep_count: int | None
    keep_unit: Unit | None


class RetentionDue(Struct, frozen=True):
    """An event whose term is over, or will be soon. No person, no place, no narrative."""

    event_id: UUID
    number: str
    institution: str
    type: str
    legal_class: str | None
    outcome_kind: str | None
    rule_code: str
    rule_version: int
    rule_name: str
    ended_at: datetime
    due_on: date
    marked_on: date
    delete_on: date
    stops: list[str]
    """hold, linked_case, custody, task, transfer, second_look, fault."""


class RuleReach(Struct, frozen=True):
    """What a rule would do in one institution, if it stood today."""

    institution: str
    events: int
    """Ended ones that it would hold for."""
    over: int
    """Of these, whose term is over."""
    soon: int
    """Whose term ends in the next thirty days."""
    stopped: int
    """Of those over and soon, that something stops today."""
    oldest_on: date


class ReachedEvent(Struct, frozen=True):
    event_id: UUID
    number: str
    institution: str
    type: str
    legal_class: str | None
    outcome_kind: str | None
    ended_at: datetime
    due_on: date | None
    """Null: the rule says to keep it."""
    stops: list[str]


class ReachPage(Struct, frozen=True):
    events: list[ReachedEvent]
    next_cursor: str | None


class EventRetention(Struct, frozen=True):
    """How long one event stays, and by what."""

    ended_on: date | None
    """Null: it is not ended, and no term runs."""
    rule_code: str | None
    """Null: no rule is configured for it, and it is not deleted."""
    rule_version: int | None
    rule_name: str | None
    rule_basis: str | None
    due_on: date | None
    """Null: no term runs, or the rule says to keep it."""
    delete_on: date | None
    """Null: not announced yet."""
    stops: list[str]
    holds: list[RetentionHold]


class RetentionState(Struct, frozen=True):
    """Where the nightly walk stands, and what there is to be done."""

    rules: int
    proposals: int
    due: int
    """Announced: their term is over, or will be within `ahead_days`."""
    stopped: int
    ahead_days: int
    walked_on: date | None
    walking: bool
    next_on: date | None
    """The first day on which something goes that nothing stops."""


class DuePage(Struct, frozen=True):
    state: RetentionState
    due: list[RetentionDue]
    next_cursor: str | None


class NewHold(Struct, frozen=True, forbid_unknown_fields=True):
    id: UUID
    number: Annotated[str, Meta(min_length=3, max_length=60)]
    """Of the event: whoever keeps data safe need not see what it says."""
    reason: Reason
    until_on: date | None = None


class HoldLift(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Reason


class RetentionHold(Struct, frozen=True):
    id: UUID
    event_id: UUID
    number: str
    institution: str
    source: str
    reason: str
    about: list[str]
    """Things of the event that the context answers for: `objects.o1`."""
    until_on: date | None
    set_at: datetime
    set_by_name: str
    lifted_at: datetime | None
    lifted_by_name: str | None
    lift_reason: str | None


class Certificate(Struct, frozen=True):
    """What is left of a deleted event: no personal data."""

    id: UUID
    number: str
    subject_id: UUID
    event_number: str
    institution: str
    rule_id: UUID
    rule_code: str
    rule_version: int
    rule_name: str
    rule_basis: str
    proposed_by_name: str
    confirmed_by_name: str
    confirmed_at: datetime
    legal_class: str | None
    outcome_kind: str | None
    ended_on: date
    due_on: date
    marked_on: date
    deleted_at: datetime
    counts: dict[str, int]
    """Rows by the part of the event; `content`: contents of files that no other event has."""
    content_sha256: str


class CertificatePage(Struct, frozen=True):
    certificates: list[Certificate]
    next_cursor: str | None
