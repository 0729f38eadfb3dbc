"""Journals of municipalities that talk to the real application over HTTP, with their own tokens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import psycopg
from httpx import Response

from tests.register.builders import NOISE
from tests.register.desks import Desks, opened_desks
from vienots.identity import secrets, store
from vienots.identity.contracts import NewClient
from vienots.identity.demonstration import JOURNAL
from vienots.kernel import clock
from vienots.kernel.db import HOUSE_OPTIONS

PURPOSE = {"Vienots-Purpose": "event_entry;ref=test"}
JELGAVA, LIEPAJA = "pp-0003000", "pp-0005000"


def an_event(source_id: str = "JLG-1", **changes: Any) -> dict[str, Any]:
    """As a journal states it; a test names only the fields it is about."""
    event = {
        "source_id": source_id,
        "version": 1,
        "type": NOISE,
        "received_at": "2026-11-20T08:15:00+02:00",
        "received_via": "phone",
        "place": {"address": "Lielā iela 1, Jelgava", "atvk": "0003000"},
        "narrative": "Skaļa mūzika.",
        "status": "in_progress",
        "persons": [
            {"ref": "p1", "role": "applicant", "name": "Jānis", "surname": "Bērziņš"},
        ],
        "objects": [{"ref": "b1", "class": "phone", "serial": "X-17", "owner": "p1"}],
        "documents": [{"ref": "d1", "type": "passport", "number": "LV1234567", "holder": "p1"}],
        "officers": [{"name": "Aivars Kauliņš", "badge": "117"}],
    }
    return event | changes


class Journal:
    def __init__(self, desks: Desks, institution: str, token: str) -> None:
        self._client = desks.client
        self.institution = institution
        self._headers = {"Authorization": f"Bearer {token}"}

    async def get(self, path: str, **params: Any) -> Response:
        headers = self._headers | PURPOSE
        return await self._client.get(f"/api/v1/exchange{path}", headers=headers, params=params)

    async def read(self, source_id: str) -> Response:
        return await self.get(f"/events/{quote(source_id, safe='')}")

    async def put(self, event: dict[str, Any], source_id: str | None = None) -> Response:
        named = event["source_id"] if source_id is None else source_id
        return await self.put_bytes(named, msgspec.json.encode(event))

    async def put_bytes(self, source_id: str, body: bytes) -> Response:
        headers = self._headers | {"Content-Type": "application/json"}
        path = f"/api/v1/exchange/events/{quote(source_id, safe='')}"
        return await self._client.put(path, headers=headers, content=body)

    async def batch(
        self, lines: list[bytes] | list[dict[str, Any]], key: str | None = None
    ) -> list[dict[str, Any]]:
        raw = [one if isinstance(one, bytes) else msgspec.json.encode(one) for one in lines]
        answer = await self.send_batch(b"\n".join(raw), key)
        assert answer.status_code == 200, answer.text
        return [msgspec.json.decode(line) for line in answer.content.splitlines()]

    async def send_batch(self, body: bytes, key: str | None = None) -> Response:
        headers = self._headers | {"Content-Type": "application/x-ndjson"}
        if key is not None:
            headers["Idempotency-Key"] = key
        path = "/api/v1/exchange/events:batch"
        return await self._client.post(path, headers=headers, content=body)

    async def post(self, path: str, body: object = None) -> Response:
        return await self._client.post(
            f"/api/v1/exchange{path}", headers=self._headers | PURPOSE, json=body
        )

    async def changes(self, after: str | None = None, **params: Any) -> Response:
        asked = params if after is None else params | {"after": after}
        return await self.get("/changes", **asked)


class Journals:
    def __init__(self, desks: Desks) -> None:
        self.desks = desks
        self.dsn = desks.dsn

    async def of(self, institution: str) -> Journal:
        """A client of this institution, with the rights that journals have."""
        client_id, secret = f"journal-{institution}", secrets.new_token()
        new = NewClient(client_id, f"Žurnāls {institution}", institution, [str(r) for r in JOURNAL])
        async with await psycopg.AsyncConnection.connect(self.dsn, options=HOUSE_OPTIONS) as db:
            hashed = secrets.hash_token(secret)
            await store.insert_client(db, new, hashed, demonstration=False, at=clock.now())
        answer = await self.desks.client.post(
            "/oauth/token", data={"grant_type": "client_credentials"}, auth=(client_id, secret)
        )
        answer.raise_for_status()
        return Journal(self.desks, institution, answer.json()["access_token"])


@asynccontextmanager
async def opened_journals(dsn: str, folder: Path) -> AsyncIterator[Journals]:
    async with opened_desks(dsn, folder) as desks:
        yield Journals(desks)
