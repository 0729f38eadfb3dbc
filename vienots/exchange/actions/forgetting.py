"""A deleted event leaves what its journal stated of it, too; only its name there is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vienots.exchange import hooks_store, store
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, as_house
from vienots.kernel.erase import erase
from vienots.register import api as register

HOUSE = Actor("system:exchange", "Datu apmaiņa", "iemic", frozenset())


async def forget_event(db: Db, event_id: UUID, at: datetime) -> None:
    """Stated documents and refused statements; the name stays, so that the journal's next statement
    of it brings nothing back."""
    certificate = await register.get_certificate_of(db, event_id)
    assert certificate is not None, "it was deleted"
    async with as_house(db):
        for source in await store.list_owned(db, event_id):
            await store.blank_source(db, source, at)
            for reject_id in await store.blank_rejects(db, source, HOUSE.name, at):
                await erase(db, HOUSE, reject_id, certificate=certificate.number, at=at)


async def forget_deliveries(db: Db, entry_ids: Sequence[int], at: datetime) -> None:
    """What was or is still to be brought of entries whose payloads are erased."""
    cursors = await journal.list_cursors(db, entry_ids)
    async with as_house(db):
        await hooks_store.blank_deliveries(db, [str(cursor) for cursor in cursors], at)
