"""What only the contact centre does, and contacts written down with their journal entry."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from vienots.calls import store
from vienots.calls.contracts import Contact
from vienots.calls.domain import CENTRE
from vienots.calls.errors import ContactCentreOnly
from vienots.calls.events import ContactChanged
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db

AUDIENCE = frozenset({CENTRE})


def require_centre(actor: Actor) -> None:
    """A right given by a service covers that service's own work only. Raises ContactCentreOnly."""
    if actor.institution != CENTRE and not actor.id.startswith("system:"):
        raise ContactCentreOnly


async def save_contact(
    db: Db,
    actor: Actor,
    contact: Contact,
    change: str,
    at: datetime,
    *,
    happened_at: datetime | None = None,
    note: str | None = None,
) -> Contact:
    """The locked contact's next version."""
    saved = replace(contact, version=contact.version + 1)
    await store.save_contact(db, saved)
    await write_contact(db, actor, saved, change, at, happened_at=happened_at, note=note)
    return saved


async def write_contact(
    db: Db,
    actor: Actor,
    contact: Contact,
    change: str,
    at: datetime,
    *,
    happened_at: datetime | None = None,
    note: str | None = None,
) -> None:
    event = ContactChanged(contact.id, contact, change, note)
    await journal.record(db, actor, event, audience=AUDIENCE, at=at, happened_at=happened_at)
