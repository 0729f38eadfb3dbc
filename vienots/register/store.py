"""Every query of this context, and nothing else. Reads take the reader's keys and filter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct, structs
from psycopg.errors import UniqueViolation

from vienots.kernel.contracts import HOUSE_KEY, Keys
from vienots.kernel.db import (
    Db,
    as_json,
    execute,
    execute_many,
    fetch_all,
    fetch_one,
    fetch_one_or_none,
    fetch_value,
    load_queries,
)
from vienots.register.contracts import (
    EventFilter,
    EventNumber,
    EventRow,
    FieldOrigin,
    Level,
    WholeEvent,
)
from vienots.register.domain import codes
from vienots.register.domain.access import find_minors, readers_of, without_house
from vienots.register.domain.document import LISTS, Document
from vienots.register.domain.numbering import Numbering
from vienots.register.domain.search import escape_like, interpret
from vienots.register.errors import EventExists

queries = load_queries(__package__)
HOUSE: Keys = frozenset({HOUSE_KEY})


class EventRecord(Struct, frozen=True):
    """A registered event with all that the house knows of it."""

    id: UUID
    number: str
    institution: str
    seen_by: list[str]
    level: Level
    members: list[str]
    writers: list[str]
    version: int
    type_version: int
    type_group: str
    officer: str | None
    officer_name: str | None
    card_id: UUID | None
    card_number: str | None
    card_version: int | None
    origins: dict[str, FieldOrigin]
    created_at: datetime
    created_by: str
    changed_at: datetime
    completed_at: datetime | None
    document: Document

    @property
    def readers(self) -> Keys:
        return readers_of(
            self.seen_by,
            self.level,
            has_minors=bool(find_minors(self.document.persons, self.document.received_at)),
            members=self.members,
            officer=self.officer,
        )

    @property
    def audience(self) -> Keys:
        """Who hears of it at once: whoever broke a glass came to look, not to be kept informed."""
        return without_house(self.readers)


class VersionRecord(Struct, frozen=True):
    event_id: UUID
    version: int
    at: datetime
    by: str
    by_name: str
    institution: str
    cause: str
    document: Document
    origins: dict[str, FieldOrigin]


class Locked(Struct, frozen=True):
    id: UUID
    institution: str


class _Id(Struct, frozen=True):
    id: UUID


class StatusCount(Struct, frozen=True):
    status: str
    count: int


async def get_event(db: Db, keys: Keys, event_id: UUID) -> EventRecord | None:
    return await fetch_one_or_none(
        db, EventRecord, queries["get_event"], id=event_id, keys=list(keys)
    )


async def get_whole(db: Db, event_id: UUID) -> WholeEvent | None:
    return await fetch_one_or_none(db, WholeEvent, queries["get_whole"], id=event_id)


async def find_whole(db: Db, keys: Keys, event_id: UUID) -> WholeEvent | None:
    query = queries["find_whole"]
    return await fetch_one_or_none(db, WholeEvent, query, id=event_id, keys=list(keys))


async def list_ids(db: Db, after: UUID | None, limit: int) -> list[UUID]:
    found = await fetch_all(db, _Id, queries["list_ids"], after=after, limit=limit)
    return [row.id for row in found]


async def lock_event(db: Db, keys: Keys, event_id: UUID) -> EventRecord | None:
    query = queries["lock_event"]
    locked = await fetch_one_or_none(db, Locked, query, id=event_id, keys=list(keys))
    return None if locked is None else await get_event(db, keys, event_id)


async def lock_event_of_card(db: Db, card_id: UUID) -> EventRecord | None:
    locked = await fetch_one_or_none(db, Locked, queries["lock_event_of_card"], card_id=card_id)
    return None if locked is None else await get_event(db, HOUSE, locked.id)


async def exists_event(db: Db, event_id: UUID) -> bool:
    return bool(await fetch_value(db, queries["exists_event"], id=event_id))


async def insert_event(db: Db, record: EventRecord, missing_count: int) -> None:
    """Raises EventExists."""
    try:
        await execute(db, queries["insert_event"], **columns_of(record, missing_count))
    except UniqueViolation as error:
        # A second event of one card, or of one number, would be a fault of ours.
        assert error.diag.constraint_name == "event_pkey", error
        raise EventExists(id=str(record.id)) from error
    await _insert_things(db, record, LISTS)


async def update_event(
    db: Db, record: EventRecord, missing_count: int, changed: Sequence[str]
) -> None:
    """`changed`: paths that differ from what is stored; only their tables are written."""
    touched = await execute(db, queries["update_event"], **columns_of(record, missing_count))
    assert touched == 1, "the event is locked, and its version was read under the lock"
    lists = {path.split(".")[0] for path in changed} & LISTS.keys()
    for name in lists:
        await execute(db, _DELETE[name], event_id=record.id)
    await _insert_things(db, record, lists)


async def set_card_version(db: Db, event_id: UUID, card_version: int) -> None:
    await execute(db, queries["set_card_version"], id=event_id, card_version=card_version)


def columns_of(record: EventRecord, missing_count: int) -> dict[str, object]:
    document = record.document
    own = structs.asdict(record)
    own.pop("document")
    told = structs.asdict(document)
    place, outcome = told.pop("place"), told.pop("outcome")
    for name in LISTS:
        told.pop(name)
    where = structs.asdict(place)
    where["place_note"] = where.pop("note")
    return {
        **own,
        **told,
        **where,
        "address_folded": codes.fold(place.address) if place.address else None,
        "outcome_kind": outcome.kind if outcome else None,
        "outcome_number": outcome.number if outcome else None,
        "outcome_decided_at": outcome.decided_at if outcome else None,
        "origins": as_json(record.origins),
        "missing_count": missing_count,
        "has_minors": bool(find_minors(document.persons, document.received_at)),
    }


_INSERT = {
    "persons": queries["insert_person"],
    "vehicles": queries["insert_vehicle"],
    "objects": queries["insert_object"],
    "organisations": queries["insert_organisation"],
    "documents": queries["insert_document"],
    "officers": queries["insert_officer"],
}
_DELETE = {
    "persons": queries["delete_persons"],
    "vehicles": queries["delete_vehicles"],
    "objects": queries["delete_objects"],
    "organisations": queries["delete_organisations"],
    "documents": queries["delete_documents"],
    "officers": queries["delete_officers"],
}


async def _insert_things(db: Db, record: EventRecord, lists: Collection[str]) -> None:
    rows = things_of(record)
    for name in lists:
        if rows[name]:
            await execute_many(db, _INSERT[name], rows[name])


def things_of(record: EventRecord) -> dict[str, list[dict[str, object]]]:
    """The rows of every list of the document, in their order."""
    document = record.document
    rows = {
        "persons": _person_rows(document),
        "vehicles": _vehicle_rows(document),
        "objects": _object_rows(document),
        "organisations": _organisation_rows(document),
        "documents": _document_rows(document),
        "officers": [structs.asdict(officer) for officer in document.officers],
    }
    for listed in rows.values():
        for ordinal, row in enumerate(listed):
            row |= {"event_id": record.id, "ordinal": ordinal}
    return rows


def _person_rows(document: Document) -> list[dict[str, object]]:
    rows = []
    for person in document.persons:
        code = codes.parse_personal_code(person.personal_code) if person.personal_code else None
        name = " ".join(part for part in (person.name, person.surname) if part)
        searched: dict[str, object] = {
            "personal_code_digits": code.digits if code else None,
            "name_folded": codes.fold(name) or None,
            "phone_normal": codes.normalise_phone(person.phone) if person.phone else None,
            "address_folded": codes.fold(person.address) if person.address else None,
        }
        rows.append(structs.asdict(person) | searched)
    return rows


def _vehicle_rows(document: Document) -> list[dict[str, object]]:
    return [
        structs.asdict(vehicle)
        | {
            "plate_normal": codes.normalise_plate(vehicle.plate) if vehicle.plate else None,
            "vin_normal": codes.normalise_vin(vehicle.vin) if vehicle.vin else None,
        }
        for vehicle in document.vehicles
    ]


def _object_rows(document: Document) -> list[dict[str, object]]:
    return [
        structs.asdict(thing) | {"imei_normal": codes.normalise_imei(thing.imei or "")}
        for thing in document.objects
    ]


def _organisation_rows(document: Document) -> list[dict[str, object]]:
    rows = []
    for organisation in document.organisations:
        number = organisation.registration_number or ""
        searched: dict[str, object] = {
            "registration_number_normal": codes.normalise_registration_number(number),
            "name_folded": codes.fold(organisation.name) if organisation.name else None,
            "phone_normal": codes.normalise_phone(organisation.phone or ""),
        }
        rows.append(structs.asdict(organisation) | searched)
    return rows


def _document_rows(document: Document) -> list[dict[str, object]]:
    return [
        structs.asdict(paper)
        | {"number_normal": codes.normalise_document_number(paper.number or "")}
        for paper in document.documents
    ]


async def insert_version(db: Db, version: VersionRecord) -> None:
    await execute(db, queries["insert_version"], **version_row(version))


def version_row(version: VersionRecord) -> dict[str, object]:
    return structs.asdict(version) | {
        "document": as_json(version.document),
        "origins": as_json(version.origins),
    }


async def get_version(db: Db, event_id: UUID, version: int) -> VersionRecord | None:
    """The caller has read the event with its keys."""
    return await fetch_one_or_none(
        db, VersionRecord, queries["get_version"], event_id=event_id, version=version
    )


async def list_versions(db: Db, event_id: UUID, limit: int) -> list[VersionRecord]:
    """Newest first. The caller has read the event with its keys."""
    return await fetch_all(
        db, VersionRecord, queries["list_versions"], event_id=event_id, limit=limit
    )


async def get_numbering(db: Db, institution: str, on: date) -> Numbering:
    return await fetch_one(db, Numbering, queries["get_numbering"], institution=institution, on=on)


async def take_seq(db: Db, institution: str, series: str) -> int:
    seq: int = await fetch_value(db, queries["take_seq"], institution=institution, series=series)
    return seq


async def insert_number(
    db: Db, event_id: UUID, number: EventNumber, *, series: str, seq: int
) -> None:
    await execute(
        db,
        queries["insert_number"],
        **structs.asdict(number),
        event_id=event_id,
        series=series,
        seq=seq,
    )


async def list_numbers(db: Db, event_id: UUID) -> list[EventNumber]:
    return await fetch_all(db, EventNumber, queries["list_numbers"], event_id=event_id)


async def list_rows(
    db: Db,
    keys: Keys,
    wanted: EventFilter,
    *,
    statuses: Sequence[str] | None,
    officer: str | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[EventRow]:
    parameters: dict[str, Any] = {
        "keys": list(keys),
        "statuses": None if statuses is None else list(statuses),
        "type": wanted.type,
        "type_group": None if wanted.type is None else escape_like(wanted.type) + ".%",
        "since": wanted.since,
        "until": wanted.until,
        "officer": officer,
        "after_at": after[0] if after else None,
        "after_id": after[1] if after else None,
        "limit": limit,
    }
    if wanted.q is None:
        return await fetch_all(db, EventRow, queries["list_rows"], **parameters)
    parameters |= structs.asdict(interpret(wanted.q))
    return await fetch_all(db, EventRow, queries["list_rows_matching"], **parameters)


async def list_open_rows(db: Db, keys: Keys, limit: int) -> list[EventRow]:
    return await fetch_all(db, EventRow, queries["list_open_rows"], keys=list(keys), limit=limit)


async def get_row(db: Db, keys: Keys, event_id: UUID) -> EventRow | None:
    return await fetch_one_or_none(db, EventRow, queries["get_row"], id=event_id, keys=list(keys))


async def get_row_of_card(db: Db, keys: Keys, card_id: UUID) -> EventRow | None:
    return await fetch_one_or_none(
        db, EventRow, queries["get_row_of_card"], card_id=card_id, keys=list(keys)
    )


async def get_own_row_of_card(
    db: Db, keys: Keys, institution: str, card_number: str
) -> EventRow | None:
    return await fetch_one_or_none(
        db,
        EventRow,
        queries["get_own_row_of_card"],
        card_number=card_number,
        institution=institution,
        keys=list(keys),
    )


async def had_card(db: Db, institution: str, card_number: str) -> bool:
    """Whether the card's event is or was the institution's."""
    query = queries["had_card"]
    return bool(await fetch_value(db, query, card_number=card_number, institution=institution))


async def count_by_status(
    db: Db, keys: Keys, *, owner: str | None, since: datetime
) -> list[StatusCount]:
    return await fetch_all(
        db, StatusCount, queries["count_by_status"], keys=list(keys), owner=owner, since=since
    )


class _Owned(Struct, frozen=True):
    id: UUID
    institution: str


async def list_owners(db: Db, ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = await fetch_all(db, _Owned, queries["list_owners"], ids=list(ids))
    return {row.id: row.institution for row in rows}


async def list_closed(db: Db, keys: Keys, ids: Sequence[UUID]) -> set[UUID]:
    rows = await fetch_all(db, _Id, queries["list_closed"], keys=list(keys), ids=list(ids))
    return {row.id for row in rows}


async def find_by_number(db: Db, number: str) -> UUID | None:
    found = await fetch_one_or_none(db, _Id, queries["find_by_number"], number=number)
    return None if found is None else found.id
