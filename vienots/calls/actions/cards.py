"""Cards: opened, changed field by field, informed with two fields, noted on, closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

import msgspec

from vienots.calls import store
from vienots.calls.actions import types
from vienots.calls.contracts import Card, CardChange, CardPlace, NewCard, NewNote, NewPlace
from vienots.calls.domain import (
    CENTRE,
    NEAR_M,
    NEAR_MINUTES,
    all_ended,
    audience_of,
    distance_m,
    legs_for,
    with_crew_line,
)
from vienots.calls.errors import (
    BadCard,
    CardClosed,
    CardNotFound,
    FieldTaken,
    LegsRunning,
    NotReadyToInform,
)
from vienots.calls.events import (
    CardChanged,
    CardInformed,
    CardOpened,
    ContactAttached,
    LegAdded,
    NoteAdded,
)
from vienots.calls.events import CardClosed as CardWasClosed
from vienots.gis.contracts import Territory
from vienots.identity.api import Right, require
from vienots.kernel import classifiers, journal
from vienots.kernel.classifiers import Value
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault

OPEN_MAX = timedelta(hours=1)
"""A card that nobody closed is proposed as the same incident for so long."""
AHEAD_MAX = timedelta(minutes=5)
LIST_MAX = 500
NEAR_FOUND_MAX = 10


class Territories(Protocol):
    """What calls need of the map."""

    def territory_at(self, lat: float, lon: float, on: date | None = None) -> Territory | None: ...


async def open_card(db: Db, actor: Actor, new: NewCard, gis: Territories, at: datetime) -> Card:
    """Opened once, however often it is sent: the desk makes the id. With `inform`, in one act."""
    require(actor, Right.CALLS_TAKE)
    known = await store.get_card(db, new.id)
    if known is not None:
        return known
    if new.happened_at is not None and new.happened_at > at + AHEAD_MAX:
        raise BadCard([Fault("happened_at", "calls.time_ahead")])
    contact = None if new.contact_id is None else await store.lock_contact(db, new.contact_id)
    if new.contact_id is not None and contact is None:
        raise BadCard([Fault("contact_id", "calls.contact_not_found")])
    kind = await _check_type(db, new.type_code, at)
    place = None if new.place is None else locate(gis, new.place, at, "place")
    happened_at = new.happened_at or (contact.ringing_at if contact else at)
    year = happened_at.astimezone(RIGA).year
    number = f"{year}-{await store.next_number(db, year):07d}"
    fields = store.CardFields(
        new.what,
        kind.code if kind else None,
        kind.version if kind else None,
        place,
        types.priority_of(kind),
        with_crew_line([], new.what) if new.what.strip() else [],
    )
    await store.insert_card(
        db, actor, new.id, number, fields, opened_at=at, happened_at=happened_at
    )
    if contact is not None:
        await store.set_card(db, contact.id, new.id)
    card = await _record(db, actor, new.id, lambda card: CardOpened(card.id, card), at, happened_at)
    if contact is not None:
        card = await record_attached(db, actor, card, contact.id, contact.caller, at)
    return await inform(db, actor, new.id, at) if new.inform else card


async def change_card(
    db: Db, actor: Actor, card_id: UUID, change: CardChange, gis: Territories, at: datetime
) -> Card:
    """Two people may change different fields at once; the same field is refused with its value."""
    require(actor, Right.CALLS_TAKE)
    held, card = await hold(db, card_id)
    if card.state == "closed":
        raise CardClosed(number=card.number)
    given = {
        name: value
        for name, value in (
            ("what", change.what),
            ("type_code", change.type_code),
            ("place", change.place),
            ("priority", change.priority),
        )
        if value is not None
    }
    _refuse_taken(held, card, change.version, given)
    kind = await _check_type(db, change.type_code, at)
    place = None if change.place is None else locate(gis, change.place, at, "place")
    crew_text = card.crew_text
    if change.what and change.what != card.what:
        crew_text = with_crew_line(crew_text, change.what)
    priority = change.priority or (types.priority_of(kind) if kind else card.priority)
    fields = store.CardFields(
        card.what if change.what is None else change.what,
        kind.code if kind else card.type_code,
        kind.version if kind else card.type_version,
        place or card.place,
        priority,
        crew_text,
    )
    await store.update_card(db, card_id, fields, dict.fromkeys(given, card.version + 1))
    names = ",".join(given)
    changed = await _record(db, actor, card_id, lambda c: CardChanged(c.id, c, names), at)
    if changed.state == "informed" and kind is not None:
        return await _add_missing_legs(db, actor, changed, kind, at)
    return changed


def _refuse_taken(held: store.Held, card: Card, seen: int, given: Mapping[str, object]) -> None:
    taken = [name for name in given if held.field_versions.get(name, 1) > seen]
    if taken:
        present = msgspec.to_builtins(card)
        faults = [
            Fault(name, "calls.field_taken_value", {"value": str(present[name])}) for name in taken
        ]
        raise FieldTaken(faults, version=card.version)


async def inform(
    db: Db, actor: Actor, card_id: UUID, at: datetime, happened_at: datetime | None = None
) -> Card:
    """The services see the card from the commit on, each with its own leg and clock.

    What and where suffice. Without a chosen type the words choose it; an incident whose type no
    word tells still informs: waiting would cost more than a leg too many.
    """
    require(actor, Right.CALLS_TAKE)
    _, card = await hold(db, card_id)
    if card.state != "draft":
        return card
    known = await types.load(db, card.happened_at)
    kind = known.get(card.type_code) if card.type_code else types.best_type(known, card.what)
    faults = []
    if not card.what.strip() and card.type_code is None:
        faults.append(Fault("what", "calls.what_missing"))
    if card.place is None:
        faults.append(Fault("place", "calls.place_missing"))
    if faults or kind is None:
        raise NotReadyToInform(faults or [Fault("type_code", "calls.type_unknown", {"given": ""})])
    moment = happened_at or at
    if card.type_code is None:
        fields = store.CardFields(
            card.what, kind.code, kind.version, card.place, types.priority_of(kind), card.crew_text
        )
        await store.update_card(db, card_id, fields, {"type_code": card.version + 1})
    atvk = card.place.atvk if card.place else None
    wanted = legs_for(kind.attributes, atvk)
    for leg in wanted:
        await store.insert_leg(db, card_id, leg, moment)
    await store.set_informed(db, card_id, moment)
    services = ",".join(leg.service for leg in wanted)
    return await _record(
        db, actor, card_id, lambda c: CardInformed(c.id, c, services), at, happened_at
    )


async def _add_missing_legs(db: Db, actor: Actor, card: Card, kind: Value, at: datetime) -> Card:
    """A type changed later may concern more services; those that were informed stay informed."""
    running = {leg.institution for leg in card.legs}
    atvk = card.place.atvk if card.place else None
    for leg in legs_for(kind.attributes, atvk):
        if leg.institution not in running:
            leg_id = await store.insert_leg(db, card.id, leg, at)
            await store.bump_card(db, card.id)
            card = await record_leg_added(db, actor, card.id, leg_id, at)
    return card


async def add_note(db: Db, actor: Actor, card_id: UUID, note: NewNote, at: datetime) -> Card:
    """Anybody with a part in the card may add to it."""
    require(actor, Right.CALLS_READ)
    _, card = await hold(db, card_id)
    if not may_see(actor, card):
        raise CardNotFound
    if card.state == "closed":
        raise CardClosed(number=card.number)
    note_id = await store.insert_note(
        db, actor, card_id, note.text, for_crews=note.for_crews, at=at
    )
    if note.for_crews:
        await store.set_crew_text(db, card_id, with_crew_line(card.crew_text, note.text))
    else:
        await store.bump_card(db, card_id)
    return await _record(
        db,
        actor,
        card_id,
        lambda c: NoteAdded(c.id, c, note_id, note.text, note.for_crews),
        at,
    )


async def close_card(
    db: Db, actor: Actor, card_id: UUID, closed_as: str, note: str | None, at: datetime
) -> Card:
    """No card ends in silence: a reason, and no service still at work."""
    require(actor, Right.CALLS_CLOSE)
    await check_reason(db, "contact_closing", closed_as, at)
    _, card = await hold(db, card_id)
    if card.state == "closed":
        return card
    if card.legs and not all_ended(card.legs):
        raise LegsRunning(number=card.number)
    if note:
        await store.insert_note(db, actor, card_id, note, for_crews=False, at=at)
    return await end_card(db, actor, card_id, closed_as, at)


async def end_card(
    db: Db,
    actor: Actor,
    card_id: UUID,
    closed_as: str,
    at: datetime,
    happened_at: datetime | None = None,
) -> Card:
    """By hand, or by itself when the last leg has ended."""
    await store.set_closed(db, card_id, closed_as, happened_at or at)
    return await _record(
        db, actor, card_id, lambda c: CardWasClosed(c.id, c, closed_as), at, happened_at
    )


async def see_card(db: Db, actor: Actor, card_id: UUID) -> Card:
    require(actor, Right.CALLS_READ)
    card = await store.get_card(db, card_id)
    if card is None or not may_see(actor, card):
        raise CardNotFound
    return card


async def list_cards(db: Db, actor: Actor, wanted: store.CardFilter) -> list[Card]:
    require(actor, Right.CALLS_READ)
    own = None if actor.institution == CENTRE else actor.institution
    limit = max(1, min(LIST_MAX, wanted.limit))
    return await store.list_cards(db, msgspec.structs.replace(wanted, institution=own, limit=limit))


async def list_near(db: Db, actor: Actor, lat: float, lon: float, at: datetime) -> list[Card]:
    """Cards that may tell of the same incident, nearest first."""
    require(actor, Right.CALLS_TAKE)
    found = await store.list_near(
        db,
        lat,
        lon,
        since=at - timedelta(minutes=NEAR_MINUTES),
        oldest=at - 24 * OPEN_MAX,
        limit=200,
    )
    near = []
    for card in found:
        if card.place is None or card.place.lat is None or card.place.lon is None:
            continue
        away = distance_m(lat, lon, card.place.lat, card.place.lon)
        if away <= NEAR_M:
            near.append((away, card.number, card))
    return [card for _, _, card in sorted(near, key=lambda one: one[:2])[:NEAR_FOUND_MAX]]


def may_see(actor: Actor, card: Card) -> bool:
    return actor.institution in audience_of(card)


def locate(gis: Territories, place: NewPlace, at: datetime, path: str) -> CardPlace:
    """Which territory it lies in. A place without a position is taken: its card says so."""
    if place.lat is None or place.lon is None:
        return CardPlace(place.text, None, None, None, None, None, None, place.source)
    territory = gis.territory_at(place.lat, place.lon, at.astimezone(RIGA).date())
    if territory is None:
        raise BadCard([Fault(f"{path}.lat", "calls.outside_country")])
    return CardPlace(
        place.text,
        place.lat,
        place.lon,
        place.accuracy_m,
        territory.atvk,
        territory.name,
        territory.city,
        place.source,
    )


async def hold(db: Db, card_id: UUID) -> tuple[store.Held, Card]:
    """The card, locked until the transaction ends."""
    held = await store.lock_card(db, card_id)
    if held is None:
        raise CardNotFound
    card = await store.get_card(db, card_id)
    assert card is not None
    return held, card


async def _check_type(db: Db, code: str | None, at: datetime) -> Value | None:
    if code is None:
        return None
    value = (await types.load(db, at)).get(code)
    if value is None:
        raise BadCard([Fault("type_code", "calls.type_unknown", {"given": code[:60]})])
    return value


async def check_reason(db: Db, classifier: str, code: str, at: datetime) -> None:
    values = await classifiers.get(db, classifier, at)
    if values.get(code) is None:
        raise BadCard([Fault("closed_as", "calls.reason_unknown", {"given": code[:60]})])


async def record_attached(
    db: Db, actor: Actor, card: Card, contact_id: UUID, caller: str | None, at: datetime
) -> Card:
    return await _record(
        db, actor, card.id, lambda c: ContactAttached(c.id, c, contact_id, caller), at
    )


async def record_leg_added(db: Db, actor: Actor, card_id: UUID, leg_id: UUID, at: datetime) -> Card:
    def build(card: Card) -> LegAdded:
        leg = next(leg for leg in card.legs if leg.id == leg_id)
        return LegAdded(card.id, card, leg_id, leg.service, leg.institution)

    return await _record(db, actor, card_id, build, at)


async def _record(
    db: Db,
    actor: Actor,
    card_id: UUID,
    build: journal.Builder[Card],
    at: datetime,
    happened_at: datetime | None = None,
) -> Card:
    """Write down what happened with the card's whole new state."""
    card = await store.get_card(db, card_id)
    assert card is not None
    await journal.record(
        db, actor, build(card), audience=audience_of(card), at=at, happened_at=happened_at
    )
    return card
