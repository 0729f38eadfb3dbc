"""Cards: opened, changed field by field, informed with two fields, noted on, closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from vienots.calls import store
from vienots.calls.actions import types
from vienots.calls.actions.centre import require_centre, save_contact
from vienots.calls.contracts import (
    Card,
    CardChange,
    CardPlace,
    Contact,
    NewCard,
    NewNote,
    NewPlace,
)
from vienots.calls.domain import (
    CENTRE,
    NEAR_M,
    NEAR_MINUTES,
    all_ended,
    audience_of,
    distance_m,
    is_on_earth,
    legs_for,
    likeness,
    same_group,
    with_crew_line,
    with_words_changed,
    words_in_common,
)
from vienots.calls.errors import (
    BadCard,
    CardClosed,
    CardNotFound,
    ContactHasCard,
    FieldTaken,
    LegsRunning,
    NotReadyToInform,
)
from vienots.calls.events import (
    CardChanged,
    CardInformed,
    CardOpened,
    ContactAttached,
    ContactDetached,
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
from vienots.kernel.errors import BadInput, Fault, faults_of_offsets

OPEN_MAX = timedelta(days=1)
"""A card that nobody closed is proposed as the same incident for so long."""
AHEAD_MAX = timedelta(minutes=5)
BACK_ENTRY_MAX = timedelta(days=30)
"""After an outage, cards from paper are entered with their real times."""
LIST_MAX = 500
NEAR_READ_MAX = 200
NEAR_FOUND_MAX = 10


class Territories(Protocol):
    """What calls need of the map."""

    def territory_at(self, lat: float, lon: float, on: date | None = None) -> Territory | None: ...


async def open_card(db: Db, actor: Actor, new: NewCard, gis: Territories, at: datetime) -> Card:
    """Opened once, however often it is sent: the desk makes the id. With `inform`, in one act."""
    require(actor, Right.CALLS_TAKE)
    require_centre(actor)
    await store.lock_card_id(db, new.id)
    known = await store.get_card(db, new.id)
    if known is not None:
        return known
    contact = await _hold_caller(db, new.contact_id)
    happened_at = new.happened_at or (contact.ringing_at if contact else at)
    _check_happened_at(actor, happened_at, at)
    kind = await _check_type(db, new.type_code, happened_at)
    place = None if new.place is None else locate(gis, new.place, at, "place")
    year = happened_at.astimezone(RIGA).year
    number = f"{year}-{await store.next_number(db, year):07d}"
    fields = store.CardFields(
        new.what,
        kind.code if kind else None,
        kind.version if kind else None,
        place,
        types.priority_of(kind),
        with_crew_line([], new.what),
    )
    await store.insert_card(
        db, actor, new.id, number, fields, opened_at=at, happened_at=happened_at
    )
    # What is entered afterwards was attached then, not now.
    attached_at = new.happened_at or at
    if contact is not None:
        attached = replace(contact, card_id=new.id, closed_as=None)
        await save_contact(db, actor, attached, "attached", attached_at)
    card = await _record(db, actor, new.id, lambda card: CardOpened(card.id, card), at, happened_at)
    if contact is not None:
        card = await record_attached(db, actor, card, contact.id, contact.caller, attached_at)
    return await inform(db, actor, new.id, at) if new.inform else card


async def _hold_caller(db: Db, contact_id: UUID | None) -> Contact | None:
    if contact_id is None:
        return None
    contact = await store.lock_contact(db, contact_id)
    if contact is None:
        raise BadCard([Fault("contact_id", "calls.contact_not_found")])
    if contact.card_id is not None:
        raise ContactHasCard
    return contact


def _check_happened_at(actor: Actor, happened_at: datetime, at: datetime) -> None:
    if happened_at > at + AHEAD_MAX:
        raise BadCard([Fault("happened_at", "calls.time_ahead")])
    if happened_at < at - BACK_ENTRY_MAX and not actor.id.startswith("system:"):
        raise BadCard([Fault("happened_at", "calls.time_off")])


async def change_card(
    db: Db, actor: Actor, card_id: UUID, change: CardChange, gis: Territories, at: datetime
) -> Card:
    """Two people may change different fields at once; the same field is refused with its value."""
    require(actor, Right.CALLS_TAKE)
    require_centre(actor)
    held, card = await hold(db, card_id)
    if card.state == "closed":
        raise CardClosed(number=card.number)
    kind = await _check_type(db, change.type_code, card.happened_at)
    place = None if change.place is None else locate(gis, change.place, at, "place")
    given = {
        name: value
        for name, value in (
            ("what", change.what),
            ("type_code", change.type_code),
            ("place", place),
            ("priority", change.priority),
        )
        if value is not None and value != getattr(card, name)
    }
    if not given:
        return card
    _refuse_taken(held, card, change.version, given)
    fields = _changed_fields(held, card, change, kind, place)
    await store.update_card(db, card_id, fields, dict.fromkeys(given, card.version + 1))
    names = ",".join(given)
    changed = await _record(db, actor, card_id, lambda c: CardChanged(c.id, c, names), at)
    if changed.state == "informed" and given.keys() & {"type_code", "place"}:
        return await _add_missing_legs(db, actor, changed, at)
    return changed


def _changed_fields(
    held: store.Held,
    card: Card,
    change: CardChange,
    kind: Value | None,
    place: CardPlace | None,
) -> store.CardFields:
    what = card.what if change.what is None else change.what
    priority = card.priority
    # A priority that a person chose stays when the type changes.
    if kind is not None and "priority" not in held.field_versions:
        priority = types.priority_of(kind)
    return store.CardFields(
        what,
        kind.code if kind else card.type_code,
        kind.version if kind else card.type_version,
        place or card.place,
        change.priority or priority,
        card.crew_text
        if what == card.what
        else with_words_changed(card.crew_text, card.what, what),
    )


def _refuse_taken(held: store.Held, card: Card, seen: int, given: Mapping[str, object]) -> None:
    taken = [name for name in given if held.field_versions.get(name, 1) > seen]
    if taken:
        present = {name: getattr(card, name) for name in taken}
        faults = [
            Fault(name, "calls.field_taken_value", {"value": _say(value)})
            for name, value in present.items()
        ]
        raise FieldTaken(faults, version=card.version)


def _say(value: object) -> str:
    return value.text if isinstance(value, CardPlace) else str(value)


async def inform(
    db: Db, actor: Actor, card_id: UUID, at: datetime, happened_at: datetime | None = None
) -> Card:
    """The services see the card from the commit on, each with its own leg and clock.

    What and where suffice. Without a chosen type the words choose it; an incident whose type no
    word tells still informs: waiting would cost more than a leg too many.
    """
    require(actor, Right.CALLS_TAKE)
    require_centre(actor)
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


async def _add_missing_legs(db: Db, actor: Actor, card: Card, at: datetime) -> Card:
    """Another type or territory may concern more services; who was informed stays informed."""
    kind = (await types.load(db, card.happened_at)).get(card.type_code or "")
    if kind is None:
        return card
    known = {leg.institution for leg in card.legs}
    atvk = card.place.atvk if card.place else None
    for leg in legs_for(kind.attributes, atvk):
        if leg.institution not in known:
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
    require_centre(actor)
    await check_reason(db, "contact_closing", closed_as, at)
    _, card = await hold(db, card_id)
    if card.state == "closed":
        return card
    if card.legs and not all_ended(card.legs):
        raise LegsRunning(number=card.number)
    if note:
        await store.insert_note(db, actor, card_id, note, for_crews=False, at=at)
    return await end_card(db, actor, card_id, closed_as, at, note=note)


async def end_card(
    db: Db,
    actor: Actor,
    card_id: UUID,
    closed_as: str,
    at: datetime,
    happened_at: datetime | None = None,
    *,
    note: str | None = None,
) -> Card:
    """By hand, or by itself when the last leg has ended."""
    await store.set_closed(db, card_id, closed_as, happened_at or at)
    return await _record(
        db, actor, card_id, lambda c: CardWasClosed(c.id, c, closed_as, note), at, happened_at
    )


async def see_card(db: Db, actor: Actor, card_id: UUID) -> Card:
    require(actor, Right.CALLS_READ)
    card = await store.get_card(db, card_id)
    if card is None or not may_see(actor, card):
        raise CardNotFound
    return card


async def list_cards(db: Db, actor: Actor, wanted: store.CardFilter) -> list[Card]:
    require(actor, Right.CALLS_READ)
    if faults := faults_of_offsets(before=wanted.before):
        raise BadInput(faults)
    own = None if actor.institution == CENTRE else actor.institution
    limit = max(1, min(LIST_MAX, wanted.limit))
    return await store.list_cards(db, replace(wanted, institution=own, limit=limit))


class Sought(Struct, frozen=True):
    """What a desk has typed so far."""

    lat: float
    lon: float
    what: str = ""
    type_code: str | None = None


async def list_near(db: Db, actor: Actor, sought: Sought, at: datetime) -> list[Card]:
    """Cards that may tell of the same incident, the likeliest first."""
    require(actor, Right.CALLS_TAKE)
    require_centre(actor)
    if not is_on_earth(sought.lat, sought.lon):
        raise BadCard([Fault("lat", "calls.outside_country")])
    found = await store.list_near(
        db,
        sought.lat,
        sought.lon,
        since=at - timedelta(minutes=NEAR_MINUTES),
        oldest=at - OPEN_MAX,
        limit=NEAR_READ_MAX,
    )
    near = []
    for card in found:
        if card.place is None or card.place.lat is None or card.place.lon is None:
            continue
        away_m = distance_m(sought.lat, sought.lon, card.place.lat, card.place.lon)
        if away_m <= NEAR_M:
            score = likeness(
                away_m,
                at - card.happened_at,
                words_in_common(sought.what, card.what),
                same_group=same_group(sought.type_code, card.type_code),
            )
            near.append((-score, card.number, card))
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


async def record_detached(
    db: Db, actor: Actor, card_id: UUID, contact_id: UUID, at: datetime
) -> Card:
    return await _record(db, actor, card_id, lambda c: ContactDetached(c.id, c, contact_id), at)


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
