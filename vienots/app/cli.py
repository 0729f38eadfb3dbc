"""The installed command `vienots`. Each group stands in a module of its own, loaded when it is
asked for; other packages add theirs by the entry-point group `vienots.commands`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import entry_points
from pkgutil import resolve_name

import click
import psycopg

from vienots.app.postgres import EmbeddedPostgresError
from vienots.app.settings import BadSettings
from vienots.kernel.errors import BadInput, Refusal
from vienots.kernel.migrate import MigrationChanged
from vienots.outbox.errors import BadRoutes

GROUP = "vienots.commands"
OWN: Mapping[str, str] = {
    "serve": "vienots.app.commands.serving:serve",
    "worker": "vienots.app.commands.serving:worker",
    "migrate": "vienots.app.commands.migrating:migrate",
    "audit": "vienots.app.commands.auditing:audit",
    "user": "vienots.app.commands.accounts:user",
    "client": "vienots.app.commands.accounts:client",
    "index": "vienots.app.commands.indexing:index",
    "journal": "vienots.app.commands.journals:journal",
    "report": "vienots.app.commands.reporting:report",
    "import": "vienots.app.commands.importing:import_",
    "export": "vienots.app.commands.exporting:export",
    "generate": "vienots.app.commands.generating:generate",
    "backup": "vienots.app.commands.backing_up:backup",
    "restore": "vienots.app.commands.backing_up:restore",
    "demo": "vienots.app.commands.demonstrating:demo",
}


class Commands(click.Group):
    """Nothing is imported for a command that is not run: `vienots --help` alone loads all."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        added = sorted(point.name for point in entry_points(group=GROUP))
        return [*OWN, *(name for name in added if name not in OWN)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in OWN:
            found = resolve_name(OWN[cmd_name])
        else:
            points = entry_points(group=GROUP, name=cmd_name)
            if not points:
                return None
            found = next(iter(points)).load()
        assert isinstance(found, click.Command), f"{cmd_name} is no command"
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vienots", message="vienots %(version)s")
def vienots() -> None:
    """One platform for the emergency number 112 and the police event register.

    Settings come from the environment (VIENOTS_…, see docs/guide/settings.md). Without
    VIENOTS_DATABASE_URL an embedded PostgreSQL in VIENOTS_DATA_DIR is used.
    """


def main(words: Sequence[str] | None = None) -> None:
    """The edge: what is not a fault of ours is said in a line, without a trace."""
    try:
        vienots(words)
    except BadSettings as error:
        _leave("Settings refused:\n  " + "\n  ".join(error.faults))
    except BadRoutes as error:
        _leave(f"File of routes refused: {error}")
    except EmbeddedPostgresError as error:
        _leave(str(error))
    except MigrationChanged as error:
        _leave(f"Migration {error} was edited after it had been run. Write a new one instead.")
    except Refusal as refusal:
        _leave(_say(refusal))
    except psycopg.OperationalError as error:
        _leave(f"The database does not answer: {error}")


def _say(refusal: Refusal) -> str:
    # Imported here: it brings every context along, which most commands do without.
    from vienots.app.contexts import PACKAGES
    from vienots.kernel.i18n import load_catalogue

    catalogue = load_catalogue(PACKAGES)
    lines = [f"Refused ({refusal.code}): {catalogue.text('en', refusal.code, refusal.data)}"]
    if isinstance(refusal, BadInput):
        lines += [
            f"  {fault.path}: {catalogue.text('en', fault.code, fault.data)}"
            for fault in refusal.faults
        ]
    return "\n".join(lines)


def _leave(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
