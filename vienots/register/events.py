from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from vienots.kernel.events import Event
from vienots.register.contracts import EventRow, Glass
from vienots.register.load_contracts import Load
from vienots.register.retention_contracts import Certificate, RetentionHold, RetentionRule
from vienots.register.work_contracts import Participant, Relation, SecondLook, Task, Transfer


class EventRegistered(Event, frozen=True):
    topic: ClassVar[str] = "register.event_registered"
    row: EventRow


class EventsLoaded(Event, frozen=True):
    """So many generated events came in at once; none of them has an entry of its own."""

    topic: ClassVar[str] = "register.events_loaded"
    load: Load


class EventChanged(Event, frozen=True):
    """`fields` are paths without values: what changed is in the versions, not in the feed."""

    topic: ClassVar[str] = "register.event_changed"
    row: EventRow
    fields: list[str]
    reason: str | None = None
    """Why its level was changed."""


class EventHidden(Event, frozen=True):
    """For those who saw it until now; it says nothing but which."""

    topic: ClassVar[str] = "register.event_hidden"


class EventCompleted(Event, frozen=True):
    topic: ClassVar[str] = "register.event_completed"
    row: EventRow


class EventTransferred(Event, frozen=True):
    topic: ClassVar[str] = "register.event_transferred"
    row: EventRow
    from_institution: str
    to_institution: str
    earlier_number: str


class PersonsRead(Event, frozen=True):
    """Somebody looked at what one event says of persons; the refs say at which."""

    topic: ClassVar[str] = "register.persons_read"
    number: str
    persons: list[str]
    vehicles: list[str]
    organisations: list[str] = []
    documents: list[str] = []
    versions: bool = False
    """The earlier versions were shown too."""


class EventPrinted(PersonsRead, frozen=True):
    """What was seen of the event went out on paper."""

    topic: ClassVar[str] = "register.event_printed"


class ListExported(Event, frozen=True):
    """A list without persons went out as a file."""

    topic: ClassVar[str] = "register.list_exported"
    form: str
    rows: int
    digest: str
    """SHA-256 of the rows."""
    asked: dict[str, str]


class AttachmentAdded(Event, frozen=True):
    """The subject is the event."""

    topic: ClassVar[str] = "register.attachment_added"
    number: str
    attachment: UUID
    name: str
    sha256: str


class AttachmentWithdrawn(Event, frozen=True):
    topic: ClassVar[str] = "register.attachment_withdrawn"
    number: str
    attachment: UUID
    reason: str


class AttachmentsRead(Event, frozen=True):
    """Somebody saw the names of an event's files, or opened one of them."""

    topic: ClassVar[str] = "register.attachments_read"
    number: str
    attachments: list[UUID]
    opened: bool


class GlassAsked(Event, frozen=True):
    topic: ClassVar[str] = "register.glass_asked"
    ground: str
    reason: str


class GlassBroken(Event, frozen=True):
    """For the supervisors, at once."""

    topic: ClassVar[str] = "register.glass_broken"
    glass: Glass


class GlassReviewed(Event, frozen=True):
    topic: ClassVar[str] = "register.glass_reviewed"
    glass: Glass


class TransferOffered(Event, frozen=True):
    """The subject of these is the event."""

    topic: ClassVar[str] = "register.transfer_offered"
    transfer: Transfer


class TransferAnswered(Event, frozen=True):
    topic: ClassVar[str] = "register.transfer_answered"
    transfer: Transfer


class TransferOverdue(Event, frozen=True):
    topic: ClassVar[str] = "register.transfer_overdue"
    transfer: Transfer


class ParticipantsChanged(Event, frozen=True):
    topic: ClassVar[str] = "register.participants_changed"
    participants: list[Participant]


class CommentAdded(Event, frozen=True):
    """Its text may name people and is read with a purpose."""

    topic: ClassVar[str] = "register.comment_added"
    comment: UUID


class TaskChanged(Event, frozen=True):
    topic: ClassVar[str] = "register.task_changed"
    task: Task


class LookQueued(Event, frozen=True):
    topic: ClassVar[str] = "register.second_look_queued"
    look: SecondLook


class LookJudgedEvent(Event, frozen=True):
    topic: ClassVar[str] = "register.second_look_judged"
    look: SecondLook


class RelationChanged(Event, frozen=True):
    """Two events belong together, or no longer."""

    topic: ClassVar[str] = "register.relation_changed"
    relation: Relation


class WorkRead(Event, frozen=True):
    """Somebody read what was said around an event."""

    topic: ClassVar[str] = "register.work_read"
    number: str
    comments: list[UUID]


class RetentionRuleProposed(Event, frozen=True):
    """The subject of these is the rule."""

    topic: ClassVar[str] = "register.retention_rule_proposed"
    rule: RetentionRule


class RetentionRuleDecided(Event, frozen=True):
    topic: ClassVar[str] = "register.retention_rule_decided"
    rule: RetentionRule


class HoldSet(Event, frozen=True):
    """The subject is the event, for as long as there is one."""

    topic: ClassVar[str] = "register.retention_hold_set"
    hold: RetentionHold


class HoldLifted(Event, frozen=True):
    topic: ClassVar[str] = "register.retention_hold_lifted"
    hold: RetentionHold


class RetentionWalked(Event, frozen=True):
    """A night's walk is over: how many are due now, how many are due no more."""

    topic: ClassVar[str] = "register.retention_walked"
    day: date
    due: int
    taken_off: int


class EventDeleted(Event, frozen=True):
    """Nothing is left of it but this."""

    topic: ClassVar[str] = "register.event_deleted"
    certificate: Certificate


class CertificatesExported(Event, frozen=True):
    topic: ClassVar[str] = "register.certificates_exported"
    institution: str
    certificates: int
    format: str


class RegistersAsked(Event, frozen=True):
    """Somebody asked registers of the country, or an entry of his was checked there."""

    topic: ClassVar[str] = "register.registers_asked"
    q: str
    """The number that was asked for, as it was typed."""
    sources: list[str]


class ChecksRead(Event, frozen=True):
    """Somebody read what registers say of the people of an event."""

    topic: ClassVar[str] = "register.checks_read"
    number: str
    persons: list[str]


class EventChecked(Event, frozen=True):
    """A register has answered about somebody or something of the event."""

    topic: ClassVar[str] = "register.checked"
    source: str
    alert: bool
