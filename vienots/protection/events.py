from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from vienots.kernel.events import Event
from vienots.protection.contracts import Notice


class CaseOpened(Event, frozen=True):
    """The subject of these is the case; no person stands in the feed."""

    topic: ClassVar[str] = "protection.case_opened"
    event_id: UUID
    number: str


class CaseChanged(Event, frozen=True):
    topic: ClassVar[str] = "protection.case_changed"
    event_id: UUID
    what: str
    """answers, weapons, decision, revoked, reported."""


class NoticeChanged(Event, frozen=True):
    topic: ClassVar[str] = "protection.notice_changed"
    event_id: UUID
    notice: Notice


class NoticeDue(Event, frozen=True):
    """Not delivered, and its term is near."""

    topic: ClassVar[str] = "protection.notice_due"
    event_id: UUID
    number: str
    notice: Notice


class CaseRead(Event, frozen=True):
    topic: ClassVar[str] = "protection.case_read"
    number: str
    persons: list[str]
    hits: list[UUID]
    """Other events that were shown with it."""
