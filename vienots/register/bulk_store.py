"""Many new events at once: the same rows that the store writes one by one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from vienots.kernel.db import Db, copy_rows, fetch_value, insert_rows, load_queries
from vienots.register.contracts import EventNumber, Member
from vienots.register.domain.document import LISTS
from vienots.register.store import (
    EventRecord,
    VersionRecord,
    columns_of,
    things_of,
    version_row,
)
from vienots.register.work_contracts import SecondLook

queries = load_queries(__package__)

_COPY = {
    "persons": queries["copy_person"],
    "vehicles": queries["copy_vehicle"],
    "objects": queries["copy_object"],
    "organisations": queries["copy_organisation"],
    "documents": queries["copy_document"],
    "officers": queries["copy_officer"],
}


class Kept(Struct, frozen=True):
    """Everything that is kept of one event."""

    record: EventRecord
    missing: int
    number: EventNumber
    series: str
    seq: int
    versions: list[VersionRecord]
    members: list[Member]
    look: SecondLook | None
    looked_by: str | None


async def copy_events(db: Db, kept: Sequence[Kept]) -> None:
    """As the database's own role: PostgreSQL copies for nobody beneath row security."""
    await _write(db, kept, copy_rows)


async def insert_events(db: Db, kept: Sequence[Kept]) -> None:
    """Beneath row security: a reader's own events, as his keys let him write them."""
    await _write(db, kept, insert_rows)


Writer = Callable[[Db, bytes, Iterable[Mapping[str, object]]], Awaitable[None]]


async def _write(db: Db, kept: Sequence[Kept], write: Writer) -> None:
    await write(db, queries["copy_event"], (columns_of(one.record, one.missing) for one in kept))
    await write(db, queries["copy_number"], map(_number_row, kept))
    things = [things_of(one.record) for one in kept]
    for name in LISTS:
        rows = [row for listed in things for row in listed[name]]
        if rows:
            await write(db, _COPY[name], rows)
    versions = (version_row(version) for one in kept for version in one.versions)
    await write(db, queries["copy_version"], versions)
    await write(db, queries["copy_member"], _member_rows(kept))
    await write(db, queries["copy_second_look"], _look_rows(kept))


def _number_row(one: Kept) -> dict[str, object]:
    event_id = one.record.id
    return structs.asdict(one.number) | {"event_id": event_id, "series": one.series, "seq": one.seq}


def _member_rows(kept: Sequence[Kept]) -> Iterator[dict[str, object]]:
    for one in kept:
        for member in one.members:
            added_at = next(version.at for version in one.versions if version.cause == "access")
            who = {"event_id": one.record.id, "added_by": member.id, "added_at": added_at}
            yield structs.asdict(member) | who


def _look_rows(kept: Sequence[Kept]) -> Iterator[dict[str, object]]:
    for one in kept:
        if one.look is not None:
            yield structs.asdict(one.look) | {"judged_by": one.looked_by}


async def take_seqs(db: Db, institution: str, series: str, count: int) -> int:
    """So many numbers in a row; the first of them."""
    query = queries["take_seqs"]
    last: int = await fetch_value(db, query, institution=institution, series=series, count=count)
    return last - count + 1
