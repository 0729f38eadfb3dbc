"""Signing in and out, by password and code; who is behind a request."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from vienots.identity import domain, secrets, store
from vienots.identity.contracts import SessionView, SignIn
from vienots.identity.domain import rights_of, seconds_up, wait_before_next_try
from vienots.identity.errors import (
    CodeWanted,
    NotDemonstration,
    SignInRefused,
    SignInThrottled,
)
from vienots.identity.events import SignedIn, SignedOut, SignInFailed
from vienots.identity.vault import Vault
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import NotSignedIn, Refusal
from vienots.kernel.ids import new_id

TOUCH_EVERY_S = 60


class Origin(Struct, frozen=True):
    """Where a sign-in comes from."""

    network: str
    device: str | None = None
    """What the browser keeps from an earlier sign-in, if it does."""


class Opened(Struct, frozen=True):
    """A session that was just opened: its cookie, the browser's own one, and who it is."""

    token: str
    device: str
    view: SessionView


class Failed(Struct, frozen=True):
    """A sign-in that was refused. Returned, not raised: the failure itself must be committed."""

    refusal: Refusal


async def find_actor(db: Db, token: str, at: datetime) -> Actor | None:
    row = await store.find_session(db, secrets.hash_token(token), at, at - domain.IDLE_MAX)
    if row is None:
        return None
    if (at - row.seen_at).total_seconds() > TOUCH_EVERY_S:
        await store.touch_session(db, secrets.hash_token(token), row.person_id, at)
    trained_on = row.training_completed_on
    return Actor(
        id=f"person:{row.person_id}",
        name=row.name,
        institution=row.institution,
        rights=rights_of(row.roles),
        roles=frozenset(row.roles),
        desk=row.desk,
        trained=trained_on is not None and trained_on <= at.date(),
    )


async def find_person(db: Db, actor_id: str, at: datetime) -> Actor | None:
    """Somebody as an actor with the rights of today, without a desk; None for a closed account."""
    kind, _, text = actor_id.partition(":")
    person = await store.get_person(db, UUID(text)) if kind == "person" else None
    if person is None or not person.active:
        return None
    trained_on = person.training_completed_on
    return Actor(
        id=actor_id,
        name=person.name,
        institution=person.institution,
        rights=rights_of(person.roles),
        roles=frozenset(person.roles),
        trained=trained_on is not None and trained_on <= at.date(),
    )


def person_id_of(actor: Actor) -> UUID:
    """Raises NotSignedIn where a system acts: it has no session and no settings of a person."""
    kind, _, text = actor.id.partition(":")
    if kind != "person":
        raise NotSignedIn
    return UUID(text)


async def sign_in(
    db: Db, vault: Vault, wanted: SignIn, origin: Origin, at: datetime, *, demonstration: bool
) -> Opened | Failed:
    """Password, then code where the account has one.

    1. Wait after failures: of this login at this place, and of the whole network where the person
    is new to it. A browser in which they signed in before is a place of its own: nobody else's
    guesses slow it down. 2. Check the password, in the same time for unknown logins. 3. The code.
    """
    login = wanted.login.strip().lower()
    place = await _place(db, login, origin, at)
    await store.lock_sign_in(db, login, place)
    if wait := await _wait(db, login, place, origin.network, at):
        return Failed(SignInThrottled(retry_after_s=seconds_up(wait)))
    credentials = await store.get_credentials(db, login)
    fits = await secrets.fits(credentials.password_hash if credentials else None, wanted.password)
    may = credentials is not None and credentials.password_hash is not None and credentials.active
    if (
        credentials is None
        or not fits
        or not may
        or (credentials.demonstration and not demonstration)
    ):
        return await _fail(db, login, place, origin, at)
    if credentials.totp_secret is not None:
        if not wanted.code:
            return Failed(CodeWanted())
        if not await use_code(db, vault, credentials.id, wanted.code, at):
            return await _fail(db, login, place, origin, at)
    await store.delete_failures(db, login, place)
    return await open_session(db, credentials, wanted.desk, origin, at, by="password")


