"""The door to identity: who acts, what they may, and what commands and the demonstration need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from vienots.identity import cookies, store
from vienots.identity.actions import clients, provided, sessions
from vienots.identity.actions.clients import add_client, find_client, list_clients, renew_secret
from vienots.identity.actions.people import (
    CENTRAL,
    add_person,
    change_person,
    list_people,
    set_password,
)
from vienots.identity.actions.sessions import Failed, Opened, Origin, find_person
from vienots.identity.contracts import Colleague, Institution, ProviderFlow, System
from vienots.identity.cookies import PROVIDED, end_cookie, provided_cookie, session_cookies
from vienots.identity.demonstration import (
    CLIENTS,
    PEOPLE,
    Person,
    load_demonstration,
    load_institutions,
    logins,
)
from vienots.identity.domain import (
    ROLES,
    Right,
    client_address,
    is_cross_site,
    network_prefix,
    parse_networks,
    require,
    require_trained,
    rights_of,
)
from vienots.identity.errors import CrossSite
from vienots.identity.vault import Vault, VaultParam, load_vault
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db

__all__ = [
    "Vault",
    "VaultParam",
    "load_vault",
    "CENTRAL",
    "CLIENTS",
    "Colleague",
    "Failed",
    "Opened",
    "Origin",
    "PEOPLE",
    "PROVIDED",
    "System",
    "ROLES",
    "Right",
    "add_client",
    "add_person",
    "begin_provided",
    "change_person",
    "demonstration_people",
    "end_cookie",
    "find_client",
    "find_people",
    "find_person",
    "get_institution",
    "has_demonstration_accounts",
    "identify",
    "list_clients",
    "list_institutions",
    "list_names",
    "list_systems",
    "list_people",
    "load_demonstration",
    "load_institutions",
    "origin_of",
    "parse_networks",
    "renew_secret",
    "provided_cookie",
    "refuse_cross_site",
    "require",
    "require_trained",
    "rights_of",
    "session_cookies",
    "set_password",
    "sign_in_provided",
    "take_provided",
]


async def identify(db: Db, method: str, headers: Mapping[str, str], at: datetime) -> Actor | None:
    """Who sends a request; None for nobody known. Raises CrossSite."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return await clients.find_actor(db, token.strip(), at)
    cookie = cookies.read(headers, cookies.SESSION)
    if cookie is None:
        return None
    actor = await sessions.find_actor(db, cookie, at)
    if actor is not None:
        refuse_cross_site(method, headers)
    return actor


def origin_of(headers: Mapping[str, str], peer: str, trusted_proxies: str) -> Origin:
    """Where a sign-in comes from; header names in lower case."""
    trusted = parse_networks(trusted_proxies)
    address = client_address(peer, headers.get("x-forwarded-for", ""), trusted)
    return Origin(network_prefix(address), cookies.read(headers, cookies.DEVICE))


def refuse_cross_site(method: str, headers: Mapping[str, str]) -> None:
    """Raises CrossSite. Signing somebody in as another is an attack, too."""
    if is_cross_site(method, headers, headers.get("host", "")):
        raise CrossSite


async def get_institution(db: Db, code: str) -> Institution | None:
    return await store.get_institution(db, code)


async def list_systems(db: Db, scope: Right, institution: str | None) -> list[System]:
    """Clients that may do this and are not switched off; institution None: of all."""
    return await store.list_systems(db, scope, institution)


async def list_names(db: Db, institution: str) -> list[str]:
    """Of those who may sign in there: for the house's rules, shown to nobody."""
    return await store.list_names(db, institution)


async def find_people(db: Db, logins: Sequence[str]) -> list[Colleague]:
    """Those of these logins who may sign in."""
    return await store.find_people(db, logins)


async def list_institutions(db: Db, at: datetime) -> list[Institution]:
    return await store.list_institutions(db, at.date())


async def has_demonstration_accounts(db: Db) -> bool:
    return await store.has_demonstration_accounts(db)


async def demonstration_people(db: Db, at: datetime) -> list[Person]:
    """Everybody of the demonstration, for making their passwords."""
    found = await store.list_institutions(db, at.date())
    return logins({i.code: i.name_lv for i in found if i.kind == "municipal_police"})


async def begin_provided(db: Db, at: datetime) -> provided.Begun:
    """A sign-in by the state identity provider begins."""
    return await provided.begin(db, at)


async def take_provided(
    db: Db, headers: Mapping[str, str], state: str, at: datetime
) -> ProviderFlow | None:
    """The flow that the sender of these headers began; None for a foreign, used or old one."""
    return await provided.take(db, cookies.read(headers, cookies.PROVIDED), state, at)


async def sign_in_provided(
    db: Db, login: str | None, origin: Origin, at: datetime, *, demonstration: bool
) -> Opened | Failed:
    return await provided.sign_in(db, login, origin, at, demonstration=demonstration)


def institutions_file(seeds: Path) -> Path:
    return seeds / "identity" / "institutions.json"
