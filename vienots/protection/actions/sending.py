"""What becomes of notices on their way; people hear before it is late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import structs

from vienots.identity.api import Right, require
from vienots.kernel import journal
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.protection import store
from vienots.protection.actions.viewing import lock
from vienots.protection.contracts import DueNotice, Notice
from vienots.protection.domain.notices import ALARM_BEFORE
from vienots.protection.errors import NothingToResend, NoticeNotFound
from vienots.protection.events import NoticeChanged, NoticeDue
from vienots.register import api as register

HOUSE = Actor("system:protection", "Paziņojumi", "iemic", frozenset())
ERROR_LENGTH_MAX = 500


async def note_delivered(db: Db, notice_id: UUID, receipt: Mapping[str, str], at: datetime) -> None:
    """Its recipient has receipted it: the proof stands at the case."""
    await store.set_delivered(db, notice_id, dict(receipt), at)
    await _tell_of(db, notice_id, at)


async def note_failed(
    db: Db, notice_id: UUID, said: str, next_try_at: datetime | None, at: datetime
) -> None:
    """It was not taken. Without a next time a person has to send it again."""
    await store.set_failed_once(db, notice_id, said[:ERROR_LENGTH_MAX], next_try_at)
    await _tell_of(db, notice_id, at)


async def _tell_of(db: Db, notice_id: UUID, at: datetime) -> None:
    event_id = await store.get_event_of(db, notice_id)
    if event_id is not None:
        await _tell(db, HOUSE, event_id, await store.read_notice(db, notice_id), at)


async def _tell(db: Db, actor: Actor, event_id: UUID, notice: Notice, at: datetime) -> None:
    whole = await register.get_whole(db, event_id)
    assert whole is not None, "a case stands on its event"
    event = NoticeChanged(notice.case_id, event_id, notice)
    await journal.record(db, actor, event, audience=whole.audience, at=at)


async def resend_notice(db: Db, actor: Actor, notice_id: UUID, at: datetime) -> Notice:
    """To the recipient as configured now."""
    require(actor, Right.REGISTER_WRITE)
    notice = await store.get_notice(db, notice_id)
    if notice is None:
        raise NoticeNotFound(id=str(notice_id))
    record, whole = await lock(db, actor, notice.case_id, at)
    atvk, on = whole.content.place.atvk, at.astimezone(RIGA).date()
    recipient = await store.find_recipient(db, notice.kind, atvk, on)
    if recipient is None or not await store.send_again(db, notice_id, recipient, at):
        raise NothingToResend(state=notice.state)
    present = await store.read_notice(db, notice_id)
    await _tell(db, actor, record.event_id, present, at)
    return present


async def sound_near_due(db: Db, at: datetime) -> None:
    """Once for each notice, while there is time left to mend it."""
    for near in await store.take_near_due(db, at + ALARM_BEFORE):
        await store.set_alarmed(db, near.id, at)
        whole = await register.get_whole(db, near.event_id)
        assert whole is not None, "a case stands on its event"
        notice = await store.read_notice(db, near.id)
        event = NoticeDue(near.case_id, near.event_id, whole.number, notice)
        await journal.record(db, HOUSE, event, audience=whole.audience, at=at)


async def list_due_notices(db: Db, actor: Actor) -> list[DueNotice]:
    """Of one's institution, not delivered yet, the earliest due first."""
    require(actor, Right.REGISTER_READ)
    found = await store.list_due(db, actor.institution)
    rows = {row.event_id: await register.get_row(db, actor, row.event_id) for row in found}
    return [
        DueNotice(_notice_of(one), one.event_id, row.number)
        for one in found
        if (row := rows[one.event_id]) is not None
    ]


def _notice_of(row: store.DueRow) -> Notice:
    told = structs.asdict(row)
    told.pop("event_id")
    return Notice(**told)
