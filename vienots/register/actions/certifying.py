"""What is left of deleted events: certificates, read and handed out."""

from __future__ import annotations

from datetime import datetime

from vienots.identity.api import Right, require
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, as_house
from vienots.kernel.errors import BadInput, Fault
from vienots.kernel.ids import new_id
from vienots.register import retention_store as store
from vienots.register.actions.reaching import parse_cursor
from vienots.register.actions.retaining import scope_of
from vienots.register.domain.certificates import FORMATS, write_csv, write_json
from vienots.register.events import CertificatesExported
from vienots.register.retention_contracts import CertificatePage

EXPORT_MAX = 10_000


async def list_certificates(
    db: Db, actor: Actor, *, q: str | None, cursor: str | None, limit: int
) -> CertificatePage:
    """Newest first. `q`: the number of a certificate or of the event that is gone."""
    require(actor, Right.RETENTION_READ)
    after = None if cursor is None else parse_cursor(cursor)
    async with as_house(db):
        found = await store.list_certificates(
            db, scope_of(actor), q=q.strip() if q else None, after=after, limit=limit + 1
        )
    page = found[:limit]
    more = len(found) > limit
    return CertificatePage(
        page, f"{page[-1].deleted_at.isoformat()}_{page[-1].id}" if more else None
    )


async def export_certificates(db: Db, actor: Actor, form: str, at: datetime) -> bytes:
    """The newest of them as a file; that somebody took it is on record."""
    require(actor, Right.RETENTION_READ)
    if form not in FORMATS:
        data: dict[str, str | int | float] = {"formats": ", ".join(FORMATS)}
        raise BadInput([Fault("format", "register.certificate_format", data)])
    async with as_house(db):
        found = await store.list_certificates(db, scope_of(actor), limit=EXPORT_MAX)
    exported = CertificatesExported(new_id(), scope_of(actor) or "*", len(found), form)
    await journal.record(db, actor, exported, audience=journal.NOBODY, at=at)
    return (write_csv if form == "csv" else write_json)(found)
