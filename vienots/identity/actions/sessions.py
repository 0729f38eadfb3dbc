"""Signing in and out, by password and code; who is behind a request."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vienots.identity import domain, secrets, store
from vienots.identity.contracts import SessionView, SignIn
from vienots.identity.domain import rights_of, seconds_up, wait_before_next_try
from vienots.identity.errors import (
    BadPreferences,
    CodeWanted,
    CodeWrong,
    NotDemonstration,
    SignInRefused,
    SignInThrottled,
)
from vienots.identity.events import SignedIn, SignedOut, SignInFailed, TotpChanged
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault, NotSignedIn, Refusal
from vienots.kernel.ids import new_id

TOUCH_EVERY_S = 60


class Opened(Struct, frozen=True):
    """A session that was just opened: its cookie, and who it is."""

    token: str
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


def person_id_of(actor: Actor) -> UUID:
    """Raises NotSignedIn where a system acts: it has no session and no settings of a person."""
    kind, _, text = actor.id.partition(":")
    if kind != "person":
        raise NotSignedIn
    return UUID(text)


async def sign_in(
    db: Db, wanted: SignIn, network: str, at: datetime, *, demonstration: bool
) -> Opened | Failed:
    """Password, then code where the account has one.

    1. Wait after failures: those of this login from this network, and those of the whole network.
    A network from which the person has signed in before is not slowed by others' guesses.
    2. Check the password, in the same time for unknown logins. 3. Check the code.
    """
    login = wanted.login.strip().lower()
    since = at - domain.WINDOW
    own = await store.list_failures(db, login, network, since)
    wait = wait_before_next_try(own, domain.FREE_TRIES, at)
    if not await store.knows_network(db, login, network, at - domain.DEVICE_KNOWN):
        all_of_network = await store.list_failures_of_network(db, network, since)
        wait = max(wait, wait_before_next_try(all_of_network, domain.FREE_TRIES_OF_NETWORK, at))
    if wait:
        return Failed(SignInThrottled(retry_after_s=seconds_up(wait)))
    credentials = await store.get_credentials(db, login)
    known = credentials.password_hash if credentials else None
    fits = await secrets.fits(known, wanted.password)
    if credentials is None or known is None or not fits or not credentials.active:
        return await _fail(db, login, network, at)
    if credentials.demonstration and not demonstration:
        return await _fail(db, login, network, at)
    if credentials.totp_secret is not None:
        if not wanted.code:
            return Failed(CodeWanted())
        if not await _use_code(db, credentials.id, wanted.code, at):
            return await _fail(db, login, network, at)
    await store.delete_failures(db, login, network)
    return await open_session(db, credentials, wanted.desk, network, at, by="password")


async def _fail(db: Db, login: str, network: str, at: datetime) -> Failed:
    await store.insert_failure(db, login, network, at)
    nobody = Actor(f"network:{network}", login, "iemic", frozenset())
    event = SignInFailed(new_id(), login, network)
    await journal.record_refused(db, nobody, event, at=at)
    return Failed(SignInRefused())


async def _use_code(db: Db, person_id: UUID, code: str, at: datetime) -> bool:
    # Locked: the same code sent twice at once opens one session.
    credentials = await store.lock_credentials(db, person_id)
    assert credentials is not None
    assert credentials.totp_secret is not None
    step = secrets.totp_step(credentials.totp_secret, code, at, credentials.totp_step)
    if step is None:
        return False
    await store.set_totp(db, person_id, credentials.totp_secret, step)
    return True


async def open_session(
    db: Db, credentials: store.Credentials, desk: str | None, network: str, at: datetime, *, by: str
) -> Opened:
    token = secrets.new_token()
    await store.insert_session(
        db,
        secrets.hash_token(token),
        credentials.id,
        desk=desk,
        network=network,
        at=at,
        ends_at=at + domain.SESSION_MAX,
    )
    await store.note_network(db, credentials.id, network, at)
    actor = await find_actor(db, token, at)
    assert actor is not None
    await journal.record(
        db, actor, SignedIn(credentials.id, network, by), audience=journal.NOBODY, at=at
    )
    return Opened(token, await view(db, actor))


async def sign_in_as_demonstration(db: Db, login: str, network: str, at: datetime) -> Opened:
    """By one click on the first page of the demonstration; real accounts can't be opened so."""
    credentials = await store.get_credentials(db, login)
    if credentials is None or not credentials.demonstration or not credentials.active:
        raise NotDemonstration
    return await open_session(db, credentials, None, network, at, by="demonstration")


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
        desk=actor.desk,
        preferences=await store.get_preferences(db, person.id),
    )


async def change_preferences(db: Db, actor: Actor, changes: dict[str, str]) -> dict[str, str]:
    person_id = person_id_of(actor)
    merged = await store.get_preferences(db, person_id) | changes
    faults = [
        Fault(key[:40], "identity.preference_value", {"values": ", ".join(sorted(allowed))})
        for key, allowed in domain.PREFERENCE_VALUES.items()
        if key in changes and changes[key] not in allowed
    ]
    faults += [
        Fault(key[:40], "identity.preference_length", {"max": domain.PREFERENCE_LENGTH_MAX})
        for key, value in changes.items()
        if not 1 <= len(key) <= 60 or len(value) > domain.PREFERENCE_LENGTH_MAX
    ]
    if len(merged) > domain.PREFERENCES_MAX:
        faults.append(Fault("", "identity.preferences_many", {"max": domain.PREFERENCES_MAX}))
    if faults:
        raise BadPreferences(faults)
    await store.set_preferences(db, person_id, merged)
    return merged


class TotpOffer(Struct, frozen=True):
    """For the authenticator app; counts only after a first code proves that it was kept."""

    secret: str
    uri: str


async def offer_totp(db: Db, actor: Actor) -> TotpOffer:
    person = await store.get_person(db, person_id_of(actor))
    assert person is not None
    secret = secrets.new_totp_secret()
    return TotpOffer(secret, secrets.totp_uri(secret, person.login))


async def enrol_totp(db: Db, actor: Actor, secret: str, code: str, at: datetime) -> None:
    step = secrets.totp_step(secret, code, at, None)
    if step is None:
        raise CodeWrong
    await store.set_totp(db, person_id_of(actor), secret, step)
    await _record_totp(db, actor, True, at)


async def drop_totp(db: Db, actor: Actor, code: str, at: datetime) -> None:
    if not await _holds_code(db, actor, code, at):
        raise CodeWrong
    await store.set_totp(db, person_id_of(actor), None, None)
    await _record_totp(db, actor, False, at)


async def _holds_code(db: Db, actor: Actor, code: str, at: datetime) -> bool:
    credentials = await store.lock_credentials(db, person_id_of(actor))
    if credentials is None or credentials.totp_secret is None:
        return False
    return secrets.totp_step(credentials.totp_secret, code, at, credentials.totp_step) is not None


async def _record_totp(db: Db, actor: Actor, enrolled: bool, at: datetime) -> None:
    event = TotpChanged(person_id_of(actor), enrolled)
    await journal.record(db, actor, event, audience=journal.NOBODY, at=at)


async def forget_ended(db: Db, at: datetime) -> None:
    """Sessions, tokens and failures that count no more."""
    await store.delete_ended(db, at, at - domain.IDLE_MAX, at - domain.WINDOW)
