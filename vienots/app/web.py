"""Puts the contexts together into one web application. The only module that knows them all."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from litestar import Litestar, Response, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.types import Scope

from vienots.app import console, contexts, live, metering, observability, openapi
from vienots.app.classifiers import router as classifiers
from vienots.app.dependencies import (
    identify,
    provide_actor,
    provide_asking,
    provide_db,
    provide_now,
    provide_purpose,
)
from vienots.app.problems import EXCEPTION_HANDLERS
from vienots.app.settings import Settings, load_settings
from vienots.app.transaction import TransactionMiddleware
from vienots.kernel.db import READER_OPTIONS, Pool, build_pool
from vienots.kernel.i18n import load_catalogue
from vienots.kernel.live import Hub

POOL_MIN = 2
# Scripts and workers from here only; maps draw their marks as blobs and data; no other host ever.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; worker-src 'self' blob:;"
    " style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:;"
    " connect-src 'self'; object-src 'none';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def create_app() -> Litestar:
    """For the server's worker processes: settings from the environment."""
    settings = load_settings(os.environ)
    observability.configure_logs(as_json=settings.log_json)
    return build_app(settings)


def build_app(settings: Settings) -> Litestar:
    """The whole application on `settings.database_url`; opens it when it starts."""
    metrics = observability.Metrics()
    state = State(
        {
            "settings": settings,
            "metrics": metrics,
            "catalogue": load_catalogue(contexts.PACKAGES),
            "console": console.Console(settings.console_dir),
            "snapshots": contexts.SNAPSHOTS,
        }
    )
    api = Router(
        "/api/v1",
        route_handlers=[*contexts.api_routers(settings), classifiers, live.router],
    )
    return Litestar(
        [
            api,
            *contexts.root_routers(settings),
            observability.router,
            openapi.show_document,
            openapi.show_exchange,
            console.serve_console,
        ],
        state=state,
        dependencies={
            "db": Provide(provide_db),
            "actor": Provide(provide_actor),
            "asking": Provide(provide_asking),
            "now": Provide(provide_now),
            "purpose": Provide(provide_purpose),
            **contexts.dependencies(settings),
        },
        middleware=[
            DefineMiddleware(observability.MetricsMiddleware, metrics=metrics),
            DefineMiddleware(
                TransactionMiddleware,
                pool_of=_pool_of,
                identify=identify,
                admit=metering.admit,
                body_max=settings.body_max_bytes,
            ),
        ],
        exception_handlers=EXCEPTION_HANDLERS,
        lifespan=[_hold_everything],
        compression_config=CompressionConfig(
            backend="gzip", exclude=["/api/v1/live"], exclude_opt_key="sends_compressed"
        ),
        after_request=_add_security_headers,
        before_send=[metering.tell_quotas],
        openapi_config=OpenAPIConfig(
            title="Vienots", version="1", path="/api/schema", render_plugins=[]
        ),
        request_max_body_size=None,
    )


def _pool_of(scope: Scope) -> Pool:
    pool: Pool = scope["litestar_app"].state.pool
    return pool


async def _add_security_headers(response: Response[Any]) -> Response[Any]:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response


@asynccontextmanager
async def _hold_everything(app: Litestar) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    async with AsyncExitStack() as stack:
        pool = build_pool(
            settings.database_url,
            min_size=POOL_MIN,
            max_size=settings.pool_max,
            options=READER_OPTIONS,
        )
        await stack.enter_async_context(pool)
        app.state.pool = pool
        await contexts.load(app.state, pool)
        synchronising = metering.synchronising(app.state.meter, pool)
        app.state.synchronise_meter = await stack.enter_async_context(synchronising)
        hub = Hub(
            settings.database_url,
            pool,
            contexts.TOPICS,
            contexts.positions_since,
            contexts.drop_closed,
        )
        await stack.enter_async_context(hub.running())
        app.state.hub = hub
        yield
