"""What the demonstration's database begins with: everything invented, and marked as such."""

from __future__ import annotations

import asyncio

import msgspec

from vienots.app.commands.database import transaction
from vienots.app.demo.credentials import Client, Credentials, User, new_password
from vienots.app.demo.terms import propose_example
from vienots.app.demo.things import actor_of, load_things
from vienots.app.settings import Settings
from vienots.gis import api as gis
from vienots.identity import api as identity
from vienots.kernel import clock
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.protection import api as protection
from vienots.resources import api as resources

INVENTOR = Actor(
    id="system:demonstration",
    name="Demonstrācija",
    institution="iemic",
    rights=frozenset({str(identity.Right.IDENTITY_ADMINISTER)}),
)


def complete(known: Credentials | None, wanted: Credentials) -> Credentials:
    """Everybody of the demonstration, with the passwords of an earlier start if there was one."""
    if known is None:
        return wanted
    passwords = {user.login: user.password for user in known.users}
    secrets = {client.client_id: client.client_secret for client in known.clients}
    return msgspec.structs.replace(
        wanted,
        users=[
            msgspec.structs.replace(user, password=passwords.get(user.login, user.password))
            for user in wanted.users
        ],
        clients=[
            msgspec.structs.replace(
                client, client_secret=secrets.get(client.client_id, client.client_secret)
            )
            for client in wanted.clients
        ],
    )


def invent(settings: Settings, *, base_url: str, database_url: str) -> Credentials:
    """Everybody of the demonstration, each with a new password."""

    async def people() -> list[User]:
        async with transaction(settings) as db:
            found = await identity.demonstration_people(db, clock.now())
        return [
            User(one.login, new_password(), one.name, one.institution, list(one.roles))
            for one in found
        ]

    clients = [
        Client(one.client_id, new_password(), one.institution, [str(scope) for scope in one.scopes])
        for one in identity.CLIENTS
    ]
    return Credentials(base_url, asyncio.run(people()), clients, database_url)


def load(
    settings: Settings,
    credentials: Credentials,
    *,
    file_was_lost: bool,
    notices_to: str | None = None,
) -> Credentials:
    """Accounts, then stations and units. Again it adds what is missing and changes nothing,
    unless the file with the passwords was lost: then everybody gets those of the new file.
    `notices_to`: address of the stand-in that takes notices, new with each start."""

    async def run() -> Credentials:
        async with transaction(settings, unhurried=True) as db:
            renew = file_was_lost and await identity.has_demonstration_accounts(db)
            await _load_accounts(db, credentials)
            at = clock.now()
            index = await gis.load_index(db, at.date())
            await resources.load_demonstration(db, index, at, settings.seeds_dir)
            await _place_recipients(db, settings, notices_to)
            known = await identity.list_people(db, INVENTOR)
            people = {person.login: actor_of(person) for person in known}
            await load_things(db, settings.seeds_dir, people, at)
            await propose_example(db, settings.seeds_dir, people, at)
            return await _renew_accounts(db, credentials) if renew else credentials

    return asyncio.run(run())


async def _place_recipients(db: Db, settings: Settings, address: str | None) -> None:
    if address is not None:
        file = settings.seeds_dir / "protection" / "demonstration_recipients.json"
        named = msgspec.json.decode(file.read_bytes(), type=list[dict[str, str]])
        await protection.put_recipients(db, [row | {"address": address} for row in named])


async def _load_accounts(db: Db, credentials: Credentials) -> None:
    people = {person.login for person in await identity.list_people(db, INVENTOR)}
    clients = {client.client_id for client in await identity.list_clients(db, INVENTOR)}
    passwords = {user.login: user.password for user in credentials.users}
    secrets = {client.client_id: client.client_secret for client in credentials.clients}
    if passwords.keys() <= people and secrets.keys() <= clients:
        # Passwords are slow to hash on purpose; nothing is hashed for nothing.
        return
    await identity.load_demonstration(db, clock.now(), passwords, secrets)


async def _renew_accounts(db: Db, credentials: Credentials) -> Credentials:
    at = clock.now()
    ids = {person.login: person.id for person in await identity.list_people(db, INVENTOR)}
    for user in credentials.users:
        await identity.set_password(db, INVENTOR, ids[user.login], user.password, at)
    clients = []
    for client in credentials.clients:
        made = await identity.renew_secret(db, INVENTOR, client.client_id, at)
        clients.append(msgspec.structs.replace(client, client_secret=made.client_secret))
    return msgspec.structs.replace(credentials, clients=clients)
