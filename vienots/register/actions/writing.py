"""Keeping an event: rows, number, version and journal entry, always together."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from msgspec import Struct, structs

from vienots.gis import api as gis
from vienots.kernel import classifiers, journal
from vienots.kernel.classifiers import UnknownClassifier
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault
from vienots.kernel.events import Event
from vienots.register import store
from vienots.register.contracts import EventNumber, EventRow
from vienots.register.domain.document import Document, changed_paths, flatten
from vienots.register.domain.numbering import number_of, series_of
from vienots.register.domain.validation import (
    CLASSIFIERS,
    Codes,
    find_faults,
    find_unknown_codes,
    pattern_of,
)
from vienots.register.domain.wanted import FieldSet, list_wanted, merge_field_sets
from vienots.register.errors import EventFaulty
from vienots.register.events import EventRegistered
from vienots.register.store import EventRecord, VersionRecord

STATE_POLICE = "vp"
"""Sees every event of every police: the register is one."""


class Author(Struct, frozen=True):
    """Whose knowledge a version is: a person at a desk, or the call-taker behind a card."""

    id: str
    name: str
    institution: str


class TypeFacts(Struct, frozen=True):
    version: int
    group: str
    category: str | None


def author_of(actor: Actor) -> Author:
    return Author(actor.id, actor.name, actor.institution)


async def get_field_set(db: Db, record: EventRecord) -> FieldSet:
    """Of its type and of its owner's kind, as of the time it was received."""
    received_at = record.document.received_at
    return await find_field_set(db, record.type_group, record.institution, received_at)


async def find_field_set(db: Db, group: str, institution: str, at: datetime) -> FieldSet:
    values = await classifiers.get(db, "field_set", at)
    kind = kind_of(institution)
    codes = ("*", f"*@{kind}", group, f"{group}@{kind}")
    found = (values.get(code) for code in codes)
    return merge_field_sets(value.attributes for value in found if value is not None)


def kind_of(institution: str) -> str:
    if institution.startswith("pp-"):
        return "municipal_police"
    return "port_police" if institution.startswith("op-") else "state_police"


async def wanted_of(db: Db, record: EventRecord) -> list[str]:
    return list_wanted(record.document, await get_field_set(db, record))


def row_of(record: EventRecord, missing: int) -> EventRow:
    document = record.document
    return EventRow(
        id=record.id,
        number=record.number,
        institution=record.institution,
        type=document.type,
        category=document.category,
        status=document.status,
        received_at=document.received_at,
        address=document.place.address,
        atvk=document.place.atvk,
        officer_name=record.officer_name,
        card_number=record.card_number,
        missing=missing,
        changed_at=record.changed_at,
        version=record.version,
        level=record.level,
    )


async def write_first(
    db: Db,
    actor: Actor,
    record: EventRecord,
    *,
    by: Author,
    at: datetime,
    happened_at: datetime | None = None,
) -> EventRecord:
    """Register it: the record's number is given here."""
    number, series, seq = await _take_number(db, record.institution, at)
    record = structs.replace(record, number=number)
    missing = len(await wanted_of(db, record))
    await store.insert_event(db, record, missing)
    given = EventNumber(number, record.institution, at)
    await store.insert_number(db, record.id, given, series=series, seq=seq)
    await _keep_version(db, record, by=by, cause="registered")
    event = EventRegistered(record.id, row_of(record, missing))
    await journal.record(db, actor, event, audience=record.audience, at=at, happened_at=happened_at)
    return record


async def write_next(
    db: Db,
    actor: Actor,
    before: EventRecord,
    after: EventRecord,
    *,
    by: Author,
    cause: str,
    tell: Callable[[EventRow, list[str]], Event],
    at: datetime,
    happened_at: datetime | None = None,
) -> EventRecord:
    """The next version; `tell` makes the event from the new row and the paths that changed."""
    after = structs.replace(after, version=before.version + 1, changed_at=at)
    changed = changed_paths(flatten(before.document), flatten(after.document))
    missing = len(await wanted_of(db, after))
    await store.update_event(db, after, missing, changed)
    await _keep_version(db, after, by=by, cause=cause)
    event = tell(row_of(after, missing), changed)
    await journal.record(db, actor, event, audience=after.audience, at=at, happened_at=happened_at)
    return after


async def _take_number(db: Db, institution: str, at: datetime) -> tuple[str, str, int]:
    on = at.astimezone(RIGA).date()
    numbering = await store.get_numbering(db, institution, on)
    series = series_of(numbering, on)
    seq = await store.take_seq(db, institution, series)
    return number_of(numbering, on, seq), series, seq


async def give_number(db: Db, event_id: UUID, institution: str, at: datetime) -> str:
    """The number in this institution's books; one that had the event before keeps its first."""
    for earlier in await store.list_numbers(db, event_id):
        if earlier.institution == institution:
            return earlier.number
    number, series, seq = await _take_number(db, institution, at)
    given = EventNumber(number, institution, at)
    await store.insert_number(db, event_id, given, series=series, seq=seq)
    return number


async def _keep_version(db: Db, record: EventRecord, *, by: Author, cause: str) -> None:
    await store.insert_version(db, version_of(record, by=by, cause=cause))


def version_of(record: EventRecord, *, by: Author, cause: str) -> VersionRecord:
    return VersionRecord(
        event_id=record.id,
        version=record.version,
        at=record.changed_at,
        by=by.id,
        by_name=by.name,
        institution=by.institution,
        cause=cause,
        document=record.document,
        origins=record.origins,
    )


async def get_type_facts(db: Db, code: str, received_at: datetime) -> TypeFacts | None:
    """None where the type was in no code list at that time."""
    try:
        types = await classifiers.get(db, "incident_type", received_at)
    except UnknownClassifier:
        return None
    value = types.get(code)
    if value is None:
        return None
    category = value.attributes.get("category")
    return TypeFacts(value.version, str(value.attributes.get("group", "other")), category)


async def find_new_faults(
    db: Db, before: Document | None, after: Document, at: datetime
) -> list[Fault]:
    """What a change brings in; what a card brought in before does not stop an officer."""
    known = set() if before is None else {_key(fault) for fault in find_faults(before, at)}
    faults = [fault for fault in find_faults(after, at) if _key(fault) not in known]
    if any(fault.path == "received_at" for fault in faults):
        # Code lists are judged as of a time, and there is none.
        return faults
    flat = flatten(after)
    changed = changed_paths({} if before is None else flatten(before), flat)
    if "received_at" in changed:
        changed = list(flat)
    judged = {path: flat[path] for path in changed if path in flat}
    faults += find_unknown_codes(judged, await _read_codes(db, judged, after.received_at))
    atvk, on = judged.get("place.atvk"), after.received_at.astimezone(RIGA).date()
    if atvk is not None and not await gis.knows_territory(db, atvk, on):
        faults.append(Fault("place.atvk", "register.territory_unknown", {"given": atvk}))
    return faults


def _key(fault: Fault) -> tuple[str, str]:
    return fault.path, fault.code


async def _read_codes(db: Db, paths: Collection[str], received_at: datetime) -> Codes:
    """Only the code lists that these fields need: a saved narrative needs none."""
    names = {CLASSIFIERS.get(pattern_of(path)) for path in paths} - {None}
    codes = {}
    for name in sorted(name for name in names if name is not None):
        codes[name] = (await classifiers.get(db, name, received_at)).by_code
    return codes


def refuse(faults: list[Fault]) -> None:
    """Raises EventFaulty when there is any."""
    if faults:
        raise EventFaulty(faults)
