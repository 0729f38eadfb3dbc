"""`vienots user` and `vienots client`: the accounts of people and systems, from the server itself.

The first administrator of an installation is made here; later ones in the console.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import TypeVar

import click

from vienots.app.commands.database import command_actor, load, transaction, use_database
from vienots.identity import api as identity
from vienots.identity.contracts import NewClient, NewPerson, PersonChange, PersonView
from vienots.kernel import clock
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db

Result = TypeVar("Result")

PASSWORD_LENGTH_MIN = 12


def _run(work: Callable[[Db, Actor, datetime], Awaitable[Result]]) -> Result:
    """One command is one transaction. Whoever types on the server may administer; the journal
    keeps the name of their account."""
    actor = command_actor("iemic", identity.Right.IDENTITY_ADMINISTER)

    async def run() -> Result:
        async with transaction(settings) as db:
            return await work(db, actor, clock.now())

    with use_database(load()) as settings:
        return asyncio.run(run())


def _ask_password() -> str:
    """From the terminal, twice; or the first line of a pipe."""
    if sys.stdin.isatty():
        password = str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    else:
        password = sys.stdin.readline().rstrip("\n")
    if len(password) < PASSWORD_LENGTH_MIN:
        raise click.ClickException(f"A password has at least {PASSWORD_LENGTH_MIN} characters.")
    return password


async def _find(db: Db, actor: Actor, login: str) -> PersonView:
    for person in await identity.list_people(db, actor):
        if person.login == login:
            return person
    raise click.ClickException(f"Nobody has the login {login}.")


@click.group()
def user() -> None:
    """People who sign in."""


@user.command(name="create")
@click.argument("login")
@click.option("--name", required=True)
@click.option("--institution", required=True, help="Its code: 112, vugd, vp, pp-0003000 …")
@click.option("--role", "roles", multiple=True, required=True, help="May be given several times.")
@click.option("--trained-on", type=click.DateTime(["%Y-%m-%d"]), help="Register training done.")
def create_user(
    login: str, name: str, institution: str, roles: tuple[str, ...], trained_on: datetime | None
) -> None:
    """Let somebody in. The password is asked for, or read from the standard input."""
    trained: date | None = trained_on.date() if trained_on else None
    new = NewPerson(login, name, institution, list(roles), _ask_password(), trained)
    person = _run(lambda db, actor, at: identity.add_person(db, actor, new, at))
    click.echo(f"{person.login}  {person.id}")


@user.command(name="password")
@click.argument("login")
def set_password(login: str) -> None:
    """Give somebody a new password; it ends their sessions."""
    password = _ask_password()

    async def work(db: Db, actor: Actor, at: datetime) -> None:
        person = await _find(db, actor, login)
        await identity.set_password(db, actor, person.id, password, at)

    _run(work)
    click.echo(f"{login} has a new password")


@user.command(name="roles")
@click.argument("login")
@click.argument("roles", nargs=-1)
def set_roles(login: str, roles: tuple[str, ...]) -> None:
    """Show somebody's roles, or replace them by ROLES."""

    async def work(db: Db, actor: Actor, at: datetime) -> PersonView:
        person = await _find(db, actor, login)
        if not roles:
            return person
        change = PersonChange(roles=list(roles))
        return await identity.change_person(db, actor, person.id, change, at)

    click.echo(" ".join(_run(work).roles))


@user.command(name="list")
def list_users() -> None:
    """Everybody with an account."""
    for person in _run(lambda db, actor, _: identity.list_people(db, actor)):
        state = "active" if person.active else "off"
        click.echo(
            "\t".join(
                (person.login, person.institution, ",".join(person.roles), state, person.name)
            )
        )


@click.group()
def client() -> None:
    """Systems that sign in (OAuth2 client credentials)."""


@client.command(name="create")
@click.argument("client_id")
@click.option("--name", required=True)
@click.option("--institution", required=True, help="Code of the institution that answers for it.")
@click.option("--scope", "scopes", multiple=True, required=True, help="May be given several times.")
def create_client(client_id: str, name: str, institution: str, scopes: tuple[str, ...]) -> None:
    """Let a system in. Its secret is shown once."""
    new = NewClient(client_id, name, institution, list(scopes))
    made = _run(lambda db, actor, at: identity.add_client(db, actor, new, at))
    click.echo(made.client_secret)


@client.command(name="secret")
@click.argument("client_id")
def renew_secret(client_id: str) -> None:
    """Give a system a new secret, shown once; the old one and its tokens end."""
    made = _run(lambda db, actor, at: identity.renew_secret(db, actor, client_id, at))
    click.echo(made.client_secret)


@client.command(name="list")
def list_clients() -> None:
    """All system clients."""
    for found in _run(lambda db, actor, _: identity.list_clients(db, actor)):
        state = "active" if found.active else "off"
        click.echo(
            "\t".join(
                (found.client_id, found.institution, ",".join(found.scopes), state, found.name)
            )
        )
