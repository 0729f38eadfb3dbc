"""What the register has of a journal's events, and how it stands between the two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from vienots.exchange import store
from vienots.exchange.actions.stating import note
from vienots.exchange.contracts import ExchangeState, StatedPage, StatedRow, StatedView
from vienots.exchange.domain.statement import to_journal
from vienots.exchange.errors import SourceNotFound
from vienots.exchange.store import Came
from vienots.identity.api import Right, require
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.register import api as register
from vienots.register.contracts import EventFilter, EventRow

DAYS_TOLD = 31
WAITING_MAX = 100


class StatedFilter(Struct, frozen=True):
    since: datetime | None = None
    """Of receiving."""
    until: datetime | None = None
    status: str | None = None
    cursor: str | None = None
    limit: int = 100


async def read_event(
    db: Db, actor: Actor, source_id: str, purpose: Purpose, at: datetime
) -> StatedView:
    """As the register has it now, people included: a look. Raises SourceNotFound."""
    require(actor, Right.REGISTER_READ)
    source = await store.get_source(db, actor.institution, source_id)
    if source is None:
        raise SourceNotFound(source_id=source_id)
    view = await register.open_event(db, actor, source.event_id, purpose, at)
    await note(db, actor, [Came("asked", source_id, source.event_id)], at)
    return StatedView(
        source_id=source_id,
        source_version=source.version,
        id=view.id,
        number=view.number,
        numbers=view.numbers,
        institution=view.institution,
        version=view.version,
        changed_at=view.changed_at,
        event=to_journal(view, source_id, source.version),
        withheld=view.withheld,
        warnings=view.warnings,
    )


async def list_stated(db: Db, actor: Actor, wanted: StatedFilter) -> StatedPage:
    """Every event that the institution may see, newest first, with its journal's name for it."""
    require(actor, Right.REGISTER_READ)
    page = await register.list_events(
        db,
        actor,
        EventFilter(
            status=wanted.status,
            since=wanted.since,
            until=wanted.until,
            cursor=wanted.cursor,
            limit=wanted.limit,
        ),
    )
    return StatedPage(await _with_names(db, actor, page.rows), page.cursor)


async def read_state(db: Db, actor: Actor, at: datetime) -> ExchangeState:
    """For the institution's own people and its journal: what came, what was refused, what waits."""
    require(actor, Right.REGISTER_READ)
    counts = await store.count_state(db, actor.institution)
    since = at.astimezone(RIGA).date() - timedelta(days=DAYS_TOLD)
    page = await register.list_events(db, actor, EventFilter(status="open", limit=WAITING_MAX))
    rows = await _with_names(db, actor, page.rows)
    own = [row for row in rows if row.institution == actor.institution]
    return ExchangeState(
        institution=actor.institution,
        events=counts.events,
        waiting=[row for row in own if row.source_id is None],
        open_rejects=counts.open_rejects,
        last_at=counts.last_at,
        days=await store.list_use(db, actor.institution, since),
    )


async def _with_names(db: Db, actor: Actor, rows: Sequence[EventRow]) -> list[StatedRow]:
    names = await store.list_names(db, actor.institution, [row.id for row in rows])
    return [_row(row, names.get(row.id)) for row in rows]


def _row(row: EventRow, name: store.SourceName | None) -> StatedRow:
    return StatedRow(
        source_id=name.source_id if name else None,
        source_version=name.version if name else None,
        id=row.id,
        number=row.number,
        institution=row.institution,
        type=row.type,
        status=row.status,
        received_at=row.received_at,
        changed_at=row.changed_at,
        card_number=row.card_number,
        version=row.version,
    )
