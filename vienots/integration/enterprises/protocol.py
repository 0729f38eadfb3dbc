"""Register of Enterprises: its answers in the fields of an event's item."""

from __future__ import annotations

import msgspec

from vienots.integration.reading import decode, filled
from vienots.register.asking_contracts import SourceAnswer


class Enterprise(msgspec.Struct, frozen=True):
    name: str
    legal_address: str | None = None
    status: str = "active"


def read(body: bytes | None) -> SourceAnswer:
    """Raises Unreadable."""
    if body is None:
        return SourceAnswer(found=False)
    firm = decode(body, Enterprise)
    note = None if firm.status == "active" else "Izslēgts no reģistra"
    values = {"name": firm.name, "address": firm.legal_address}
    return SourceAnswer(True, False, filled(values), note)
