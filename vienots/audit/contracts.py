"""What the auditor's desk sees of the journal and its chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct


class JournalEntry(Struct, frozen=True):
    id: int
    recorded_at: datetime
    happened_at: datetime
    kind: str
    """change, read, refused."""
    actor: str
    actor_name: str
    institution: str
    topic: str
    subject_id: UUID
    purpose: str | None
    purpose_ref: str | None
    payload: dict[str, Any]
    sealed_seq: int | None
    """Place in the chain; None for the second or so before the seal."""


class JournalPage(Struct, frozen=True):
    entries: list[JournalEntry]
    before: int | None
    """Give it back as `before` for the next page; None at the end."""


class JournalFilter(Struct, frozen=True):
    before: int | None = None
    actor: str | None = None
    topic: str | None = None
    subject_id: UUID | None = None
    kind: str | None = None
    institution: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 100


class Verification(Struct, frozen=True):
    id: UUID
    at: datetime
    asked_by: str
    entries: int
    checkpoints: int
    erased: int
    """Payloads that were taken out by a certificate."""
    whole: bool
    findings: list[dict[str, Any]]
    last_hash: str
    took_s: float


class ChainState(Struct, frozen=True):
    sealed: int
    """Entries in the chain."""
    unsealed: int
    unsealed_age_s: float
    last_hash: str
    checkpoint_at: datetime | None
    key_id: str | None
    verified: Verification | None
    """The newest check of the whole chain."""
