"""The platform as an outsider reaches it: sign-in, requests with keys, the live stream."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import structlog

log = structlog.get_logger()

TIMEOUT = httpx.Timeout(10.0, read=30.0)
RETRIES_MAX = 5
PAUSE_AFTER_LOSS_S = 2.0


class Refused(Exception):
    """The platform refused; its code is stable."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(f"{status} {code} {text}")
        self.status = status
        self.code = code


class Desk:
    """One signed-in person or one system client."""

    def __init__(self, base_url: str, name: str, institution: str = "") -> None:
        self.name = name
        self.institution = institution
        self.person_id = ""
        self._http = httpx.AsyncClient(base_url=base_url, timeout=TIMEOUT)
        self._renew: dict[str, Any] = {}

    async def sign_in(self, login: str, password: str, desk: str) -> None:
        self._renew = {"login": login, "password": password, "desk": desk}
        await self._sign_in_again()

    async def sign_in_as_client(self, client_id: str, secret: str) -> None:
        self._renew = {"client_id": client_id, "secret": secret}
        await self._sign_in_again()

    async def _sign_in_again(self) -> None:
        if "client_id" in self._renew:
            answer = await self._http.post(
                "/oauth/token",
                data={"grant_type": "client_credentials"},
                auth=(self._renew["client_id"], self._renew["secret"]),
            )
            answer.raise_for_status()
            self._http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        else:
            answer = await self._http.post("/api/v1/session", json=self._renew)
            answer.raise_for_status()
            self.person_id = answer.json()["person_id"]

    async def close(self) -> None:
        await self._http.aclose()

    async def get(self, path: str, **params: Any) -> Any:
        headers = {"Vienots-Purpose": params.pop("purpose")} if "purpose" in params else {}
        return await self._send("GET", path, params=params, headers=headers)

    async def post(self, path: str, body: Any = None, **more: Any) -> Any:
        headers = {"Idempotency-Key": str(uuid.uuid4()), **more.pop("headers", {})}
        return await self._send("POST", path, json=body, headers=headers, **more)

    async def post_form(self, path: str, form: dict[str, str]) -> Any:
        return await self._send("POST", path, data=form)

    async def patch(self, path: str, body: Any) -> Any:
        return await self._send("PATCH", path, json=body)

    async def _send(self, method: str, path: str, **request: Any) -> Any:
        """Sent again, with the same key, while the server is away: one effect, whatever happens."""
        for attempt in range(RETRIES_MAX):
            try:
                answer = await self._http.request(method, path, **request)
            except httpx.TransportError as error:
                log.info("simulator.server_away", name=self.name, error=str(error))
                await asyncio.sleep(PAUSE_AFTER_LOSS_S * (attempt + 1))
                continue
            if answer.status_code == 401 and attempt == 0:
                await self._sign_in_again()
                continue
            if answer.status_code == 503:
                await asyncio.sleep(PAUSE_AFTER_LOSS_S * (attempt + 1))
                continue
            if answer.is_success:
                return answer.json() if answer.content else None
            raise _refusal(answer)
        raise Refused(503, "simulator.gave_up", path)

    async def stream(self) -> AsyncIterator[tuple[str, Any]]:
        """Events of the live feed for ever; resumes by cursor after any loss."""
        cursor = ""
        while True:
            headers = {"Last-Event-ID": cursor} if cursor else {}
            try:
                async with self._http.stream(
                    "GET", "/api/v1/live?positions=false", headers=headers, timeout=60.0
                ) as answer:
                    if answer.status_code == 401:
                        await self._sign_in_again()
                        continue
                    answer.raise_for_status()
                    async for event, data, event_id in _read_events(answer):
                        cursor = "" if event == "restart" else event_id or cursor
                        yield event, data
            except httpx.HTTPError as error:
                log.info("simulator.stream_lost", name=self.name, error=str(error))
                await asyncio.sleep(PAUSE_AFTER_LOSS_S)


async def _read_events(answer: httpx.Response) -> AsyncIterator[tuple[str, Any, str]]:
    event, data, event_id = "message", "", ""
    async for line in answer.aiter_lines():
        if not line:
            if data:
                yield event, json.loads(data), event_id
            event, data, event_id = "message", "", ""
        elif line.startswith("event: "):
            event = line[7:]
        elif line.startswith("data: "):
            data += line[6:]
        elif line.startswith("id: "):
            event_id = line[4:]


def _refusal(answer: httpx.Response) -> Refused:
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    return Refused(
        answer.status_code,
        str(problem.get("code", "")),
        str(problem.get("title", answer.text))[:300],
    )
