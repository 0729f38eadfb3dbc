"""Looking: lists without persons, one event with its persons, its history."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from vienots.identity.api import Right, require
from vienots.kernel import journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, Fault
from vienots.register import store
from vienots.register.actions.viewing import sees_persons, show
from vienots.register.contracts import (
    EventFilter,
    EventPage,
    EventRow,
    EventVersion,
    EventView,
)
from vienots.register.domain.document import PERSONAL
from vienots.register.domain.history import is_personal, list_changes
from vienots.register.domain.search import LENGTH_MAX, LENGTH_MIN
from vienots.register.domain.status import OPEN, Status
from vienots.register.domain.validation import EARLIEST, LATEST
from vienots.register.errors import EventNotFound
from vienots.register.events import PersonsRead
from vienots.register.store import EventRecord, VersionRecord

PAGE_MAX = 200
HISTORY_MAX = 500
OPEN_STATUS = "open"
"""In a filter: all that is not ended."""


async def open_event(
    db: Db, actor: Actor, event_id: UUID, purpose: Purpose, at: datetime
) -> EventView:
    require(actor, Right.REGISTER_READ)
    record = await get_seen(db, actor, event_id)
    return await show(db, actor, record, purpose, at)


async def get_seen(db: Db, actor: Actor, event_id: UUID) -> EventRecord:
    record = await store.get_event(db, actor.keys, event_id)
    if record is None:
        raise EventNotFound(id=str(event_id))
    return record


async def list_events(db: Db, actor: Actor, wanted: EventFilter) -> EventPage:
    require(actor, Right.REGISTER_READ)
    after = _read_filter(wanted)
    rows = await store.list_rows(
        db,
        actor.keys,
        wanted,
        statuses=_statuses(wanted.status),
        officer=actor.id if wanted.mine else None,
        after=after,
        limit=wanted.limit + 1,
    )
    page = rows[: wanted.limit]
    return EventPage(page, _cursor_of(page[-1]) if len(rows) > wanted.limit else None)


def _statuses(status: str | None) -> list[str] | None:
    if status is None:
        return None
    return sorted(OPEN) if status == OPEN_STATUS else [status]


def _read_filter(wanted: EventFilter) -> tuple[datetime, UUID] | None:
    """Where the page begins. Raises BadInput with everything that is wrong."""
    faults = []
    if not 1 <= wanted.limit <= PAGE_MAX:
        faults.append(Fault("limit", "register.limit_range", {"max": PAGE_MAX}))
    known = {*Status, OPEN_STATUS}
    if wanted.status is not None and wanted.status not in known:
        data: dict[str, str | int | float] = {"given": wanted.status[:60]}
        faults.append(Fault("status", "register.status_unknown", data))
    if wanted.q is not None:
        faults += _faults_of_text(wanted.q)
    for path, time in (("from", wanted.since), ("to", wanted.until)):
        faults += _faults_of_time(path, time)
    after = None
    if wanted.cursor is not None:
        after = _parse_cursor(wanted.cursor)
        if after is None:
            faults.append(Fault("cursor", "register.cursor_unknown"))
    if faults:
        raise BadInput(faults)
    return after


def _faults_of_time(path: str, time: datetime | None) -> list[Fault]:
    if time is None:
        return []
    if time.tzinfo is None:
        return [Fault(path, "register.time_without_offset")]
    return [] if EARLIEST <= time <= LATEST else [Fault(path, "register.time_range")]


def _faults_of_text(q: str) -> list[Fault]:
    if LENGTH_MIN <= len(q.strip()) <= LENGTH_MAX:
        return []
    return [Fault("q", "register.q_length", {"min": LENGTH_MIN, "max": LENGTH_MAX})]


def _cursor_of(row: EventRow) -> str:
    # No plus sign: an address would read it as a blank.
    return f"{row.received_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}_{row.id}"


def _parse_cursor(cursor: str) -> tuple[datetime, UUID] | None:
    received_at, _, event_id = cursor.partition("_")
    try:
        place = datetime.fromisoformat(received_at), UUID(event_id)
    except ValueError:
        return None
    return place if not _faults_of_time("cursor", place[0]) else None


async def list_history(
    db: Db, actor: Actor, event_id: UUID, purpose: Purpose, at: datetime
) -> list[EventVersion]:
    """Every version, newest first: who, when, what changed, and from what source."""
    require(actor, Right.REGISTER_READ)
    record = await get_seen(db, actor, event_id)
    kept = await store.list_versions(db, record.id, HISTORY_MAX + 1)
    with_persons = sees_persons(actor)
    versions = [
        _version_of(version, kept[place + 1] if place + 1 < len(kept) else None, with_persons)
        for place, version in enumerate(kept[:HISTORY_MAX])
    ]
    shown: dict[str, set[str]] = {name: set() for name in PERSONAL}
    for version in versions:
        for change in version.changes:
            name, _, rest = change.path.partition(".")
            if name in shown:
                shown[name].add(rest.split(".")[0])
    read = PersonsRead(
        record.id,
        record.number,
        persons=sorted(shown["persons"]),
        vehicles=sorted(shown["vehicles"]),
        organisations=sorted(shown["organisations"]),
        documents=sorted(shown["documents"]),
        versions=True,
    )
    await journal.record_read(db, actor, purpose, read, at=at)
    return versions


def _version_of(
    version: VersionRecord, before: VersionRecord | None, with_persons: bool
) -> EventVersion:
    changes = list_changes(
        None if before is None else before.document, version.document, version.origins
    )
    return EventVersion(
        version.version,
        version.at,
        version.by,
        version.by_name,
        version.institution,
        version.cause,
        [change for change in changes if with_persons or not is_personal(change.path)],
    )
