"""What the register has deleted leaves the index too, to the last word that only it mentioned."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.index.store import filling, forgetting, judging
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.erase import erase
from vienots.register import api as register

HOUSE = Actor("system:index", "Rādītājs", "iemic", frozenset())


async def forget_event(db: Db, event_id: UUID, at: datetime) -> None:
    """1. The event and its mentions. 2. Judgements of persons that no event mentions; their journal
    entries go by its certificate. 3. Things, names and words that stand nowhere."""
    await filling.lock_index(db)
    certificate = await register.get_certificate_of(db, event_id)
    assert certificate is not None, "it was deleted"
    left = await forgetting.list_parts(db, event_id)
    await filling.delete_events(db, [event_id])
    merges = await forgetting.list_empty_merges(db, left.things)
    for merge in merges:
        await erase(db, HOUSE, merge.id, certificate=certificate.number, at=at)
    await forgetting.forget_merges(db, left.things)
    for thing_id in {thing for merge in merges for thing in (merge.one, merge.other)}:
        await judging.join_anew(db, thing_id)
    await forgetting.delete_unmentioned(db, left)
