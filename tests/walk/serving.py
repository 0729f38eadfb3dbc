"""The real application on one of the worlds, asked by one walker, streams and all."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx
import msgspec
import psycopg
from litestar import Litestar
from msgspec import Struct

from tests.documented import lent_app
from tests.walk.walkers import WALKERS
from tests.walk.world import token_of
from vienots.app.settings import Settings
from vienots.kernel.journal import Entry

URL = "http://walk.test"
ENDLESS = "/api/v1/live"
PATIENCE_S = 20
_COVER = re.compile(r"docProps/|\[Content_Types\]")


class Request(Struct, frozen=True):
    method: str
    path: str
    query: Mapping[str, str]
    body: Mapping[str, Any] | list[Any] | None = None
    purpose: str | None = None

    @property
    def name(self) -> str:
        asked = "&".join(f"{name}={value}" for name, value in self.query.items())
        return f"{self.method} {self.path}" + (f"?{asked}" if asked else "")

    @property
    def said(self) -> str:
        """Everything that the reader said himself."""
        return f"{self.name} {msgspec.json.encode(self.body).decode()}"


class Answer(Struct, frozen=True):
    status: int
    kind: str
    headers: str
    body: bytes
    looks: list[Entry]
    """What the journal holds more than before."""

    @property
    def text(self) -> str:
        """To be read through: a sheet is opened, a page of paper is closed to us."""
        if self.body.startswith(b"PK"):
            with ZipFile(io.BytesIO(self.body)) as sheet:
                names = [name for name in sheet.namelist() if not _COVER.search(name)]
                return "\n".join(sheet.read(name).decode() for name in names)
        return "" if self.kind == "application/pdf" else self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        return msgspec.json.decode(self.body)


class Served:
    def __init__(self, app: Litestar, dsn: str, headers: dict[str, str], actor: str) -> None:
        self._app = app
        self._headers = headers
        self._actor = actor
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
        self._client = httpx.AsyncClient(transport=transport, base_url=URL)
        self._dsn = dsn
        self._last = 0

    async def ask(self, request: Request) -> Answer:
        headers = self._headers | ({"Vienots-Purpose": request.purpose} if request.purpose else {})
        if request.path == ENDLESS:
            answer = await self._listen(request, headers)
        else:
            answer = await self._client.request(
                request.method,
                request.path,
                params=dict(request.query),
                headers=headers,
                json=request.body,
            )
        kind = answer.headers.get("content-type", "").partition(";")[0]
        looks = await self._new_looks()
        return Answer(answer.status_code, kind, str(answer.headers), answer.content, looks)

    async def _listen(self, request: Request, headers: dict[str, str]) -> httpx.Response:
        """What a stream begins with; the reader leaves when nothing more comes at once."""
        answered, chunks, gone = asyncio.Event(), [], asyncio.Event()
        status, sent = 0, []

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status, sent = message["status"], message["headers"]
            else:
                chunks.append(message.get("body", b""))
                answered.set()

        query = str(httpx.QueryParams(dict(request.query))).encode()
        scope: Any = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
            "scheme": "http",
            "path": request.path,
            "raw_path": request.path.encode(),
            "query_string": query,
            "server": ("walk.test", 80),
            "client": ("127.0.0.1", 1),
            "root_path": "",
        }
        served = asyncio.create_task(self._app(scope, receive, send))  # type: ignore[arg-type]
        await asyncio.wait_for(answered.wait(), PATIENCE_S)
        gone.set()
        served.cancel()
        await asyncio.gather(served, return_exceptions=True)
        return httpx.Response(status, headers=sent, content=b"".join(chunks))

    async def _new_looks(self) -> list[Entry]:
        """What this reader was shown since this was asked last."""
        cursor = await self._journal.execute(
            "SELECT to_jsonb(j) - 'xid' || '{\"xid\": 0}' FROM kernel.journal j"
            " WHERE id > %s AND kind = 'read' AND actor = %s ORDER BY id",
            [self._last, self._actor],
        )
        found = [msgspec.convert(row[0], Entry) for row in await cursor.fetchall()]
        self._last = max([self._last, *(entry.id for entry in found)])
        return found

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Served]:
        connected = psycopg.AsyncConnection.connect(self._dsn, autocommit=True)
        async with await connected as self._journal, self._client:
            await self._new_looks()
            yield self


@asynccontextmanager
async def served(dsn: str, folder: Path, walker_name: str) -> AsyncIterator[Served]:
    settings = Settings(database_url=dsn, data_dir=folder, log_json=False)
    with lent_app(settings) as app:
        async with app.lifespan():
            headers = await _sign_in(app, walker_name)
            async with Served(app, dsn, headers, WALKERS[walker_name].actor.id).opened() as found:
                yield found


async def _sign_in(app: Litestar, name: str) -> dict[str, str]:
    if WALKERS[name].is_person:
        return {"Cookie": f"vienots_session={token_of(name)}"}
    client_id = WALKERS[name].actor.id.removeprefix("client:")
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=URL) as client:
        answer = await client.post(
            "/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(client_id, token_of(name)),
        )
        answer.raise_for_status()
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
