"""Every query of this context. Row security shows a thing with its event or to its holders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct, structs
from psycopg.errors import UniqueViolation

from vienots.custody.contracts import (
    CustodyItem,
    CustodyOffer,
    ItemFilter,
    Step,
    StoragePlace,
)
from vienots.custody.errors import ItemExists, NothingToTake
from vienots.kernel.contracts import Keys
from vienots.kernel.db import (
    Db,
    as_json,
    execute,
    fetch_all,
    fetch_one,
    fetch_one_or_none,
    fetch_value,
    load_queries,
)

queries = load_queries(__package__)

NO_TERM, GONE_BY = "9999-12-31", "infinity"
"""Where what has no term, and what is gone, stands in the order."""


class After(Struct, frozen=True):
    """The place in the list that a page goes on from."""

    due: str
    id: UUID


class OfferRecord(CustodyOffer, frozen=True, kw_only=True):
    code_hash: str


class Unheld(Struct, frozen=True):
    id: UUID
    event_id: UUID | None


async def list_unheld(db: Db, keys: Keys, ids: Sequence[UUID]) -> list[Unheld]:
    query = queries["list_unheld"]
    return await fetch_all(db, Unheld, query, keys=list(keys), ids=list(ids))


async def put_place(db: Db, place: StoragePlace) -> StoragePlace:
    """A place keeps the id that it had."""
    return await fetch_one(db, StoragePlace, queries["put_place"], **structs.asdict(place))


async def list_places(db: Db, institution: str, limit: int) -> list[StoragePlace]:
    query = queries["list_places"]
    return await fetch_all(db, StoragePlace, query, institution=institution, limit=limit)


async def get_place(db: Db, place_id: UUID) -> StoragePlace | None:
    return await fetch_one_or_none(db, StoragePlace, queries["get_place"], id=place_id)


async def take_seq(db: Db, institution: str, series: str) -> int:
    seq = await fetch_value(db, queries["take_seq"], institution=institution, series=series)
    assert isinstance(seq, int)
    return seq


async def insert_item(db: Db, item: CustodyItem, readers: Sequence[str]) -> None:
    """Raises ItemExists, NothingToTake."""
    row = structs.asdict(item) | {"marks": as_json(item.marks), "readers": list(readers)}
    try:
        async with db.transaction():
            await execute(db, queries["insert_item"], **row)
    except UniqueViolation as error:
        if error.diag.constraint_name == "item_taken_once":
            raise NothingToTake from error
        assert error.diag.constraint_name == "item_pkey", error
        raise ItemExists(id=str(item.id)) from error


async def update_item(db: Db, item: CustodyItem, readers: Sequence[str]) -> None:
    row = structs.asdict(item) | {"marks": None, "readers": list(readers)}
    touched = await execute(db, queries["update_item"], **row)
    assert touched == 1, "the thing is locked"


async def get_item(db: Db, item_id: UUID) -> CustodyItem | None:
    return await fetch_one_or_none(db, CustodyItem, queries["get_item"], id=item_id)


async def lock_item(db: Db, item_id: UUID) -> CustodyItem | None:
    await execute(db, queries["lock_item"], id=item_id)
    return await get_item(db, item_id)


async def list_items(
    db: Db,
    wanted: ItemFilter,
    *,
    institution: str | None,
    holder: str | None,
    due_before: date | None,
    pattern: str | None,
    after: After | None,
) -> list[CustodyItem]:
    """One more than wanted, where there are more."""
    return await fetch_all(
        db,
        CustodyItem,
        queries["list_items"],
        institution=institution,
        status=wanted.status,
        kind=wanted.kind,
        place_id=wanted.place_id,
        event_id=wanted.event_id,
        holder=holder,
        due_before=due_before,
        pattern=pattern,
        after_due=None if after is None else after.due,
        after_id=None if after is None else after.id,
        limit=wanted.limit + 1,
    )


async def list_items_of_event(db: Db, event_id: UUID) -> list[CustodyItem]:
    return await fetch_all(db, CustodyItem, queries["list_items_of_event"], event_id=event_id)


async def erase_items(db: Db, event_id: UUID) -> None:
    await execute(db, queries["erase_items"], event_id=event_id)


async def insert_step(db: Db, item_id: UUID, step: Step) -> None:
    await execute(db, queries["insert_step"], item_id=item_id, **structs.asdict(step))


async def list_steps(db: Db, item_id: UUID) -> list[Step]:
    return await fetch_all(db, Step, queries["list_steps"], item_id=item_id)


async def insert_offer(db: Db, offer: OfferRecord) -> None:
    await execute(db, queries["insert_offer"], **structs.asdict(offer))


async def get_offer(db: Db, offer_id: UUID) -> OfferRecord | None:
    return await fetch_one_or_none(db, OfferRecord, queries["get_offer"], id=offer_id)


async def get_open_offer(db: Db, item_id: UUID) -> OfferRecord | None:
    return await fetch_one_or_none(db, OfferRecord, queries["get_open_offer"], item_id=item_id)


async def list_offers_to(
    db: Db, person: str, institution: str, at: datetime, limit: int
) -> list[OfferRecord]:
    query = queries["list_offers_to"]
    return await fetch_all(
        db, OfferRecord, query, person=person, institution=institution, at=at, limit=limit
    )


async def list_expired_offers(db: Db, at: datetime, limit: int) -> list[OfferRecord]:
    return await fetch_all(db, OfferRecord, queries["list_expired_offers"], at=at, limit=limit)


async def set_wrong_codes(db: Db, offer_id: UUID, wrong_codes: int) -> None:
    await execute(db, queries["set_wrong_codes"], id=offer_id, wrong_codes=wrong_codes)


async def answer_offer(db: Db, offer_id: UUID, state: str, by_name: str, at: datetime) -> None:
    touched = await execute(
        db, queries["answer_offer"], id=offer_id, state=state, by_name=by_name, at=at
    )
    assert touched == 1, "the thing is locked, and its offer was seen open under the lock"


def shown(record: OfferRecord) -> CustodyOffer:
    """Without the hash of its code."""
    told = structs.asdict(record)
    told.pop("code_hash")
    return CustodyOffer(**told)
