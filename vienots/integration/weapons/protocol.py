"""Register of weapons: its answers in the fields of an event's item."""

from __future__ import annotations

import msgspec

from vienots.integration.reading import decode
from vienots.register.asking_contracts import SourceAnswer


class Holder(msgspec.Struct, frozen=True):
    weapons: list[str]
    permit_until: str | None = None


def read(body: bytes | None) -> SourceAnswer:
    """Raises Unreadable."""
    if body is None:
        return SourceAnswer(found=False)
    holder = decode(body, Holder)
    if not holder.weapons:
        return SourceAnswer(found=False)
    return SourceAnswer(True, True, {}, f"Ieroči: {', '.join(holder.weapons)}")
