"""What signed-in people change of themselves: preferences, one-time code, password."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from vienots.identity import domain, secrets, store
from vienots.identity.actions.sessions import Failed, person_id_of, use_code
from vienots.identity.domain import seconds_up, wait_before_next_try
from vienots.identity.errors import (
    BadPreferences,
    CodeEnrolled,
    CodeWrong,
    PasswordWrong,
    SignInThrottled,
)
from vienots.identity.events import PasswordSet, TotpChanged
from vienots.identity.vault import Vault
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault, NotSignedIn, Refusal

INSIDE = "inside"
"""The place of guesses made in an open session: whoever borrowed it may not try for ever."""


class TotpOffer(Struct, frozen=True):
    """For the authenticator app; counts only after a first code proves that it was kept."""

    secret: str
    uri: str


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


async def offer_totp(db: Db, actor: Actor) -> TotpOffer:
    person = await _lock(db, actor)
    secret = secrets.new_totp_secret()
    return TotpOffer(secret, secrets.totp_uri(secret, person.login))


async def enrol_totp(
    db: Db, vault: Vault, actor: Actor, secret: str, code: str, at: datetime
) -> None:
    person = await _lock(db, actor)
    if person.totp_secret is not None:
        raise CodeEnrolled
    step = secrets.totp_step(secret, code, at, None)
    if step is None:
        raise CodeWrong
    await store.set_totp(db, person.id, vault.seal(secret), step)
    await _record_totp(db, actor, person.id, True, at)


async def drop_totp(db: Db, vault: Vault, actor: Actor, code: str, at: datetime) -> Failed | None:
    """The failure is returned, not raised: it must be committed."""
    person = await _lock(db, actor)
    if wait := await _wait(db, person.login, at):
        return wait
    if person.totp_secret is None or not await use_code(db, vault, person.id, code, at):
        return await _fail(db, person.login, CodeWrong(), at)
    await store.set_totp(db, person.id, None, None)
    await _record_totp(db, actor, person.id, False, at)
    return None


async def change_password(
    db: Db, actor: Actor, *, old: str, new: str, token: str, at: datetime
) -> Failed | None:
    """Ends every other session of the person. The failure is returned: it must be committed."""
    person = await _lock(db, actor)
    if wait := await _wait(db, person.login, at):
        return wait
    if person.password_hash is None or not await secrets.fits(person.password_hash, old):
        return await _fail(db, person.login, PasswordWrong(), at)
    await store.set_password(db, person.id, await secrets.hash_password(new))
    await store.delete_other_sessions(db, person.id, secrets.hash_token(token))
    await journal.record(db, actor, PasswordSet(person.id), audience=journal.NOBODY, at=at)
    return None


async def _lock(db: Db, actor: Actor) -> store.Credentials:
    person = await store.lock_credentials(db, person_id_of(actor))
    if person is None:
        raise NotSignedIn
    return person


async def _wait(db: Db, login: str, at: datetime) -> Failed | None:
    failures = await store.list_failures(db, login, INSIDE, at - domain.WINDOW)
    wait = wait_before_next_try(failures, domain.FREE_TRIES, at)
    return Failed(SignInThrottled(retry_after_s=seconds_up(wait))) if wait else None


async def _fail(db: Db, login: str, refusal: Refusal, at: datetime) -> Failed:
    await store.insert_failure(db, login, INSIDE, at)
    return Failed(refusal)


async def _record_totp(db: Db, actor: Actor, person_id: UUID, enrolled: bool, at: datetime) -> None:
    event = TotpChanged(person_id, enrolled)
    await journal.record(db, actor, event, audience=journal.NOBODY, at=at)
