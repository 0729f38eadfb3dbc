"""The history of a card, read from the journal."""

from __future__ import annotations

from uuid import UUID

from vienots.calls.actions.cards import see_card
from vienots.calls.contracts import TimelineEntry
from vienots.identity.api import Right, require
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.journal import Entry

TIMELINE_MAX = 500


async def read_timeline(db: Db, actor: Actor, card_id: UUID) -> list[TimelineEntry]:
    """Newest first; what happened, without the states that each entry carries along."""
    require(actor, Right.CALLS_READ)
    await see_card(db, actor, card_id)
    entries = await journal.read_subject(db, card_id, TIMELINE_MAX)
    return [_as_line(entry) for entry in entries if entry.kind == "change"]


def _as_line(entry: Entry) -> TimelineEntry:
    plain = {
        name: value
        for name, value in entry.payload.items()
        if value is None or isinstance(value, str | int | float | bool)
    }
    for carried in ("assignment", "referral"):
        if isinstance(entry.payload.get(carried), dict):
            inner = entry.payload[carried]
            plain |= {
                name: inner[name]
                for name in ("call_sign", "state", "to_institution", "from_institution", "reason")
                if name in inner
            }
    return TimelineEntry(
        str(entry.cursor),
        entry.happened_at,
        entry.recorded_at,
        entry.actor,
        entry.actor_name,
        entry.institution,
        entry.topic,
        plain,
    )
