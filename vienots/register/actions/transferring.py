"""An event is offered to another institution: it stays with its owner until it is accepted."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from vienots.identity.api import Right, get_institution, require, require_trained
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, as_house
from vienots.kernel.errors import BadInput, Fault
from vienots.kernel.ids import new_id
from vienots.register import store, work_store
from vienots.register.actions.changing import lock_own
from vienots.register.actions.handing import hand_over
from vienots.register.actions.registering import registers_events
from vienots.register.actions.writing import STATE_POLICE, author_of, kind_of, write_next
from vienots.register.domain.status import OPEN, Status
from vienots.register.errors import EventEnded, TransferDecided, TransferNotFound
from vienots.register.events import EventChanged, TransferAnswered, TransferOffered, TransferOverdue
from vienots.register.store import EventRecord
from vienots.register.work_contracts import Offer, Transfer, TransferAnswer

TERM = "transfer_term"
HOUSE = Actor("system:register", "Reģistrs", "iemic", frozenset())


async def offer_event(db: Db, actor: Actor, event_id: UUID, offer: Offer, at: datetime) -> Transfer:
    """The other institution sees it from now on; until it accepts, nothing goes over."""
    require(actor, Right.REGISTER_WRITE)
    require_trained(actor)
    record = await lock_own(db, actor, event_id)
    if Status(record.document.status) not in OPEN:
        raise EventEnded(status=record.document.status)
    to = await find_other(db, actor, offer.to_institution, "to_institution")
    transfer = Transfer(
        id=new_id(),
        event_id=record.id,
        from_institution=record.institution,
        to_institution=to,
        saw_before=to in record.seen_by,
        reason=offer.reason,
        state="offered",
        offered_at=at,
        offered_by_name=actor.name,
        due_at=at + await _term(db, to, at),
        overdue_at=None,
        answered_at=None,
        answered_by_name=None,
        answer_reason=None,
    )
    await work_store.insert_transfer(db, transfer)
    after = await show_to(db, actor, record, {*record.seen_by, to}, at)
    offered = TransferOffered(record.id, transfer)
    await journal.record(db, actor, offered, audience=after.audience, at=at)
    return transfer


async def find_other(db: Db, actor: Actor, code: str, path: str) -> str:
    """Another registering institution. Raises BadInput."""
    known = code != actor.institution and registers_events(code)
    if not known or await get_institution(db, code) is None:
        raise BadInput([Fault(path, "register.institution_unfit", {"given": code})])
    return code


async def show_to(
    db: Db,
    actor: Actor,
    record: EventRecord,
    seen_by: set[str],
    at: datetime,
    writers: list[str] | None = None,
) -> EventRecord:
    """A version in which others see it; who writes is told too, where it changes."""
    after = structs.replace(
        record,
        seen_by=sorted(seen_by),
        writers=record.writers if writers is None else sorted(writers),
    )
    if (after.seen_by, after.writers) == (record.seen_by, record.writers):
        return record
    return await write_next(
        db,
        actor,
        record,
        after,
        by=author_of(actor),
        cause="shared",
        tell=lambda row, _: EventChanged(record.id, row, ["seen_by"]),
        at=at,
    )


async def _term(db: Db, to: str, at: datetime) -> timedelta:
    terms = await classifiers.get(db, TERM, at)
    term = terms.get(kind_of(to)) or terms.get("*")
    assert term is not None, "the term for everybody is part of the house"
    return timedelta(minutes=float(term.attributes["minutes"]))


async def accept_transfer(db: Db, actor: Actor, transfer_id: UUID, at: datetime) -> Transfer:
    """Its own from now on, under a number of its own."""
    require(actor, Right.REGISTER_WRITE)
    require_trained(actor)
    transfer, record = await _find(db, actor, transfer_id)
    if transfer.to_institution != actor.institution:
        raise TransferNotFound(id=str(transfer_id))
    answered = await _answer(db, transfer, "accepted", actor, None, at)
    owned = await hand_over(db, actor, record, transfer.to_institution, by=author_of(actor), at=at)
    await _tell(db, actor, answered, owned, at)
    return answered


async def reject_transfer(
    db: Db, actor: Actor, transfer_id: UUID, answer: TransferAnswer, at: datetime
) -> Transfer:
    require(actor, Right.REGISTER_WRITE)
    require_trained(actor)
    transfer, record = await _find(db, actor, transfer_id)
    if transfer.to_institution != actor.institution:
        raise TransferNotFound(id=str(transfer_id))
    if not (answer.reason or "").strip():
        raise BadInput([Fault("reason", "register.reason_missing")])
    return await _give_back(db, actor, transfer, record, "rejected", answer.reason, at)


async def withdraw_transfer(db: Db, actor: Actor, transfer_id: UUID, at: datetime) -> Transfer:
    require(actor, Right.REGISTER_WRITE)
    require_trained(actor)
    transfer, record = await _find(db, actor, transfer_id)
    if transfer.from_institution != actor.institution:
        raise TransferNotFound(id=str(transfer_id))
    return await _give_back(db, actor, transfer, record, "withdrawn", None, at)


async def _find(db: Db, actor: Actor, transfer_id: UUID) -> tuple[Transfer, EventRecord]:
    transfer = await work_store.get_transfer(db, transfer_id)
    if transfer is None:
        raise TransferNotFound(id=str(transfer_id))
    record = await store.lock_event(db, actor.keys, transfer.event_id)
    if record is None:
        raise TransferNotFound(id=str(transfer_id))
    return transfer, record


async def _answer(
    db: Db, transfer: Transfer, state: str, actor: Actor, reason: str | None, at: datetime
) -> Transfer:
    """Raises TransferDecided."""
    done = await work_store.answer_transfer(
        db, transfer.id, state, by_name=actor.name, reason=reason, at=at
    )
    answered = await work_store.get_transfer(db, transfer.id)
    assert answered is not None, "the event, and with it the offer, is locked"
    if not done:
        raise TransferDecided(state=answered.state)
    return answered


async def _give_back(
    db: Db,
    actor: Actor,
    transfer: Transfer,
    record: EventRecord,
    state: str,
    reason: str | None,
    at: datetime,
) -> Transfer:
    """Who saw it for the offer alone sees it no longer; both sides are told before."""
    answered = await _answer(db, transfer, state, actor, reason, at)
    await _tell(db, actor, answered, record, at)
    to = transfer.to_institution
    if not transfer.saw_before and to not in record.writers and to != STATE_POLICE:
        async with as_house(db):
            await show_to(db, HOUSE, record, {*record.seen_by} - {to}, at)
    return answered


async def _tell(
    db: Db, actor: Actor, transfer: Transfer, record: EventRecord, at: datetime
) -> None:
    event = TransferAnswered(record.id, transfer)
    await journal.record(db, actor, event, audience=record.audience, at=at)


async def sound_overdue(db: Db, at: datetime) -> None:
    """Both sides hear of an offer that nobody answered in time. It stays open: nothing lapses."""
    for transfer in await work_store.take_overdue(db, at):
        record = await store.get_event(db, HOUSE.keys, transfer.event_id)
        assert record is not None, "an event is never taken away while it is offered"
        event = TransferOverdue(record.id, transfer)
        await journal.record(db, HOUSE, event, audience=record.audience, at=at)
