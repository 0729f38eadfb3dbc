"""Register of identity documents: its answers in the fields of an event's item."""

from __future__ import annotations

import msgspec

from vienots.integration.reading import decode, filled
from vienots.register.asking_contracts import SourceAnswer


class Document(msgspec.Struct, frozen=True):
    status: str
    country: str | None = None
    reason: str | None = None


def read(body: bytes | None) -> SourceAnswer:
    """Raises Unreadable."""
    if body is None:
        return SourceAnswer(found=False)
    paper = decode(body, Document)
    valid = paper.status == "valid"
    note = None if valid else f"Nederīgs: {paper.reason or paper.status}"
    return SourceAnswer(True, not valid, filled({"country": paper.country}), note)
