"""A journal's line to the register: tokens, requests, and a line that breaks when it is told to."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from simulator.journals.book import Document

TIMEOUT_S = 20.0
PURPOSE = {"Vienots-Purpose": "event_entry;ref=journal"}
BASE = "/api/v1/exchange"


class Away(Exception):
    """No answer, or one that says: later. What was sent may have been taken."""


class Line:
    """One system client."""

    def __init__(
        self, base_url: str, client_id: str, secret: str, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._base_url = base_url
        self._account = (client_id, secret)
        timeout = httpx.Timeout(timeout_s, connect=5.0)
        self._http = httpx.AsyncClient(base_url=base_url, timeout=timeout, headers=PURPOSE)

    async def close(self) -> None:
        await self._http.aclose()

    async def put(self, said: Document) -> httpx.Response:
        path = f"{BASE}/events/{quote(said['source_id'], safe='')}"
        return await self._send("PUT", path, content=json.dumps(said).encode())

    async def put_many(self, said: Sequence[Document]) -> list[dict[str, Any]]:
        """The answers that came; fewer than lines where the connection broke while answering."""
        body = "\n".join(json.dumps(one) for one in said).encode()
        kind = {"Content-Type": "application/x-ndjson"}
        answer = await self._send("POST", f"{BASE}/events:batch", content=body, headers=kind)
        if answer.status_code != 200:
            raise Away(f"{answer.status_code} {answer.text[:200]}")
        return [json.loads(line) for line in answer.content.splitlines()]

    async def break_off(self, rng: random.Random, said: Sequence[Document]) -> None:
        """Send a body and go away: in its middle, or when all of it is out and nothing is read."""
        body = "\n".join(json.dumps(one) for one in said).encode()
        share = rng.choice((0.5, 1.0))
        address = urlsplit(self._base_url)
        token = self._http.headers.get("Authorization", "")
        head = (
            f"POST {BASE}/events:batch HTTP/1.1\r\nHost: {address.netloc}\r\n"
            f"Authorization: {token}\r\nContent-Type: application/x-ndjson\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode()
        with suppress(OSError):
            _, writer = await asyncio.open_connection(address.hostname, address.port)
            writer.write(head + body[: int(len(body) * share)])
            await writer.drain()
            writer.close()

    async def read(self, source_id: str) -> httpx.Response:
        return await self.get(f"/events/{quote(source_id, safe='')}")

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self._send("GET", f"{BASE}{path}", params=params)

    async def post(self, path: str, body: object = None) -> httpx.Response:
        return await self._send("POST", f"{BASE}{path}", json=body)

    async def _send(self, method: str, path: str, **request: Any) -> httpx.Response:
        try:
            answer = await self._http.request(method, path, **request)
            if answer.status_code == 401:
                await self._sign_in()
                answer = await self._http.request(method, path, **request)
        except httpx.TransportError as error:
            raise Away(repr(error)) from error
        if answer.status_code in (401, 429, 503):
            raise Away(str(answer.status_code))
        return answer

    async def _sign_in(self) -> None:
        answer = await self._http.post(
            "/oauth/token", data={"grant_type": "client_credentials"}, auth=self._account
        )
        if answer.status_code != 200:
            raise Away(f"sign-in: {answer.status_code}")
        self._http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
