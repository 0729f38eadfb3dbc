"""Brings events to journals over HTTP, signed."""

from __future__ import annotations

from datetime import datetime

import httpx

from vienots.integration.webhooks.protocol import headers_for
from vienots.kernel.errors import Unavailable

TIMEOUT_S = 5.0


class NotTaken(Unavailable):
    """The receiver is away, or answered with something other than 2xx."""

    code = "webhooks.not_taken"


async def bring(url: str, *, secret: str, event_id: str, body: str, at: datetime) -> None:
    """Raises NotTaken. Of the answer only the status is read: an address may have been pointed at
    something that is no receiver."""
    try:
        async with (
            httpx.AsyncClient(timeout=TIMEOUT_S, follow_redirects=False) as client,
            client.stream(
                "POST", url, content=body, headers=headers_for(secret, event_id, body, at)
            ) as answer,
        ):
            status = answer.status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotTaken(why=type(error).__name__) from error
    if not 200 <= status < 300:
        raise NotTaken(status=status)
