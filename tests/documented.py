"""Web clients of tests whose every answer is held to our OpenAPI document."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import schemathesis
from litestar import Litestar
from litestar.testing import AsyncTestClient
from schemathesis.specs.openapi.converter import to_json_schema

from vienots.app.openapi import build_document
from vienots.app.settings import Settings
from vienots.app.web import build_app

_idle: dict[Settings, list[Litestar]] = {}


@contextmanager
def lent_app(settings: Settings) -> Iterator[Litestar]:
    """The application on these settings. To join its routes takes half a second and asks for
    neither database nor folder, which it opens when it starts: one that is free is lent again."""
    kind = msgspec.structs.replace(settings, database_url="", data_dir=Path())
    idle = _idle.setdefault(kind, [])
    app = idle.pop() if idle else build_app(settings)
    app.state.settings = settings
    yield app
    idle.append(app)


@asynccontextmanager
async def documented_client(settings: Settings) -> AsyncIterator[AsyncTestClient[Litestar]]:
    with tuples_of_our_draft(), lent_app(settings) as app:
        async with AsyncTestClient(app) as client:
            client.event_hooks = {"response": [_hold_to_document]}
            yield client


@contextmanager
def tuples_of_our_draft() -> Iterator[None]:
    """The checker spells tuples of an answer as of draft 7, which its own validator of 2020-12 then
    refuses; those of a request it leaves alone, by this very option."""
    converted = functools.partial(to_json_schema, convert_prefix_items=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("schemathesis.specs.openapi.adapter.responses.to_json_schema", converted)
        yield


async def _hold_to_document(answer: httpx.Response) -> None:
    if "event-stream" in answer.headers.get("content-type", ""):
        # It ends when its reader leaves.
        return
    request = answer.request
    operation = _schema().find_operation_by_path(request.method, request.url.path)
    if operation is None:
        return
    await answer.aread()
    named = f"{request.method} {request.url.path} -> {answer.status_code}"
    assert str(answer.status_code) in operation.responses.status_codes, f"{named}: undocumented"
    operation.validate_response(answer)


@functools.cache
def _schema() -> Any:
    document = msgspec.json.encode(build_document(build_app(Settings())))
    return schemathesis.openapi.from_dict(msgspec.json.decode(document))
