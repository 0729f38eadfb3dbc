from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from vienots.kernel.events import Event
from vienots.outbox.contracts import LetterState


class LetterMoved(Event, frozen=True):
    """Posted, receipted, given up, sent again or overtaken. The subject is the letter."""

    topic: ClassVar[str] = "outbox.letter_moved"
    system: str
    message: str
    state: LetterState
    event_id: UUID


class LetterDied(Event, frozen=True):
    """Nobody takes it: a person has to look."""

    topic: ClassVar[str] = "outbox.letter_died"
    system: str
    message: str
    event_id: UUID
    said: str


class LetterRead(Event, frozen=True):
    """Somebody read what a letter says. The subject is the event that it is about."""

    topic: ClassVar[str] = "outbox.letter_read"
    letter: UUID
    system: str
    message: str
    persons: list[str]
    """Refs of those who stand in it."""
