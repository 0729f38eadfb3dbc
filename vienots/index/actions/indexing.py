"""Filling the index from the register: event by event, each as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from vienots.index.domain.mentions import list_mentions
from vienots.index.store import filling
from vienots.kernel.db import Db
from vienots.register import api as register
from vienots.register.contracts import WholeEvent

BATCH = 200


async def index_event(db: Db, event_id: UUID, at: datetime, *, again: bool = False) -> None:
    """Take over what the register says now; nothing where that version is in the index already.

    `again`: even then, because the rules of the index have changed.
    """
    await filling.lock_index(db)
    event = await register.get_whole(db, event_id)
    if event is None:
        await filling.delete_events(db, [event_id])
        return
    if again or await filling.get_version(db, event_id) != event.version:
        change = await filling.put_event(db, event, list_mentions(event.content), at)
        # By new rules of the index nothing new has happened in the country.
        if change is not None and not again:
            await filling.insert_change(db, change, at)


async def index_loaded(db: Db, events: Sequence[WholeEvent], at: datetime) -> None:
    """Many events at once that were loaded into the register in this transaction."""
    await filling.lock_index(db)
    await filling.copy_events(db, [(one, list_mentions(one.content)) for one in events], at)


async def index_next(db: Db, after: UUID | None, at: datetime) -> UUID | None:
    """A batch of events anew; the last one, None at the end."""
    ids = await register.list_ids(db, after, BATCH)
    for event_id in ids:
        await index_event(db, event_id, at, again=True)
    return ids[-1] if ids else None


async def forget_next(db: Db, after: UUID | None) -> UUID | None:
    """Take events out that the register does not have any more; a batch, as above."""
    await filling.lock_index(db)
    ids = await filling.list_event_ids(db, after, BATCH)
    gone = [event_id for event_id in ids if await register.get_whole(db, event_id) is None]
    await filling.delete_events(db, gone)
    return ids[-1] if ids else None


async def renew_words(db: Db, after: int | None) -> int | None:
    """The forms of a batch of words by today's rules; the last one, None at the end."""
    await filling.lock_index(db)
    return await filling.renew_tokens(db, after or 0, BATCH)


async def sweep(db: Db) -> None:
    """Forget what no event mentions any more."""
    await filling.lock_index(db)
    await filling.delete_unused(db)
