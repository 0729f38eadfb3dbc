"""The door to the register. Other contexts import this module, `contracts` and `events`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from vienots.kernel.contracts import Actor, Keys
from vienots.kernel.db import Db
from vienots.register import retention_store, store
from vienots.register.actions import (
    Ask,
    Claim,
    add_comment,
    begin_load,
    change_event,
    complete_event,
    enter,
    find_own_of_card,
    had_card,
    judge_stated,
    list_events,
    list_history,
    list_retention_rules,
    load_events,
    offer_event,
    open_event,
    propose_retention_rule,
    register_event,
    register_many_stated,
    register_stated,
    relate_event,
    restate,
    set_task,
    settle_for_context,
)
from vienots.register.contracts import EventRow, WholeEvent
from vienots.register.domain.access import find_minors
from vienots.register.domain.numbering import Numbering, number_of, series_of
from vienots.register.retention_contracts import Certificate

__all__ = [
    "Ask",
    "Claim",
    "add_comment",
    "begin_load",
    "change_event",
    "complete_event",
    "count_by_status",
    "enter",
    "find_by_number",
    "find_certificates",
    "find_minor_refs",
    "find_own_of_card",
    "had_card",
    "find_whole",
    "get_certificate_of",
    "get_numbering",
    "get_row",
    "get_row_of_card",
    "get_whole",
    "judge_stated",
    "list_closed",
    "list_events",
    "list_history",
    "list_ids",
    "list_owners",
    "list_retention_rules",
    "load_events",
    "number_of",
    "offer_event",
    "open_event",
    "propose_retention_rule",
    "register_event",
    "register_many_stated",
    "register_stated",
    "relate_event",
    "settle_for_context",
    "restate",
    "series_of",
    "set_task",
]


async def get_row(db: Db, actor: Actor, event_id: UUID) -> EventRow | None:
    """None where there is no such event for this actor's institution."""
    return await store.get_row(db, actor.keys, event_id)


async def get_row_of_card(db: Db, actor: Actor, card_id: UUID) -> EventRow | None:
    return await store.get_row_of_card(db, actor.keys, card_id)


async def get_whole(db: Db, event_id: UUID) -> WholeEvent | None:
    """Everything that others index. Who shows any of it asks for rights, writes the look down."""
    return await store.get_whole(db, event_id)


async def find_whole(db: Db, actor: Actor, event_id: UUID) -> WholeEvent | None:
    """As far as this actor may see it. Who shows a part of it writes the look down."""
    return await store.find_whole(db, actor.keys, event_id)


def find_minor_refs(whole: WholeEvent) -> list[str]:
    """Persons under age when it was received, or named as minors."""
    content = whole.content
    return find_minors(content.persons, content.received_at)


async def list_ids(db: Db, after: UUID | None, limit: int) -> list[UUID]:
    """All events in the order of their ids, whoever may see them."""
    return await store.list_ids(db, after, limit)


async def count_by_status(
    db: Db, actor: Actor, since: datetime, owner: str | None = None
) -> dict[str, int]:
    """Events received since then that this actor's institution may see."""
    counts = await store.count_by_status(db, actor.keys, owner=owner, since=since)
    return {count.status: count.count for count in counts}


async def list_owners(db: Db, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Whose these events are, for the house."""
    return await store.list_owners(db, ids)


async def list_closed(db: Db, keys: Keys, ids: Sequence[UUID]) -> set[UUID]:
    """Of these events, those that the keys do not open; for the house."""
    return await store.list_closed(db, keys, ids)


async def find_by_number(db: Db, number: str) -> UUID | None:
    """The event that has or had this number; an auditor's question, who sees nothing of it."""
    return await store.find_by_number(db, number)


async def find_certificates(db: Db, numbers: Collection[str]) -> Collection[str]:
    """Which of these there are: the verifier of the journal asks."""
    return await retention_store.find_certificates(db, numbers)


async def get_certificate_of(db: Db, event_id: UUID) -> Certificate | None:
    """Of a deleted event: whoever has something of it deletes that too, by the same certificate."""
    return await retention_store.get_certificate_of(db, event_id)


async def get_numbering(db: Db, institution: str, on: date) -> Numbering:
    """How an institution numbers: others take its prefix for series of their own."""
    return await store.get_numbering(db, institution, on)
