"""`POST /oauth/token` after RFC 6749."""

from __future__ import annotations

from typing import Any

import psycopg
from httpx import Response

from tests.identity.house import House
from vienots.identity import secrets, store
from vienots.identity.contracts import NewClient
from vienots.kernel import clock

TOKEN = "/oauth/token"
GRANT = {"grant_type": "client_credentials"}


async def a_client(house: House, *scopes: str, demonstration: bool = False) -> tuple[str, str]:
    secret = secrets.new_token()
    new = NewClient("telephone-exchange", "Tālruņa centrāle", "112", list(scopes))
    async with await psycopg.AsyncConnection.connect(house.dsn) as db:
        await store.insert_client(
            db, new, secrets.hash_token(secret), demonstration=demonstration, at=clock.now()
        )
    return new.client_id, secret


async def ask(house: House, auth: tuple[str, str] | None, **form: str) -> Response:
    more: dict[str, Any] = {} if auth is None else {"auth": auth}
    return await house.client.post(TOKEN, data=GRANT | form, **more)


async def test_a_system_gets_a_token_and_uses_it(house: House) -> None:
    auth = await a_client(house, "gis.read", "calls.read")

    answer = await ask(house, auth)
    token = answer.json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    allowed = await house.client.get("/api/v1/calls/cards", headers=bearer)
    forbidden = await house.client.get("/api/v1/identity/people", headers=bearer)
    no_session = await house.client.get("/api/v1/session", headers=bearer)

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() | {"access_token": ""} == {
        "access_token": "",
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": "gis.read calls.read",
    }
    assert (allowed.status_code, forbidden.status_code, no_session.status_code) == (200, 403, 401)


async def test_a_token_may_hold_less_than_the_client(house: House) -> None:
    auth = await a_client(house, "gis.read", "calls.read")

    answer = await ask(house, auth, scope="gis.read")

    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert (await house.client.get("/api/v1/calls/cards", headers=bearer)).status_code == 403


REFUSED_FORMS = [
    ({"scope": "identity.administer"}, "invalid_scope"),
    ({"scope": "gis.read register.write"}, "invalid_scope"),
    ({"grant_type": "password"}, "unsupported_grant_type"),
    ({"grant_type": ""}, "unsupported_grant_type"),
]


async def test_what_is_wrong_is_named_as_the_standard_does(house: House) -> None:
    auth = await a_client(house, "gis.read")

    for form, error in REFUSED_FORMS:
        answer = await ask(house, auth, **form)

        assert (answer.status_code, answer.json()) == (400, {"error": error}), form


async def test_an_empty_scope_means_all_of_the_clients(house: House) -> None:
    auth = await a_client(house, "gis.read")

    assert (await ask(house, auth, scope="")).json()["scope"] == "gis.read"


UNKNOWN: list[tuple[str, str] | None] = [
    None,
    ("telephone-exchange", "wrong"),
    ("telephone-exchange", ""),
    ("nobody", "wrong"),
    ("", ""),
    ("tele\x00phone", "x"),
    ("Ēriks", "ļoti"),
]
TORN = ["Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Bearer x"]


async def test_an_unknown_client_is_not_told_why(house: House) -> None:
    await a_client(house, "gis.read")

    for auth in UNKNOWN:
        answer = await ask(house, auth)

        assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"}), auth
        assert answer.headers["www-authenticate"].startswith("Basic")


async def test_a_torn_header_is_an_unknown_client(house: House) -> None:
    for header in TORN:
        answer = await house.client.post(TOKEN, data=GRANT, headers={"Authorization": header})

        assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"}), header


OTHER_BODIES = [
    ("application/json", b'{"grant_type": "client_credentials"}'),
    ("application/json", b"not json"),
    ("application/json", b"[]"),
    ("multipart/form-data", b"no boundary"),
    ("text/plain", b"grant_type=client_credentials"),
    ("application/x-www-form-urlencoded", b"\xff\xfe=%zz&&&"),
    ("application/x-www-form-urlencoded", b"grant_type=%00"),
]


async def test_a_body_of_another_kind_is_refused(house: House) -> None:
    auth = await a_client(house, "gis.read")

    for content_type, body in OTHER_BODIES:
        answer = await house.client.post(
            TOKEN, content=body, headers={"Content-Type": content_type}, auth=auth
        )

        assert answer.status_code in (400, 415), (content_type, body)


async def test_a_demonstration_client_is_unknown_elsewhere(house: House) -> None:
    auth = await a_client(house, "gis.read", demonstration=True)

    assert (await ask(house, auth)).status_code == 401
