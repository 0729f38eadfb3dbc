"""What happened, who did it, in order. The audit trail and the live feed are both read from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

import msgspec

from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import (
    Db,
    as_json,
    copy_rows,
    execute,
    fetch_all,
    fetch_one,
    fetch_one_or_none,
    load_queries,
)
from vienots.kernel.events import Event

queries = load_queries(__package__)

READ_LIMIT = 500
EVERYONE = frozenset({"*"})
"""Everyone who is signed in and has the right for the topic."""
NOBODY: frozenset[str] = frozenset()
"""Written down, but not for the live feed."""


Thing = TypeVar("Thing", contravariant=True)


class Builder(Protocol[Thing]):
    """Makes the event from the whole new state of its thing."""

    def __call__(self, thing: Thing, /) -> Event: ...


class Cursor(NamedTuple):
    """A place in the journal: the writing transaction, then the entry within it."""

    xid: int
    id: int

    def __str__(self) -> str:
        return f"{self.xid}-{self.id}"

    @staticmethod
    def parse(text: str) -> Cursor | None:
        """None where the text is no cursor of ours."""
        xid, _, entry_id = text.partition("-")
        fits = xid.isascii() and xid.isdigit() and entry_id.isascii() and entry_id.isdigit()
        if not fits or len(xid) > 19 or len(entry_id) > 18:
            return None
        return Cursor(int(xid), int(entry_id))


START = Cursor(0, 0)


class Entry(msgspec.Struct, frozen=True):
    xid: int
    id: int
    recorded_at: datetime
    happened_at: datetime
    kind: str
    actor: str
    actor_name: str
    institution: str
    topic: str
    subject_id: UUID
    audience: list[str]
    purpose: str | None
    purpose_ref: str | None
    payload: dict[str, Any]

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.xid, self.id)

    @property
    def erased(self) -> bool:
        """Its thing was deleted: nothing is left to follow or to show on a desk."""
        return "$erased" in self.payload


class _Position(msgspec.Struct, frozen=True):
    xid: int
    id: int


class _Horizon(msgspec.Struct, frozen=True):
    horizon: int


async def record(
    db: Db,
    actor: Actor,
    event: Event,
    *,
    audience: Collection[str],
    at: datetime,
    happened_at: datetime | None = None,
    purpose: Purpose | None = None,
) -> None:
    """Write the event in the caller's transaction: it is kept if and only if the change is.

    `audience` holds the codes of the institutions that may see it live; `at` is the edge's clock.
    """
    await _append(db, actor, event, "change", audience, happened_at or at, purpose)
    await execute(db, queries["wake"])


Told = tuple[Event, Collection[str]]
"""What happened, and the codes of the institutions that may see it live."""


async def record_all(db: Db, actor: Actor, told: Sequence[Told], *, at: datetime) -> None:
    """Many things that happened at once, each an entry of its own, in their order."""
    entries = [_entry(actor, event, "change", audience, at, None) for event, audience in told]
    await copy_rows(db, queries["copy_entry"], entries)
    await execute(db, queries["wake"])


async def record_read(
    db: Db, actor: Actor, purpose: Purpose, event: Event, *, at: datetime
) -> None:
    """Write down that personal data were looked at, with the purpose and what was shown."""
    await _append(db, actor, event, "read", NOBODY, at, purpose)


async def record_refused(db: Db, actor: Actor, event: Event, *, at: datetime) -> None:
    """Write down that somebody tried what they may not."""
    await _append(db, actor, event, "refused", NOBODY, at, None)


async def _append(
    db: Db,
    actor: Actor,
    event: Event,
    kind: str,
    audience: Collection[str],
    happened_at: datetime,
    purpose: Purpose | None,
) -> None:
    entry = _entry(actor, event, kind, audience, happened_at, purpose)
    await execute(db, queries["append"], **entry)


def _entry(
    actor: Actor,
    event: Event,
    kind: str,
    audience: Collection[str],
    happened_at: datetime,
    purpose: Purpose | None,
) -> dict[str, object]:
    return {
        "happened_at": happened_at,
        "kind": kind,
        "actor": actor.id,
        "actor_name": actor.name,
        "institution": actor.institution,
        "topic": event.topic,
        "subject_id": event.subject_id,
        "audience": sorted(audience),
        "purpose": purpose.code if purpose else None,
        "purpose_ref": purpose.ref if purpose else None,
        "payload": as_json(event),
    }


async def read_after(db: Db, cursor: Cursor, limit: int = READ_LIMIT) -> list[Entry]:
    return await fetch_all(
        db, Entry, queries["read_after"], xid=str(cursor.xid), id=cursor.id, limit=limit
    )


async def read_subject(db: Db, subject_id: UUID, limit: int = READ_LIMIT) -> list[Entry]:
    """What happened to one thing, newest first."""
    return await fetch_all(db, Entry, queries["read_subject"], subject_id=subject_id, limit=limit)


class _Subject(msgspec.Struct, frozen=True):
    subject_id: UUID


async def list_told(db: Db, ids: Sequence[UUID], upto: Cursor) -> set[UUID]:
    """Of these things, those of which something was told up to a place."""
    rows = await fetch_all(
        db, _Subject, queries["list_told"], ids=list(ids), xid=str(upto.xid), id=upto.id
    )
    return {row.subject_id for row in rows}


async def list_cursors(db: Db, ids: Sequence[int]) -> list[Cursor]:
    found = await fetch_all(db, _Position, queries["list_cursors"], ids=list(ids))
    return [Cursor(row.xid, row.id) for row in found]


async def read_last(db: Db, topic: str) -> Entry | None:
    """The newest entry of a topic; None where that has never happened."""
    return await fetch_one_or_none(db, Entry, queries["read_last"], topic=topic)


async def snapshot_cursor(db: Db) -> Cursor:
    """Where a feed must start so that, after a snapshot read now or later, nothing is missing.

    Entries may come that the snapshot already holds: they carry the whole state and do no harm.
    """
    found = await fetch_one(db, _Horizon, queries["horizon"])
    return Cursor(found.horizon, 0)


async def last_position(db: Db) -> Cursor:
    """The newest entry that every reader can see; START in an empty journal."""
    found = await fetch_one_or_none(db, _Position, queries["last_position"])
    return START if found is None else Cursor(found.xid, found.id)
