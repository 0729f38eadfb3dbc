"""`vienots demo`: the whole product with an invented country, on one command."""

from __future__ import annotations

import os
from pathlib import Path

import click

import vienots
from vienots.app import observability
from vienots.app.demo.credentials import Credentials
from vienots.app.demo.supervise import Demonstration, FolderRefused, NotReady, Plan, PortTaken
from vienots.identity import api as identity

ROOT = Path(vienots.__file__).resolve().parent.parent


@click.command()
@click.option("--port", envvar="DEMO_PORT", default=8112, show_envvar=True, show_default=True)
@click.option(
    "--host",
    envvar="DEMO_HOST",
    default="127.0.0.1",
    show_envvar=True,
    show_default=True,
    help="Address to listen on. Others than this machine's own show the sign-ins to the network.",
)
@click.option(
    "--dir",
    "folder",
    envvar="DEMO_DIR",
    default=Path("var/demo"),
    type=click.Path(file_okay=False, path_type=Path),
    show_envvar=True,
    show_default=True,
    help="Keeps database, passwords and logs; remove it to begin anew.",
)
@click.option(
    "--simulator",
    type=click.Choice(["on", "off"]),
    envvar="DEMO_SIMULATOR",
    default="on",
    show_envvar=True,
    show_default=True,
    help="Off leaves a quiet country in which nobody calls but you.",
)
def demo(port: int, host: str, folder: Path, simulator: str) -> None:
    """Show the product with an invented country, until Ctrl-C.

    Starts the embedded PostgreSQL, migrates, loads the country, starts web server, worker and
    simulator, and starts again whatever dies. Started again, it keeps data and passwords.
    """
    observability.configure_logs(as_json=False)
    plan = Plan(folder.resolve(), host, port, simulator == "on", ROOT)
    click.echo(f"Preparing the demonstration in {plan.folder} …", err=True)
    try:
        Demonstration(plan, os.environ).run(lambda written: _say(plan, written))
    except (FolderRefused, PortTaken, NotReady) as error:
        raise click.ClickException(str(error)) from error
    click.echo("The demonstration has stopped; its data stay in " + str(plan.folder), err=True)


def _say(plan: Plan, written: Credentials) -> None:
    """The visitor's people; their colleagues, whom the simulator plays, stand in the file."""
    visitors = {person.login for person in identity.PEOPLE}
    click.echo(f"\nVienots is ready: {written.base_url}\n\nSign in as")
    rows = [("login", "password", "institution", "roles", "name")]
    rows += [
        (user.login, user.password, user.institution, ", ".join(user.roles), user.name)
        for user in written.users
        if user.login in visitors
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  " + "  ".join(cells).rstrip())
    click.echo(
        f"\nAll sign-ins and system clients: {plan.credentials_file}\n"
        f"Logs: {plan.log_folder}\nStop with Ctrl-C; `make demo` goes on where you left."
    )
