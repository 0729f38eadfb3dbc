"""The real application over HTTP, with people at desks and systems that are signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from httpx import Response
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.calls.builders import load_code_lists
from tests.conftest import ROOT
from tests.documented import documented_client
from vienots.app.settings import Settings
from vienots.gis import shipped
from vienots.gis.domain.places import PlaceIndex
from vienots.gis.domain.territories import TerritoryIndex
from vienots.gis.index import GisIndex
from vienots.identity import secrets, store
from vienots.identity.api import load_institutions
from vienots.identity.contracts import NewClient
from vienots.kernel import clock
from vienots.kernel.contracts import Actor


@cache
def the_country() -> GisIndex:
    """The real territories, without places and roads."""
    rows = shipped.territories(ROOT / "data/gis")
    territories = TerritoryIndex([shipped.as_shape(row) for row in rows])
    return GisIndex(territories, PlaceIndex([]), None, {}, clock.now().date())


class Signed:
    """Somebody who is signed in, or nobody."""

    def __init__(self, client: AsyncTestClient[Litestar], headers: dict[str, str]) -> None:
        self._client = client
        self._headers = headers

    async def get(self, path: str, **params: Any) -> Response:
        return await self._client.get(f"/api/v1{path}", headers=self._headers, params=params)

    async def look(self, purpose: str, path: str, **params: Any) -> Response:
        """A read that has to say why."""
        sent = {**self._headers, "Vienots-Purpose": purpose}
        return await self._client.get(f"/api/v1{path}", headers=sent, params=params)

    async def post(self, path: str, body: object, **headers: str) -> Response:
        return await self._client.post(f"/api/v1{path}", headers=self._headers | headers, json=body)

    async def patch(self, path: str, body: object) -> Response:
        return await self._client.patch(f"/api/v1{path}", headers=self._headers, json=body)

    async def document(self) -> Response:
        return await self._client.get("/openapi.json", headers=self._headers)

    async def send(self, path: str, body: bytes, content_type: str, **headers: str) -> Response:
        """Bytes as they are, as gateways send them."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._client.post(
            f"/api/v1{path}",
            headers=self._headers | named | {"Content-Type": content_type},
            content=body,
        )


class Centre:
    def __init__(self, client: AsyncTestClient[Litestar], dsn: str) -> None:
        self._client = client
        self.dsn = dsn
        self.nobody = Signed(client, {})

    async def person(self, actor: Actor) -> Signed:
        at, token = clock.now(), secrets.new_token()
        person_id = UUID(actor.id.removeprefix("person:"))
        row = store.NewPersonRow(
            id=person_id,
            login=f"p{person_id.int % 1_000_000}",
            name=actor.name,
            institution=actor.institution,
            password_hash="-",
            training_completed_on=None,
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
        return Signed(self._client, {"Cookie": f"vienots_session={token}"})

    async def system(self, name: str, *scopes: str) -> Signed:
        secret = secrets.new_token()
        client = NewClient(name, name, "112", list(scopes))
        async with await psycopg.AsyncConnection.connect(self.dsn) as db:
            await store.insert_client(
                db, client, secrets.hash_token(secret), demonstration=False, at=clock.now()
            )
        answer = await self._client.post(
            "/oauth/token", auth=(name, secret), data={"grant_type": "client_credentials"}
        )
        assert answer.status_code == 200, answer.text
        return Signed(self._client, {"Authorization": f"Bearer {answer.json()['access_token']}"})

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with await psycopg.AsyncConnection.connect(self.dsn) as db:
            return await (await db.execute(query.encode())).fetchall()


@asynccontextmanager
async def opened_centre(
    dsn: str, folder: Path, *, aml_key: bytes | None = None
) -> AsyncIterator[Centre]:
    async with await psycopg.AsyncConnection.connect(dsn) as db:
        await load_institutions(db, ROOT / "data/identity/institutions.json")
        await load_code_lists(db)
    key_file = None
    if aml_key is not None:
        key_file = folder / "aml.key"
        key_file.write_bytes(aml_key + b"\n")
    settings = Settings(
        database_url=dsn, data_dir=folder, log_json=False, aml_hmac_key_file=key_file
    )
    async with documented_client(settings) as client:
        client.app.state.gis = the_country()
        yield Centre(client, dsn)
