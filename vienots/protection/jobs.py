"""Sounds before a notice is late; lets go of what is over."""

from __future__ import annotations

from datetime import datetime

from vienots.kernel.db import Db
from vienots.kernel.follow import Follower, Periodic
from vienots.kernel.journal import Entry
from vienots.protection import actions
from vienots.register.events import EventDeleted

PERIODIC = [
    Periodic("protection.sound_near_due", 10.0, actions.sound_near_due),
    Periodic("protection.release_over", 60.0, actions.release_over),
]


async def forget(db: Db, entry: Entry, at: datetime) -> None:
    await actions.forget_event(db, entry.subject_id, at)


FOLLOWERS = [Follower("protection.forget", {EventDeleted.topic}, forget)]
