"""One request, one transaction: committed before the answer leaves, undone on any refusal.

Also the place of idempotency keys: the answer is kept in the very transaction of its effect, so
that a repeated request gets the same answer and has no second effect, whatever was cut between.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState
from psycopg_pool import PoolTimeout, TooManyRequests

from vienots.kernel import idempotency
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, Pool
from vienots.kernel.errors import TooLarge, Unavailable
from vienots.kernel.idempotency import Kept, check_key

DB_KEY = "vienots_db"
ACTOR_KEY = "vienots_actor"
BODY_KEY = "vienots_body"
"""The body as it came, for naming its faults."""


class DatabaseBusy(Unavailable):
    """No connection became free, or two requests wanted the same rows: it may be sent again."""

    code = "database.busy"


Identify = Callable[[Db, HTTPScope], Awaitable[Actor | None]]
"""Who sends this request; None for nobody known."""
Admit = Callable[[HTTPScope, Actor | None, int], None]
"""Refuses, before any work, who has asked too much; with the size of the body."""


def without_transaction(**opt: Any) -> dict[str, Any]:
    """For handlers that hold no transaction of their own (streams, static files, health)."""
    return {"transaction": False, **opt}


class TransactionMiddleware:
    """Opens the transaction, learns who asks, holds the answer back, commits, lets it go."""

    def __init__(
        self,
        app: ASGIApp,
        pool_of: Callable[[Scope], Pool],
        identify: Identify,
        admit: Admit,
        body_max: int,
    ) -> None:
        self._app = app
        self._admit = admit
        self._pool_of = pool_of
        self._identify = identify
        self._body_max = body_max
        self._turnstiles: dict[int, asyncio.Semaphore] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        opt = scope["route_handler"].opt if "route_handler" in scope else {}
        if scope["type"] != ScopeType.HTTP or not opt.get("transaction", True):
            await self._app(scope, receive, send)
            return
        http = scope
        body = await _read_body(http, receive, opt.get("body_max_bytes", self._body_max))
        scope["state"][BODY_KEY] = body
        answer = _Answer(keeps_refusal=opt.get("commits_refusal", False))
        try:
            async with self._turnstile(opt), self._pool_of(scope).connection() as db:
                await self._work(http, body, answer, db)
        except _Undo:
            # The refusal goes out; everything else is undone.
            pass
        except (PoolTimeout, TooManyRequests) as error:
            raise DatabaseBusy(retry_after_s=1) from error
        finally:
            scope["state"].pop(DB_KEY, None)
            # Held back till now: should the commit have failed, the framework may still answer so.
            ScopeState.from_scope(scope).response_started = False
        for message in answer.messages:
            await send(message)

    def _turnstile(self, opt: dict[str, Any]) -> AbstractAsyncContextManager[None]:
        """`at_once` of a handler: whoever is over it waits, without holding a connection."""
        at_once = opt.get("at_once")
        if at_once is None:
            return nullcontext()
        return self._turnstiles.setdefault(at_once, asyncio.Semaphore(at_once))

    async def _work(self, scope: HTTPScope, body: bytes, answer: _Answer, db: Db) -> None:
        actor = await self._identify(db, scope)
        self._admit(scope, actor, len(body))
        scope["state"][DB_KEY] = db
        scope["state"][ACTOR_KEY] = actor
        # A secret is kept nowhere: such an act takes the place of its own earlier effect instead.
        is_secret = scope["route_handler"].opt.get("answer_is_secret", False)
        key = None if is_secret else _idempotency_key(scope)
        if key is None or actor is None:
            await self._app(scope, _replay(body), answer.take)
        else:
            await self._answer_once(scope, body, answer, db, _Key(actor.id, key))
        answer.undo_if_refused()

    async def _answer_once(
        self, scope: HTTPScope, body: bytes, answer: _Answer, db: Db, key: _Key
    ) -> None:
        named = f"{scope['method']} {scope['path']}?".encode() + scope["query_string"] + b"\n"
        digest = hashlib.sha256(named + body).digest()
        kept = await idempotency.begin(db, key.actor, key.key, digest)
        if kept is not None:
            answer.fill(kept)
            return
        # Kept as it is read: who repeats the request may not understand the compression of today.
        scope["headers"] = [h for h in scope["headers"] if h[0].lower() != b"accept-encoding"]
        await self._app(scope, _replay(body), answer.take)
        if answer.is_committed:
            await idempotency.finish(
                db,
                key.actor,
                key.key,
                status=answer.status,
                content_type=answer.content_type,
                body=answer.body,
            )


class _Key(msgspec.Struct, frozen=True):
    """Keys belong to whoever sent them: nobody can fetch another's answer by guessing one."""

    actor: str
    key: str


class _Undo(Exception):
    """Leaves the connection's block so that the transaction is rolled back."""


class _Answer:
    """The answer, held back until the transaction is decided."""

    def __init__(self, *, keeps_refusal: bool) -> None:
        self.messages: list[Message] = []
        self.status = 500
        self._keeps_refusal = keeps_refusal

    @property
    def is_committed(self) -> bool:
        # Of too much nothing is kept: the same request is another one when its time has come.
        return self.status < 400 or (
            self._keeps_refusal and self.status < 500 and self.status != 429
        )

    def undo_if_refused(self) -> None:
        if not self.is_committed:
            raise _Undo

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self.messages.append(message)

    @property
    def body(self) -> bytes:
        return b"".join(
            part["body"] for part in self.messages if part["type"] == "http.response.body"
        )

    @property
    def content_type(self) -> str:
        for part in self.messages:
            if part["type"] == "http.response.start":
                for name, value in part["headers"]:
                    if name.lower() == b"content-type":
                        return value.decode("latin-1")
        return "application/json"

    def fill(self, kept: Kept) -> None:
        assert kept.status is not None, "an answer is kept with its effect"
        body = kept.body or b""
        headers = [
            (b"content-type", (kept.content_type or "application/json").encode("latin-1")),
            (b"content-length", str(len(body)).encode()),
            (b"idempotent-replayed", b"true"),
        ]
        self.status = kept.status
        self.messages = [
            {"type": "http.response.start", "status": kept.status, "headers": headers},
            {"type": "http.response.body", "body": body, "more_body": False},
        ]


async def _read_body(scope: HTTPScope, receive: Receive, limit: int) -> bytes:
    """The whole body, bounded; refused before the rest of it is read."""
    declared = _header(scope, b"content-length")
    if declared is not None and declared.isdigit() and int(declared) > limit:
        raise TooLarge(limit_bytes=limit)
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(parts)
        size += len(message["body"])
        if size > limit:
            raise TooLarge(limit_bytes=limit)
        parts.append(message["body"])
        if not message.get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes) -> Receive:
    sent = False

    async def receive() -> Any:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _header(scope: HTTPScope, name: bytes) -> str | None:
    return next(
        (value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), None
    )


def _idempotency_key(scope: HTTPScope) -> str | None:
    if scope["method"] not in ("POST", "PATCH", "PUT", "DELETE"):
        return None
    return check_key(_header(scope, b"idempotency-key"))
