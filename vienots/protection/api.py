"""The door to protection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from vienots.kernel.db import Db
from vienots.protection import store
from vienots.protection.actions import note_delivered, note_failed
from vienots.protection.actions.printing import page_of_notice
from vienots.protection.contracts import Decision, FinishedNotice

__all__ = [
    "get_finished_notice",
    "list_separations",
    "note_delivered",
    "note_failed",
    "page_of_notice",
    "put_recipients",
]


async def put_recipients(db: Db, rows: Sequence[Mapping[str, str]]) -> None:
    """Where notices go: `kind`, `atvk` (`*`: everywhere else), `name`, `address`."""
    await store.put_recipients(db, rows)


async def get_finished_notice(db: Db, notice_id: UUID) -> FinishedNotice | None:
    """What is to be sent, for the house. None: it is not finished, has no recipient, or there is
    none."""
    return await store.get_finished_notice(db, notice_id)


async def list_separations(db: Db, event_id: UUID) -> list[Decision]:
    """Of the case of an event, the newest first, for the house."""
    record = await store.get_case_of(db, event_id)
    return [] if record is None else await store.list_decisions(db, record.id)
