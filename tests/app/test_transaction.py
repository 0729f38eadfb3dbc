"""One request, one transaction; a repeated key has one effect and one answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.conftest import ROOT
from tests.documented import documented_client
from vienots.app.settings import Settings
from vienots.identity import api as identity
from vienots.identity.contracts import NewClient
from vienots.kernel.contracts import Actor
from vienots.kernel.db import build_pool

ADMINISTRATOR = Actor(
    "person:00000000-0000-7000-8000-000000000001",
    "Anna",
    "iemic",
    frozenset({str(identity.Right.IDENTITY_ADMINISTER)}),
)
EXCHANGE = NewClient("exchange", "Centrāle", "112", ["intake.telephony"])


@pytest.fixture
async def exchange(own_dsn: str, tmp_path: Path) -> AsyncIterator[AsyncTestClient[Litestar]]:
    """The telephone exchange, signed in, on the real application."""
    at = datetime.now(UTC)
    async with build_pool(own_dsn, min_size=1, max_size=2) as pool, pool.connection() as db:
        await identity.load_institutions(db, ROOT / "data/identity/institutions.json")
        made = await identity.add_client(db, ADMINISTRATOR, EXCHANGE, at)
    settings = Settings(database_url=own_dsn, data_dir=tmp_path, console_dir=tmp_path)
    async with documented_client(settings) as client:
        grant = {"grant_type": "client_credentials"}
        credentials = ("exchange", made.client_secret)
        answer = await client.post("/oauth/token", data=grant, auth=credentials)
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield client


def a_call(**changes: object) -> dict[str, object]:
    at = datetime.now(UTC).isoformat()
    return {"call_id": str(uuid4()), "event": "ringing", "at": at, **changes}


def count(dsn: str, table: str) -> int:
    with psycopg.connect(dsn) as db:
        row = db.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    assert row is not None
    return int(row[0])


async def test_a_repeated_key_gives_the_same_answer_and_one_effect(
    exchange: AsyncTestClient[Litestar], own_dsn: str
) -> None:
    body, headers = a_call(), {"Idempotency-Key": "first"}

    answers = [
        await exchange.post("/api/v1/intake/calls", json=body, headers=headers) for _ in range(3)
    ]

    assert len({answer.text for answer in answers}) == 1
    replayed = [answer.headers.get("idempotent-replayed") for answer in answers]
    assert replayed == [None, "true", "true"]
    assert count(own_dsn, "calls.contact") == 1


async def test_a_key_that_comes_twice_at_once_has_one_effect(
    exchange: AsyncTestClient[Litestar], own_dsn: str
) -> None:
    body, headers = a_call(), {"Idempotency-Key": "at once"}

    answers = await asyncio.gather(
        *(exchange.post("/api/v1/intake/calls", json=body, headers=headers) for _ in range(6))
    )

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert count(own_dsn, "calls.contact") == 1


async def test_a_key_with_another_body_is_refused(exchange: AsyncTestClient[Litestar]) -> None:
    headers = {"Idempotency-Key": "reused"}
    await exchange.post("/api/v1/intake/calls", json=a_call(), headers=headers)

    answer = await exchange.post("/api/v1/intake/calls", json=a_call(), headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency.key_reused")


async def test_a_refusal_leaves_nothing_behind(
    exchange: AsyncTestClient[Litestar], own_dsn: str
) -> None:
    before = count(own_dsn, "kernel.journal")

    answer = await exchange.post("/api/v1/intake/calls", json=a_call(event="sings", at="1999"))

    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert count(own_dsn, "kernel.journal") == before


async def test_a_commit_that_fails_is_told_and_nothing_is_there(
    exchange: AsyncTestClient[Litestar], own_dsn: str
) -> None:
    with psycopg.connect(own_dsn) as db:
        db.execute(
            "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
            " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
        )
        db.execute(
            "CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON calls.contact"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()"
        )

    answer = await exchange.post("/api/v1/intake/calls", json=a_call())

    assert (answer.status_code, answer.json()["code"]) == (503, "database.away")
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert count(own_dsn, "calls.contact") == 0


async def test_a_body_over_the_bound_is_refused_before_it_is_read(
    exchange: AsyncTestClient[Litestar],
) -> None:
    answer = await exchange.post("/api/v1/intake/calls", content=b"x" * 3_000_000)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_what_no_database_can_hold_is_a_refusal(exchange: AsyncTestClient[Litestar]) -> None:
    answer = await exchange.post("/api/v1/intake/calls", json=a_call(call_id="a\u0000b"))

    assert answer.status_code == 400


async def test_without_a_sign_in_nothing_is_told(exchange: AsyncTestClient[Litestar]) -> None:
    del exchange.headers["Authorization"]

    answer = await exchange.get("/api/v1/calls/cards")

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
