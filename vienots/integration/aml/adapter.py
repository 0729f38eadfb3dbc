"""Hands what handsets tell of their position to calls: always kept, used where it can be."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from vienots.calls.api import Message, keep_message
from vienots.calls.contracts import CallerPosition
from vienots.integration.aml.protocol import Reading, read_form, read_sms
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db

FORM = "application/x-www-form-urlencoded"
TEXT = "text/plain"
OCTETS = "application/octet-stream"
CONTENT_TYPES = (FORM, TEXT, OCTETS)
AHEAD_MAX = timedelta(minutes=5)
OLD = timedelta(hours=1)


class Received(Struct, frozen=True):
    """A message as the gateway passed it on."""

    content_type: str
    body: bytes
    caller: str | None
    """Who sent the SMS, as the gateway knows it: the text itself does not say."""


class Taken(Struct, frozen=True):
    outcome: str
    """read, unreadable, wrong_proof. In every case the message is kept as it came."""
    flags: list[str]
    """What was odd about it."""
    contact_id: UUID | None
    """The call it belongs to; none: the position waits for its call."""


async def take(db: Db, actor: Actor, received: Received, key: bytes | None, at: datetime) -> Taken:
    """Keep the message; give its position to its call."""
    if received.content_type == FORM:
        reading = read_form(received.body, key)
    else:
        reading = read_sms(received.body)
    position, odd = _position(reading, at)
    caller, whence = _caller(reading, received)
    flags = [*reading.flags, *odd, *whence]
    message = Message(
        kind="aml",
        content_type=received.content_type,
        body=received.body,
        outcome=_outcome(reading),
        flags=flags,
        caller=caller,
        position=position,
    )
    contact_id = await keep_message(db, actor, message, at)
    return Taken(message.outcome, flags, contact_id)


def _outcome(reading: Reading) -> str:
    if reading.authenticated is False:
        return "wrong_proof"
    return "unreadable" if reading.form == "none" else "read"


def _caller(reading: Reading, received: Received) -> tuple[str | None, list[str]]:
    if received.caller is not None:
        return received.caller, []
    if reading.number is None:
        return None, ["number_missing"]
    return reading.number, []


def _position(reading: Reading, at: datetime) -> tuple[CallerPosition | None, list[str]]:
    """A position with a wrong proof may have been made up: it is kept, but sends nobody."""
    if reading.fix is None or reading.authenticated is False:
        return None, []
    fix_at, flags = reading.fix_at, []
    if fix_at is None:
        fix_at, flags = at, ["time_missing"]
    elif fix_at > at + AHEAD_MAX:
        fix_at, flags = at, ["time_ahead"]
    elif fix_at < at - OLD:
        flags = ["time_old"]
    source = "cell" if reading.source == "cell" else "aml"
    fix = reading.fix
    return CallerPosition(fix.lat, fix.lon, fix.radius_m, source, fix_at), flags
