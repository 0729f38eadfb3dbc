"""Which right the topics of this context need; a desk begins with one's saved searches."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from vienots.identity.api import Right
from vienots.index.actions import list_own_searches
from vienots.kernel import clock
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db

TOPICS: dict[str, Right] = {"index": Right.INDEX_READ}


async def snapshot(db: Db, actor: Actor) -> dict[str, Sequence[Struct]]:
    if Right.INDEX_READ not in actor.rights:
        return {"searches": []}
    return {"searches": (await list_own_searches(db, actor, clock.now())).searches}
