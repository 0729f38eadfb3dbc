"""Brings notices to social services, orphan's courts and courts over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx

from vienots.integration.social.protocol import Unreadable, headers_for, read_receipt
from vienots.kernel.errors import Unavailable

TIMEOUT_S = 5.0


class NotTaken(Unavailable):
    """The recipient is away, refused it, or answered without a receipt."""

    code = "social.not_taken"


async def send(address: str, notice_id: UUID, body: bytes, sha256: str) -> dict[str, Any]:
    """The receipt. Raises NotTaken."""
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_S, follow_redirects=False) as client:
            answer = await client.post(
                address, content=body, headers=headers_for(str(notice_id), sha256)
            )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotTaken(why=f"{type(error).__name__} {error}"[:200]) from error
    if answer.status_code not in (200, 201, 202):
        raise NotTaken(status=answer.status_code)
    try:
        return read_receipt(answer.content)
    except Unreadable as error:
        raise NotTaken(why=str(error)[:200]) from error
