from __future__ import annotations

from typing import Any, ClassVar

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
