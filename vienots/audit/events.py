from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from vienots.kernel.events import Event


class JournalRead(Event, frozen=True):
    """The auditor's own look is written down like any other."""

    topic: ClassVar[str] = "audit.journal_read"
    filter: dict[str, Any]
    hits: int


class ChainVerified(Event, frozen=True):
    topic: ClassVar[str] = "audit.chain_verified"
    whole: bool
    entries: int
    findings: int


class EnquiryMade(Event, frozen=True):
    """Asking who looked is a look, too."""

    topic: ClassVar[str] = "audit.enquiry_made"
    question: dict[str, Any]
    reason: str
    rows: int


class EnquiryExported(Event, frozen=True):
    topic: ClassVar[str] = "audit.enquiry_exported"
    form: str
    sha256: str
    rows: int


class FindingsRead(Event, frozen=True):
    topic: ClassVar[str] = "audit.findings_read"
    findings: list[UUID]


class FindingJudged(Event, frozen=True):
    topic: ClassVar[str] = "audit.finding_judged"
    rule: str
    reader: str
    state: str


class SubjectReported(Event, frozen=True):
    """A person was told who has looked at them."""

    topic: ClassVar[str] = "audit.subject_reported"
    document_seen: str
    persons: list[int]
    rows: int
