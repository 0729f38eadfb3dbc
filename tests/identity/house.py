"""The real application over HTTP with institutions in it, and accounts made as commands do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from cryptography.fernet import Fernet
from httpx import Response
from litestar import Litestar
from litestar.testing import AsyncTestClient

from tests.conftest import ROOT
from tests.documented import documented_client
from vienots.app.settings import Settings
from vienots.identity import secrets, store
from vienots.identity.api import Vault, load_institutions
from vienots.kernel import clock
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id

PASSWORD = "pareizā parole 112"
HASH = secrets.hash_password_now(PASSWORD)
"""Hashed once: it is slow on purpose."""
VAULT = Vault(Fernet.generate_key())
INSTITUTIONS = ROOT / "data/identity/institutions.json"


async def add_account(
    db: Db,
    login: str,
    institution: str = "112",
    *roles: str,
    demonstration: bool = False,
    password_hash: str | None = HASH,
) -> UUID:
    row = store.NewPersonRow(
        id=new_id(),
        login=login,
        name=login.replace(".", " ").title(),
        institution=institution,
        password_hash=password_hash,
        training_completed_on=date(2026, 9, 1),
        demonstration=demonstration,
        at=clock.now(),
    )
    await store.insert_person(db, row, roles)
    return row.id


class House:
    def __init__(self, client: AsyncTestClient[Litestar], dsn: str) -> None:
        self.client = client
        self.dsn = dsn

    async def account(self, login: str, institution: str = "112", *roles: str, **more: Any) -> UUID:
        async with await psycopg.AsyncConnection.connect(self.dsn) as db:
            return await add_account(db, login, institution, *roles, **more)

    async def sign_in(
        self,
        login: str,
        password: str = PASSWORD,
        *,
        headers: dict[str, str] | None = None,
        **more: str,
    ) -> Response:
        """The client keeps the cookies, as a browser does."""
        body = {"login": login, "password": password} | more
        return await self.client.post("/api/v1/session", json=body, headers=headers)

    async def someone(self, login: str, institution: str, *roles: str) -> None:
        """Signed in, in the client's browser."""
        await self.account(login, institution, *roles)
        answer = await self.sign_in(login)
        assert answer.status_code == 200, answer.text

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with await psycopg.AsyncConnection.connect(self.dsn) as db:
            return await (await db.execute(query.encode())).fetchall()


@asynccontextmanager
async def opened_house(dsn: str, folder: Path, **settings: Any) -> AsyncIterator[House]:
    async with await psycopg.AsyncConnection.connect(dsn) as db:
        await load_institutions(db, INSTITUTIONS)
    chosen = Settings(database_url=dsn, data_dir=folder, log_json=False, **settings)
    async with documented_client(chosen) as client:
        yield House(client, dsn)
