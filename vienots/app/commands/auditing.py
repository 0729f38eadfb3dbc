"""`vienots audit`: is the journal whole?"""

from __future__ import annotations

import asyncio

import click
import msgspec

from vienots.app.commands.database import load, transaction, use_database
from vienots.app.settings import Settings
from vienots.kernel.verify import Verdict
from vienots.kernel.verify import verify as verify_journal
from vienots.register import api as register

SHOWN_MAX = 50


@click.group()
def audit() -> None:
    """Check the audit trail."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
def verify(as_json: bool) -> None:
    """Walk the journal's chain and the checkpoints kept outside the database.

    Finds any entry that was edited, deleted, swapped, slipped in, cut off or erased without a
    certificate, and says which; says how many payloads were erased by certificate.
    Exit 0 when the journal is whole, 1 when it is not.
    """
    with use_database(load()) as settings:
        verdict = asyncio.run(_verify(settings))
    click.echo(msgspec.json.encode(verdict) if as_json else _say(verdict))
    raise SystemExit(0 if verdict.whole else 1)


async def _verify(settings: Settings) -> Verdict:
    async with transaction(settings) as db:
        return await verify_journal(db, settings.audit_dir, register.find_certificates)


def _say(verdict: Verdict) -> str:
    lines = [
        f"{verdict.entries} sealed entries, {verdict.checkpoints} signed checkpoints",
        f"{verdict.erased} payloads erased by certificate",
    ]
    if verdict.whole:
        return "\n".join([*lines, f"whole; last hash {verdict.last_hash}"])
    for finding in verdict.findings[:SHOWN_MAX]:
        place = f"seal {finding.seq}" if finding.seq is not None else "no seal"
        entry = f", entry {finding.entry_id}" if finding.entry_id is not None else ""
        lines.append(f"{finding.kind}: {place}{entry}")
    if len(verdict.findings) > SHOWN_MAX:
        lines.append(f"and {len(verdict.findings) - SHOWN_MAX} more (--json shows all)")
    return "\n".join([*lines, "NOT whole"])
