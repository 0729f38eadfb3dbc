"""Generated events in great numbers: the rows that the actions would have written, by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

import msgspec
from msgspec import structs

from vienots.identity.api import Right, require
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.register import bulk_store
from vienots.register.actions.changing import completed_by, taken_by
from vienots.register.actions.looking_again import SHARE, why_chosen
from vienots.register.actions.registering import first_record
from vienots.register.actions.writing import author_of, get_type_facts, version_of
from vienots.register.actions.writing_many import FieldSets, take_numbers
from vienots.register.bulk_store import Kept
from vienots.register.contracts import EventContent, EventNumber, Member, WholeEvent
from vienots.register.domain.change import apply_change, first_document
from vienots.register.domain.document import Document
from vienots.register.errors import LoadDiffers, RegisterInUse
from vienots.register.events import EventRegistered, EventsLoaded
from vienots.register.load_contracts import Load, PastEvent
from vienots.register.store import EventRecord, VersionRecord
from vienots.register.work_contracts import SecondLook

UPHELD = "Pamatoti"
"""What the second look says of a generated ending."""


async def begin_load(db: Db, actor: Actor, wanted: Load, *, demonstration: bool) -> Load:
    """The load as it stands: one that was broken off goes on from there, with its own `until`.

    Raises RegisterInUse, unless everybody here is invented, and LoadDiffers.
    """
    require(actor, Right.SIMULATION)
    entry = await journal.read_last(db, EventsLoaded.topic)
    if entry is not None:
        begun = msgspec.convert(entry.payload["load"], Load)
        if (begun.seed, begun.events, begun.persons) != (
            wanted.seed,
            wanted.events,
            wanted.persons,
        ):
            told = structs.asdict(begun)
            raise LoadDiffers(
                **{name: told[name] for name in ("seed", "events", "persons", "done")}
            )
        return begun
    if not demonstration and await journal.read_last(db, EventRegistered.topic) is not None:
        raise RegisterInUse
    return wanted


async def load_events(
    db: Db, actor: Actor, past: Sequence[PastEvent], load: Load, at: datetime
) -> list[WholeEvent]:
    """Register them all; `load` tells how far it has come with them.

    Nothing is judged here: whoever generates an event answers for it. The database's own role
    writes, for COPY does not go beneath row security. One entry of the journal stands for all.
    """
    require(actor, Right.SIMULATION)
    lives = [await _live(db, one) for one in past]
    numbers = await take_numbers(db, [versions[0] for versions in lives])
    share = await classifiers.get(db, SHARE, at)
    fields = FieldSets(db)
    kept = []
    for one, records, (number, series, seq) in zip(past, lives, numbers, strict=True):
        record = structs.replace(records[-1], number=number)
        kept.append(
            Kept(
                record,
                await fields.count_missing(record),
                EventNumber(number, record.institution, one.registered_at),
                series,
                seq,
                _versions(one, records),
                _members(one),
                _look(one, record, share),
                one.looker.id if one.looker else None,
            )
        )
    await bulk_store.copy_events(db, kept)
    event = EventsLoaded(load.id, load)
    await journal.record(db, actor, event, audience=journal.NOBODY, at=at)
    return [_whole(one) for one in kept]


async def _live(db: Db, past: PastEvent) -> list[EventRecord]:
    """The event after each act."""
    new, officer = past.new, past.officer
    document = first_document(new)
    facts = await get_type_facts(db, document.type, document.received_at)
    assert facts is not None, "only known types are generated"
    lives = [first_record(officer, new.id, document, facts, past.registered_at)]
    if past.change is not None and past.changed_at is not None:
        wanted = apply_change(lives[-1].document, past.change)
        _follow(lives, taken_by(lives[-1], wanted, officer, past.changed_at, ()), past.changed_at)
    if past.level_at is not None:
        raised = structs.replace(lives[-1], level=past.level, members=[officer.id])
        _follow(lives, raised, past.level_at)
    if past.completed_at is not None:
        _follow(lives, completed_by(lives[-1], officer, past.completed_at), past.completed_at)
    return lives


def _follow(lives: list[EventRecord], after: EventRecord, at: datetime) -> None:
    lives.append(structs.replace(after, version=lives[-1].version + 1, changed_at=at))


def _versions(past: PastEvent, lives: Iterable[EventRecord]) -> list[VersionRecord]:
    causes = ["registered"]
    causes += ["changed"] if past.change is not None else []
    causes += ["access"] if past.level_at is not None else []
    causes += ["completed"] if past.completed_at is not None else []
    by = author_of(past.officer)
    return [
        version_of(record, by=by, cause=cause) for record, cause in zip(lives, causes, strict=True)
    ]


def _members(past: PastEvent) -> list[Member]:
    officer = past.officer
    if past.level_at is None:
        return []
    return [Member(officer.id, officer.name, officer.institution)]


def _look(past: PastEvent, record: EventRecord, share: classifiers.Classifier) -> SecondLook | None:
    why = why_chosen(record, share)
    if why is None or past.look_id is None:
        return None
    looker = past.looker
    return SecondLook(
        id=past.look_id,
        event_id=record.id,
        institution=record.institution,
        why=why,
        queued_at=record.changed_at,
        ended_by=past.officer.id,
        ended_by_name=past.officer.name,
        verdict="upheld" if looker else None,
        judged_at=past.looked_at if looker else None,
        judged_by_name=looker.name if looker else None,
        note=UPHELD if looker else None,
    )


def _whole(kept: Kept) -> WholeEvent:
    record = kept.record
    return WholeEvent(
        id=record.id,
        version=record.version,
        number=record.number,
        numbers=[record.number],
        institution=record.institution,
        readers=sorted(record.readers),
        audience=sorted(record.audience),
        card_number=None,
        content=_content(record.document),
    )


def _content(document: Document) -> EventContent:
    names = EventContent.__struct_fields__
    return EventContent(**cast("dict[str, Any]", {name: getattr(document, name) for name in names}))
