"""One step of a chain: the step, the thing as it stands after it, and the journal, together."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from msgspec import structs

from vienots.custody import store
from vienots.custody.actions.parting import GONE, settle_event
from vienots.custody.contracts import CustodyItem, CustodyOffer, ItemNews, StoragePlace
from vienots.custody.domain.chain import Link, forge, root_of
from vienots.custody.domain.holding import readers_of
from vienots.custody.errors import CustodyFaulty, ItemNotFound
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import HOUSE_KEY, Actor
from vienots.kernel.db import Db, as_house
from vienots.kernel.errors import Fault
from vienots.kernel.events import Event
from vienots.register import api as register
from vienots.register.contracts import WholeEvent

RULES = "custody_rule"

Tell = Callable[[ItemNews], Event]


async def lock(db: Db, item_id: UUID) -> CustodyItem:
    """Raises ItemNotFound."""
    item = await store.lock_item(db, item_id)
    if item is None:
        raise ItemNotFound(id=str(item_id))
    return item


def link_of(actor: Actor, act: str, at: datetime, **more: str | None) -> Link:
    return Link(at, actor.id, actor.name, actor.institution, act, **more)


def news_of(item: CustodyItem) -> ItemNews:
    return ItemNews(**{name: getattr(item, name) for name in ItemNews.__struct_fields__})


def holder_of(item: CustodyItem) -> str:
    """As it stands in the chain, for people to read."""
    return f"{item.holder_name} ({item.holder_institution})"


def placed(item: CustodyItem, place: StoragePlace | None) -> CustodyItem:
    if place is None:
        return structs.replace(item, place_id=None, place_code=None, place_name=None)
    return structs.replace(item, place_id=place.id, place_code=place.code, place_name=place.name)


async def find_place(db: Db, actor: Actor, place_id: UUID) -> StoragePlace:
    """One of one's own institution that is in use. Raises CustodyFaulty."""
    place = await store.get_place(db, place_id)
    if place is None or not place.active or place.institution != actor.institution:
        raise CustodyFaulty([Fault("place_id", "custody.place_unfit")])
    return place


async def get_rule(db: Db, code: str, at: datetime) -> dict[str, object]:
    rule = (await classifiers.get(db, RULES, at)).get(code)
    assert rule is not None, "the rules for everybody are part of the house"
    return rule.attributes


async def write_first(
    db: Db, actor: Actor, item: CustodyItem, link: Link, tell: Tell, at: datetime
) -> CustodyItem:
    step = forge(link, 1, root_of(item))
    item = structs.replace(item, steps=1, head=step.hash, changed_at=at)
    async with as_house(db):
        whole = await _get_whole(db, item)
        readers = readers_of(item, None, _readers_of(whole))
        await store.insert_item(db, item, readers)
        await store.insert_step(db, item.id, step)
        if item.event_id is not None:
            await settle_event(db, actor, item.event_id, at)
    await journal.record(db, actor, tell(news_of(item)), audience=_audience(readers, whole), at=at)
    return item


async def write_next(
    db: Db,
    actor: Actor,
    item: CustodyItem,
    link: Link,
    tell: Tell,
    at: datetime,
    *,
    offer: CustodyOffer | None = None,
    also: Collection[str] = (),
) -> CustodyItem:
    """`offer`: the one that is open afterwards; `also`: who is told besides its readers."""
    step = forge(link, item.steps + 1, item.head)
    item = structs.replace(item, steps=step.seq, head=step.hash, changed_at=at)
    # Whoever declines or gives away may lose the sight of it by that very act.
    async with as_house(db):
        whole = await _get_whole(db, item)
        readers = readers_of(item, offer, _readers_of(whole))
        await store.insert_step(db, item.id, step)
        await store.update_item(db, item, readers)
        if item.event_id is not None and item.status in GONE:
            await settle_event(db, actor, item.event_id, at)
    audience = _audience([*readers, *also], whole)
    await journal.record(db, actor, tell(news_of(item)), audience=audience, at=at)
    return item


async def _get_whole(db: Db, item: CustodyItem) -> WholeEvent | None:
    return None if item.event_id is None else await register.get_whole(db, item.event_id)


def _readers_of(whole: WholeEvent | None) -> list[str]:
    return [] if whole is None else whole.readers


def _audience(keys: Collection[str], whole: WholeEvent | None) -> set[str]:
    told = set(keys) | set([] if whole is None else whole.audience)
    return told - {HOUSE_KEY}
