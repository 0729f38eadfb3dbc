from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg
import pytest

from tests.identity.house import House, opened_house
from vienots.integration.oidc.fake import FakeProvider, running_provider

PUBLIC = "http://vienots.test"
START = "/api/v1/session/oidc/start"


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with running_provider() as running:
        yield running


@pytest.fixture
async def house(own_dsn: str, tmp_path: Path, provider: FakeProvider) -> AsyncIterator[House]:
    secret = tmp_path / "oidc.secret"
    secret.write_text(f"{provider.client_secret}\n")
    async with opened_house(
        own_dsn,
        tmp_path,
        public_url=PUBLIC,
        oidc_issuer=provider.issuer,
        oidc_client_id=provider.client_id,
        oidc_client_secret_file=secret,
    ) as opened:
        await opened.account("ilze.kalnina", "112", "call_taker")
        yield opened


async def begin(house: House) -> str:
    """Where the browser is sent."""
    answer = await house.client.get(START, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


async def visit_provider(address: str) -> str:
    """What the person's browser does there; the way back, as a path of ours."""
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(address, follow_redirects=False)
    return str(answer.headers["location"]).removeprefix(PUBLIC)


async def finish(house: House, way_back: str) -> httpx.Response:
    return await house.client.get(way_back, follow_redirects=False)


async def sign_in(house: House) -> httpx.Response:
    return await finish(house, await visit_provider(await begin(house)))


async def who(house: House) -> Any:
    answer = await house.client.get("/api/v1/session")
    return answer.json().get("login")


def why_not(answer: httpx.Response) -> str:
    return parse_qs(urlsplit(answer.headers["location"]).query)["sign_in"][0]


async def test_the_provider_vouches_for_a_person(house: House) -> None:
    answer = await sign_in(house)

    assert answer.headers["location"] == "/"
    assert await who(house) == "ilze.kalnina"
    assert await house.rows("SELECT payload->>'by' FROM kernel.journal") == [("oidc",)]


async def test_the_request_carries_state_nonce_and_challenge(house: House) -> None:
    asked = parse_qs(urlsplit(await begin(house)).query)

    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{PUBLIC}/api/v1/session/oidc/callback"]
    assert {"state", "nonce", "code_challenge", "scope"} <= asked.keys()


async def test_a_callback_counts_once(house: House) -> None:
    way_back = await visit_provider(await begin(house))
    await finish(house, way_back)
    house.client.cookies.clear()

    answer = await finish(house, way_back)

    assert why_not(answer) == "identity.sign_in_refused"
    assert await who(house) is None


async def test_a_link_with_somebody_elses_sign_in_opens_nothing(house: House) -> None:
    """The attacker began; the victim's browser is sent to the end of it."""
    way_back = await visit_provider(await begin(house))
    house.client.cookies.clear()
    await begin(house)

    answer = await finish(house, way_back)

    assert why_not(answer) == "identity.sign_in_refused"
    assert await who(house) is None


WRONG_CLAIMS: list[dict[str, Any]] = [
    {"iss": "https://other.example"},
    {"aud": "another-client"},
    {"aud": ["vienots", "another-client"]},
    {"aud": ["vienots", "another-client"], "azp": "another-client"},
    {"exp": 1},
    {"exp": None},
    {"iat": 99_999_999_999},
    {"nonce": "of-another-sign-in"},
    {"nonce": None},
    {"sub": None},
    {"preferred_username": None},
    {"preferred_username": 7},
    {"preferred_username": "x" * 65},
    {"preferred_username": "nobody.here"},
    {"preferred_username": ""},
]


async def test_a_token_that_proves_nothing_opens_nothing(
    house: House, provider: FakeProvider
) -> None:
    for claims in WRONG_CLAIMS:
        provider.claims = claims

        answer = await sign_in(house)

        assert why_not(answer) == "identity.sign_in_refused", claims
        assert await who(house) is None


async def test_a_token_signed_by_a_foreign_key_opens_nothing(
    house: House, provider: FakeProvider
) -> None:
    provider.wrong_key = True

    assert why_not(await sign_in(house)) == "identity.sign_in_refused"


async def test_an_unsigned_token_opens_nothing(house: House, provider: FakeProvider) -> None:
    provider.algorithm = "none"

    assert why_not(await sign_in(house)) == "identity.sign_in_refused"


async def test_a_made_up_code_opens_nothing(house: House, provider: FakeProvider) -> None:
    state = parse_qs(urlsplit(await begin(house)).query)["state"][0]

    answer = await finish(house, f"/api/v1/session/oidc/callback?state={state}&code=made-up")

    assert why_not(answer) == "identity.sign_in_refused"
    assert provider.refused == ["invalid_grant"]


async def test_turning_back_at_the_provider_is_no_fault(house: House) -> None:
    state = parse_qs(urlsplit(await begin(house)).query)["state"][0]

    answer = await finish(house, f"/api/v1/session/oidc/callback?state={state}&error=access_denied")

    assert why_not(answer) == "identity.sign_in_refused"


async def test_a_wrong_secret_of_ours_opens_nothing(house: House, provider: FakeProvider) -> None:
    provider.client_secret = "changed-there"

    answer = await sign_in(house)

    assert why_not(answer) == "identity.sign_in_refused"
    assert provider.refused == ["invalid_client"]


async def test_a_provider_that_is_away_is_said_to_be_away(
    house: House, provider: FakeProvider
) -> None:
    provider.away = True

    answer = await house.client.get(START, follow_redirects=False)

    assert why_not(answer) == "identity.provider_away"


async def test_a_discovery_document_of_another_issuer_is_not_believed(
    house: House, provider: FakeProvider
) -> None:
    provider.named_issuer = "https://other.example"

    answer = await house.client.get(START, follow_redirects=False)

    assert why_not(answer) == "identity.provider_away"


async def test_somebody_who_left_is_not_let_in(house: House) -> None:
    async with await _connect(house) as db:
        await db.execute("UPDATE identity.person SET active = false")

    answer = await sign_in(house)

    assert why_not(answer) == "identity.sign_in_refused"
    assert await house.rows("SELECT kind, topic FROM kernel.journal") == [
        ("refused", "identity.sign_in_failed")
    ]


async def test_a_demonstration_account_is_not_let_in(house: House, provider: FakeProvider) -> None:
    await house.account("demo.person", "112", "call_taker", demonstration=True)
    provider.login = "demo.person"

    assert why_not(await sign_in(house)) == "identity.sign_in_refused"


async def test_a_public_client_is_proven_by_its_verifier(
    own_dsn: str, tmp_path: Path, provider: FakeProvider
) -> None:
    provider.client_secret = None
    async with opened_house(
        own_dsn,
        tmp_path,
        public_url=PUBLIC,
        oidc_issuer=provider.issuer,
        oidc_client_id=provider.client_id,
    ) as house:
        await house.account("ilze.kalnina", "112", "call_taker")

        await sign_in(house)

        assert await who(house) == "ilze.kalnina"


async def test_without_an_issuer_the_addresses_do_not_exist(own_dsn: str, tmp_path: Path) -> None:
    async with opened_house(own_dsn, tmp_path) as house:
        answer = await house.client.get(START)
        ways = await house.client.get("/api/v1/session/ways")

    assert answer.status_code == 404
    assert ways.json() == {"provider": False}


async def test_the_first_page_can_tell_that_there_is_a_provider(house: House) -> None:
    ways = await house.client.get("/api/v1/session/ways")

    assert ways.json() == {"provider": True}


async def _connect(house: House) -> Any:
    return await psycopg.AsyncConnection.connect(house.dsn)
