"""A thing and how long its event stays: held while the thing is, gone with the event."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.custody import store
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, as_house
from vienots.kernel.erase import erase
from vienots.register import api as register

SOURCE, REASON = "custody", "thing_in_custody"
HOUSE = Actor("system:custody", "Glabāšana", "iemic", frozenset())
GONE = ("released", "destroyed")


async def settle_event(db: Db, actor: Actor, event_id: UUID, at: datetime) -> None:
    """The event is held for as long as one of its things is. The caller acts for the house."""

    async def ask() -> register.Claim:
        items = await store.list_items_of_event(db, event_id)
        about = sorted(f"{one.event_part}.{one.event_ref}" for one in items)
        return register.Claim(any(one.status not in GONE for one in items), about)

    await register.settle_for_context(
        db, actor, event_id, source=SOURCE, reason=REASON, ask=ask, at=at
    )


async def forget_event(db: Db, event_id: UUID, at: datetime) -> None:
    """The event was deleted: the chains of its things, all of them gone, go by its certificate."""
    certificate = await register.get_certificate_of(db, event_id)
    assert certificate is not None, "it was deleted"
    async with as_house(db):
        items = await store.list_items_of_event(db, event_id)
        for item in items:
            await erase(db, HOUSE, item.id, certificate=certificate.number, at=at)
        if items:
            await store.erase_items(db, event_id)
