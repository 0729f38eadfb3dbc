"""Joint work: other institutions see an event and may write in it, until its owner ends that."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.identity.api import Right, require, require_trained
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.register import work_store
from vienots.register.actions.changing import lock_own
from vienots.register.actions.transferring import find_other, show_to
from vienots.register.domain.status import OPEN, Status
from vienots.register.errors import EventEnded, ParticipantNotFound
from vienots.register.events import ParticipantsChanged
from vienots.register.store import EventRecord
from vienots.register.work_contracts import Invitation, Participant


async def invite_institution(
    db: Db, actor: Actor, event_id: UUID, invitation: Invitation, at: datetime
) -> list[Participant]:
    """Invited again, it may from now on what this invitation says."""
    require(actor, Right.REGISTER_WRITE)
    require_trained(actor)
    record = await lock_own(db, actor, event_id)
    if Status(record.document.status) not in OPEN:
        raise EventEnded(status=record.document.status)
    code = await find_other(db, actor, invitation.institution, "institution")
    participant = Participant(
        code, invitation.may_write, invitation.reason, at, actor.name, None, None
    )
    await work_store.put_participant(db, record.id, participant)
    writers = {*record.writers, code} if invitation.may_write else {*record.writers} - {code}
    after = await show_to(db, actor, record, {*record.seen_by, code}, at, sorted(writers))
    return await _tell(db, actor, after, at)


async def end_participation(
    db: Db, actor: Actor, event_id: UUID, institution: str, at: datetime
) -> list[Participant]:
    """It writes no longer; what it worked on it goes on seeing."""
    require(actor, Right.REGISTER_WRITE)
    require_trained(actor)
    record = await lock_own(db, actor, event_id)
    ended = await work_store.end_participant(db, record.id, institution, by_name=actor.name, at=at)
    if not ended:
        raise ParticipantNotFound(institution=institution)
    writers = sorted({*record.writers} - {institution})
    after = await show_to(db, actor, record, {*record.seen_by}, at, writers)
    return await _tell(db, actor, after, at)


async def _tell(db: Db, actor: Actor, record: EventRecord, at: datetime) -> list[Participant]:
    participants = await work_store.list_participants(db, record.id)
    event = ParticipantsChanged(record.id, participants)
    await journal.record(db, actor, event, audience=record.audience, at=at)
    return participants
