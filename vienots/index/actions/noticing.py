"""What saved searches have told, looked at by their owner."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import structs

from vienots.identity.api import Right, require
from vienots.index.actions.owning import as_owner
from vienots.index.actions.saving import lock_own, tell
from vienots.index.events import NoticesRead
from vienots.index.saved_contracts import (
    NOTICES_MAX,
    SavedSearch,
    SearchNotices,
    SeenNotices,
)
from vienots.index.store import saving
from vienots.kernel import journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db


async def list_notices(db: Db, actor: Actor, search_id: UUID, at: datetime) -> SearchNotices:
    """As far as the owner may see the events now; a look for the purpose of the search."""
    require(actor, Right.INDEX_READ)
    record = await lock_own(db, actor, search_id)
    async with as_owner(db, actor, record.purpose, at) as reader:
        found = await saving.list_notices(db, reader.keys, record.id, NOTICES_MAX + 1)
    shown = found[:NOTICES_MAX]
    if shown:
        matches = [match for one in shown for match in one.matches if match.id is not None]
        things = dict.fromkeys(f"{match.kind}:{match.id}" for match in matches)
        hits = [one.event.id for one in shown]
        read = NoticesRead(record.id, record.q, list(things), hits)
        purpose = Purpose(record.purpose, record.purpose_ref)
        await journal.record_read(db, actor, purpose, read, at=at)
    return SearchNotices(shown, len(found) > NOTICES_MAX)


async def mark_seen(
    db: Db, actor: Actor, search_id: UUID, seen: SeenNotices, at: datetime
) -> SavedSearch:
    """These very ones: what arrived meanwhile stays new."""
    require(actor, Right.INDEX_READ)
    record = await lock_own(db, actor, search_id)
    async with as_owner(db, actor, record.purpose, at):
        await saving.set_seen(db, record.id, seen.notices, at)
    await saving.bump_version(db, record.id)
    return await tell(db, actor, structs.replace(record, version=record.version + 1), "seen", at)
