"""Who acts in a replay: the house itself, with the rights of those who did the work then."""

from __future__ import annotations

from vienots.identity.api import Right
from vienots.kernel.contracts import Actor

ID = "system:replay"
NAME = "Atskaņošana"


def _actor(institution: str, *rights: Right) -> Actor:
    return Actor(ID, NAME, institution, frozenset(str(right) for right in rights))


CALL_TAKER = _actor(
    "112", Right.INTAKE_TELEPHONY, Right.CALLS_READ, Right.CALLS_TAKE, Right.CALLS_CLOSE
)
DISPATCHER = _actor(
    "vugd",
    Right.CALLS_READ,
    Right.DISPATCH_READ,
    Right.DISPATCH_ASSIGN,
    Right.DISPATCH_UNIT_STATE,
    Right.RESOURCES_READ,
)
"""Also closes what the other services would have done: the files tell nothing of them."""
