"""Taking things in: from an event, with nothing typed twice, or as they are handed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import structs

from vienots.custody import store
from vienots.custody.actions.writing import (
    RULES,
    find_place,
    holder_of,
    link_of,
    placed,
    write_first,
)
from vienots.custody.contracts import (
    CustodyItem,
    EventThing,
    ItemKind,
    NewItem,
    TakingIn,
    ThingInEvent,
)
from vienots.custody.domain.holding import due_by
from vienots.custody.domain.things import list_things
from vienots.custody.errors import CustodyFaulty, EventOfThingsNotFound, ItemExists, NothingToTake
from vienots.custody.events import ItemTaken, ThingsRead
from vienots.identity.api import Right, require, require_trained
from vienots.kernel import classifiers, journal
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault, faults_of_offsets
from vienots.kernel.ids import new_id
from vienots.register import api as register
from vienots.register.contracts import WholeEvent

TERMS = "custody_term"


async def list_event_things(
    db: Db, actor: Actor, event_id: UUID, purpose: Purpose, at: datetime
) -> list[ThingInEvent]:
    """What the event says of seized and found things, and which of them are in custody."""
    require(actor, Right.CUSTODY_READ)
    require(actor, Right.REGISTER_PERSONS)
    whole = await _get_event(db, actor, event_id)
    found = await _list_things(db, whole, at)
    refs = [f"{one.thing.part}.{one.thing.ref}" for one in found]
    read = ThingsRead(event_id, whole.number, refs)
    await journal.record_read(db, actor, purpose, read, at=at)
    return found


async def take_from_event(
    db: Db, actor: Actor, event_id: UUID, taking: TakingIn, at: datetime
) -> list[CustodyItem]:
    """All that are not in custody yet, or those that are named."""
    require(actor, Right.CUSTODY_WRITE)
    require(actor, Right.REGISTER_PERSONS)
    require_trained(actor)
    whole = await _get_event(db, actor, event_id)
    refuse(_find_time_faults(taking.taken_at, taking.due_on, at))
    things = _choose(await _list_things(db, whole, at), taking)
    place = None if taking.place_id is None else await find_place(db, actor, taking.place_id)
    taken = []
    for thing in things:
        item = await _first(db, actor, _as_new(thing, taking, whole), at)
        item = structs.replace(
            item,
            event_id=event_id,
            event_number=whole.number,
            event_part=thing.part,
            event_ref=thing.ref,
        )
        taken.append(await _write(db, actor, placed(item, place), at))
    return taken


async def take_in(db: Db, actor: Actor, new: NewItem, at: datetime) -> CustodyItem:
    """Without an event. Sent again by the same person it answers as it did the first time."""
    require(actor, Right.CUSTODY_WRITE)
    require_trained(actor)
    known = await store.get_item(db, new.id)
    if known is not None:
        if (known.taken_by, known.description) != (actor.id, new.description):
            raise ItemExists(id=str(new.id))
        return known
    refuse(_find_time_faults(new.taken_at, new.due_on, at))
    place = None if new.place_id is None else await find_place(db, actor, new.place_id)
    item = await _first(db, actor, new, at)
    return await _write(db, actor, placed(item, place), at)


def refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise CustodyFaulty(faults)


def find_due_faults(due_on: date | None, at: datetime) -> list[Fault]:
    if due_on is None or due_on >= at.astimezone(RIGA).date():
        return []
    return [Fault("due_on", "custody.due_in_past")]


def _find_time_faults(taken_at: datetime | None, due_on: date | None, at: datetime) -> list[Fault]:
    faults = faults_of_offsets(taken_at=taken_at) + find_due_faults(due_on, at)
    if taken_at is not None and taken_at.tzinfo is not None and taken_at > at:
        faults.append(Fault("taken_at", "custody.time_in_future"))
    return faults


def _choose(found: Sequence[ThingInEvent], taking: TakingIn) -> list[EventThing]:
    """Raises CustodyFaulty, NothingToTake."""
    known = {(one.thing.part, one.thing.ref) for one in found}
    wanted = {(one.part, one.ref) for one in taking.things} or known
    refuse(
        [
            Fault(f"things.{part}.{ref}", "custody.thing_unknown", {"ref": ref})
            for part, ref in sorted(wanted - known)
        ]
    )
    things = [
        one.thing for one in found if one.item is None and (one.thing.part, one.thing.ref) in wanted
    ]
    if not things:
        raise NothingToTake
    return things


async def _get_event(db: Db, actor: Actor, event_id: UUID) -> WholeEvent:
    whole = await register.find_whole(db, actor, event_id)
    if whole is None:
        raise EventOfThingsNotFound(id=str(event_id))
    return whole


async def _list_things(db: Db, whole: WholeEvent, at: datetime) -> list[ThingInEvent]:
    received_at = whole.content.received_at
    lists = {
        name: await classifiers.get(db, name, received_at)
        for name in ("object_class", "document_type")
    }

    def name(classifier: str, code: str) -> str:
        value = lists[classifier].get(code)
        return code if value is None else value.text_lv

    items = {
        (one.event_part, one.event_ref): one
        for one in await store.list_items_of_event(db, whole.id)
    }
    return [
        ThingInEvent(thing, items.get((thing.part, thing.ref)))
        for thing in list_things(whole.content, name)
    ]


def _as_new(thing: EventThing, taking: TakingIn, whole: WholeEvent) -> NewItem:
    return NewItem(
        id=new_id(),
        kind=thing.kind,
        description=thing.description[:1000],
        quantity=thing.quantity,
        unit=thing.unit,
        value_eur=thing.value_eur,
        marks=thing.marks,
        taken_at=taking.taken_at,
        taken_where=taking.taken_where or whole.content.place.address,
        legal_basis=taking.legal_basis,
        due_on=taking.due_on,
    )


async def _first(db: Db, actor: Actor, new: NewItem, at: datetime) -> CustodyItem:
    taken_at = new.taken_at or at
    days = await get_term(db, new.kind, taken_at)
    return CustodyItem(
        id=new.id,
        number=await _take_number(db, actor.institution, at),
        institution=actor.institution,
        event_id=None,
        event_number=None,
        event_part=None,
        event_ref=None,
        kind=new.kind,
        description=new.description,
        quantity=new.quantity,
        unit=new.unit,
        value_eur=new.value_eur,
        marks=new.marks,
        taken_at=taken_at,
        taken_by=actor.id,
        taken_by_name=actor.name,
        taken_where=new.taken_where,
        legal_basis=new.legal_basis,
        due_on=new.due_on or due_by(taken_at.astimezone(RIGA).date(), days),
        place_id=None,
        place_code=None,
        place_name=None,
        holder=actor.id,
        holder_name=actor.name,
        holder_institution=actor.institution,
        status="held",
        legal_hold=False,
        destruction_asked_by=None,
        destruction_asked_name=None,
        steps=0,
        head="",
        changed_at=at,
    )


async def get_term(db: Db, kind: ItemKind, at: datetime) -> int | None:
    """Days; None: not configured."""
    term = (await classifiers.get(db, TERMS, at)).get(kind)
    days = None if term is None else term.attributes.get("days")
    return None if days is None else int(days)


async def _take_number(db: Db, institution: str, at: datetime) -> str:
    on = at.astimezone(RIGA).date()
    rules = await classifiers.get(db, RULES, at)
    rule = rules.get(f"number@{institution}") or rules.get("number")
    assert rule is not None, "the pattern for everybody is part of the house"
    own = await register.get_numbering(db, institution, on)
    numbering = structs.replace(own, pattern=str(rule.attributes["pattern"]))
    series = register.series_of(numbering, on)
    return register.number_of(numbering, on, await store.take_seq(db, institution, series))


async def _write(db: Db, actor: Actor, item: CustodyItem, at: datetime) -> CustodyItem:
    link = link_of(actor, "taken", at, to_holder=holder_of(item), place=item.place_code)
    return await write_first(db, actor, item, link, lambda kept: ItemTaken(kept.id, kept), at)
