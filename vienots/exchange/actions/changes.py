"""The changes that an institution may see, as CloudEvents, in the journal's own order."""

from __future__ import annotations

from msgspec import Struct

from vienots.exchange import store
from vienots.exchange.actions.sight import drop_closed
from vienots.exchange.contracts import CloudEvent
from vienots.identity.api import Right, require
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, as_house
from vienots.kernel.errors import BadInput, Fault
from vienots.kernel.journal import START, Cursor, Entry
from vienots.kernel.live import Topics, Viewer

TYPE_PREFIX = "lv.vienots."
SOURCE = "urn:vienots"
LIMIT_MAX = 1_000
LOOKED_AT = 2_000
"""Entries of the journal that one question walks at a time."""
WALKS_MAX = 10
"""A client that was away for long gets on by so many walks an answer, and asks again."""
TOPICS = Topics(
    {
        "register": Right.REGISTER_READ,
        "register.glass_broken": Right.REGISTER_REVIEW,
        "register.glass_reviewed": Right.REGISTER_REVIEW,
        "dispatch": Right.DISPATCH_READ,
        "dispatch.referral_offered": Right.DISPATCH_ANSWER_REFERRAL,
        "dispatch.referral_accepted": Right.DISPATCH_ANSWER_REFERRAL,
        "dispatch.referral_rejected": Right.DISPATCH_ANSWER_REFERRAL,
        "dispatch.referral_timed_out": Right.DISPATCH_ANSWER_REFERRAL,
        "dispatch.referral_withdrawn": Right.DISPATCH_ANSWER_REFERRAL,
        "dispatch.referral_completed": Right.DISPATCH_ANSWER_REFERRAL,
        "calls": Right.CALLS_READ,
        "custody": Right.CUSTODY_READ,
    }
)
"""What is told outside, and to whom: other topics stay in the house."""


class Changes(Struct, frozen=True):
    events: list[CloudEvent]
    cursor: Cursor
    """Ask on from here; it moves also past what this reader may not see."""
    at_end: bool
    """Nothing more has been written."""


def parse_cursor(text: str | None) -> Cursor:
    """From the very beginning where none is given. Raises BadInput."""
    cursor = START if text is None else Cursor.parse(text)
    if cursor is None:
        raise BadInput([Fault("after", "exchange.cursor_unknown")])
    return cursor


def type_of(topic: str) -> str:
    """`register.event_changed` is `lv.vienots.register.event-changed` outside."""
    return TYPE_PREFIX + topic.replace("_", "-")


async def list_changes(db: Db, actor: Actor, after: Cursor, limit: int) -> Changes:
    """In order, none lost, none doubled: only entries older than every running transaction. What
    was closed to the reader since is told to nobody anew."""
    require(actor, Right.REGISTER_READ)
    viewer = Viewer(actor.keys, frozenset(actor.rights))
    cursor, at_end = after, False
    found: list[Entry] = []
    for _ in range(WALKS_MAX):
        async with as_house(db):
            walked = await journal.read_after(db, cursor, LOOKED_AT)
        shown = [entry for entry in walked if TOPICS.shows(entry, viewer)]
        found = await drop_closed(db, actor.keys, shown, after)
        if len(found) >= limit:
            found = found[:limit]
            return Changes(await _tell(db, actor, found), found[-1].cursor, at_end=False)
        cursor = walked[-1].cursor if walked else cursor
        at_end = len(walked) < LOOKED_AT
        if at_end or found:
            break
    return Changes(await _tell(db, actor, found), cursor, at_end)


async def _tell(db: Db, actor: Actor, entries: list[Entry]) -> list[CloudEvent]:
    names = await store.list_names(db, actor.institution, [one.subject_id for one in entries])
    return [
        CloudEvent(
            specversion="1.0",
            id=str(entry.cursor),
            source=SOURCE,
            type=type_of(entry.topic),
            subject=str(entry.subject_id),
            time=entry.recorded_at,
            datacontenttype="application/json",
            data=entry.payload,
            institution=entry.institution,
            actor=entry.actor,
            source_id=names[entry.subject_id].source_id if entry.subject_id in names else None,
        )
        for entry in entries
    ]
