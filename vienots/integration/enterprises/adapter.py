"""Asks the register of Enterprises by registration number."""

from __future__ import annotations

from vienots.integration.enterprises.protocol import read
from vienots.integration.registers import ask_over_http
from vienots.register.asking_contracts import Inquiry, SourceAnswer

TIMEOUT_S = 3.0


async def ask(base: str, inquiry: Inquiry) -> SourceAnswer:
    """Raises NotReached."""
    return await ask_over_http(f"{base.rstrip('/')}/enterprises/{inquiry.key}", TIMEOUT_S, read)
