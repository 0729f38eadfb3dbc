"""Structured logs, metrics and health: what the night shift of the platform looks at."""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

import structlog
from litestar import Request, Response, Router, get
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from msgspec import Struct
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from vienots.app.transaction import without_transaction
from vienots.kernel import clock, seal
from vienots.kernel.db import Pool, fetch_one, fetch_value, load_queries
from vienots.kernel.live import Hub

queries = load_queries("vienots.kernel")

READY_TIMEOUT_S = 2.0


def configure_logs(*, as_json: bool) -> None:
    """One line an event, on the standard error, with the whole chain of a fault."""
    renderer = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


class Metrics:
    """Figures of this process; a registry of its own, so that two applications can stand in one."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "vienots_requests_total",
            "Requests by address and status",
            ["method", "path", "status"],
            registry=self.registry,
        )
        self.latency = Histogram(
            "vienots_request_seconds",
            "From the request to the last byte of the answer",
            ["method", "path"],
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
            registry=self.registry,
        )
        self.streams = Gauge("vienots_live_streams", "Open desks", registry=self.registry)
        self.feed_lag = Gauge(
            "vienots_live_lag_seconds", "Age of the newest entry when read", registry=self.registry
        )
        self.unsealed = Gauge(
            "vienots_journal_unsealed", "Entries that wait for a seal", registry=self.registry
        )
        self.unsealed_age = Gauge(
            "vienots_journal_unsealed_seconds",
            "Age of the oldest entry that waits for a seal",
            registry=self.registry,
        )


class MetricsMiddleware:
    """Counts and times every request by its pattern, never by its parameters."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        path = scope.get("path_template", "other")
        began = time.perf_counter()
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            method = str(scope["method"])
            self._metrics.requests.labels(method, path, status).inc()
            self._metrics.latency.labels(method, path).observe(time.perf_counter() - began)


class Health(Struct, frozen=True):
    status: str
    """ok, or what is wrong."""
    schema: str | None = None
    live_streams: int = 0
    unsealed: int = 0


class _Waiting(Struct, frozen=True):
    waiting: int
    oldest: Any


@get("/health/live", opt=without_transaction(), tags=["health"])
async def say_live() -> Health:
    """The process answers."""
    return Health("ok")


@get("/health/ready", opt=without_transaction(), tags=["health"])
async def say_ready(request: Request[Any, Any, Any]) -> Response[Health]:
    """The process can do its work: the database answers and holds a schema."""
    pool: Pool = request.app.state.pool
    hub: Hub = request.app.state.hub
    try:
        async with pool.connection(timeout=READY_TIMEOUT_S) as db:
            schema = await fetch_value(db, queries["schema_version"])
            waiting = await _count_unsealed(pool, request.app.state.metrics)
    except (OperationalError, PoolTimeout):
        return Response(Health("database_away"), status_code=503)
    return Response(Health("ok", schema, hub.streams, waiting))


async def _count_unsealed(pool: Pool, metrics: Metrics) -> int:
    async with pool.connection(timeout=READY_TIMEOUT_S) as db:
        last = await seal.last_seal(db)
        found = await fetch_one(
            db, _Waiting, queries["count_unsealed"], xid=str(last.entry_xid), id=last.entry_id
        )
    metrics.unsealed.set(found.waiting)
    age_s = (clock.now() - found.oldest).total_seconds() if found.oldest else 0.0
    metrics.unsealed_age.set(age_s)
    return found.waiting


@get("/metrics", opt=without_transaction(), include_in_schema=False)
async def show_metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    metrics: Metrics = request.app.state.metrics
    hub: Hub = request.app.state.hub
    metrics.streams.set(hub.streams)
    metrics.feed_lag.set(hub.lag_s)
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


router = Router("/", route_handlers=[say_live, say_ready, show_metrics])
