"""A notice as it goes over the wire, and the answer that proves that it was taken."""

from __future__ import annotations

from typing import Any

import msgspec

HEADER_DIGEST = "Vienots-Digest"
RECEIPT_BYTES_MAX = 16_384


class Receipt(msgspec.Struct, frozen=True):
    """`receipt` is the recipient's own number for it."""

    receipt: str
    received_at: str


class Unreadable(ValueError):
    """The recipient answered, but not with a receipt."""


def headers_for(notice_id: str, sha256: str) -> dict[str, str]:
    """The id as idempotency key: sent again, it is one notice there."""
    return {
        "Content-Type": "application/json",
        "Idempotency-Key": notice_id,
        HEADER_DIGEST: f"sha256={sha256}",
    }


def read_receipt(body: bytes) -> dict[str, Any]:
    """Raises Unreadable."""
    if len(body) > RECEIPT_BYTES_MAX:
        raise Unreadable("too long")
    try:
        receipt = msgspec.json.decode(body, type=Receipt)
    except msgspec.DecodeError as error:
        raise Unreadable(str(error)) from error
    told: dict[str, Any] = msgspec.to_builtins(receipt)
    return told
