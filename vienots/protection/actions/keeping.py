"""A case and how long its event stays: held while it is open, gone with the event."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, as_house
from vienots.kernel.erase import erase
from vienots.protection import store
from vienots.protection.store import CaseRecord
from vienots.register import api as register

SOURCE, REASON = "protection", "violence_case"
HOUSE = Actor("system:protection", "Vardarbības ģimenē lietas", "iemic", frozenset())
BATCH = 50


async def hold_event(db: Db, actor: Actor, record: CaseRecord, at: datetime) -> None:
    """Whoever opens a case or works on it again keeps its event."""

    async def ask() -> register.Claim:
        return register.Claim(True, [])

    await _settle(db, actor, record, ask, at)


async def release_over(db: Db, at: datetime) -> None:
    """Cases that are over let go of their events: everybody was told, no separation lasts."""
    for record in await store.list_over(db, at, BATCH):

        async def ask(case_id: UUID = record.id) -> register.Claim:
            return register.Claim(not await store.is_over(db, case_id, at), [])

        await _settle(db, HOUSE, record, ask, at)


async def _settle(
    db: Db, actor: Actor, record: CaseRecord, ask: register.Ask, at: datetime
) -> None:
    held = await register.settle_for_context(
        db, actor, record.event_id, source=SOURCE, reason=REASON, ask=ask, at=at
    )
    await store.set_released(db, record.id, None if held else at)


async def forget_event(db: Db, event_id: UUID, at: datetime) -> None:
    """The event was deleted: its case goes by the same certificate."""
    certificate = await register.get_certificate_of(db, event_id)
    assert certificate is not None, "it was deleted"
    async with as_house(db):
        record = await store.get_case_of(db, event_id)
        if record is not None:
            await erase(db, HOUSE, record.id, certificate=certificate.number, at=at)
            await store.erase_cases(db, event_id)
