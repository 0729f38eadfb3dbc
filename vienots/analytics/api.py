"""The door to analytics, for the commands and the edge."""

from __future__ import annotations

from datetime import datetime

from vienots.analytics import actions
from vienots.analytics.contracts import Intervals
from vienots.analytics.render import render
from vienots.analytics.store import Window
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db

__all__ = ["Window", "intervals", "render"]


async def intervals(
    db: Db,
    actor: Actor,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    institution: str | None = None,
) -> Intervals:
    """Of the cards received in the window; the actor needs `analytics.read`."""
    return await actions.read_intervals(db, actor, Window(since, until, institution))
