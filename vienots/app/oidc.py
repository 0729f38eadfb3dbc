"""Signing in by the state identity provider. Its transactions are short, around the waiting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, Router, get
from litestar.datastructures import Cookie

from vienots.app.settings import Settings
from vienots.app.transaction import without_transaction
from vienots.identity import api as identity
from vienots.identity.contracts import IdentityProvider
from vienots.identity.errors import ProviderAway, SignInRefused
from vienots.integration.oidc.adapter import Provider
from vienots.integration.oidc.protocol import Registration
from vienots.kernel import clock
from vienots.kernel.db import Db, Pool
from vienots.kernel.errors import Refusal

ADDRESS = "/api/v1/session/oidc"
CODE_LENGTH_MAX = 4_000


def build_provider(settings: Settings) -> Provider | None:
    """None where no issuer is set."""
    if not settings.oidc_issuer:
        return None
    file = settings.oidc_client_secret_file
    registration = Registration(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=None if file is None else file.read_text().strip(),
        redirect_uri=f"{settings.public_url.rstrip('/')}{ADDRESS}/callback",
        login_claim=settings.oidc_login_claim,
    )
    return Provider(registration, clock.now)


def build_routers(provider: IdentityProvider | None) -> list[Router]:
    """Without a provider the addresses do not exist."""
    if provider is None:
        return []

    @get("/start", status_code=302, opt=without_transaction())
    async def start(request: Request[Any, Any, Any]) -> Response[None]:
        """Sends the browser to the provider."""
        async with _transaction(request) as db:
            begun = await identity.begin_provided(db, clock.now())
        try:
            address = await provider.address(begun.flow)
        except ProviderAway as refusal:
            return _send_home(refusal)
        settings: Settings = request.app.state.settings
        cookie = identity.provided_cookie(begun.browser, secure=settings.secure_cookies)
        return _send(address, cookie)

    @get("/callback", status_code=302, opt=without_transaction())
    async def finish(request: Request[Any, Any, Any]) -> Response[None]:
        """Back from the provider (`code`, `state`): opens the session, or the first page says why
        not."""
        settings: Settings = request.app.state.settings
        try:
            opened = await _finish(request, provider, demonstration=settings.demonstration)
        except (SignInRefused, ProviderAway) as refusal:
            return _send_home(refusal)
        secure = settings.secure_cookies
        kept = identity.session_cookies(opened.token, opened.device, secure=secure)
        return _send("/", *kept, identity.end_cookie(identity.PROVIDED, secure=secure))

    return [Router("/session/oidc", route_handlers=[start, finish], tags=["identity"])]


async def _finish(
    request: Request[Any, Any, Any], provider: IdentityProvider, *, demonstration: bool
) -> identity.Opened:
    """Raises SignInRefused, ProviderAway."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    asked = request.query_params
    async with _transaction(request) as db:
        flow = await identity.take_provided(db, headers, asked.get("state", ""), clock.now())
    code = asked.get("code", "")
    # No code: the person turned back at the provider.
    if flow is None or not 1 <= len(code) <= CODE_LENGTH_MAX:
        raise SignInRefused
    login = await provider.login(flow, code)
    peer = request.client.host if request.client else ""
    origin = identity.origin_of(headers, peer, request.app.state.settings.trusted_proxies)
    async with _transaction(request) as db:
        done = await identity.sign_in_provided(
            db, login, origin, clock.now(), demonstration=demonstration
        )
    if isinstance(done, identity.Failed):
        raise done.refusal
    return done


@asynccontextmanager
async def _transaction(request: Request[Any, Any, Any]) -> AsyncIterator[Db]:
    """Committed when left: nothing is held while the provider is asked."""
    pool: Pool = request.app.state.pool
    async with pool.connection() as db:
        yield db


def _send_home(refusal: Refusal) -> Response[None]:
    return _send(f"/?{urlencode({'sign_in': refusal.code})}")


def _send(address: str, *kept: Cookie) -> Response[None]:
    headers = {"Location": address, "Cache-Control": "no-store"}
    return Response(None, status_code=302, headers=headers, cookies=kept)
