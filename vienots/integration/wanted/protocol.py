"""Search for persons, vehicles, documents: its answers in the fields of an event's item."""

from __future__ import annotations

import msgspec

from vienots.integration.reading import decode
from vienots.register.asking_contracts import SourceAnswer


class Search(msgspec.Struct, frozen=True):
    """Why somebody or something is sought, and whom to tell."""

    reason: str
    unit: str
    since: str | None = None


def read(body: bytes | None) -> SourceAnswer:
    """Raises Unreadable."""
    if body is None:
        return SourceAnswer(found=False)
    search = decode(body, Search)
    since = f", kopš {search.since}" if search.since else ""
    return SourceAnswer(True, True, {}, f"{search.reason}. Ziņot: {search.unit}{since}")