async def _place(db: Db, login: str, origin: Origin, at: datetime) -> str:
    if origin.device is None:
        return origin.network
    token_hash = secrets.hash_token(origin.device)
    if await store.knows_device(db, login, token_hash, at - domain.DEVICE_KNOWN):
        return f"device:{token_hash.hex()[:24]}"
    return origin.network


async def _wait(db: Db, login: str, place: str, network: str, at: datetime) -> timedelta:
    since = at - domain.WINDOW
    own = await store.list_failures(db, login, place, since)
    wait = wait_before_next_try(own, domain.FREE_TRIES, at)
    known = place != network or await store.knows_network(
        db, login, network, at - domain.DEVICE_KNOWN
    )
    if known:
        return wait
    all_of_network = await store.list_failures_of_network(db, network, since)
    return max(wait, wait_before_next_try(all_of_network, domain.FREE_TRIES_OF_NETWORK, at))


async def _fail(db: Db, login: str, place: str, origin: Origin, at: datetime) -> Failed:
    await store.insert_failure(db, login, place, at)
    nobody = Actor(f"network:{origin.network}", login, "iemic", frozenset())
    event = SignInFailed(new_id(), login, origin.network)
    await journal.record_refused(db, nobody, event, at=at)
    return Failed(SignInRefused())


async def use_code(db: Db, vault: Vault, person_id: UUID, code: str, at: datetime) -> bool:
    # Locked: the same code sent twice at once opens one session.
    credentials = await store.lock_credentials(db, person_id)
    assert credentials is not None
    assert credentials.totp_secret is not None
    secret = vault.open(credentials.totp_secret)
    if secret is None:
        return False
    step = secrets.totp_step(secret, code, at, credentials.totp_step)
    if step is None:
        return False
    await store.set_totp(db, person_id, credentials.totp_secret, step)
    return True


async def open_session(
    db: Db,
    credentials: store.Credentials,
    desk: str | None,
    origin: Origin,
    at: datetime,
    *,
    by: str,
) -> Opened:
    token, device = secrets.new_token(), origin.device or secrets.new_token()
    await store.insert_session(
        db,
        secrets.hash_token(token),
        credentials.id,
        desk=desk,
        network=origin.network,
        at=at,
        ends_at=at + domain.SESSION_MAX,
    )
    await store.note_network(db, credentials.id, origin.network, at)
    await store.note_device(db, credentials.id, secrets.hash_token(device), at)
    actor = await find_actor(db, token, at)
    assert actor is not None
    await journal.record(
        db, actor, SignedIn(credentials.id, origin.network, by), audience=journal.NOBODY, at=at
    )
    return Opened(token, device, await view(db, actor))


async def sign_in_as_demonstration(db: Db, login: str, origin: Origin, at: datetime) -> Opened:
    """By one click on the first page of the demonstration; real accounts can't be opened so."""
    credentials = await store.get_credentials(db, login)
    if credentials is None or not credentials.demonstration or not credentials.active:
        raise NotDemonstration
    return await open_session(db, credentials, None, origin, at, by="demonstration")


async def sign_out(db: Db, actor: Actor, token: str, at: datetime) -> None:
    await store.delete_session(db, secrets.hash_token(token))
    await journal.record(db, actor, SignedOut(person_id_of(actor)), audience=journal.NOBODY, at=at)


async def view(db: Db, actor: Actor) -> SessionView:
    """Who is signed in and what they may do."""
    person = await store.get_person(db, person_id_of(actor))
    assert person is not None
    institution = await store.get_institution(db, actor.institution)
    assert institution is not None
    return SessionView(
        person_id=person.id,
        login=person.login,
        name=person.name,
        institution=institution,
        roles=sorted(actor.roles),
        rights=sorted(actor.rights),
        trained=actor.trained,
        totp=person.totp,
        desk=actor.desk,
        preferences=await store.get_preferences(db, person.id),
    )


async def forget_ended(db: Db, at: datetime) -> None:
    """Sessions, tokens and failures that count no more."""
    await store.delete_ended(
        db,
        at,
        idle_since=at - domain.IDLE_MAX,
        failures_before=at - domain.WINDOW,
        known_since=at - domain.DEVICE_KNOWN,
    )
