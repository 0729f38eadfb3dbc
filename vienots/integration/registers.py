"""What the adapters of the country's registers have in common: one question over HTTP, bounded in
time and size, and a refusal that says why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx

from vienots.kernel.errors import Unavailable
from vienots.register.asking_contracts import Inquiry, SourceAnswer

Adapter = Callable[[str, Inquiry], Awaitable[SourceAnswer]]
ANSWER_BYTES_MAX = 262_144
SAID_MAX = 200


class NotReached(Unavailable):
    """It is away, slow, refuses, or says what nobody understands."""

    code = "registers.away"


class Unreadable(ValueError):
    """The register answered something else than it is known to."""


async def get_bytes(address: str, timeout_s: float) -> bytes | None:
    """None: the register has nothing under this number (404). Raises NotReached."""
    try:
        async with (
            httpx.AsyncClient(timeout=timeout_s, follow_redirects=False) as client,
            client.stream("GET", address) as answer,
        ):
            if answer.status_code == 404:
                return None
            if answer.status_code != 200:
                raise NotReached(status=answer.status_code)
            body = b""
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > ANSWER_BYTES_MAX:
                    raise NotReached(why="answer too long")
            return body
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotReached(why=f"{type(error).__name__} {error}"[:SAID_MAX]) from error


async def ask_over_http(
    address: str, timeout_s: float, read: Callable[[bytes | None], SourceAnswer]
) -> SourceAnswer:
    """Raises NotReached."""
    body = await get_bytes(address, timeout_s)
    try:
        return read(body)
    except Unreadable as error:
        raise NotReached(why=f"unreadable: {error}"[:SAID_MAX]) from error
