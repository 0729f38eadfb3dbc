"""What the journal told of things that have been closed to a reader since: not told again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from vienots.custody import api as custody
from vienots.kernel import journal
from vienots.kernel.contracts import Keys
from vienots.kernel.db import Db, as_house
from vienots.kernel.journal import Cursor, Entry
from vienots.register import api as register
from vienots.register.events import EventHidden

NAMING = ("event_id", "other_id")
"""Where an entry names events besides its subject: at the top, or in the thing that it carries."""


async def drop_closed(db: Db, keys: Keys, entries: Sequence[Entry], after: Cursor) -> list[Entry]:
    """Without entries of what these keys do not open any more.

    That an event was closed is told to those alone who may hold it: it was told before `after`.
    """
    ids = sorted({one for entry in entries for one in _named(entry)})
    if not ids:
        return []
    async with as_house(db):
        closed = await register.list_closed(db, keys, ids) | await custody.list_closed(
            db, keys, ids
        )
        held = await journal.list_told(db, sorted(closed), after)
    return [
        entry
        for entry in entries
        if (
            entry.subject_id in closed & held
            if entry.topic == EventHidden.topic
            else closed.isdisjoint(_named(entry))
        )
    ]


def _named(entry: Entry) -> set[UUID]:
    # Who holds a thing keeps sight of it, whatever becomes of its event.
    is_thing = entry.topic.startswith("custody.")
    return {entry.subject_id, *(() if is_thing else _events_in(entry.payload))}


def _events_in(payload: Mapping[str, Any]) -> Iterator[UUID]:
    for name, value in payload.items():
        if name in NAMING and isinstance(value, str):
            yield UUID(value)
        elif isinstance(value, dict):
            yield from _events_in(value)
