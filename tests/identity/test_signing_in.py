"""Signing in on the real database: what slows a guesser down never stops the owner."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest

from tests.identity.house import PASSWORD, VAULT, add_account
from vienots.identity import secrets, store
from vienots.identity.actions import own, sessions
from vienots.identity.actions.sessions import Failed, Opened, Origin
from vienots.identity.contracts import SignIn
from vienots.identity.domain import FREE_TRIES, IDLE_MAX, SESSION_MAX
from vienots.identity.errors import (
    CodeEnrolled,
    CodeWanted,
    CodeWrong,
    NotDemonstration,
    PasswordWrong,
    SignInRefused,
    SignInThrottled,
)
from vienots.kernel.db import Db
from vienots.kernel.errors import Refusal

CENTRE = Origin("192.0.2.0")
ELSEWHERE = Origin("203.0.113.0")
SECOND = timedelta(seconds=1)


@pytest.fixture
async def ilze(country: Db) -> Db:
    """Ilze has an account; she has never signed in."""
    await add_account(country, "ilze.kalnina", "112", "call_taker")
    return country


async def attempt(
    db: Db,
    origin: Origin,
    at: datetime,
    *,
    login: str = "ilze.kalnina",
    password: str = PASSWORD,
    code: str | None = None,
) -> Opened | Failed:
    wanted = SignIn(login, password, code)
    return await sessions.sign_in(db, VAULT, wanted, origin, at, demonstration=False)


async def opened(db: Db, origin: Origin, at: datetime, **more: Any) -> Opened:
    done = await attempt(db, origin, at, **more)
    assert isinstance(done, Opened), done
    return done


async def refused(db: Db, origin: Origin, at: datetime, **more: Any) -> Refusal:
    done = await attempt(db, origin, at, **more)
    assert isinstance(done, Failed), done
    return done.refusal


async def guess(db: Db, origin: Origin, at: datetime, times: int, **more: Any) -> None:
    """Failures as they are kept; the real ones take a tenth of a second each."""
    for _ in range(times):
        await store.insert_failure(db, more.get("login", "ilze.kalnina"), origin.network, at)


async def test_the_right_password_opens_a_session(ilze: Db, now: datetime) -> None:
    done = await opened(ilze, CENTRE, now)

    assert done.view.login == "ilze.kalnina"
    assert "calls.take" in done.view.rights
    actor = await sessions.find_actor(ilze, done.token, now)
    assert actor is not None
    assert actor.institution == "112"


async def test_the_login_may_be_typed_in_capitals(ilze: Db, now: datetime) -> None:
    done = await opened(ilze, CENTRE, now, login=" Ilze.Kalnina ")

    assert done.view.login == "ilze.kalnina"


async def test_tokens_are_kept_as_hashes_only(ilze: Db, now: datetime) -> None:
    done = await opened(ilze, CENTRE, now)

    kept = await (
        await ilze.execute(
            "SELECT token_hash FROM identity.session UNION ALL"
            " SELECT token_hash FROM identity.known_device"
        )
    ).fetchall()

    assert {bytes(row[0]) for row in kept} == {
        secrets.hash_token(done.token),
        secrets.hash_token(done.device),
    }


@pytest.mark.parametrize(
    "more", [{"password": "wrong"}, {"login": "nobody.here"}, {"login": "", "password": ""}]
)
async def test_wrong_password_and_unknown_login_look_alike(
    ilze: Db, now: datetime, more: dict[str, str]
) -> None:
    refusal = await refused(ilze, CENTRE, now, **more)

    assert type(refusal) is SignInRefused
    assert refusal.data == {}


async def test_who_left_looks_like_an_unknown_login(ilze: Db, now: datetime) -> None:
    await ilze.execute("UPDATE identity.person SET active = false")

    assert type(await refused(ilze, CENTRE, now)) is SignInRefused


async def test_an_account_without_a_password_has_none_to_guess(country: Db, now: datetime) -> None:
    await add_account(country, "by.provider", password_hash=None)

    refusal = await refused(country, CENTRE, now, login="by.provider", password="")

    assert type(refusal) is SignInRefused


async def test_demonstration_accounts_have_no_password_elsewhere(
    country: Db, now: datetime
) -> None:
    await add_account(country, "demo", demonstration=True)

    assert type(await refused(country, CENTRE, now, login="demo")) is SignInRefused


async def test_a_failure_is_journalled_without_the_password(ilze: Db, now: datetime) -> None:
    await refused(ilze, CENTRE, now, password="almost-right-secret")

    rows = await (
        await ilze.execute("SELECT kind, topic, actor, payload::text FROM kernel.journal")
    ).fetchall()

    assert [row[:3] for row in rows] == [
        ("refused", "identity.sign_in_failed", "network:192.0.2.0")
    ]
    assert "almost-right-secret" not in rows[0][3]


async def test_guesses_are_slowed_even_with_the_right_password(ilze: Db, now: datetime) -> None:
    await guess(ilze, ELSEWHERE, now, FREE_TRIES)

    refusal = await refused(ilze, ELSEWHERE, now)

    assert isinstance(refusal, SignInThrottled)
    assert refusal.data == {"retry_after_s": 2}


async def test_after_the_wait_the_right_password_opens(ilze: Db, now: datetime) -> None:
    await guess(ilze, ELSEWHERE, now, FREE_TRIES)

    await opened(ilze, ELSEWHERE, now + 2 * SECOND)


async def test_others_failures_elsewhere_never_stop_the_owner(ilze: Db, now: datetime) -> None:
    for place in range(50):
        await guess(ilze, Origin(f"203.0.{place}.0"), now, 20)

    await opened(ilze, CENTRE, now)


async def test_others_failures_at_the_same_network_never_stop_a_known_browser(
    ilze: Db, now: datetime
) -> None:
    device = (await opened(ilze, CENTRE, now)).device
    await guess(ilze, CENTRE, now, 500)

    await opened(ilze, Origin(CENTRE.network, device), now)


async def test_a_known_browser_gets_no_free_guesses_either(ilze: Db, now: datetime) -> None:
    device = (await opened(ilze, CENTRE, now)).device
    known = Origin(CENTRE.network, device)
    for _ in range(FREE_TRIES):
        await refused(ilze, known, now, password="wrong")

    assert isinstance(await refused(ilze, known, now), SignInThrottled)


async def test_a_browser_known_for_one_login_is_a_stranger_to_others(
    ilze: Db, now: datetime
) -> None:
    device = (await opened(ilze, CENTRE, now)).device
    await add_account(ilze, "juris.eglitis", "112", "call_taker")
    stranger = Origin(ELSEWHERE.network, device)
    await guess(ilze, ELSEWHERE, now, FREE_TRIES, login="juris.eglitis")

    refusal = await refused(ilze, stranger, now, login="juris.eglitis")

    assert isinstance(refusal, SignInThrottled)


async def test_a_network_that_tries_many_logins_is_slowed_for_strangers(
    ilze: Db, now: datetime
) -> None:
    await opened(ilze, CENTRE, now)
    for number in range(70):
        for place in (CENTRE, ELSEWHERE):
            await guess(ilze, place, now, 1, login=f"guess{number}")

    await opened(ilze, CENTRE, now)
    assert isinstance(await refused(ilze, ELSEWHERE, now), SignInThrottled)


async def test_many_failures_at_once_count_from_the_last(ilze: Db, now: datetime) -> None:
    """Once, only the first hundred were looked at, and the wait after them had an end."""
    await guess(ilze, ELSEWHERE, now - timedelta(minutes=10), 150)
    await guess(ilze, ELSEWHERE, now, 1)

    assert isinstance(await refused(ilze, ELSEWHERE, now), SignInThrottled)


async def test_success_forgets_ones_own_failures(ilze: Db, now: datetime) -> None:
    await guess(ilze, CENTRE, now, FREE_TRIES - 1)
    await opened(ilze, CENTRE, now)

    for _ in range(FREE_TRIES - 1):
        await refused(ilze, CENTRE, now, password="wrong")

    await opened(ilze, CENTRE, now)


async def test_a_session_ends_after_rest(ilze: Db, now: datetime) -> None:
    token = (await opened(ilze, CENTRE, now)).token

    assert await sessions.find_actor(ilze, token, now + IDLE_MAX - SECOND) is not None
    assert await sessions.find_actor(ilze, token, now + 2 * IDLE_MAX) is None


async def test_a_session_ends_however_busy(ilze: Db, now: datetime) -> None:
    token = (await opened(ilze, CENTRE, now)).token
    moment = now
    while moment + timedelta(hours=1) < now + SESSION_MAX:
        moment += timedelta(hours=1)
        assert await sessions.find_actor(ilze, token, moment) is not None

    assert await sessions.find_actor(ilze, token, now + SESSION_MAX) is None


async def test_who_is_switched_off_is_out_at_once(ilze: Db, now: datetime) -> None:
    token = (await opened(ilze, CENTRE, now)).token
    await ilze.execute("UPDATE identity.person SET active = false")

    assert await sessions.find_actor(ilze, token, now) is None


async def test_signing_out_ends_the_session(ilze: Db, now: datetime) -> None:
    token = (await opened(ilze, CENTRE, now)).token
    actor = await sessions.find_actor(ilze, token, now)
    assert actor is not None

    await sessions.sign_out(ilze, actor, token, now)

    assert await sessions.find_actor(ilze, token, now) is None


async def test_what_ended_is_cleared_away(ilze: Db, now: datetime) -> None:
    await opened(ilze, CENTRE, now)
    await guess(ilze, ELSEWHERE, now, 3)

    await sessions.forget_ended(ilze, now + timedelta(days=91))

    for table in ("session", "sign_in_failure", "known_network", "known_device"):
        left = await (await ilze.execute(f"SELECT count(*) FROM identity.{table}")).fetchone()
        assert left == (0,), table


async def enrolled(db: Db, at: datetime) -> str:
    done = await opened(db, CENTRE, at)
    actor = await sessions.find_actor(db, done.token, at)
    assert actor is not None
    offer = await own.offer_totp(db, actor)
    await own.enrol_totp(db, VAULT, actor, offer.secret, pyotp.TOTP(offer.secret).at(at), at)
    return offer.secret


async def test_the_code_is_wanted_once_enrolled(ilze: Db, now: datetime) -> None:
    secret = await enrolled(ilze, now)
    later = now + timedelta(minutes=5)

    assert isinstance(await refused(ilze, CENTRE, later), CodeWanted)
    done = await opened(ilze, CENTRE, later, code=pyotp.TOTP(secret).at(later))
    assert done.view.totp


async def test_the_database_alone_gives_no_code_away(ilze: Db, now: datetime) -> None:
    secret = await enrolled(ilze, now)

    kept = await (await ilze.execute("SELECT totp_secret FROM identity.person")).fetchall()

    assert secret not in str(kept)
    assert [VAULT.open(row[0]) for row in kept if row[0] is not None] == [secret]


async def test_a_wrong_password_is_never_asked_for_its_code(ilze: Db, now: datetime) -> None:
    await enrolled(ilze, now)

    assert type(await refused(ilze, CENTRE, now, password="wrong")) is SignInRefused


@pytest.mark.parametrize("code", ["000000", "ēūīāš", "1"])
async def test_a_wrong_code_counts_as_a_failure(ilze: Db, now: datetime, code: str) -> None:
    await enrolled(ilze, now)
    later = now + timedelta(minutes=5)
    for _ in range(FREE_TRIES):
        assert type(await refused(ilze, ELSEWHERE, later, code=code)) is SignInRefused

    assert isinstance(await refused(ilze, ELSEWHERE, later, code=code), SignInThrottled)


async def test_a_code_opens_one_session(ilze: Db, now: datetime) -> None:
    secret = await enrolled(ilze, now)
    later = now + timedelta(minutes=5)
    code = pyotp.TOTP(secret).at(later)
    await opened(ilze, CENTRE, later, code=code)

    assert type(await refused(ilze, CENTRE, later, code=code)) is SignInRefused


async def acting(db: Db, at: datetime) -> tuple[Any, str]:
    done = await opened(db, CENTRE, at)
    actor = await sessions.find_actor(db, done.token, at)
    assert actor is not None
    return actor, done.token


async def test_a_code_that_does_not_fit_enrols_nothing(ilze: Db, now: datetime) -> None:
    actor, _ = await acting(ilze, now)
    offer = await own.offer_totp(ilze, actor)

    with pytest.raises(CodeWrong):
        await own.enrol_totp(ilze, VAULT, actor, offer.secret, "000000", now)


async def test_a_borrowed_session_cannot_replace_the_code(ilze: Db, now: datetime) -> None:
    secret = await enrolled(ilze, now)
    later = now + timedelta(minutes=5)
    done = await opened(ilze, CENTRE, later, code=pyotp.TOTP(secret).at(later))
    actor = await sessions.find_actor(ilze, done.token, later)
    assert actor is not None
    offer = await own.offer_totp(ilze, actor)

    with pytest.raises(CodeEnrolled):
        await own.enrol_totp(
            ilze, VAULT, actor, offer.secret, pyotp.TOTP(offer.secret).at(later), later
        )


async def test_a_borrowed_session_cannot_guess_the_code_away(ilze: Db, now: datetime) -> None:
    secret = await enrolled(ilze, now)
    later = now + timedelta(minutes=5)
    done = await opened(ilze, CENTRE, later, code=pyotp.TOTP(secret).at(later))
    actor = await sessions.find_actor(ilze, done.token, later)
    assert actor is not None
    for _ in range(FREE_TRIES):
        failed = await own.drop_totp(ilze, VAULT, actor, "000000", later)
        assert failed is not None
        assert isinstance(failed.refusal, CodeWrong)

    failed = await own.drop_totp(ilze, VAULT, actor, "000000", later)

    assert failed is not None
    assert isinstance(failed.refusal, SignInThrottled)


async def test_the_owner_can_give_the_code_up(ilze: Db, now: datetime) -> None:
    secret = await enrolled(ilze, now)
    later = now + timedelta(minutes=5)
    done = await opened(ilze, CENTRE, later, code=pyotp.TOTP(secret).at(later))
    actor = await sessions.find_actor(ilze, done.token, later)
    assert actor is not None
    next_code = pyotp.TOTP(secret).at(later + timedelta(seconds=30))

    assert await own.drop_totp(ilze, VAULT, actor, next_code, later) is None

    assert not (await opened(ilze, CENTRE, later)).view.totp


async def test_a_new_password_of_ones_own_ends_the_other_sessions(ilze: Db, now: datetime) -> None:
    _, other = await acting(ilze, now)
    actor, token = await acting(ilze, now)

    done = await own.change_password(
        ilze, actor, old=PASSWORD, new="jaunā parole 2026", token=token, at=now
    )

    assert done is None
    assert await sessions.find_actor(ilze, token, now) is not None
    assert await sessions.find_actor(ilze, other, now) is None
    assert type(await refused(ilze, CENTRE, now)) is SignInRefused
    await opened(ilze, CENTRE, now, password="jaunā parole 2026")


async def test_the_old_password_must_be_known(ilze: Db, now: datetime) -> None:
    actor, token = await acting(ilze, now)

    failed = await own.change_password(
        ilze, actor, old="wrong", new="jaunā parole 2026", token=token, at=now
    )

    assert failed is not None
    assert isinstance(failed.refusal, PasswordWrong)


async def test_one_click_opens_demonstration_accounts_only(ilze: Db, now: datetime) -> None:
    await add_account(ilze, "demo", "112", "call_taker", demonstration=True)

    done = await sessions.sign_in_as_demonstration(ilze, "demo", CENTRE, now)

    assert done.view.login == "demo"
    for login in ("ilze.kalnina", "nobody.here"):
        with pytest.raises(NotDemonstration):
            await sessions.sign_in_as_demonstration(ilze, login, CENTRE, now)
