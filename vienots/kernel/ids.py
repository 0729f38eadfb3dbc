"""Identifiers that sort by the time they were made."""

from __future__ import annotations

import os
import time
from uuid import UUID

_RANDOM_BITS = 74
_UNIX_MS_BITS = 48


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, 74 random bits."""
    unix_ms = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big") & ((1 << _RANDOM_BITS) - 1)
    return build_v7(unix_ms, random)


def build_v7(unix_ms: int, random: int) -> UUID:
    head = (unix_ms & ((1 << _UNIX_MS_BITS) - 1)) << 80
    upper, lower = random >> 62, random & ((1 << 62) - 1)
    return UUID(int=head | (7 << 76) | (upper << 64) | (0b10 << 62) | lower)
