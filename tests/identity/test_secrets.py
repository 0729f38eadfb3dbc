from __future__ import annotations

from datetime import datetime, timedelta

import pyotp
import pytest

from tests.identity.house import HASH, PASSWORD
from vienots.identity import secrets

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(at: datetime) -> str:
    return pyotp.TOTP(SECRET).at(at)


def test_passwords_are_kept_as_argon2id() -> None:
    assert HASH.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert PASSWORD not in HASH


async def test_only_the_right_password_fits() -> None:
    assert await secrets.fits(HASH, PASSWORD)
    assert not await secrets.fits(HASH, PASSWORD + " ")
    assert not await secrets.fits(HASH, "")


async def test_without_a_hash_nothing_fits() -> None:
    assert not await secrets.fits(None, PASSWORD)
    assert not await secrets.fits("not a hash", PASSWORD)


def test_tokens_have_256_bits_and_never_repeat() -> None:
    tokens = {secrets.new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {43}


@pytest.mark.parametrize("drift_s", [-30, 0, 30])
def test_a_code_counts_with_a_clock_a_little_off(now: datetime, drift_s: int) -> None:
    code = code_at(now + timedelta(seconds=drift_s))

    assert secrets.totp_step(SECRET, code, now, None) is not None


@pytest.mark.parametrize("drift_s", [-90, 90])
def test_an_old_code_does_not_count(now: datetime, drift_s: int) -> None:
    code = code_at(now + timedelta(seconds=drift_s))

    assert secrets.totp_step(SECRET, code, now, None) is None


def test_a_used_code_does_not_count_again(now: datetime) -> None:
    used = secrets.totp_step(SECRET, code_at(now), now, None)

    assert used is not None
    assert secrets.totp_step(SECRET, code_at(now), now, used) is None
    earlier = code_at(now - timedelta(seconds=30))
    assert secrets.totp_step(SECRET, earlier, now, used) is None


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "ēūī"])
def test_what_is_no_code_is_a_wrong_one(now: datetime, code: str) -> None:
    assert secrets.totp_step(SECRET, code, now, None) is None
