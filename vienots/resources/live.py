"""What a new console gets of resources, and which right its topics need."""

from __future__ import annotations

from typing import Any

from vienots.identity.api import Right
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.resources import store

TOPICS = {"resources": Right.RESOURCES_READ}


async def snapshot(db: Db, actor: Actor) -> dict[str, list[Any]]:
    """Every service's units: the map is common to everyone who helps."""
    if Right.RESOURCES_READ not in actor.rights:
        return {"units": [], "stations": []}
    return {"units": await store.list_units(db), "stations": await store.list_stations(db)}
