"""Personal data leave the journal, the chain stays: a payload gives way to its own hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, as_json, fetch_all, fetch_value, load_queries
from vienots.kernel.events import Event
from vienots.kernel.seal import Unsealed, digest_parts, payload_sha256

queries = load_queries(__package__)

ENTRIES_MAX = 5_000
"""Of one thing: more is no thing of ours, and a person should look at it."""


class ErasedEntry(msgspec.Struct, frozen=True):
    id: int
    payload_sha256: str
    entry_sha256: str
    """Of all else in the entry and that hash: holds also where the seal is of the old form."""


class PayloadsErased(Event, frozen=True):
    """Which entries of the subject lost their payloads, and by which certificate."""

    topic: ClassVar[str] = "kernel.payloads_erased"
    certificate: str
    entries: list[ErasedEntry]


async def erase(
    db: Db,
    actor: Actor,
    subject_id: UUID,
    *,
    certificate: str,
    at: datetime,
    holding: Mapping[str, object] | None = None,
) -> int:
    """What the journal tells of one thing's changes becomes unreadable; how many entries.
    `holding`: only those whose payloads hold this, where the thing itself stays.

    Looks stay: they name no one by more than a reference, and who looked must be told for longer.
    The entry that says so is written before, in the same transaction, or the database refuses.
    """
    found = await fetch_all(
        db,
        Unsealed,
        queries["list_to_erase"],
        subject_id=subject_id,
        holding=None if holding is None else as_json(holding),
        limit=ENTRIES_MAX,
    )
    assert len(found) < ENTRIES_MAX, f"{subject_id} has more entries than a thing can have"
    if not found:
        return 0
    entries = [
        ErasedEntry(
            entry.id, payload_sha256(entry), hashlib.sha256(digest_parts(entry)).hexdigest()
        )
        for entry in found
    ]
    said = PayloadsErased(subject_id, certificate, entries)
    await journal.record(db, actor, said, audience=journal.NOBODY, at=at)
    erased: int = await fetch_value(db, queries["erase_payloads"], subject_id=subject_id)
    return erased
