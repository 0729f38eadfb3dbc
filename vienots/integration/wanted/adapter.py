"""Asks the search for persons, vehicles, documents by personal code, plate or document number."""

from __future__ import annotations

from vienots.integration.registers import ask_over_http
from vienots.integration.wanted.protocol import read
from vienots.register.asking_contracts import Inquiry, SourceAnswer

TIMEOUT_S = 3.0


async def ask(base: str, inquiry: Inquiry) -> SourceAnswer:
    """Raises NotReached."""
    address = f"{base.rstrip('/')}/wanted/{inquiry.list}/{inquiry.key}"
    return await ask_over_http(address, TIMEOUT_S, read)
