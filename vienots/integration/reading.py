"""Reading what registers say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from vienots.integration.registers import Unreadable

Told = TypeVar("Told")
LENGTH_MAX = 300


def decode(body: bytes, shape: type[Told]) -> Told:
    """Raises Unreadable."""
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.DecodeError as error:
        raise Unreadable(str(error)) from error


def filled(values: Mapping[str, str | None]) -> dict[str, str]:
    """Those that say something, none longer than a field of an event may be."""
    return {name: value[:LENGTH_MAX] for name, value in values.items() if value}
