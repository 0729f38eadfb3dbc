"""Files of an event: added by its owner, opened with a purpose, withdrawn with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.identity.api import Right, require, require_trained
from vienots.kernel import journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault
from vienots.kernel.ids import new_id
from vienots.register import filing
from vienots.register.actions.changing import lock_writable
from vienots.register.actions.reading import get_seen
from vienots.register.contracts import Attachment
from vienots.register.domain import files
from vienots.register.domain.status import OPEN, Status
from vienots.register.errors import (
    AttachmentGone,
    AttachmentNotFound,
    AttachmentRefused,
    EventEnded,
)
from vienots.register.events import AttachmentAdded, AttachmentsRead, AttachmentWithdrawn
from vienots.register.filing import Content, NewAttachment
from vienots.register.store import EventRecord


async def add_attachment(
    db: Db, actor: Actor, event_id: UUID, name: str, data: bytes, at: datetime
) -> list[Attachment]:
    """The event's files with the new one; the same file again changes nothing."""
    require(actor, Right.REGISTER_WRITE)
    require(actor, Right.REGISTER_PERSONS)
    require_trained(actor)
    record = await _lock_open(db, actor, event_id)
    clean = files.clean_name(name)
    present = [one for one in await filing.list_attachments(db, event_id) if not one.withdrawn_at]
    media_type = _judge(clean, data, len(present))
    new = NewAttachment(new_id(), record.id, files.hash_of(data), clean, at, actor.id, actor.name)
    if await filing.insert_attachment(db, new, media_type, data):
        added = AttachmentAdded(record.id, record.number, new.id, clean, new.sha256.hex())
        await journal.record(db, actor, added, audience=record.audience, at=at)
    return await filing.list_attachments(db, event_id)


def _judge(name: str, data: bytes, present: int) -> str:
    """Its media type. Raises AttachmentRefused."""
    faults = []
    media_type = files.media_type_of(name, data)
    if not name:
        faults.append(Fault("name", "register.attachment_name"))
    elif media_type is None:
        kinds = ", ".join(sorted(suffixes[0] for suffixes in files.SUFFIXES.values()))
        faults.append(Fault("data", "register.attachment_kind", {"kinds": kinds}))
    if present >= files.ATTACHMENTS_MAX:
        faults.append(Fault("", "register.attachments_many", {"max": files.ATTACHMENTS_MAX}))
    if faults or media_type is None:
        raise AttachmentRefused(faults)
    return media_type


async def _lock_open(db: Db, actor: Actor, event_id: UUID) -> EventRecord:
    record = await lock_writable(db, actor, event_id)
    if Status(record.document.status) not in OPEN:
        raise EventEnded(status=record.document.status)
    return record


async def list_attachments(
    db: Db, actor: Actor, event_id: UUID, purpose: Purpose, at: datetime
) -> list[Attachment]:
    require(actor, Right.REGISTER_READ)
    require(actor, Right.REGISTER_PERSONS)
    record = await get_seen(db, actor, event_id)
    found = await filing.list_attachments(db, event_id)
    read = AttachmentsRead(record.id, record.number, [one.id for one in found], opened=False)
    await journal.record_read(db, actor, purpose, read, at=at)
    return found


async def open_attachment(
    db: Db, actor: Actor, event_id: UUID, attachment_id: UUID, purpose: Purpose, at: datetime
) -> Content:
    require(actor, Right.REGISTER_READ)
    require(actor, Right.REGISTER_PERSONS)
    record = await get_seen(db, actor, event_id)
    content = await filing.get_content(db, event_id, attachment_id)
    if content is None:
        raise AttachmentNotFound(id=str(attachment_id))
    if content.withdrawn:
        raise AttachmentGone
    read = AttachmentsRead(record.id, record.number, [attachment_id], opened=True)
    await journal.record_read(db, actor, purpose, read, at=at)
    return content


async def withdraw_attachment(
    db: Db, actor: Actor, event_id: UUID, attachment_id: UUID, reason: str, at: datetime
) -> list[Attachment]:
    """Nobody opens it any more; that it was there, and why it went, stays on record."""
    require(actor, Right.REGISTER_WRITE)
    require(actor, Right.REGISTER_PERSONS)
    require_trained(actor)
    record = await _lock_open(db, actor, event_id)
    if await filing.get_content(db, event_id, attachment_id) is None:
        raise AttachmentNotFound(id=str(attachment_id))
    if not await filing.withdraw_attachment(
        db, event_id, attachment_id, by_name=actor.name, reason=reason.strip(), at=at
    ):
        raise AttachmentGone
    gone = AttachmentWithdrawn(record.id, record.number, attachment_id, reason.strip())
    await journal.record(db, actor, gone, audience=record.audience, at=at)
    return await filing.list_attachments(db, event_id)
