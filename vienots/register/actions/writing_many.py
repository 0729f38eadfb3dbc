"""Keeping many new events in one transaction: each as `writing` keeps one, table by table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from msgspec import structs

from vienots.kernel import classifiers, journal
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.register import bulk_store, store
from vienots.register.actions.looking_again import SHARE, new_look, why_chosen
from vienots.register.actions.writing import author_of, get_field_set, row_of, version_of
from vienots.register.bulk_store import Kept
from vienots.register.contracts import EventNumber
from vienots.register.domain.numbering import Numbering, number_of, series_of
from vienots.register.domain.wanted import FieldSet, list_wanted
from vienots.register.events import EventRegistered, LookQueued
from vienots.register.store import EventRecord


class FieldSets:
    """Those that were asked for once in this transaction."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._known: dict[tuple[str, str, date], FieldSet] = {}

    async def count_missing(self, record: EventRecord) -> int:
        on = record.document.received_at.astimezone(RIGA).date()
        key = (record.type_group, record.institution, on)
        if key not in self._known:
            self._known[key] = await get_field_set(self._db, record)
        return len(list_wanted(record.document, self._known[key]))


async def take_numbers(db: Db, records: Sequence[EventRecord]) -> list[tuple[str, str, int]]:
    """Number, series and place in it, in the order in which they were registered."""
    known: dict[tuple[str, date], Numbering] = {}
    asked: list[tuple[Numbering, date, tuple[str, str]]] = []
    for record in records:
        on = record.created_at.astimezone(RIGA).date()
        key = (record.institution, on)
        if key not in known:
            known[key] = await store.get_numbering(db, *key)
        asked.append((known[key], on, (record.institution, series_of(known[key], on))))
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for _, _, book in asked:
        counts[book] += 1
    # In one order: two who take numbers never wait for each other.
    next_of = {book: await bulk_store.take_seqs(db, *book, counts[book]) for book in sorted(counts)}
    numbers = []
    for numbering, on, book in asked:
        seq = next_of[book]
        next_of[book] += 1
        numbers.append((number_of(numbering, on, seq), book[1], seq))
    return numbers


async def write_firsts(
    db: Db, actor: Actor, records: Sequence[EventRecord], at: datetime
) -> list[EventRecord]:
    """Register them, each with its own version, journal entry and, if it is chosen, second look."""
    by, fields = author_of(actor), FieldSets(db)
    shares = await classifiers.get(db, SHARE, at)
    kept = []
    for unnumbered, (number, series, seq) in zip(
        records, await take_numbers(db, records), strict=True
    ):
        record = structs.replace(unnumbered, number=number)
        why = why_chosen(record, shares)
        kept.append(
            Kept(
                record,
                await fields.count_missing(record),
                EventNumber(number, record.institution, at),
                series,
                seq,
                versions=[version_of(record, by=by, cause="registered")],
                members=[],
                look=None if why is None else new_look(actor, record, why, at),
                looked_by=None,
            )
        )
    await bulk_store.insert_events(db, kept)
    told: list[journal.Told] = []
    for one in kept:
        readers = one.record.audience
        told.append((EventRegistered(one.record.id, row_of(one.record, one.missing)), readers))
        if one.look is not None:
            told.append((LookQueued(one.record.id, one.look), readers))
    await journal.record_all(db, actor, told, at=at)
    return [one.record for one in kept]
