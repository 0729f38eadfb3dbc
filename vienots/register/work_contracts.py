"""What people of institutions do around an event: offers, joint work, comments, tasks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from vienots.register.contracts import EventRow

Said = Annotated[str, Meta(min_length=1, max_length=1000)]
Institution = Annotated[str, Meta(min_length=1, max_length=60)]


class Offer(Struct, frozen=True, forbid_unknown_fields=True):
    to_institution: Institution
    reason: Said


class TransferAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """`reason` is wanted where an offer is rejected."""

    reason: Annotated[str, Meta(max_length=1000)] | None = None


class Transfer(Struct, frozen=True):
    id: UUID
    event_id: UUID
    from_institution: str
    to_institution: str
    saw_before: bool
    reason: str
    state: Literal["offered", "accepted", "rejected", "withdrawn"]
    offered_at: datetime
    offered_by_name: str
    due_at: datetime
    overdue_at: datetime | None
    """When the alarm for a late answer was given."""
    answered_at: datetime | None
    answered_by_name: str | None
    answer_reason: str | None


class Invitation(Struct, frozen=True, forbid_unknown_fields=True):
    institution: Institution
    may_write: bool
    reason: Said


class Participant(Struct, frozen=True):
    """An institution that works on the event beside its owner."""

    institution: str
    may_write: bool
    reason: str
    invited_at: datetime
    invited_by_name: str
    ended_at: datetime | None
    ended_by_name: str | None


class NewComment(Struct, frozen=True, forbid_unknown_fields=True):
    id: UUID
    text: Annotated[str, Meta(min_length=1, max_length=4000)]
    corrects: UUID | None = None


class Comment(Struct, frozen=True):
    id: UUID
    at: datetime
    by_name: str
    institution: str
    text: str
    corrects: UUID | None


class NewTask(Struct, frozen=True, forbid_unknown_fields=True):
    """`assignee`: a login; nobody named: whoever of the institution takes it."""

    id: UUID
    title: Annotated[str, Meta(min_length=1, max_length=300)]
    institution: Institution
    assignee: Annotated[str, Meta(max_length=100)] | None = None
    due_at: Annotated[datetime, Meta(tz=True)] | None = None


class Task(Struct, frozen=True):
    id: UUID
    event_id: UUID
    institution: str
    assignee: str | None
    assignee_name: str | None
    title: str
    due_at: datetime | None
    set_at: datetime
    set_by_name: str
    done_at: datetime | None
    done_by_name: str | None


Verdict = Literal["upheld", "returned"]


class Judgement(Struct, frozen=True, forbid_unknown_fields=True):
    """`returned` opens the event again and leaves its officer a task with the note."""

    verdict: Verdict
    note: Said


Why = Literal["cancelled", "sampled"]


class SecondLook(Struct, frozen=True):
    """An ended event that somebody else looks at once more."""

    id: UUID
    event_id: UUID
    institution: str
    why: Why
    queued_at: datetime
    ended_by: str
    ended_by_name: str
    verdict: Verdict | None
    judged_at: datetime | None
    judged_by_name: str | None
    note: str | None


class NewRelation(Struct, frozen=True, forbid_unknown_fields=True):
    id: UUID
    number: Annotated[str, Meta(min_length=1, max_length=60)]
    """A registration number that the other event has or had."""
    kind: Annotated[str, Meta(max_length=60)]
    """A code of the classifier `event_relation`."""
    note: Annotated[str, Meta(min_length=1, max_length=1000)] | None = None


class Relation(Struct, frozen=True):
    id: UUID
    event_id: UUID
    other_id: UUID
    kind: str
    note: str | None
    at: datetime
    by_name: str
    institution: str
    ended_at: datetime | None
    ended_by_name: str | None


class Related(Struct, frozen=True):
    """Another event that belongs to this one, as people have said."""

    relation: Relation
    row: EventRow


class EventWork(Struct, frozen=True):
    """All of it for one event."""

    transfers: list[Transfer]
    """Newest first; one at most is open."""
    participants: list[Participant]
    comments: list[Comment]
    tasks: list[Task]
    second_looks: list[SecondLook]
    related: list[Related]
    """Those alone that the reader sees, newest first."""


class OfferedEvent(Struct, frozen=True):
    transfer: Transfer
    row: EventRow


class OpenTask(Struct, frozen=True):
    task: Task
    row: EventRow


class WaitingLook(Struct, frozen=True):
    look: SecondLook
    row: EventRow


class Work(Struct, frozen=True):
    """What waits for the reader and his institution, the earliest due first."""

    offered_to_us: list[OfferedEvent]
    offered_by_us: list[OfferedEvent]
    tasks: list[OpenTask]
    second_looks: list[WaitingLook]
    """For who reviews."""
