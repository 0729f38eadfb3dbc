"""Who is on a card, for whoever has a part in it."""

from __future__ import annotations

from uuid import UUID

from vienots.calls import api as calls
from vienots.dispatch import store
from vienots.dispatch.contracts import Assignment
from vienots.identity.api import Right, require
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db


async def list_assignments(db: Db, actor: Actor, card_id: UUID | None) -> list[Assignment]:
    """Of one card, or of every open card that the actor's institution sees. Raises CardNotFound."""
    require(actor, Right.DISPATCH_READ)
    if card_id is None:
        return await store.list_assignments(db, card_ids=await calls.list_open_card_ids(db, actor))
    card = await calls.see_card(db, actor, card_id)
    return await store.list_assignments(db, card_ids=[card.id])
