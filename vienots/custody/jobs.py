"""Ends offers that nobody answered in time; forgets things whose event was deleted."""

from __future__ import annotations

from datetime import datetime

from vienots.custody import actions
from vienots.kernel.db import Db
from vienots.kernel.follow import Follower, Periodic
from vienots.kernel.journal import Entry
from vienots.register.events import EventDeleted

PERIODIC = [Periodic("custody.end_expired_offers", 10.0, actions.end_expired_offers)]


async def forget(db: Db, entry: Entry, at: datetime) -> None:
    await actions.forget_event(db, entry.subject_id, at)


FOLLOWERS = [Follower("custody.forget", {EventDeleted.topic}, forget)]
