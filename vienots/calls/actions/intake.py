"""Messages from outside, kept as they came: readable or not, nothing sent to 112 is lost."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vienots.calls import store
from vienots.calls.actions import contacts
from vienots.calls.contracts import CallerPosition
from vienots.calls.domain import normalise_number
from vienots.identity.api import Right, require
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db

BODY_MAX_BYTES = 65_536


class Message(Struct, frozen=True):
    """What came in, and what could be read of it."""

    kind: str
    content_type: str
    body: bytes
    outcome: str
    """read, unreadable, wrong_proof."""
    flags: list[str]
    """What was odd about it: kept, not refused."""
    caller: str | None
    position: CallerPosition | None


async def keep_message(db: Db, actor: Actor, message: Message, at: datetime) -> UUID | None:
    """Keep it; give its position to the call it belongs to. The contact, where one is.

    A position whose call has not rung yet waits for it.
    """
    require(actor, Right.INTAKE_AML)
    number = normalise_number(message.caller)
    contact = None
    if number is not None and message.position is not None:
        contact = await contacts.find_for_position(db, number, at)
    row = store.IntakeRow(
        message.kind,
        at,
        message.content_type[:200],
        message.body[:BODY_MAX_BYTES],
        message.outcome,
        message.flags,
        number,
        message.position,
        contact.id if contact else None,
    )
    await store.insert_intake(db, row)
    if contact is not None and message.position is not None:
        await contacts.put_position(db, actor, contact, message.position, at)
    return contact.id if contact else None
