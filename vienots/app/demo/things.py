"""Places and things in custody that the demonstration begins with; all invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import Struct

from vienots.custody import api as custody
from vienots.custody.contracts import (
    CustodyItem,
    HoldChange,
    ItemKind,
    Mark,
    NewItem,
    NewOffer,
    OfferAnswer,
    PlaceKind,
    PlaceWish,
    Release,
)
from vienots.identity import api as identity
from vienots.identity.contracts import PersonView
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db

FILE = "custody/demonstration_things.json"


class _Place(Struct, frozen=True, forbid_unknown_fields=True):
    by: str
    code: str
    name: str
    kind: PlaceKind


class _Hand(Struct, frozen=True, forbid_unknown_fields=True, tag="hand", tag_field="act"):
    days_ago: int
    to: str
    place: str | None


class _Hold(Struct, frozen=True, forbid_unknown_fields=True, tag="hold", tag_field="act"):
    days_ago: int
    note: str


class _Release(Struct, frozen=True, forbid_unknown_fields=True, tag="release", tag_field="act"):
    days_ago: int
    by: str
    name: str
    document: str
    note: str


class _AskDestruction(
    Struct, frozen=True, forbid_unknown_fields=True, tag="ask_destruction", tag_field="act"
):
    days_ago: int
    note: str


_Act = _Hand | _Hold | _Release | _AskDestruction


class _Thing(Struct, frozen=True, forbid_unknown_fields=True):
    id: UUID
    by: str
    days_ago: int
    kind: ItemKind
    description: str
    quantity: float | None
    value_eur: str | None
    marks: list[Mark]
    taken_where: str | None
    legal_basis: str | None
    place: str | None
    due_in_days: int | None
    """From the day of the first start; below zero it is overdue."""
    acts: list[_Act]


class _Things(Struct, frozen=True, forbid_unknown_fields=True):
    places: list[_Place]
    things: list[_Thing]


class _Story:
    """Who is there, and where things may be laid."""

    def __init__(self, db: Db, people: dict[str, Actor], at: datetime) -> None:
        self.db = db
        self.people = people
        self.at = at
        self.places: dict[str, UUID] = {}

    def ago(self, days: int) -> datetime:
        return self.at - timedelta(days=days)


async def load_things(db: Db, seeds: Path, people: dict[str, Actor], at: datetime) -> None:
    """Once: where an institution has places already, nothing is added."""
    told = msgspec.json.decode((seeds / FILE).read_bytes(), type=_Things)
    if not _names(told) <= people.keys():
        # A country with some of its people only, as tests have it.
        return
    if await custody.list_places(db, people[told.places[0].by]):
        return
    story = _Story(db, people, at)
    for place in told.places:
        wish = PlaceWish(place.code, place.name, place.kind)
        kept = await custody.put_place(db, people[place.by], wish, story.ago(120))
        story.places[place.code] = kept.id
    for thing in told.things:
        await _tell(story, thing)


def actor_of(person: PersonView) -> Actor:
    return Actor(
        id=f"person:{person.id}",
        name=person.name,
        institution=person.institution,
        rights=identity.rights_of(person.roles),
        roles=frozenset(person.roles),
        trained=True,
    )


def _names(told: _Things) -> set[str]:
    receivers = {act.to for one in told.things for act in one.acts if isinstance(act, _Hand)}
    keepers = {one.by for one in told.places} | {one.by for one in told.things}
    return keepers | receivers


async def _tell(story: _Story, thing: _Thing) -> None:
    due_on = None
    if thing.due_in_days is not None:
        due_on = story.at.astimezone(RIGA).date() + timedelta(days=thing.due_in_days)
    new = NewItem(
        id=thing.id,
        kind=thing.kind,
        description=thing.description,
        quantity=thing.quantity,
        value_eur=thing.value_eur,
        marks=thing.marks,
        place_id=_place(story, thing.place),
        taken_where=thing.taken_where,
        legal_basis=thing.legal_basis,
        due_on=due_on,
    )
    item = await custody.take_in(story.db, story.people[thing.by], new, story.ago(thing.days_ago))
    holder = story.people[thing.by]
    for act in thing.acts:
        holder = await _act(story, item, holder, act)


def _place(story: _Story, code: str | None) -> UUID | None:
    return None if code is None else story.places[code]


async def _act(story: _Story, item: CustodyItem, holder: Actor, act: _Act) -> Actor:
    """Who holds it afterwards."""
    db, at = story.db, story.ago(act.days_ago)
    match act:
        case _Hand():
            receiver = story.people[act.to]
            wish = NewOffer(to_institution=receiver.institution)
            made = await custody.offer_item(db, holder, item.id, wish, at)
            answer = OfferAnswer(made.code, _place(story, act.place))
            await custody.accept_offer(db, receiver, made.offer.id, answer, at)
            return receiver
        case _Hold():
            await custody.change_hold(db, holder, item.id, HoldChange(True, act.note), at)
        case _Release():
            release = Release(act.name, act.document, act.note)
            await custody.release_item(db, story.people[act.by], item.id, release, at)
        case _AskDestruction():
            await custody.ask_destruction(db, holder, item.id, act.note, at)
    return holder
