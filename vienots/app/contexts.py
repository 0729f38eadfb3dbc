"""What each context brings to the whole: addresses, snapshots, topics, followers, periodic work."""

from __future__ import annotations

from litestar import Router
from litestar.datastructures import State
from litestar.di import Provide

from vienots.analytics import web as analytics
from vienots.app import oidc
from vienots.app.settings import Settings
from vienots.app.sources import load_sources
from vienots.audit import jobs as audit_jobs
from vienots.audit import web as audit
from vienots.calls import live as calls_live
from vienots.calls import web as calls
from vienots.custody import jobs as custody_jobs
from vienots.custody import live as custody_live
from vienots.custody import web as custody
from vienots.dispatch import jobs as dispatch_jobs
from vienots.dispatch import live as dispatch_live
from vienots.dispatch import web as dispatch
from vienots.exchange import jobs as exchange_jobs
from vienots.exchange import live as exchange_live
from vienots.exchange import web as exchange
from vienots.exchange.api import Meter, drop_closed
from vienots.gis import web as gis
from vienots.gis.api import GisIndex, load_index
from vienots.identity import jobs as identity_jobs
from vienots.identity import web as identity
from vienots.identity.api import Vault, load_vault
from vienots.imports import jobs as imports_jobs
from vienots.imports import live as imports_live
from vienots.imports import web as imports
from vienots.index import jobs as index_jobs
from vienots.index import live as index_live
from vienots.index import web as index
from vienots.integration.aml.web import build_router as build_aml_router
from vienots.integration.letters.routes import load_routes
from vienots.integration.webhooks import adapter as webhooks
from vienots.kernel import clock
from vienots.kernel import jobs as kernel_jobs
from vienots.kernel.db import Pool
from vienots.kernel.follow import Errand, Follower, Periodic
from vienots.kernel.jobs import Job
from vienots.kernel.live import Topics
from vienots.outbox import jobs as outbox_jobs
from vienots.outbox import live as outbox_live
from vienots.outbox import web as outbox
from vienots.outbox.contracts import Routes
from vienots.protection import jobs as protection_jobs
from vienots.protection import live as protection_live
from vienots.protection import web as protection
from vienots.register import jobs as register_jobs
from vienots.register import live as register_live
from vienots.register import web as register
from vienots.register.asking_contracts import Sources
from vienots.resources import jobs as resources_jobs
from vienots.resources import live as resources_live
from vienots.resources import web as resources
from vienots.resources.api import positions_since

__all__ = ["FOLLOWERS", "PACKAGES", "SNAPSHOTS", "TOPICS", "drop_closed", "positions_since"]

NAMES = (
    "identity",
    "gis",
    "resources",
    "calls",
    "dispatch",
    "register",
    "index",
    "protection",
    "custody",
    "exchange",
    "imports",
    "outbox",
    "analytics",
    "audit",
)
PACKAGES = ("vienots.kernel", "vienots.app", *(f"vienots.{name}" for name in NAMES))
"""Where texts are found."""

SNAPSHOTS = [
    resources_live.snapshot,
    calls_live.snapshot,
    dispatch_live.snapshot,
    register_live.snapshot,
    index_live.snapshot,
]
TOPICS = Topics(
    {
        **resources_live.TOPICS,
        **calls_live.TOPICS,
        **dispatch_live.TOPICS,
        **register_live.TOPICS,
        **index_live.TOPICS,
        **protection_live.TOPICS,
        **custody_live.TOPICS,
        **exchange_live.TOPICS,
        **imports_live.TOPICS,
        **outbox_live.TOPICS,
    }
)
FOLLOWERS: list[Follower] = [
    *register_jobs.FOLLOWERS,
    *index_jobs.FOLLOWERS,
    *protection_jobs.FOLLOWERS,
    *custody_jobs.FOLLOWERS,
    *exchange_jobs.FOLLOWERS,
    *outbox_jobs.FOLLOWERS,
    *audit_jobs.FOLLOWERS,
]


def periodic() -> list[Periodic]:
    """Work that is due every so often, in the worker."""
    return [
        *identity_jobs.PERIODIC,
        *resources_jobs.PERIODIC,
        *dispatch_jobs.PERIODIC,
        *register_jobs.PERIODIC,
        *index_jobs.PERIODIC,
        *custody_jobs.PERIODIC,
        *protection_jobs.PERIODIC,
        *exchange_jobs.PERIODIC,
        *imports_jobs.build_periodic(),
    ]


def errands(settings: Settings) -> list[Errand]:
    """Work of the worker that waits for others outside."""
    vault = load_vault(settings.secret_key_path)
    return [
        *exchange_jobs.build_errands(webhooks.bring, vault),
        *register_jobs.build_errands(load_sources(settings)),
        *outbox_jobs.build_errands(load_routes(settings.routes_file)),
    ]


def jobs(settings: Settings) -> list[Job]:
    return [*kernel_jobs.JOBS, *imports_jobs.JOBS, *audit_jobs.build_jobs(settings.audit_dir)]


def api_routers(settings: Settings) -> list[Router]:
    """What stands under `/api/v1`."""
    key_file = settings.aml_hmac_key_file
    aml_key = None if key_file is None else key_file.read_bytes().strip()
    return [
        identity.router,
        gis.router,
        resources.router,
        calls.router,
        dispatch.router,
        register.router,
        index.router,
        protection.router,
        custody.router,
        exchange.router,
        imports.router,
        outbox.router,
        analytics.router,
        audit.router,
        build_aml_router(aml_key),
        *oidc.build_routers(oidc.build_provider(settings)),
    ]


def root_routers(settings: Settings) -> list[Router]:
    """What stands at the root: addresses that outsiders know by a standard."""
    return list(identity.root_routers)


async def _provide_vault(state: State) -> Vault:
    vault: Vault = state.vault
    return vault


async def _provide_gis(state: State) -> GisIndex:
    index: GisIndex = state.gis
    return index


async def _provide_meter(state: State) -> Meter:
    meter: Meter = state.meter
    return meter


async def _provide_sources(state: State) -> Sources:
    sources: Sources = state.sources
    return sources


async def _provide_routes(state: State) -> Routes:
    routes: Routes = state.routes
    return routes


def dependencies(settings: Settings) -> dict[str, Provide]:
    return {
        "gis": Provide(_provide_gis),
        "meter": Provide(_provide_meter),
        "routes": Provide(_provide_routes),
        "sources": Provide(_provide_sources),
        "vault": Provide(_provide_vault),
    }


async def load(state: State, pool: Pool) -> None:
    """What a web process holds in memory."""
    state.meter = Meter()
    state.sources = load_sources(state.settings)
    state.routes = load_routes(state.settings.routes_file)
    state.vault = load_vault(state.settings.secret_key_path)
    async with pool.connection() as db:
        state.gis = await load_index(db, clock.now().date())
