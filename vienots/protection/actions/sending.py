"""Notices go out by themselves until they are receipted; people hear before it is late."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from msgspec import structs

from vienots.identity.api import Right, require
from vienots.kernel import journal
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Unavailable
from vienots.protection import store
from vienots.protection.actions.viewing import lock
from vienots.protection.contracts import DueNotice, Notice
from vienots.protection.domain.notices import ALARM_BEFORE, body_of, next_try
from vienots.protection.errors import NothingToResend, NoticeNotFound
from vienots.protection.events import NoticeChanged, NoticeDue
from vienots.register import api as register

HOUSE = Actor("system:protection", "Paziņojumi", "iemic", frozenset())
ERROR_LENGTH_MAX = 500


class Sender(Protocol):
    """Brings a notice to an address. Raises Unavailable where it was not taken."""

    async def __call__(
        self, address: str, notice_id: UUID, body: bytes, sha256: str
    ) -> dict[str, Any]: ...


async def send_next(db: Db, send: Sender, at: datetime) -> bool:
    """One notice. Cut off between the answer and our commit, it goes out again under its own id,
    and its recipient takes it once. False: nothing to send."""
    found = await store.take_to_send(db, at)
    if found is None:
        return False
    try:
        receipt = await send(
            found.recipient_address, found.id, body_of(found.payload), found.sha256
        )
    except Unavailable as error:
        said = f"{error.code} {error.data}"[:ERROR_LENGTH_MAX]
        await store.set_failed_once(db, found.id, said, next_try(found.tries + 1, at))
    else:
        await store.set_delivered(db, found.id, receipt, at)
    await _tell(db, HOUSE, found.event_id, await store.read_notice(db, found.id), at)
    return True


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
