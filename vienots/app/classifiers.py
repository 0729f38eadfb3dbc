"""`GET /api/v1/classifiers/{name}`: code lists for people and for connected systems."""

from __future__ import annotations

from datetime import datetime

from litestar import Router, get
from litestar.params import FromPath, FromQuery

from vienots.kernel import classifiers
from vienots.kernel.classifiers import Classifier
from vienots.kernel.web import ActorParam, DbParam, NowParam


@get("/{name:str}")
async def get_classifier(
    name: FromPath[str],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
    at: FromQuery[datetime | None] = None,
) -> Classifier:
    """The list as it stood on the day of `at`; today's without it."""
    return await classifiers.get(db, name, at or now)


router = Router("/classifiers", route_handlers=[get_classifier], tags=["classifiers"])
