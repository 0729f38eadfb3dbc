"""What each type of event asks of the hands that register it: told before anybody begins."""

from __future__ import annotations

from datetime import datetime

from vienots.identity.api import Right, require
from vienots.kernel import classifiers
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.register.actions.writing import find_field_set
from vienots.register.domain.effort import Effort, estimate


async def list_efforts(db: Db, actor: Actor, at: datetime) -> list[Effort]:
    """Of every type in force, with the field sets of the actor's institution."""
    require(actor, Right.REGISTER_READ)
    types = await classifiers.get(db, "incident_type", at)
    return [
        estimate(
            value.code,
            await find_field_set(db, str(value.attributes.get("group")), actor.institution, at),
            at,
        )
        for value in types.values
    ]
