"""Code lists and words, for people's screens and for connected systems."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, Router, get
from litestar.params import FromPath, FromQuery

from vienots.app.transaction import without_transaction
from vienots.kernel import classifiers
from vienots.kernel.classifiers import Classifier
from vienots.kernel.errors import BadInput, faults_of_offsets
from vienots.kernel.i18n import LANGUAGES, Catalogue
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
    if faults := faults_of_offsets(at=at):
        raise BadInput(faults)
    return await classifiers.get(db, name, at or now)


@get("/texts/{language:str}", opt=without_transaction())
async def get_texts(request: Request[Any, Any, Any], language: FromPath[str]) -> dict[str, str]:
    """Words of topics, states and refusals: one catalogue for the server and its screens."""
    catalogue: Catalogue = request.app.state.catalogue
    return catalogue.all(language if language in LANGUAGES else LANGUAGES[0])


router = Router(
    "/",
    route_handlers=[Router("/classifiers", route_handlers=[get_classifier]), get_texts],
    tags=["classifiers"],
)
