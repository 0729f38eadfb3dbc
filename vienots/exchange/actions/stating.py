"""Taking what a journal states: registered, replaced, left alone or refused and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from vienots.dispatch import api as dispatch
from vienots.exchange import store
from vienots.exchange.contracts import JournalEvent, StatementTaken, Verdict
from vienots.exchange.domain import statement
from vienots.exchange.errors import (
    CardComing,
    EventDeleted,
    EventGone,
    StatementFaulty,
    VersionPassed,
    VersionTaken,
)
from vienots.exchange.events import CardAdopted, RejectMended, StatementRejected
from vienots.exchange.store import Came, RejectRecord, SourceRecord
from vienots.exchange.wording import Wording
from vienots.identity.api import Right, require
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, as_house
from vienots.kernel.errors import BadInput, Fault, Forbidden, Refusal
from vienots.kernel.ids import new_id
from vienots.register import api as register
from vienots.register.contracts import EventWarning
from vienots.register.errors import EventNotFound, NotTheOwner
from vienots.register.stated_contracts import StatedResult

KEPT_BODY_MAX = 262_144
"""Bytes of a refused statement that are kept: a whole event is a few thousand."""
REGISTERED: Final = "registered"


class Statement(Struct, frozen=True):
    """What came, as it came. `source_id`: as the address names it; None: only the body does."""

    body: bytes
    source_id: str | None = None


async def state_event(db: Db, actor: Actor, said: Statement, at: datetime) -> StatementTaken:
    """Register or replace an event of the actor's institution.

    A refusal undoes what was begun, keeps what came for people to see and to mend, and goes on to
    the sender. Raises StatementFaulty, VersionTaken, VersionPassed, EventGone, EventDeleted,
    CardComing.
    """
    require(actor, Right.REGISTER_WRITE)
    try:
        return await take_event(db, actor, said, at)
    except (VersionPassed, EventDeleted) as refusal:
        # Nothing is wrong with it but that it is late: there is nothing to mend, nor to keep.
        await note(db, actor, [Came("late", _named(said), faults=[refusal.code])], at)
        raise
    except (BadInput, VersionTaken, EventGone, Forbidden) as refusal:
        await _keep(db, actor, said, refusal, at)
        raise


async def take_event(db: Db, actor: Actor, said: Statement, at: datetime) -> StatementTaken:
    """As `state_event`, for a caller who keeps what is refused himself."""
    require(actor, Right.REGISTER_WRITE)
    async with db.transaction():
        event = _read(said)
        taken = await _take(db, actor, event, at)
    came = Came(taken.outcome, taken.source_id, taken.id, occurred(event))
    await note(db, actor, [came], at)
    return taken


async def find_stated(db: Db, actor: Actor, source_id: str) -> JournalEvent | None:
    """What the institution stated last by this name, with its version."""
    require(actor, Right.REGISTER_WRITE)
    source = await store.get_source(db, actor.institution, source_id)
    return None if source is None else source.document


async def find_faults(
    db: Db, actor: Actor, said: Statement, at: datetime
) -> tuple[list[Fault], list[EventWarning]]:
    """What would be refused and what doubted, by code. Nothing is kept, not even a reject."""
    require(actor, Right.REGISTER_WRITE)
    event, faults = statement.read(said.body)
    if event is None:
        return faults, []
    found, warnings = await register.judge_stated(db, actor, statement.to_register(event), at)
    return [statement.in_journals_words(fault) for fault in found], warnings


async def judge_event(
    db: Db, actor: Actor, said: Statement, wording: Wording, at: datetime
) -> Verdict:
    """As `find_faults`, in the reader's language."""
    require(actor, Right.REGISTER_WRITE)
    faults, warnings = await find_faults(db, actor, said, at)
    return Verdict(not faults, wording.faults(faults), warnings)


async def note(db: Db, actor: Actor, came: Sequence[Came], at: datetime) -> None:
    """What came, for the pace of the exchange."""
    await store.insert_statements(db, actor.id, actor.institution, came, at)


def occurred(event: JournalEvent) -> datetime:
    """When it happened, or was told where that is not known."""
    return event.occurred_from or event.received_at


async def end_rejects(db: Db, actor: Actor, names: Sequence[str], at: datetime) -> None:
    """A later statement was taken: what was wrong with earlier ones of these events is mended."""
    for ended in await store.end_rejects_of(db, actor.institution, names, actor.name, at):
        told = RejectMended(ended.id, ended.source_id)
        await journal.record(db, actor, told, audience=[actor.institution], at=at)


def _read(said: Statement) -> JournalEvent:
    event, faults = statement.read(said.body)
    if event is not None and said.source_id not in {None, event.source_id}:
        faults.append(Fault("source_id", "exchange.source_id_differs"))
    if event is None or faults:
        raise StatementFaulty(faults)
    return event


