"""A letter as it goes over the wire, over HTTP and through a broker alike, and the receipt that
proves that it was taken. docs/guide/case-systems.md tells both to whoever builds the other end."""

from __future__ import annotations

import base64
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

import msgspec
from standardwebhooks import Webhook

from vienots.outbox.contracts import Late, Parcel, Receipt

SCHEMA: Literal["vienots.letter/1"] = "vienots.letter/1"
CONTENT_TYPE = "application/json"
RECEIPT_BYTES_MAX = 16_384
SAID_MAX = 200


class Page(msgspec.Struct, frozen=True):
    """The letter for people."""

    media_type: str
    sha256: str
    data: bytes
    """Base64 on the wire."""


class Envelope(msgspec.Struct, frozen=True):
    """Everything of a letter but its proof of origin, which stands in the headers."""

    schema: Literal["vienots.letter/1"]
    id: str
    """Sent again, it is the same letter: take it once, answer with the same receipt."""
    system: str
    message: str
    content: Any
    content_sha256: str
    pages: list[Page] = []


class Answer(msgspec.Struct, frozen=True):
    """What comes back: a receipt, or why it will never be taken."""

    letter: str | None = None
    """Named where the answer comes by itself, through a broker."""
    receipt: str | None = None
    received_at: str | None = None
    refused: str | None = None


class Unreadable(ValueError):
    """The receiver answered, but not with a receipt."""


def body_of(parcel: Parcel) -> bytes:
    pages = []
    if parcel.pdf is not None and parcel.pdf_digest is not None:
        pages = [Page("application/pdf", parcel.pdf_digest, parcel.pdf)]
    return msgspec.json.encode(
        Envelope(
            SCHEMA,
            str(parcel.id),
            parcel.system,
            parcel.message,
            parcel.content,
            parcel.digest,
            pages,
        )
    )


def headers_for(letter_id: str, body: bytes, secret: str | None, at: datetime) -> dict[str, str]:
    """The id as idempotency key, the digest after RFC 9530 and, where a secret is shared, a
    signature after Standard Webhooks."""
    digest = base64.b64encode(sha256(body).digest()).decode()
    headers = {
        "Content-Type": CONTENT_TYPE,
        "Idempotency-Key": letter_id,
        "Content-Digest": f"sha-256=:{digest}:",
    }
    if secret is not None:
        headers |= {
            "webhook-id": letter_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign(letter_id, at, body.decode()),
        }
    return headers


def read_receipt(body: bytes) -> Receipt:
    """Raises Unreadable."""
    answer = _read(body)
    if answer.receipt is None or answer.received_at is None:
        raise Unreadable(answer.refused or "no receipt")
    return Receipt(answer.receipt[:SAID_MAX], answer.received_at[:SAID_MAX])


def read_refusal(body: bytes) -> str | None:
    """Why a letter is not taken, in the receiver's words. None: it does not say."""
    try:
        return _read(body).refused
    except Unreadable:
        return None


def read_late(body: bytes) -> Late:
    """An answer that came through a broker. Raises Unreadable."""
    answer = _read(body)
    if answer.letter is None:
        raise Unreadable("names no letter")
    if answer.refused is not None:
        return Late(answer.letter, None, answer.refused[:SAID_MAX])
    return Late(answer.letter, read_receipt(body))


def _read(body: bytes) -> Answer:
    if len(body) > RECEIPT_BYTES_MAX:
        raise Unreadable("too long")
    try:
        return msgspec.json.decode(body, type=Answer)
    except msgspec.DecodeError as error:
        raise Unreadable(str(error)) from error
