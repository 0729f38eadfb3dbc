"""`vienots export`: what the house holds, as NDJSON, a line at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import IO, ClassVar

import click
import msgspec

from vienots.app.commands.database import command_actor, load, transaction, use_database
from vienots.app.settings import Settings
from vienots.identity import api as identity
from vienots.kernel import clock, journal
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import PURPOSES, Actor, Purpose
from vienots.kernel.events import Event
from vienots.kernel.ids import new_id
from vienots.kernel.journal import START, Cursor
from vienots.register import api as register
from vienots.register.contracts import EventFilter

BATCH = 1_000
PAGE = 200


class JournalExported(Event, frozen=True):
    """An export is a look at everything in it."""

    topic: ClassVar[str] = "app.journal_exported"
    after: str


@click.group()
def export() -> None:
    """Write data out as NDJSON. Every export is written into the journal with its purpose."""


@export.command(name="journal")
@click.option("--after", default=None, help="Go on after this cursor (`cursor` of a line).")
@click.option("--purpose", type=click.Choice(PURPOSES), required=True)
@click.option("--ref", default=None, help="The case or inspection behind it.")
@click.option("--output", type=click.File("wb"), default="-", show_default="standard output")
def export_journal(after: str | None, purpose: str, ref: str | None, output: IO[bytes]) -> None:
    """The audit trail in order: who did, changed and read what, when and why."""
    cursor = START if after is None else Cursor.parse(after)
    if cursor is None:
        raise click.BadParameter(f"{after} is no cursor", param_hint="--after")
    with use_database(load()) as settings:
        count = asyncio.run(_export(settings, cursor, Purpose(purpose, ref), output))
    click.echo(f"{count} entries", err=True)


async def _export(settings: Settings, after: Cursor, purpose: Purpose, output: IO[bytes]) -> int:
    """The look is committed before the first line leaves."""
    async with transaction(settings) as db:
        event = JournalExported(new_id(), str(after))
        await journal.record_read(db, command_actor("iemic"), purpose, event, at=clock.now())
    count = 0
    async for line in _lines(settings, after):
        output.write(line + b"\n")
        count += 1
    return count


async def _lines(settings: Settings, after: Cursor) -> AsyncIterator[bytes]:
    """A short transaction a batch: a long one would hold vacuum back."""
    while True:
        async with transaction(settings) as db:
            entries = await journal.read_after(db, after, BATCH)
        for entry in entries:
            row = msgspec.structs.asdict(entry)
            yield msgspec.json.encode({"cursor": str(entry.cursor)} | row)
        if len(entries) < BATCH:
            return
        after = entries[-1].cursor


@export.command(name="register")
@click.option(
    "--institution", required=True, help="What this institution may see: vp, pp-0003000 …"
)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Received on this day or later.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Received before this day.")
@click.option("--purpose", type=click.Choice(PURPOSES), required=True)
@click.option("--ref", default=None, help="The case or inspection behind it.")
@click.option("--output", type=click.File("wb"), default="-", show_default="standard output")
def export_register(
    institution: str,
    since: datetime | None,
    until: datetime | None,
    purpose: str,
    ref: str | None,
    output: IO[bytes],
) -> None:
    """Whole events, newest first. Each one stands in the journal as looked at."""
    wanted = EventFilter(
        since=since and since.replace(tzinfo=RIGA),
        until=until and until.replace(tzinfo=RIGA),
        limit=PAGE,
    )
    actor = command_actor(
        institution, identity.Right.REGISTER_READ, identity.Right.REGISTER_PERSONS
    )
    with use_database(load()) as settings:
        work = _export_register(settings, actor, wanted, Purpose(purpose, ref), output)
        count = asyncio.run(work)
    click.echo(f"{count} events", err=True)


async def _export_register(
    settings: Settings, actor: Actor, wanted: EventFilter, purpose: Purpose, output: IO[bytes]
) -> int:
    """A page is a transaction: its looks are committed before its lines leave."""
    count = 0
    while True:
        async with transaction(settings) as db:
            if await identity.get_institution(db, actor.institution) is None:
                raise click.ClickException(f"There is no institution {actor.institution}.")
            page = await register.list_events(db, actor, wanted)
            at = clock.now()
            views = [await register.open_event(db, actor, row.id, purpose, at) for row in page.rows]
        output.writelines(msgspec.json.encode(view) + b"\n" for view in views)
        count += len(views)
        if page.cursor is None:
            return count
        wanted = msgspec.structs.replace(wanted, cursor=page.cursor)
