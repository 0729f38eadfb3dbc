"""The event goes over to another owner: one event, one id, a number in each owner's books."""

from __future__ import annotations

from datetime import datetime

from msgspec import structs

from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.register.actions.writing import STATE_POLICE, Author, give_number, write_next
from vienots.register.domain.status import Status
from vienots.register.events import EventTransferred
from vienots.register.store import EventRecord


async def hand_over(
    db: Db,
    actor: Actor,
    record: EventRecord,
    to_institution: str,
    *,
    by: Author,
    at: datetime,
    happened_at: datetime | None = None,
) -> EventRecord:
    """The earlier owner goes on seeing it, its number still finds it. Its members stay."""
    number = await give_number(db, record.id, to_institution, at)
    document = structs.replace(record.document, status=Status.REGISTERED, status_reason=None)
    after = structs.replace(
        record,
        number=number,
        institution=to_institution,
        seen_by=sorted({*record.seen_by, to_institution, STATE_POLICE}),
        writers=[one for one in record.writers if one != to_institution],
        document=document,
        officer=None,
        officer_name=None,
        completed_at=None,
    )
    return await write_next(
        db,
        actor,
        record,
        after,
        by=by,
        cause="transferred",
        tell=lambda row, _: EventTransferred(
            record.id, row, record.institution, to_institution, record.number
        ),
        at=at,
        happened_at=happened_at,
    )
