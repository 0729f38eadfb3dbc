"""Signing in by the state identity provider: begun here, vouched for there, opened here."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from vienots.identity import domain, secrets, store
from vienots.identity.actions.sessions import Failed, Opened, Origin, open_session
from vienots.identity.contracts import ProviderFlow
from vienots.identity.errors import SignInRefused
from vienots.identity.events import SignInFailed
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id


class Begun(Struct, frozen=True):
    flow: ProviderFlow
    browser: str
    """For a cookie: only the browser that began may finish, whatever link somebody sends it."""


async def begin(db: Db, at: datetime) -> Begun:
    browser = secrets.new_token()
    flow = ProviderFlow(_state(browser), secrets.new_token(), secrets.new_token())
    await store.insert_oidc_state(db, flow, at + domain.OIDC_PATIENCE)
    return Begun(flow, browser)


async def take(db: Db, browser: str | None, state: str, at: datetime) -> ProviderFlow | None:
    """The flow that this browser began; None for a foreign, used or old one. Counts once."""
    if browser is None or _state(browser) != state:
        return None
    return await store.take_oidc_state(db, state, at)


async def sign_in(
    db: Db, login: str | None, origin: Origin, at: datetime, *, demonstration: bool
) -> Opened | Failed:
    """Opens a session for whom the provider vouched. Accounts are made by administrators only."""
    credentials = None
    if login is not None:
        credentials = await store.get_credentials(db, login.strip().lower())
    if (
        credentials is None
        or not credentials.active
        or (credentials.demonstration and not demonstration)
    ):
        nobody = Actor(f"network:{origin.network}", login or "", "iemic", frozenset())
        event = SignInFailed(new_id(), login or "", origin.network)
        await journal.record_refused(db, nobody, event, at=at)
        return Failed(SignInRefused())
    return await open_session(db, credentials, None, origin, at, by="oidc")


def _state(browser: str) -> str:
    return secrets.hash_token(browser).hex()
