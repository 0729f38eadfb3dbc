"""What happens to a thing in custody: places, terms, holds, release, destruction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import structs

from vienots.custody import store
from vienots.custody.actions.taking import find_due_faults, refuse
from vienots.custody.actions.writing import (
    find_place,
    holder_of,
    link_of,
    lock,
    placed,
    write_next,
)
from vienots.custody.contracts import (
    CustodyItem,
    DueChange,
    HoldChange,
    Move,
    PlaceWish,
    Release,
    StoragePlace,
)
from vienots.custody.domain.holding import (
    require_concerned,
    require_free,
    require_giver,
    require_second,
    require_unoffered,
)
from vienots.custody.events import (
    ItemChanged,
    ItemDestroyed,
    ItemMoved,
    ItemReleased,
    PlaceChanged,
)
from vienots.identity.api import Right, require, require_trained
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id

PLACES_MAX = 500


async def list_places(db: Db, actor: Actor) -> list[StoragePlace]:
    """Of one's institution, those in use first."""
    require(actor, Right.CUSTODY_READ)
    return await store.list_places(db, actor.institution, PLACES_MAX)


async def put_place(db: Db, actor: Actor, wish: PlaceWish, at: datetime) -> StoragePlace:
    """A new one, or a change of the one with this code."""
    require(actor, Right.CUSTODY_WRITE)
    require_trained(actor)
    new = StoragePlace(new_id(), actor.institution, wish.code, wish.name, wish.kind, wish.active)
    place = await store.put_place(db, new)
    event = PlaceChanged(place.id, place)
    await journal.record(db, actor, event, audience=[actor.institution], at=at)
    return place


async def move_item(db: Db, actor: Actor, item_id: UUID, move: Move, at: datetime) -> CustodyItem:
    """Into a place of the institution that holds it."""
    require(actor, Right.CUSTODY_WRITE)
    require_trained(actor)
    item = await lock(db, item_id)
    require_giver(item, actor)
    require_unoffered(item, await store.get_open_offer(db, item.id), at)
    place = await find_place(db, actor, move.place_id)
    status = "held" if item.status == "handed_over" else item.status
    after = structs.replace(placed(item, place), status=status)
    link = link_of(
        actor,
        "moved",
        at,
        from_holder=holder_of(item),
        to_holder=holder_of(after),
        place=place.code,
        note=move.note,
    )
    return await write_next(db, actor, after, link, lambda kept: ItemMoved(kept.id, kept), at)


async def change_due(
    db: Db, actor: Actor, item_id: UUID, change: DueChange, at: datetime
) -> CustodyItem:
    require(actor, Right.CUSTODY_WRITE)
    require_trained(actor)
    refuse(find_due_faults(change.due_on, at))
    item = await lock(db, item_id)
    require_concerned(item, actor)
    after = structs.replace(item, due_on=change.due_on)
    said = "-" if change.due_on is None else change.due_on.isoformat()
    return await _change(db, actor, after, "due_changed", f"{said}: {change.note}", at)


async def change_hold(
    db: Db, actor: Actor, item_id: UUID, change: HoldChange, at: datetime
) -> CustodyItem:
    """What is on hold is neither released nor destroyed; a wish to destroy it falls away."""
    require(actor, Right.CUSTODY_WRITE)
    require_trained(actor)
    item = await lock(db, item_id)
    require_concerned(item, actor)
    after = structs.replace(
        item,
        legal_hold=change.legal_hold,
        destruction_asked_by=None,
        destruction_asked_name=None,
    )
    said = "+" if change.legal_hold else "-"
    return await _change(db, actor, after, "hold_changed", f"{said}: {change.note}", at)


async def release_item(
    db: Db, actor: Actor, item_id: UUID, release: Release, at: datetime
) -> CustodyItem:
    """To a person: the chain keeps who it was and by which document they were known."""
    require(actor, Right.CUSTODY_WRITE)
    require_trained(actor)
    item = await lock(db, item_id)
    require_giver(item, actor)
    require_free(item, await store.get_open_offer(db, item.id), at)
    after = structs.replace(placed(item, None), status="released")
    link = link_of(
        actor,
        "released",
        at,
        from_holder=holder_of(item),
        to_holder=release.name,
        note=f"{release.document}; {release.note}",
    )
    return await write_next(db, actor, after, link, lambda kept: ItemReleased(kept.id, kept), at)


async def ask_destruction(
    db: Db, actor: Actor, item_id: UUID, note: str, at: datetime
) -> CustodyItem:
    """The first of two people."""
    require(actor, Right.CUSTODY_WRITE)
    require_trained(actor)
    item = await lock(db, item_id)
    require_giver(item, actor)
    require_free(item, await store.get_open_offer(db, item.id), at)
    after = structs.replace(item, destruction_asked_by=actor.id, destruction_asked_name=actor.name)
    return await _change(db, actor, after, "destruction_asked", note, at)


async def confirm_destruction(
    db: Db, actor: Actor, item_id: UUID, note: str, at: datetime
) -> CustodyItem:
    """The second one, of the same institution: it is destroyed."""
    require(actor, Right.CUSTODY_WRITE)
    require_trained(actor)
    item = await lock(db, item_id)
    require_second(item, actor)
    require_free(item, await store.get_open_offer(db, item.id), at)
    after = structs.replace(placed(item, None), status="destroyed")
    link = link_of(actor, "destroyed", at, from_holder=holder_of(item), note=note)
    return await write_next(db, actor, after, link, lambda kept: ItemDestroyed(kept.id, kept), at)


async def _change(
    db: Db, actor: Actor, after: CustodyItem, act: str, note: str, at: datetime
) -> CustodyItem:
    """An open offer stays open: the thing is what it was."""
    offer = await store.get_open_offer(db, after.id)
    link = link_of(actor, act, at, from_holder=holder_of(after), note=note)
    return await write_next(
        db,
        actor,
        after,
        link,
        lambda kept: ItemChanged(kept.id, kept),
        at,
        offer=None if offer is None else store.shown(offer),
    )
