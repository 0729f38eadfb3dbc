"""One function per query: parameters in, structs out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct, structs

from vienots.kernel.db import (
    Db,
    as_json,
    execute,
    fetch_all,
    fetch_one,
    fetch_one_or_none,
    load_queries,
)
from vienots.outbox.contracts import Letter, LetterFilter, Receipt

queries = load_queries(__package__)


class Newest(Struct, frozen=True):
    system: str
    message: str
    version: int
    meaning: str


class Posted(Struct, frozen=True):
    """A letter to be."""

    id: UUID
    system: str
    message: str
    version: int
    event_id: UUID
    event_number: str
    institution: str
    address: str | None
    content: Any
    digest: str
    meaning: str
    printed: bool


class Due(Struct, frozen=True):
    id: UUID
    system: str
    message: str
    address: str | None
    content: Any
    digest: str
    printed: bool
    pdf: bytes | None
    pdf_digest: str | None
    tries: int


class Moved(Struct, frozen=True):
    """A letter after its state changed."""

    id: UUID
    system: str
    message: str
    version: int
    event_id: UUID
    institution: str
    printed: bool
    tries: int


class Counted(Struct, frozen=True):
    system: str
    waiting: int
    sent: int
    dead: int
    oldest_at: datetime | None
    delivered_today: int
    last_delivered_at: datetime | None
    said: str | None


class After(Struct, frozen=True):
    """Where a page ends."""

    made_at: datetime
    id: UUID


class _Content(Struct, frozen=True):
    content: Any


class _Pdf(Struct, frozen=True):
    pdf: bytes | None


async def list_newest(db: Db, event_id: UUID) -> list[Newest]:
    return await fetch_all(db, Newest, queries["list_newest"], event_id=event_id)


async def overtake(db: Db, system: str, message: str, event_id: UUID, at: datetime) -> None:
    await execute(db, queries["overtake"], system=system, message=message, event_id=event_id, at=at)


async def insert_letter(db: Db, letter: Posted, at: datetime) -> bool:
    """False: it is there already."""
    given = structs.asdict(letter) | {"content": as_json(letter.content), "at": at}
    return await execute(db, queries["insert_letter"], **given) == 1


async def readdress(db: Db, letter_id: UUID, address: str, at: datetime) -> None:
    await execute(db, queries["readdress"], id=letter_id, address=address, at=at)


async def take_due(
    db: Db, routed: Collection[str], at: datetime, leased_until: datetime, limit: int
) -> list[Due]:
    return await fetch_all(
        db,
        Due,
        queries["take_due"],
        routed=list(routed),
        at=at,
        leased_until=leased_until,
        limit=limit,
    )


async def set_pdf(db: Db, letter_id: UUID, pdf: bytes, pdf_digest: str) -> None:
    await execute(db, queries["set_pdf"], id=letter_id, pdf=pdf, pdf_digest=pdf_digest)


async def set_sent(db: Db, letter_id: UUID, at: datetime, next_at: datetime) -> Moved | None:
    query = queries["set_sent"]
    return await fetch_one_or_none(db, Moved, query, id=letter_id, at=at, next_at=next_at)


async def set_delivered(db: Db, letter_id: UUID, receipt: Receipt, at: datetime) -> Moved | None:
    """None: there is none, or it was receipted before."""
    told = as_json(receipt)
    query = queries["set_delivered"]
    return await fetch_one_or_none(db, Moved, query, id=letter_id, receipt=told, at=at)


async def set_failed(
    db: Db, letter_id: UUID, said: str, next_at: datetime | None, at: datetime
) -> Moved | None:
    query = queries["set_failed"]
    return await fetch_one_or_none(
        db, Moved, query, id=letter_id, said=said, next_at=next_at, at=at
    )


async def revive(
    db: Db, system: str, letter_id: UUID | None, institution: str | None, at: datetime
) -> list[Moved]:
    return await fetch_all(
        db,
        Moved,
        queries["revive"],
        system=system,
        id=letter_id,
        institution=institution,
        at=at,
    )


async def drop_letters(db: Db, event_id: UUID, at: datetime) -> None:
    await execute(db, queries["drop_letters"], event_id=event_id, at=at)


async def list_letters(
    db: Db, wanted: LetterFilter, institution: str | None, after: After | None
) -> list[Letter]:
    return await fetch_all(
        db,
        Letter,
        queries["list_letters"],
        institution=institution,
        system=wanted.system,
        standing=wanted.standing,
        event=wanted.event,
        made_at=after.made_at if after else None,
        id=after.id if after else None,
        limit=wanted.limit + 1,
    )


async def get_letter(db: Db, letter_id: UUID, institution: str | None) -> Letter | None:
    query = queries["get_letter"]
    return await fetch_one_or_none(db, Letter, query, id=letter_id, institution=institution)


async def get_content(db: Db, letter_id: UUID) -> Any:
    return (await fetch_one(db, _Content, queries["get_content"], id=letter_id)).content


async def get_pdf(db: Db, letter_id: UUID) -> bytes | None:
    return (await fetch_one(db, _Pdf, queries["get_pdf"], id=letter_id)).pdf


async def count_by_system(db: Db, institution: str | None, since: datetime) -> list[Counted]:
    query = queries["count_by_system"]
    return await fetch_all(db, Counted, query, institution=institution, since=since)
