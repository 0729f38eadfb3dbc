"""`vienots journal check`: for whoever connects a municipality's journal."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from vienots.app.commands.database import load, transaction, use_database
from vienots.app.conformance.report import line_of, page_of
from vienots.app.conformance.walk import Outcome, walk
from vienots.app.contexts import PACKAGES
from vienots.app.settings import Settings
from vienots.exchange import api as exchange
from vienots.identity.demonstration import JOURNAL
from vienots.kernel import clock
from vienots.kernel.contracts import Actor
from vienots.kernel.i18n import load_catalogue

RIGHTS = frozenset(str(right) for right in JOURNAL)


@click.group()
def journal() -> None:
    """Connect a municipality's journal."""


@journal.command()
@click.argument("base_or_file", metavar="BASE_OR_FILE")
@click.option("--client", help="Name of the system client (with BASE).")
@click.option("--secret", envvar="VIENOTS_CLIENT_SECRET", help="Its secret (with BASE).")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write Markdown.")
@click.option("--institution", help="Whose events they are (with FILE), such as pp-0003000.")
@click.option("--language", type=click.Choice(["lv", "en"]), default="lv", show_default=True)
def check(
    base_or_file: str,
    client: str | None,
    secret: str | None,
    report: Path | None,
    institution: str | None,
    language: str,
) -> None:
    """Walk through the exchange at BASE, or judge the events of FILE, one document a line.

    BASE is a test installation (https://…): the walk registers events and cancels them at its end.
    FILE is judged by the code lists of this installation; nothing is kept. Exit 0 when everything
    fits, 1 when something does not.
    """
    if base_or_file.startswith(("http://", "https://")):
        if not client or not secret:
            raise click.UsageError("BASE needs --client and --secret.")
        fits = _walk(base_or_file.rstrip("/"), client, secret, report)
    else:
        file = Path(base_or_file)
        if not file.is_file() or not institution:
            raise click.UsageError("FILE must exist, and needs --institution.")
        with use_database(load()) as settings:
            fits = asyncio.run(judge(settings, file, institution, language))
    raise SystemExit(0 if fits else 1)


def _walk(base: str, client: str, secret: str, report: Path | None) -> bool:
    outcomes: list[Outcome] = []
    for outcome in walk(base, client, secret):
        click.echo(line_of(outcome))
        outcomes.append(outcome)
    if report is not None:
        report.write_text(page_of(outcomes, base, client, clock.now()), encoding="utf-8")
    return all(outcome.result != "failed" for outcome in outcomes)


async def judge(settings: Settings, file: Path, institution: str, language: str) -> bool:
    """Whether every line fits; faults are printed as they are found."""
    actor = Actor("system:check", "vienots journal check", institution, RIGHTS, trained=True)
    wording = exchange.Wording(load_catalogue(PACKAGES), language)
    lines = fit = 0
    async with transaction(settings) as db:
        with file.open("rb") as events:
            for number, line in enumerate(events, 1):
                if not line.strip():
                    continue
                lines += 1
                said = exchange.Statement(line.strip())
                verdict = await exchange.judge_event(db, actor, said, wording, clock.now())
                fit += verdict.accepted
                for fault in verdict.faults:
                    click.echo(f"{number}: {fault.path}: {fault.message}")
    click.echo(f"{fit} / {lines}")
    return fit == lines
