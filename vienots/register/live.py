"""What a new desk gets of the register, and which right its topics need."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from vienots.identity.api import Right
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.register import store

OPEN_ROWS_MAX = 500
"""Newest open events; a desk that wants older ones lists them."""

TOPICS: dict[str, Right] = {
    "register": Right.REGISTER_READ,
    "register.glass_broken": Right.REGISTER_REVIEW,
    "register.glass_reviewed": Right.REGISTER_REVIEW,
}


async def snapshot(db: Db, actor: Actor) -> dict[str, Sequence[Struct]]:
    if Right.REGISTER_READ not in actor.rights:
        return {"events": []}
    return {"events": await store.list_open_rows(db, actor.keys, OPEN_ROWS_MAX)}
