"""What leaves the register on paper or as a file: each time in the journal, with its reader."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import structs

from vienots.identity.api import Right, list_institutions, require
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.kernel.printing import render_pdf
from vienots.kernel.sheets import Form, Sheet, digest_of, write_sheet
from vienots.register.actions.reading import get_seen, list_events
from vienots.register.actions.viewing import view_of
from vienots.register.contracts import EventFilter, EventRow
from vienots.register.events import EventPrinted, ListExported
from vienots.register.printing import CODED, Printed, moment, page_of

PAGE = 200
ROWS_MAX = 20_000
"""Of one file; whoever wants more narrows the list, or asks the statistics."""
HEAD = (
    "numurs", "iestāde", "veids", "veida kods", "kategorija", "stāvoklis", "saņemts", "adrese",
    "teritorija", "atbildīgais", "VEK", "trūkst lauku", "mainīts",
)  # fmt: skip


async def print_event(
    db: Db, actor: Actor, event_id: UUID, purpose: Purpose, at: datetime
) -> tuple[str, bytes]:
    """Its number and its page as PDF, with what this reader may see. Written down as a look."""
    require(actor, Right.REGISTER_READ)
    record = await get_seen(db, actor, event_id)
    view, read = await view_of(db, actor, record)
    names = {one.code: one.name_lv for one in await list_institutions(db, at)}
    words = await _words(db, record.document.received_at)
    owner = names.get(view.institution, view.institution)
    known = (await classifiers.get(db, "purpose", at)).get(purpose.code)
    why = known.text_lv if known else purpose.code
    page = page_of(view, words, Printed(owner, actor.name, at, why))
    await journal.record_read(db, actor, purpose, EventPrinted(**structs.asdict(read)), at=at)
    return view.number, await asyncio.to_thread(render_pdf, page)


async def _words(db: Db, at: datetime) -> Mapping[str, Mapping[str, str]]:
    lists = [await classifiers.get(db, name, at) for name in sorted(set(CODED.values()))]
    return {one.name: {value.code: value.text_lv for value in one.values} for one in lists}


async def export_list(db: Db, actor: Actor, wanted: EventFilter, form: Form, at: datetime) -> bytes:
    """The list as it is filtered, newest first, without persons; noted with its hash."""
    require(actor, Right.REGISTER_READ)
    rows: list[EventRow] = []
    page = structs.replace(wanted, limit=PAGE, cursor=None)
    while len(rows) < ROWS_MAX:
        found = await list_events(db, actor, page)
        rows += found.rows
        if found.cursor is None:
            break
        page = structs.replace(page, cursor=found.cursor)
    asked = {name: str(value) for name, value in structs.asdict(wanted).items() if value}
    return await write_list(db, actor, rows, asked, form, at)


async def write_list(  # noqa: PLR0913 (a list, what it is, and for whom)
    db: Db,
    actor: Actor,
    rows: Sequence[EventRow],
    asked: Mapping[str, str],
    form: Form,
    at: datetime,
) -> bytes:
    """A sheet of rows that the actor has been shown to see; noted with its hash."""
    require(actor, Right.REGISTER_READ)
    names = {one.code: one.name_lv for one in await list_institutions(db, at)}
    kinds = await classifiers.get(db, "incident_type", at)
    types = {one.code: one.text_lv for one in kinds.values}
    cells = [_cells_of(row, names, types) for row in rows[:ROWS_MAX]]
    digest = digest_of(cells)
    cover = [
        ("saraksts", "Reģistra notikumi"),
        ("atlase", ", ".join(f"{name}={value}" for name, value in asked.items())),
        ("izvadīja", f"{actor.name}, {moment(at)}"),
        ("rindas", f"{len(cells)} (failā ne vairāk kā {ROWS_MAX})"),
        ("rindu SHA-256", digest),
    ]
    exported = ListExported(new_id(), form, len(cells), digest, dict(asked))
    await journal.record(db, actor, exported, audience=(), at=at)
    return await asyncio.to_thread(
        write_sheet, Sheet("Notikumi", "Saraksts", cover, HEAD, cells), form
    )


def _cells_of(row: EventRow, names: Mapping[str, str], types: Mapping[str, str]) -> list[str]:
    return [
        row.number, names.get(row.institution, row.institution), types.get(row.type, row.type),
        row.type, row.category or "", row.status, moment(row.received_at), row.address or "",
        row.atvk or "", row.officer_name or "", row.card_number or "", str(row.missing),
        moment(row.changed_at),
    ]  # fmt: skip
