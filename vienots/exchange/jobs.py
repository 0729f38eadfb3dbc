"""Brings changes to their subscribers; forgets what was deleted."""

from __future__ import annotations

from datetime import datetime

from vienots.exchange.actions.delivering import Bringer, bring_next, fan_out
from vienots.exchange.actions.forgetting import forget_deliveries, forget_event
from vienots.exchange.actions.metering import forget_metered
from vienots.exchange.actions.pacing import forget_statements, mark_visible
from vienots.identity.api import Vault
from vienots.kernel import clock
from vienots.kernel.db import Db
from vienots.kernel.erase import PayloadsErased
from vienots.kernel.follow import Errand, Follower, Opened, Periodic
from vienots.kernel.journal import Entry
from vienots.register.events import EventChanged, EventDeleted, EventRegistered

BROUGHT_AT_ONCE = 4
FORGOTTEN_EVERY_S = 60.0


PERIODIC = [
    Periodic("exchange.fan_out", 1.0, fan_out),
    Periodic("exchange.forget_metered", FORGOTTEN_EVERY_S, forget_metered),
    Periodic("exchange.forget_statements", FORGOTTEN_EVERY_S, forget_statements),
]


def build_errands(bring: Bringer, vault: Vault) -> list[Errand]:
    async def bring_one(opened: Opened) -> bool:
        return await bring_next(opened, bring, vault, clock.now)

    # Side by side: a receiver that is slow to answer keeps one of them.
    return [Errand(f"exchange.bring_{n}", 0.2, bring_one) for n in range(BROUGHT_AT_ONCE)]


async def forget(db: Db, entry: Entry, at: datetime) -> None:
    if entry.topic == EventDeleted.topic:
        await forget_event(db, entry.subject_id, at)
    else:
        await forget_deliveries(db, [one["id"] for one in entry.payload["entries"]], at)


async def see(db: Db, entry: Entry, at: datetime) -> None:
    """What stands in the feed for this worker stands there for every reader."""
    await mark_visible(db, entry.subject_id, at)


FOLLOWERS = [
    Follower("exchange.forget", {EventDeleted.topic, PayloadsErased.topic}, forget),
    Follower("exchange.see", {EventRegistered.topic, EventChanged.topic}, see),
]
