"""`vienots import events`: a file of history, by a mapping of its columns, in small steps that a
kill does not undo; and a first mapping that writes itself."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import UUID

import click
from msgspec import Struct, structs

from vienots.app.commands.database import command_actor, load, transaction, use_database
from vienots.app.contexts import PACKAGES
from vienots.app.settings import Settings
from vienots.exchange.api import Wording
from vienots.identity import api as identity
from vienots.imports import api as imports
from vienots.imports.contracts import FaultPage, ImportMapping, ImportView
from vienots.kernel import clock
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.errors import Fault
from vienots.kernel.i18n import load_catalogue
from vienots.kernel.sheets import Form

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
PURPOSE = "event_entry"


class Asked(Struct, frozen=True):
    """What the command was asked for."""

    file: Path
    mapping: ImportMapping
    institution: str
    dry_run: bool
    faults: Path | None
    refused: Path | None
    language: str


@click.command()
@click.argument("file", type=FILE)
@click.option("--mapping", type=FILE, help="How columns become events (TOML).")
@click.option("--institution", required=True, help="Whose events they are, such as pp-0003000.")
@click.option("--dry-run", is_flag=True, help="Judge every row; register nothing.")
@click.option("--faults", type=OUT, help="Write what is wrong, row by row (.csv or .xlsx).")
@click.option("--refused", type=OUT, help="Write the refused rows, to be mended (.csv or .xlsx).")
@click.option("--language", type=click.Choice(["lv", "en"]), default="lv", show_default=True)
def events(  # noqa: PLR0913 (options of a command)
    file: Path,
    mapping: Path | None,
    institution: str,
    dry_run: bool,
    faults: Path | None,
    refused: Path | None,
    language: str,
) -> None:
    """Events of FILE (CSV, XLSX, XLS, ODS, NDJSON) into the register.

    Broken off anywhere, the same command goes on where it stood. A second time it has no effect.
    NDJSON of event documents needs no mapping. Exit 0 when every row was taken, 1 otherwise.
    """
    text = "" if mapping is None else mapping.read_text("utf-8")
    with use_database(load(), watched=True) as settings:
        asked = Asked(
            file,
            imports.parse_mapping(text),
            institution,
            dry_run,
            faults,
            refused,
            language,
        )
        view = asyncio.run(_import(settings, asked))
    raise SystemExit(1 if view.done.refused else 0)


@click.command()
@click.argument("file", type=FILE)
def suggest(file: Path) -> None:
    """A first mapping for FILE, by what its columns are called: to be looked through."""
    with use_database(load()) as settings:
        table = imports.read(file.read_bytes(), ImportMapping())
        click.echo(asyncio.run(_suggest(settings, table)), nl=False)


async def _suggest(settings: Settings, table: imports.Table) -> str:
    async with transaction(settings) as db:
        mapping = await imports.suggest_mapping(db, table, clock.now())
    return imports.write_toml(mapping, imports.TOLD)


async def _import(settings: Settings, asked: Asked) -> ImportView:
    actor = command_actor(asked.institution, *imports.RIGHTS)
    actor = structs.replace(actor, trained=True)
    import_id = await _begin(settings, asked, actor)
    async with transaction(settings, unhurried=True) as db:
        record = await imports.get_import(db, asked.institution, import_id)
        assert record is not None, "it was begun"
        opened = await imports.open_whole(db, record)
    wording = Wording(load_catalogue(PACKAGES), asked.language)
    _refuse_unfit(opened, wording)
    view = await _begin_pass(settings, asked, actor, import_id)
    working = view.state
    while view.state == working:
        async with transaction(settings) as db:
            view = await imports.take_step(db, actor, import_id, opened, clock.now())
        _show_progress(view)
    click.echo(err=True)
    await _tell(settings, asked, actor, view, wording)
    return view


async def _begin(settings: Settings, asked: Asked, actor: Actor) -> UUID:
    """What an earlier command left unfinished, or a new import."""
    data = asked.file.read_bytes()
    async with transaction(settings, unhurried=True) as db:
        if await identity.get_institution(db, asked.institution) is None:
            raise click.ClickException(f"There is no institution {asked.institution}.")
        found = await imports.find_unfinished(db, actor, data, asked.mapping)
        if found is not None:
            return found
        view = await imports.add_file(
            db,
            actor,
            asked.file.name,
            data,
            clock.now(),
            runner="command",
            mapping=asked.mapping,
        )
        return view.id


def _refuse_unfit(opened: imports.Opened, wording: Wording) -> None:
    if opened.table.file.documents:
        return
    faults = imports.find_faults(opened.mapping, opened.table.columns)
    if faults:
        raise click.ClickException("\n".join(_lines(faults, wording)))


def _lines(faults: list[Fault], wording: Wording) -> list[str]:
    return [f"{one.path}: {wording.text(one.code, one.data)}" for one in faults]


async def _begin_pass(
    settings: Settings, asked: Asked, actor: Actor, import_id: UUID
) -> ImportView:
    """Begun, or found at work where it was killed."""
    wanted = "checking" if asked.dry_run else "running"
    async with transaction(settings) as db:
        view = await imports.read_import(db, actor, import_id)
        if view.state == wanted:
            click.echo(f"… {view.done.rows} / {view.rows_total}", err=True)
            return view
        begin = imports.begin_check if asked.dry_run else imports.start
        return await begin(db, actor, import_id, clock.now())


def _show_progress(view: ImportView) -> None:
    left = "" if view.seconds_left is None else f", {view.seconds_left} s"
    rate = "" if view.rows_per_s is None else f", {view.rows_per_s:g}/s"
    click.echo(f"\r{view.done.rows} / {view.rows_total}{rate}{left}   ", err=True, nl=False)


async def _tell(
    settings: Settings, asked: Asked, actor: Actor, view: ImportView, wording: Wording
) -> None:
    done = view.done
    click.echo(
        f"{done.rows} rows: {done.new} new, {done.changed} changed, {done.same} as before, "
        f"{done.refused} refused"
    )
    purpose = Purpose(PURPOSE, str(view.id))
    async with transaction(settings, unhurried=True) as db:
        cursor: int | None = -1
        while cursor is not None:
            page = await imports.list_faults(db, actor, view.id, wording, cursor)
            _show_faults(page, first=cursor == -1)
            cursor = page.cursor
        for path, write in (
            (asked.faults, imports.report_faults),
            (asked.refused, imports.write_refused),
        ):
            if path is not None:
                form: Form = "xlsx" if path.suffix == ".xlsx" else "csv"
                data = await write(db, actor, view.id, wording, form, purpose, clock.now())
                path.write_bytes(data)


def _show_faults(page: FaultPage, *, first: bool) -> None:
    if first:
        for kind in page.kinds:
            click.echo(f"{kind.count} × {kind.column or '—'}: {kind.title} ({kind.code})")
    for one in page.faults:
        click.echo(f"{one.row}: {one.column or one.path}: {one.message}")
