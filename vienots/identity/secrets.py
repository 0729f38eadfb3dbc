"""Passwords, tokens and one-time codes: argon2, SHA-256 and pyotp, never our own cryptography."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# RFC 9106, second recommended option (64 MiB, three passes), one lane: the desks need the cores.
HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=1)
# At most two at once: a flood of sign-ins must not take the memory of the whole machine.
_AT_ONCE = 2
TOTP_STEP_S = 30
TOTP_DRIFT = 1


def new_token() -> str:
    """256 random bits, in text."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def hash_password_now(password: str) -> str:
    """Takes a tenth of a second of a processor: for commands and loading, not for requests."""
    return HASHER.hash(password)


async def hash_password(password: str) -> str:
    return await asyncio.to_thread(HASHER.hash, password)


async def fits(password_hash: str | None, password: str) -> bool:
    """Takes as long for an unknown login as for a known one: there is always a hash to check."""
    async with _gate():
        return await asyncio.to_thread(_fits, password_hash, password)


def _fits(password_hash: str | None, password: str) -> bool:
    try:
        return HASHER.verify(password_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False


_gates: dict[int, asyncio.Semaphore] = {}


def _gate() -> asyncio.Semaphore:
    # A semaphore belongs to its event loop.
    return _gates.setdefault(id(asyncio.get_running_loop()), asyncio.Semaphore(_AT_ONCE))


_nobody: list[str] = []


def _nobodys_hash() -> str:
    if not _nobody:
        _nobody.append(HASHER.hash(secrets.token_urlsafe(16)))
    return _nobody[0]


def new_totp_secret() -> str:
    return pyotp.random_base32()


def totp_uri(secret: str, login: str) -> str:
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="Vienots")


def totp_step(secret: str, code: str, at: datetime, last_step: int | None) -> int | None:
    """The time step that the code belongs to; None when it is wrong, old or was used before."""
    now = int(at.timestamp()) // TOTP_STEP_S
    for step in range(now - TOTP_DRIFT, now + TOTP_DRIFT + 1):
        expected = pyotp.TOTP(secret).generate_otp(step)
        # As bytes: text with letters outside ASCII would be a fault, not a wrong code.
        same = secrets.compare_digest(expected.encode(), code.encode())
        if same and (last_step is None or step > last_step):
            return step
    return None
