"""The queries of files: the other half of the store, for they have no part in the document."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct, structs

from vienots.kernel.db import Db, execute, fetch_all, fetch_one_or_none, load_queries
from vienots.register.contracts import Attachment

queries = load_queries(__package__)


class NewAttachment(Struct, frozen=True):
    id: UUID
    event_id: UUID
    sha256: bytes
    name: str
    added_at: datetime
    added_by: str
    added_by_name: str


class Content(Struct, frozen=True):
    name: str
    media_type: str
    data: bytes
    withdrawn: bool


async def insert_attachment(db: Db, new: NewAttachment, media_type: str, data: bytes) -> bool:
    """False where this event has the same file already."""
    await execute(
        db,
        queries["insert_content"],
        sha256=new.sha256,
        media_type=media_type,
        data=data,
        at=new.added_at,
    )
    return await execute(db, queries["insert_attachment"], **structs.asdict(new)) == 1


async def list_attachments(db: Db, event_id: UUID) -> list[Attachment]:
    """The caller has read the event with its viewer."""
    return await fetch_all(db, Attachment, queries["list_attachments"], event_id=event_id)


async def get_content(db: Db, event_id: UUID, attachment_id: UUID) -> Content | None:
    return await fetch_one_or_none(
        db, Content, queries["get_content"], event_id=event_id, id=attachment_id
    )


async def withdraw_attachment(
    db: Db, event_id: UUID, attachment_id: UUID, *, by_name: str, reason: str, at: datetime
) -> bool:
    touched = await execute(
        db,
        queries["withdraw_attachment"],
        event_id=event_id,
        id=attachment_id,
        by_name=by_name,
        reason=reason,
        at=at,
    )
    return touched == 1
