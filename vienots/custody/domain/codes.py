"""One-time codes of a hand-over: easy to read aloud, kept as a hash only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from uuid import UUID

import segno

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No zero, one, O or I: nothing that two people read differently."""
LENGTH = 8
QUIET_MODULES = 2
"""Light modules around; beyond them the screen and the label are light anyway."""


def new_code() -> str:
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def hash_code(offer_id: UUID, code: str) -> str:
    """However it was typed: blanks, dashes and small letters are no mistake."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(f"{offer_id}:{plain}".encode()).hexdigest()


def is_code(offer_id: UUID, code: str, code_hash: str) -> bool:
    return hmac.compare_digest(hash_code(offer_id, code), code_hash)


def draw_qr(text: str) -> list[str]:
    """Rows of modules, `1` for dark: whoever shows it chooses size and colour."""
    made = segno.make_qr(text, error="m")
    return [
        "".join("1" if module else "0" for module in row)
        for row in made.matrix_iter(border=QUIET_MODULES)
    ]
