"""Brings letters over HTTP: the answer is the receipt."""

from __future__ import annotations

import httpx

from vienots.integration.letters.protocol import (
    Unreadable,
    body_of,
    headers_for,
    read_receipt,
    read_refusal,
)
from vienots.kernel import clock
from vienots.kernel.errors import Unavailable
from vienots.outbox.contracts import Parcel, Receipt
from vienots.outbox.errors import NotAccepted

TIMEOUT_S = 10.0
FOR_GOOD = {400, 410, 413, 415, 422}
"""What the receiver says of the letter itself; anything else may be otherwise next time."""
SAID_MAX = 200


class NotTaken(Unavailable):
    """The receiver is away, does not want it now, or answered without a receipt."""

    code = "letters.not_taken"


async def bring(parcel: Parcel, secret: str | None) -> Receipt:
    """Raises NotTaken, NotAccepted."""
    body = body_of(parcel)
    headers = headers_for(str(parcel.id), body, secret, clock.now())
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_S, follow_redirects=False) as client:
            answer = await client.post(parcel.address, content=body, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotTaken(why=f"{type(error).__name__} {error}"[:SAID_MAX]) from error
    if answer.status_code in FOR_GOOD:
        why = read_refusal(answer.content) or answer.text
        raise NotAccepted(f"{answer.status_code} {why[:SAID_MAX]}")
    if answer.status_code not in (200, 201, 202):
        raise NotTaken(status=answer.status_code)
    try:
        return read_receipt(answer.content)
    except Unreadable as error:
        raise NotTaken(why=str(error)[:SAID_MAX]) from error
