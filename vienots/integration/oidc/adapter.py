"""Talks to the state identity provider. Holds no transaction of ours while it waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import httpx
import msgspec
import structlog
from joserfc.jwk import KeySetSerialization

from vienots.identity.contracts import ProviderFlow
from vienots.identity.errors import ProviderAway
from vienots.integration.oidc.protocol import (
    Metadata,
    Registration,
    TokenAnswer,
    Unproven,
    metadata_address,
    read_login,
    start_address,
    token_form,
)

log = structlog.get_logger()

TIMEOUT_S = 5.0
ANSWER_BYTES_MAX = 262_144
METADATA_AGE_MAX_S = 3_600.0
RETRY_AFTER_S = 5

Answer = TypeVar("Answer")


class Provider:
    """An `IdentityProvider`."""

    def __init__(self, registration: Registration, now: Callable[[], datetime]) -> None:
        self._ours = registration
        self._now = now
        self._metadata: tuple[datetime, Metadata] | None = None

    async def address(self, flow: ProviderFlow) -> str:
        return start_address(self._ours, await self._learn(), flow)

    async def login(self, flow: ProviderFlow, code: str) -> str | None:
        theirs = await self._learn()
        async with self._client() as client:
            request = self._token_request(client, theirs, flow, code)
            answer = await _ask(client, request, TokenAnswer)
            if answer is None:
                return None
            # Read anew each time: keys are changed without notice, and sign-ins are rare.
            keys = await _ask(
                client, client.build_request("GET", theirs.jwks_uri), KeySetSerialization
            )
        if keys is None:
            raise ProviderAway(retry_after_s=RETRY_AFTER_S)
        try:
            return read_login(self._ours, flow, answer, keys, self._now())
        except Unproven as error:
            log.warning("oidc.unproven", why=str(error))
            return None

    async def _learn(self) -> Metadata:
        """Addresses of the provider, by its own document."""
        now = self._now()
        if self._metadata is not None:
            known_at, known = self._metadata
            if (now - known_at).total_seconds() < METADATA_AGE_MAX_S:
                return known
        async with self._client() as client:
            request = client.build_request("GET", metadata_address(self._ours.issuer))
            found = await _ask(client, request, Metadata)
        # OpenID Connect Discovery 1.0, 4.3: the document must name the very issuer that we asked.
        if found is None or found.issuer != self._ours.issuer:
            raise ProviderAway(retry_after_s=RETRY_AFTER_S)
        self._metadata = (now, found)
        return found

    def _token_request(
        self, client: httpx.AsyncClient, theirs: Metadata, flow: ProviderFlow, code: str
    ) -> httpx.Request:
        request = client.build_request(
            "POST", theirs.token_endpoint, data=token_form(self._ours, flow, code)
        )
        if self._ours.client_secret is not None:
            basic = httpx.BasicAuth(self._ours.client_id, self._ours.client_secret)
            request = next(basic.auth_flow(request))
        return request

    def _client(self) -> httpx.AsyncClient:
        # No redirects: an answer from elsewhere is no answer of the provider.
        return httpx.AsyncClient(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False)


async def _ask(
    client: httpx.AsyncClient, request: httpx.Request, answer: type[Answer]
) -> Answer | None:
    """None where the provider refuses the request. Raises ProviderAway."""
    try:
        response = await client.send(request, stream=True)
        try:
            body = await _read(response)
        finally:
            await response.aclose()
    except httpx.HTTPError as error:
        raise ProviderAway(retry_after_s=RETRY_AFTER_S) from error
    if response.status_code in (400, 401, 403):
        log.warning("oidc.refused", status=response.status_code, address=str(request.url))
        return None
    if response.status_code != 200:
        raise ProviderAway(retry_after_s=RETRY_AFTER_S)
    try:
        return msgspec.json.decode(body, type=answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProviderAway(retry_after_s=RETRY_AFTER_S) from error


async def _read(response: httpx.Response) -> bytes:
    parts = bytearray()
    async for part in response.aiter_bytes():
        parts += part
        if len(parts) > ANSWER_BYTES_MAX:
            raise ProviderAway(retry_after_s=RETRY_AFTER_S)
    return bytes(parts)
