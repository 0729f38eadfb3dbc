"""The index follows the register: what was registered or changed is found a moment later, and told
a moment after that to whoever waits for it."""

from __future__ import annotations

from datetime import datetime

from vienots.index import actions
from vienots.kernel.db import Db
from vienots.kernel.follow import Follower, Periodic
from vienots.kernel.journal import Entry
from vienots.register import events as register

TOPICS = frozenset(
    event.topic
    for event in (
        register.EventRegistered,
        register.EventChanged,
        register.EventCompleted,
        register.EventTransferred,
        register.EventDeleted,
    )
)


async def follow(db: Db, entry: Entry, at: datetime) -> None:
    if entry.topic == register.EventDeleted.topic:
        await actions.forget_event(db, entry.subject_id, at)
    else:
        await actions.index_event(db, entry.subject_id, at)


FOLLOWERS = [Follower("index.events", TOPICS, follow)]
PERIODIC = [Periodic("index.saved_searches", 2.0, actions.check_next)]
