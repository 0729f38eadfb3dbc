"""What each context brings to the whole: addresses, snapshots, topics, followers, periodic work."""

from __future__ import annotations

import importlib
from typing import Any

from litestar import Router
from litestar.datastructures import State
from litestar.di import Provide

from vienots.app.settings import Settings
from vienots.audit import jobs as audit_jobs
from vienots.integration.aml.web import build_router as build_aml_router
from vienots.kernel import clock
from vienots.kernel import jobs as kernel_jobs
from vienots.kernel.db import Db, Pool
from vienots.kernel.jobs import Job
from vienots.kernel.live import Topics

NAMES = ("identity", "gis", "resources", "calls", "dispatch", "register", "analytics", "audit")
PACKAGES = ["vienots.kernel", "vienots.app", *(f"vienots.{n}" for n in NAMES)]


def _find(module: str, name: str, otherwise: Any) -> Any:
    try:
        return getattr(importlib.import_module(module), name, otherwise)
    except ModuleNotFoundError as error:
        if not module.startswith(str(error.name)):
            raise
        return otherwise


SNAPSHOTS = [s for n in NAMES if (s := _find(f"vienots.{n}.live", "snapshot", None)) is not None]
TOPICS = Topics({k: v for n in NAMES for k, v in _find(f"vienots.{n}.live", "TOPICS", {}).items()})
FOLLOWERS = [f for n in NAMES for f in _find(f"vienots.{n}.jobs", "FOLLOWERS", [])]


def jobs(settings: Settings) -> list[Job]:
    found = [j for n in NAMES for j in _find(f"vienots.{n}.jobs", "JOBS", [])]
    return [*kernel_jobs.JOBS, *audit_jobs.build_jobs(settings.audit_dir), *found]


PERIODIC = [p for n in NAMES for p in _find(f"vienots.{n}.jobs", "PERIODIC", [])]


def api_routers(settings: Settings) -> list[Router]:
    found = [_find(f"vienots.{n}.web", "router", None) for n in NAMES]
    more = [r for n in NAMES for r in _find(f"vienots.{n}.web", "api_routers", [])]
    key_file = settings.aml_hmac_key_file
    key = None if key_file is None else key_file.read_bytes().strip()
    return [*(r for r in found if r is not None), *more, build_aml_router(key)]


def root_routers(settings: Settings) -> list[Router]:
    return [r for n in NAMES for r in _find(f"vienots.{n}.web", "root_routers", [])]


def dependencies(settings: Settings) -> dict[str, Provide]:
    async def provide_gis(state: State) -> Any:
        return state.gis

    return {"gis": Provide(provide_gis)}


async def load(state: State, pool: Pool) -> None:
    load_index = _find("vienots.gis.api", "load_index", None)
    state.gis = None
    if load_index is not None:
        async with pool.connection() as db:
            state.gis = await load_index(db, clock.now().date())


async def positions_since(db: Db, mark: int) -> tuple[int, list[tuple[object, ...]]]:
    source = _find("vienots.resources.api", "positions_since", None)
    if source is None:
        return mark, []
    return await source(db, mark)