async def _take(db: Db, actor: Actor, event: JournalEvent, at: datetime) -> StatementTaken:
    await store.lock_names(db, actor.institution, [event.source_id])
    source = await store.get_source(db, actor.institution, event.source_id)
    digest = statement.digest_of(event)
    if source is not None:
        await _refuse_deleted(db, source)
    if source is not None and event.version <= source.version:
        if event.version == source.version and digest == source.digest:
            return await _unchanged(db, actor, source)
        passed = event.version < source.version
        raise (VersionPassed if passed else VersionTaken)(version=source.version)
    try:
        if source is None:
            result = await _first(db, actor, event, at)
        else:
            result = await _again(db, actor, event, source, at)
    except BadInput as refusal:
        found = [statement.in_journals_words(fault) for fault in refusal.faults]
        raise StatementFaulty(found) from refusal
    kept = SourceRecord(event.source_id, result.id, event.version, event, digest)
    if source is None:
        await store.insert_source(db, actor.institution, kept, actor.id, at)
    else:
        await store.update_source(db, actor.institution, kept, actor.id, at)
    await end_rejects(db, actor, [event.source_id], at)
    return StatementTaken(
        event.source_id,
        event.version,
        REGISTERED if source is None else "replaced",
        result.id,
        result.number,
        result.warnings,
    )


async def _refuse_deleted(db: Db, source: SourceRecord) -> None:
    # Whichever institution owned it at its end.
    async with as_house(db):
        certificate = await register.get_certificate_of(db, source.event_id)
    if certificate is not None:
        raise EventDeleted(certificate=certificate.number)


async def _first(db: Db, actor: Actor, event: JournalEvent, at: datetime) -> StatedResult:
    stated = statement.to_register(event)
    adopted = await _find_adopted(db, actor, event)
    if adopted is None:
        await _wait_for_card(db, actor, event.related.card)
        return await register.register_stated(db, actor, new_id(), stated, at)
    result = await register.restate(db, actor, adopted, None, stated, at)
    assert event.related.card is not None, "adopted by its card's number"
    told = CardAdopted(new_id(), event.source_id, event.related.card, adopted)
    await journal.record(db, actor, told, audience=journal.NOBODY, at=at)
    return result


async def _wait_for_card(db: Db, actor: Actor, card: str | None) -> None:
    if card is None or not await dispatch.has_taken_card(db, actor.institution, card):
        return
    if not await register.had_card(db, actor, card):
        raise CardComing(retry_after_s=1, card=card)


async def _find_adopted(db: Db, actor: Actor, event: JournalEvent) -> UUID | None:
    """The card's own event, unless the journal has stated it under another name already."""
    if event.related.card is None:
        return None
    row = await register.find_own_of_card(db, actor, event.related.card)
    if row is None:
        return None
    taken = await store.get_source_of_event(db, actor.institution, row.id)
    return row.id if taken is None else None


async def _again(
    db: Db, actor: Actor, event: JournalEvent, source: SourceRecord, at: datetime
) -> StatedResult:
    before = statement.to_register(source.document)
    stated = statement.to_register(event)
    try:
        return await register.restate(db, actor, source.event_id, before, stated, at)
    except NotTheOwner as refusal:
        raise EventGone(**refusal.data) from refusal
    except EventNotFound as refusal:
        raise EventGone(owner="") from refusal


async def _unchanged(db: Db, actor: Actor, source: SourceRecord) -> StatementTaken:
    row = await register.get_row(db, actor, source.event_id)
    number = "" if row is None else row.number
    return StatementTaken(source.source_id, source.version, "unchanged", source.event_id, number)


async def _keep(db: Db, actor: Actor, said: Statement, refusal: Refusal, at: datetime) -> None:
    named = _named(said)
    faults = refusal.faults if isinstance(refusal, BadInput) else ()
    reject = RejectRecord(
        id=new_id(),
        institution=actor.institution,
        client=actor.id,
        client_name=actor.name,
        source_id=named,
        body=said.body[:KEPT_BODY_MAX],
        code=refusal.code,
        data=refusal.data,
        faults=list(faults),
        first_at=at,
        last_at=at,
    )
    digest = hashlib.sha256((named or "").encode() + b"\n" + said.body).digest()
    times = await store.put_reject(db, reject, digest)
    if times == 1:
        told = StatementRejected(reject.id, actor.id, named, refusal.code, len(faults))
        await journal.record(db, actor, told, audience=[actor.institution], at=at)
    codes = sorted({fault.code for fault in faults} or {refusal.code})
    await note(db, actor, [Came("rejected", named, faults=codes)], at)


def _named(said: Statement) -> str | None:
    """As far as it can be a name at all."""
    return statement.fitting(said.source_id) or statement.source_id_of(said.body)


def status_of(taken: StatementTaken) -> int:
    return 201 if taken.outcome == "registered" else 200
