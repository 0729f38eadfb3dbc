"""Events that are loaded in great numbers, with what was done about each of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vienots.kernel.contracts import Actor
from vienots.register.contracts import EventChange, Level, NewEvent


class PastEvent(Struct, frozen=True):
    """The acts of one officer: registering, then what follows of these, in this order."""

    new: NewEvent
    officer: Actor
    registered_at: datetime
    change: EventChange | None = None
    changed_at: datetime | None = None
    level: Level = "ordinary"
    """Raised by the officer, who then is its one member."""
    level_at: datetime | None = None
    completed_at: datetime | None = None
    look_id: UUID | None = None
    """For the second look at its ending, if there is one."""
    looked_at: datetime | None = None
    looker: Actor | None = None
    """Who upheld the ending; None: it waits."""


class Load(Struct, frozen=True):
    """What is generated, and how far it has come."""

    id: UUID
    seed: int
    events: int
    persons: int
    until: datetime
    """The newest event is a little older."""
    done: int = 0
    """Events that are in the register."""
