"""Composes letters from what the journal tells, brings them, takes their receipts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.custody.events import (
    ItemChanged,
    ItemDestroyed,
    ItemMoved,
    ItemReleased,
    ItemTaken,
)
from vienots.kernel import clock
from vienots.kernel.db import Db
from vienots.kernel.follow import Errand, Follower, Opened
from vienots.kernel.journal import Entry
from vienots.outbox import actions
from vienots.outbox.contracts import Routes
from vienots.protection.events import CaseChanged, NoticeChanged
from vienots.register.events import EventChanged, EventDeleted, EventRegistered

THINGS = {one.topic for one in (ItemTaken, ItemMoved, ItemChanged, ItemReleased, ItemDestroyed)}


def build_errands(routes: Routes) -> list[Errand]:
    async def bring(opened: Opened) -> bool:
        return await actions.bring_due(opened, routes, clock.now)

    async def collect(opened: Opened) -> bool:
        return await actions.take_receipts(opened, routes, clock.now)

    return [Errand("outbox.bring", 0.5, bring), Errand("outbox.collect", 0.5, collect)]


async def post_of_event(db: Db, entry: Entry, at: datetime) -> None:
    await actions.post_about_event(db, entry.subject_id, at)


async def post_of_thing(db: Db, entry: Entry, at: datetime) -> None:
    event_id = entry.payload["item"].get("event_id")
    if event_id is not None:
        await actions.post_about_event(db, UUID(event_id), at)


async def post_of_case(db: Db, entry: Entry, at: datetime) -> None:
    if entry.payload["what"] in ("decision", "revoked"):
        await actions.post_about_event(db, UUID(entry.payload["event_id"]), at)


async def post_notice(db: Db, entry: Entry, at: datetime) -> None:
    """When it is finished, or a person sends it again; not when it is told how it fares."""
    notice = entry.payload["notice"]
    if notice["state"] == "waiting" and notice["tries"] == 0:
        await actions.post_notice(db, UUID(notice["id"]), at)


async def forget(db: Db, entry: Entry, at: datetime) -> None:
    await actions.forget_event(db, entry.subject_id, at)


FOLLOWERS = [
    Follower("outbox.events", {EventRegistered.topic, EventChanged.topic}, post_of_event),
    Follower("outbox.things", THINGS, post_of_thing),
    Follower("outbox.cases", {CaseChanged.topic}, post_of_case),
    Follower("outbox.notices", {NoticeChanged.topic}, post_notice),
    Follower("outbox.forget", {EventDeleted.topic}, forget),
]
