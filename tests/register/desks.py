"""Desks that talk to the real application over HTTP, each with somebody signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from httpx import Response
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.conftest import ROOT
from tests.documented import documented_client
from tests.register.builders import load_code_lists
from vienots.app.settings import Settings
from vienots.identity import secrets, store
from vienots.identity.api import load_institutions
from vienots.kernel import clock
from vienots.kernel.contracts import Actor

COOKIE = "vienots_session"
PURPOSE = {"Vienots-Purpose": "event_entry;ref=test"}


class Desk:
    def __init__(self, client: AsyncTestClient[Litestar], token: str) -> None:
        self._client = client
        self.token = token
        self._headers = {"Cookie": f"{COOKIE}={token}"} if token else {}

    async def get(
        self,
        path: str,
        *,
        purpose: bool = False,
        more: dict[str, str] | None = None,
        **params: Any,
    ) -> Response:
        """`more`: further headers."""
        headers = self._headers | (PURPOSE if purpose else {}) | (more or {})
        return await self._client.get(f"/api/v1{path}", headers=headers, params=params)

    async def post(self, path: str, body: object, more: dict[str, str] | None = None) -> Response:
        """`more`: further headers."""
        headers = self._headers | (more or {})
        return await self._client.post(f"/api/v1{path}", headers=headers, json=body)

    async def send(self, path: str, data: bytes, **params: str) -> Response:
        """Bytes as they are."""
        return await self._client.post(
            f"/api/v1{path}", headers=self._headers, params=params, content=data
        )

    async def delete(self, path: str) -> Response:
        return await self._client.delete(f"/api/v1{path}", headers=self._headers)

    async def patch(self, path: str, body: object) -> Response:
        return await self._client.patch(f"/api/v1{path}", headers=self._headers, json=body)

    async def patch_bytes(self, path: str, body: bytes) -> Response:
        headers = self._headers | {"Content-Type": "application/json"}
        return await self._client.patch(f"/api/v1{path}", headers=headers, content=body)


class Desks:
    def __init__(self, client: AsyncTestClient[Litestar], dsn: str) -> None:
        self.client = client
        self.app = client.app
        self.dsn = dsn
        self.nobody = Desk(client, "")

    async def of(self, actor: Actor, at: datetime | None = None) -> Desk:
        """The actor of a test as a person of the database, with a session of his own."""
        at, token = at or clock.now(), secrets.new_token()
        person_id = UUID(actor.id.removeprefix("person:"))
        row = store.NewPersonRow(
            id=person_id,
            login=f"p{person_id.int % 1_000_000}",
            name=actor.name,
            institution=actor.institution,
            password_hash="-",
            training_completed_on=date(2026, 9, 1) if actor.trained else None,
            demonstration=False,
            at=at,
        )
        async with await psycopg.AsyncConnection.connect(self.dsn) as db:
            await store.insert_person(db, row, sorted(actor.roles))
            await store.insert_session(
                db,
                secrets.hash_token(token),
                person_id,
                desk=None,
                network="test",
                at=at,
                ends_at=at.replace(year=at.year + 1),
            )
        return Desk(self.client, token)


@asynccontextmanager
async def opened_desks(dsn: str, folder: Path) -> AsyncIterator[Desks]:
    async with await psycopg.AsyncConnection.connect(dsn) as db:
        await load_institutions(db, ROOT / "data/identity/institutions.json")
        await load_code_lists(db)
    settings = Settings(database_url=dsn, data_dir=folder, log_json=False)
    async with documented_client(settings) as client:
        yield Desks(client, dsn)
