"""Who keeps which standing searches about whom: for a supervisor at home, an auditor anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vienots.identity.api import Right, require
from vienots.index.events import StandingRead
from vienots.index.saved_contracts import StandingSearch
from vienots.index.store import saving
from vienots.kernel import journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db, as_house
from vienots.kernel.ids import new_id

STANDING_MAX = 1_000


async def list_standing(
    db: Db, actor: Actor, purpose: Purpose, at: datetime
) -> list[StandingSearch]:
    """Of the supervisor's own institution."""
    require(actor, Right.REGISTER_REVIEW)
    async with as_house(db):
        found = await saving.list_standing(db, actor.institution, STANDING_MAX)
    await _write_down(db, actor, actor.institution, found, purpose, at)
    return found


async def list_all_standing(
    db: Db, actor: Actor, institution: str | None, purpose: Purpose, at: datetime
) -> list[StandingSearch]:
    require(actor, Right.AUDIT_READ)
    found = await saving.list_standing(db, institution, STANDING_MAX)
    await _write_down(db, actor, institution, found, purpose, at)
    return found


async def _write_down(  # noqa: PLR0913 (a look in one line)
    db: Db,
    actor: Actor,
    institution: str | None,
    found: Sequence[StandingSearch],
    purpose: Purpose,
    at: datetime,
) -> None:
    read = StandingRead(new_id(), institution, [one.id for one in found])
    await journal.record_read(db, actor, purpose, read, at=at)
