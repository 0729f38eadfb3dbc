"""Who may see what: the reader's keys at the edge, an event's level, the glass in an emergency."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from vienots.identity.api import Colleague, Right, find_people, require, require_trained
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor, Keys
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, Fault
from vienots.register import access_store
from vienots.register.access_store import GlassRecord
from vienots.register.actions.changing import check_seen, lock_own
from vienots.register.actions.viewing import entering, show
from vienots.register.actions.writing import author_of, write_next
from vienots.register.contracts import (
    AccessChange,
    EventView,
    Glass,
    GlassReview,
    GlassWish,
    Member,
)
from vienots.register.domain.access import GLASS, ORDINARY, narrow
from vienots.register.errors import (
    GlassNotFound,
    GlassReviewedBefore,
    LevelNotYours,
    OwnGlass,
)
from vienots.register.events import (
    EventChanged,
    EventHidden,
    GlassAsked,
    GlassBroken,
    GlassReviewed,
)
from vienots.register.store import EventRecord

GROUNDS = "glass_ground"
LEVELS = "access_level"
GLASSES_MAX = 200
WISH_LIFE = timedelta(minutes=10)
"""Between asking and breaking: the second act belongs to the same danger."""


async def enter(db: Db, actor: Actor, purpose: str | None, at: datetime) -> Actor:
    """The actor with the keys of this request, which row security holds him to from here on."""
    keys = actor.keys
    if purpose is not None:
        levels = await classifiers.get(db, LEVELS, at)
        told = {level.code: level.attributes.get("purposes") for level in levels.values}
        purposes = {code: frozenset(list_) for code, list_ in told.items() if list_ is not None}
        keys = narrow(keys, purposes, purpose)
    entered: Keys = await access_store.enter(db, keys, actor.id, at)
    return structs.replace(actor, given_keys=entered)


async def change_access(
    db: Db, actor: Actor, event_id: UUID, wanted: AccessChange, at: datetime
) -> EventView:
    """Raise or lower an event's level and name who sees it all the same.

    Whoever sets it always sees it: an event that nobody opens is lost. To lower a level needs the
    right for it; to raise one needs none, for whoever learns that something is secret may say so.
    """
    require(actor, Right.REGISTER_WRITE)
    require_trained(actor)
    record = await lock_own(db, actor, event_id)
    await check_seen(db, record, wanted.version)
    if record.level not in (ORDINARY, wanted.level) and f"level.{record.level}" not in actor.rights:
        raise LevelNotYours(level=record.level)
    members = await _find_members(db, actor, record, wanted)
    after = structs.replace(record, level=wanted.level, members=[member.id for member in members])
    if (after.level, after.members) == (record.level, record.members):
        return await show(db, actor, record, entering(record), at)
    await access_store.put_members(db, record.id, members, by=actor.id, at=at)
    written = await write_next(
        db,
        actor,
        record,
        after,
        by=author_of(actor),
        cause="access",
        tell=lambda row, _: EventChanged(record.id, row, ["level"], wanted.reason),
        at=at,
    )
    lost = record.audience - written.audience
    if lost:
        await journal.record(db, actor, EventHidden(record.id), audience=lost, at=at)
    return await show(db, actor, written, entering(written), at)


async def _find_members(
    db: Db, actor: Actor, record: EventRecord, wanted: AccessChange
) -> list[Member]:
    """Sorted by id. Raises BadInput for everybody who is not known or of a foreign institution."""
    if wanted.level == ORDINARY:
        return []
    people = {one.login: one for one in await find_people(db, wanted.members)}
    faults = [
        Fault(f"members.{place}", "register.member_unknown", {"given": login})
        for place, login in enumerate(wanted.members)
        if not _may_be_member(people.get(login), record)
    ]
    if faults:
        raise BadInput(faults)
    members = {one.id: Member(one.id, one.name, one.institution) for one in people.values()}
    members.setdefault(actor.id, Member(actor.id, actor.name, actor.institution))
    return [members[key] for key in sorted(members)]


def _may_be_member(person: Colleague | None, record: EventRecord) -> bool:
    return person is not None and person.institution in record.seen_by


async def list_members(db: Db, event_id: UUID) -> list[Member]:
    """The caller has read the event with its keys."""
    return await access_store.list_members(db, event_id)


# ---- the glass -----------------------------------------------------------------------------------


async def ask_for_glass(db: Db, actor: Actor, wish: GlassWish, at: datetime) -> Glass:
    """The first of two acts: nothing is open yet. Sent again, it is the same wish."""
    require(actor, Right.REGISTER_PERSONS)
    known = await access_store.lock_glass(db, wish.id)
    if known is not None and known.actor == actor.id:
        return known.glass
    grounds = await classifiers.get(db, GROUNDS, at)
    if known is not None or grounds.get(wish.ground) is None:
        raise BadInput([Fault("ground", "register.glass_ground_unknown", {"given": wish.ground})])
    levels = await classifiers.get(db, LEVELS, at)
    opened = [level.code for level in levels.values if level.attributes.get("glass") is True]
    record = GlassRecord(
        id=wish.id,
        actor=actor.id,
        actor_name=actor.name,
        institution=actor.institution,
        ground=wish.ground,
        reason=wish.reason,
        asked_at=at,
        keys=[f"{GLASS}#{level}" for level in opened],
    )
    await access_store.insert_glass(db, record)
    asked = GlassAsked(record.id, record.ground, record.reason)
    await journal.record(db, actor, asked, audience=journal.NOBODY, at=at)
    return record.glass


async def break_glass(db: Db, actor: Actor, glass_id: UUID, at: datetime) -> Glass:
    """The second act: open for as long as the ground says, and the supervisors are told at once."""
    require(actor, Right.REGISTER_PERSONS)
    record = await access_store.lock_glass(db, glass_id)
    if record is None or record.actor != actor.id:
        raise GlassNotFound(id=str(glass_id))
    if record.broken_at is not None:
        return record.glass
    ground = (await classifiers.get(db, GROUNDS, record.asked_at)).get(record.ground)
    if ground is None or at - record.asked_at > WISH_LIFE:
        raise GlassNotFound(id=str(glass_id))
    ends_at = at + timedelta(minutes=float(ground.attributes["minutes"]))
    record = structs.replace(record, broken_at=at, ends_at=ends_at)
    await access_store.update_glass(db, record)
    broken = GlassBroken(record.id, record.glass)
    await journal.record(db, actor, broken, audience={actor.institution}, at=at)
    return record.glass


async def list_glasses(db: Db, actor: Actor) -> list[Glass]:
    """One's own; for who reviews, all of the institution. Newest first, those to review before."""
    require(actor, Right.REGISTER_PERSONS)
    reviews = Right.REGISTER_REVIEW in actor.rights
    return await access_store.list_glasses(
        db, actor.institution, None if reviews else actor.id, GLASSES_MAX
    )


async def review_glass(
    db: Db, actor: Actor, glass_id: UUID, review: GlassReview, at: datetime
) -> Glass:
    """Another one's judgement, whether it was needed. It is given once."""
    require(actor, Right.REGISTER_REVIEW)
    record = await access_store.lock_glass(db, glass_id)
    if record is None or record.institution != actor.institution or record.broken_at is None:
        raise GlassNotFound(id=str(glass_id))
    if record.actor == actor.id:
        raise OwnGlass
    if record.reviewed_at is not None:
        raise GlassReviewedBefore
    record = structs.replace(
        record,
        reviewed_at=at,
        reviewed_by=actor.id,
        reviewed_by_name=actor.name,
        justified=review.justified,
        review_note=review.note,
    )
    await access_store.update_glass(db, record)
    reviewed = GlassReviewed(record.id, record.glass)
    await journal.record(db, actor, reviewed, audience={actor.institution}, at=at)
    return record.glass
