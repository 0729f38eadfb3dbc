"""What was refused: seen, sent again as it stands, or given up with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.exchange import store
from vienots.exchange.actions.stating import Statement, state_event
from vienots.exchange.contracts import (
    GivingUp,
    Reject,
    RejectBody,
    RejectPage,
    RejectState,
    StatementTaken,
)
from vienots.exchange.errors import CursorUnknown, RejectEnded, RejectNotFound
from vienots.exchange.events import RejectGivenUp, RejectRead
from vienots.exchange.store import RejectRecord
from vienots.exchange.wording import Wording
from vienots.identity.api import Right, require
from vienots.kernel import journal
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault

PAGE = 100


async def list_rejects(  # noqa: PLR0913 (each is a filter of the address)
    db: Db,
    actor: Actor,
    wording: Wording,
    state: RejectState | None,
    cursor: str | None,
) -> RejectPage:
    """Newest first, with every fault in words; the refused words themselves are not among them."""
    require(actor, Right.REGISTER_WRITE)
    after = None if cursor is None else _parse(cursor)
    found = await store.list_rejects(
        db, actor.institution, state=state, after=after, limit=PAGE + 1
    )
    page = found[:PAGE]
    last = page[-1] if len(found) > PAGE else None
    return RejectPage([_view(one, wording) for one in page], None if last is None else _write(last))


async def read_body(
    db: Db, actor: Actor, reject_id: UUID, purpose: Purpose, at: datetime
) -> RejectBody:
    """The words that were refused. They may name people: a look."""
    require(actor, Right.REGISTER_WRITE)
    require(actor, Right.REGISTER_PERSONS)
    found = await _get(db, actor, reject_id)
    told = RejectRead(found.id, found.source_id)
    await journal.record_read(db, actor, purpose, told, at=at)
    return RejectBody(found.id, found.body.decode("utf-8", "replace"))


async def send_again(db: Db, actor: Actor, reject_id: UUID, at: datetime) -> StatementTaken:
    """As it stands: a code list may know the code by now. Refused again, it stays what it is."""
    require(actor, Right.REGISTER_WRITE)
    found = await _get_open(db, actor, reject_id)
    taken = await state_event(db, actor, Statement(found.body, found.source_id), at)
    await store.end_reject(db, found.id, "mended", actor.name, None, at)
    return taken


async def give_up(
    db: Db, actor: Actor, reject_id: UUID, why: GivingUp, wording: Wording, at: datetime
) -> Reject:
    """Nobody will mend it. It stays in the list of what has ended."""
    require(actor, Right.REGISTER_WRITE)
    found = await _get_open(db, actor, reject_id)
    await store.end_reject(db, found.id, "given_up", actor.name, why.reason, at)
    told = RejectGivenUp(found.id, found.source_id, why.reason)
    await journal.record(db, actor, told, audience=[actor.institution], at=at)
    return _view(await _get(db, actor, reject_id), wording)


async def _get(db: Db, actor: Actor, reject_id: UUID) -> RejectRecord:
    found = await store.get_reject(db, actor.institution, reject_id)
    if found is None:
        raise RejectNotFound(id=str(reject_id))
    return found


async def _get_open(db: Db, actor: Actor, reject_id: UUID) -> RejectRecord:
    found = await _get(db, actor, reject_id)
    if found.state != "open":
        raise RejectEnded(state=found.state)
    return found


def _view(one: RejectRecord, wording: Wording) -> Reject:
    return Reject(
        id=one.id,
        client=one.client,
        client_name=one.client_name,
        source_id=one.source_id,
        code=one.code,
        title=wording.text(one.code, one.data),
        errors=wording.faults(one.faults),
        first_at=one.first_at,
        last_at=one.last_at,
        times=one.times,
        state=one.state,
        ended_at=one.ended_at,
        ended_by_name=one.ended_by_name,
        reason=one.reason,
    )


def _write(last: RejectRecord) -> str:
    return f"{last.last_at.timestamp():.6f}_{last.id}"


def _parse(cursor: str) -> tuple[datetime, UUID]:
    """Raises CursorUnknown."""
    at, _, reject_id = cursor.partition("_")
    try:
        return datetime.fromtimestamp(float(at), tz=RIGA), UUID(reject_id)
    except (ValueError, OverflowError, OSError) as error:
        raise CursorUnknown([Fault("cursor", "exchange.cursor_unknown")]) from error
