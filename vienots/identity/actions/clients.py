"""System clients: who they are, what they may, and their tokens (RFC 6749, client credentials)."""

from __future__ import annotations

import hmac
from datetime import datetime

import msgspec
from msgspec import Struct

from vienots.identity import domain, secrets, store
from vienots.identity.actions.people import CENTRAL, administers
from vienots.identity.contracts import ClientView, NewClient, NewClientView
from vienots.identity.domain import CLIENT_SCOPES, Right, require
from vienots.identity.errors import BadPerson, ClientNotFound
from vienots.identity.events import ClientAdded, ClientChanged, TokenIssued
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault
from vienots.kernel.ids import new_id


class Token(Struct, frozen=True):
    access_token: str
    expires_in: int
    scope: str
    token_type: str = "Bearer"


async def find_actor(db: Db, token: str, at: datetime) -> Actor | None:
    row = await store.find_token(db, secrets.hash_token(token), at)
    if row is None:
        return None
    return Actor(
        id=f"client:{row.client_id}",
        name=row.name,
        institution=row.institution,
        rights=frozenset(row.scopes),
        # The contract with the institution stands for the training of a journal's people.
        trained=True,
    )


async def find_client(db: Db, actor_id: str) -> Actor | None:
    """A client without a token of its own, for what is done in its stead; None: switched off."""
    row = await store.find_active_client(db, actor_id.removeprefix("client:"))
    if row is None:
        return None
    return Actor(
        id=actor_id,
        name=row.name,
        institution=row.institution,
        rights=frozenset(row.scopes),
        trained=True,
    )


async def list_clients(db: Db, actor: Actor) -> list[ClientView]:
    require(actor, Right.IDENTITY_ADMINISTER)
    return await store.list_clients(db, None if actor.institution == CENTRAL else actor.institution)


async def add_client(db: Db, actor: Actor, new: NewClient, at: datetime) -> NewClientView:
    require(actor, Right.IDENTITY_ADMINISTER)
    institution = await store.get_institution(db, new.institution)
    faults = check_scopes(new.scopes)
    if institution is None or not administers(actor, new.institution):
        faults.append(
            Fault("institution", "identity.institution_unknown", {"given": new.institution[:40]})
        )
    if faults:
        raise BadPerson(faults)
    secret = secrets.new_token()
    client = await store.insert_client(
        db, new, secrets.hash_token(secret), demonstration=False, at=at
    )
    await journal.record(db, actor, ClientAdded(new_id(), client), audience=journal.NOBODY, at=at)
    return NewClientView(client, secret)


async def set_active(
    db: Db, actor: Actor, client_id: str, active: bool, at: datetime
) -> ClientView:
    """A client that is switched off loses its tokens at once."""
    require(actor, Right.IDENTITY_ADMINISTER)
    client = await _get(db, actor, client_id)
    await store.set_client_active(db, client_id, active)
    if not active:
        await store.delete_tokens_of(db, client_id)
    changed = msgspec.structs.replace(client, active=active)
    await journal.record(
        db, actor, ClientChanged(new_id(), changed), audience=journal.NOBODY, at=at
    )
    return changed


async def renew_secret(db: Db, actor: Actor, client_id: str, at: datetime) -> NewClientView:
    """The old secret and all tokens end with it."""
    require(actor, Right.IDENTITY_ADMINISTER)
    client = await _get(db, actor, client_id)
    secret = secrets.new_token()
    await store.set_client_secret(db, client_id, secrets.hash_token(secret))
    await store.delete_tokens_of(db, client_id)
    await journal.record(db, actor, ClientChanged(new_id(), client), audience=journal.NOBODY, at=at)
    return NewClientView(client, secret)


async def issue_token(
    db: Db, client_id: str, secret: str, wanted: str | None, at: datetime, *, demonstration: bool
) -> Token | str:
    """The token, or the error code of RFC 6749, 5.2."""
    row = await store.get_client_secret(db, client_id)
    known = row.secret_hash if row else bytes(32)
    fits = hmac.compare_digest(known, secrets.hash_token(secret))
    if row is None or not fits or not row.active or (row.demonstration and not demonstration):
        return "invalid_client"
    client = await store.get_client(db, client_id)
    assert client is not None
    scopes = client.scopes if wanted is None else wanted.split()
    if not set(scopes) <= set(client.scopes):
        return "invalid_scope"
    token = secrets.new_token()
    await store.insert_token(
        db,
        secrets.hash_token(token),
        client_id,
        scopes,
        at=at,
        ends_at=at + domain.TOKEN_LIFE,
    )
    actor = Actor(f"client:{client_id}", client.name, client.institution, frozenset(scopes))
    event = TokenIssued(new_id(), client_id, scopes)
    await journal.record(db, actor, event, audience=journal.NOBODY, at=at)
    return Token(token, int(domain.TOKEN_LIFE.total_seconds()), " ".join(scopes))


def check_scopes(scopes: list[str]) -> list[Fault]:
    return [
        Fault(f"scopes.{place}", "identity.scope_unknown", {"given": scope[:40]})
        for place, scope in enumerate(scopes)
        if scope not in CLIENT_SCOPES
    ]


async def _get(db: Db, actor: Actor, client_id: str) -> ClientView:
    client = await store.get_client(db, client_id)
    if client is None or not administers(actor, client.institution):
        raise ClientNotFound
    return client
