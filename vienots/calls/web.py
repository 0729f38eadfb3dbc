from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta, Struct

from vienots.calls import store
from vienots.calls.actions import cards, contacts, timeline, types
from vienots.calls.contracts import (
    Card,
    CardChange,
    Contact,
    IntakeCall,
    NewCard,
    NewNote,
    Text,
    TimelineEntry,
    TypeProposal,
)
from vienots.gis.api import GisParam
from vienots.kernel.web import ActorParam, DbParam, LatitudeQuery, LongitudeQuery, NowParam

Search = Annotated[str | None, QueryParameter(min_length=1, max_length=100)]
# More is cut to the most, less to one.
Limit = Annotated[int, QueryParameter(schema_extra={"minimum": 1, "maximum": cards.LIST_MAX})]
InState = Annotated[str | None, QueryParameter(name="state", max_length=20)]
"""`state` in the address; in a signature the framework keeps that name for itself."""


class ContactTaken(Struct, frozen=True):
    contact_id: UUID


class AtDesk(Struct, frozen=True, forbid_unknown_fields=True):
    desk: Annotated[str, Meta(max_length=40)] | None = None


class Closing(Struct, frozen=True, forbid_unknown_fields=True):
    closed_as: Annotated[str, Meta(max_length=60)]
    note: Annotated[str, Meta(max_length=2_000)] | None = None


class Attaching(Struct, frozen=True, forbid_unknown_fields=True):
    contact_id: UUID


class Said(Struct, frozen=True, forbid_unknown_fields=True):
    text: Text


@post("/intake/calls", status_code=200)
async def take_call(
    data: JSONBody[IntakeCall], db: DbParam, actor: ActorParam, now: NowParam
) -> ContactTaken:
    """Telephone exchange events, in any order, as often as the exchange likes."""
    contact = await contacts.take_telephone_event(db, actor, data, now)
    return ContactTaken(contact.id)


@get("/calls/contacts")
async def list_contacts(
    db: DbParam,
    actor: ActorParam,
    in_state: InState = None,
    limit: Limit = 100,
) -> list[Contact]:
    return await contacts.list_contacts(db, actor, in_state, limit)


@post("/calls/contacts/{contact_id:uuid}/answer", status_code=200)
async def answer(
    contact_id: FromPath[UUID],
    data: JSONBody[AtDesk],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Contact:
    return await contacts.answer(db, actor, contact_id, data.desk, now)


@post("/calls/contacts/{contact_id:uuid}/close", status_code=200)
async def close_contact(
    contact_id: FromPath[UUID],
    data: JSONBody[Closing],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Contact:
    return await contacts.close(db, actor, contact_id, data.closed_as, data.note, now)


@get("/calls/contacts/{contact_id:uuid}/earlier")
async def list_earlier(
    contact_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> list[Contact]:
    """Earlier contacts of the same number."""
    return await contacts.list_earlier(db, actor, contact_id, now)


@get("/calls/cards")
async def list_cards(  # noqa: PLR0913 (each is a filter of the address)
    db: DbParam,
    actor: ActorParam,
    in_state: InState = None,
    q: Search = None,
    before: FromQuery[datetime | None] = None,
    before_id: FromQuery[UUID | None] = None,
    limit: Limit = 100,
) -> list[Card]:
    """Newest first; `before` and `before_id` of the last row give the next page."""
    wanted = store.CardFilter(
        state=in_state, q=q, before=before, before_id=before_id or UUID(int=0), limit=limit
    )
    return await cards.list_cards(db, actor, wanted)


@post("/calls/cards")
async def open_card(
    data: JSONBody[NewCard], db: DbParam, actor: ActorParam, now: NowParam, gis: GisParam
) -> Card:
    return await cards.open_card(db, actor, data, gis, now)


@get("/calls/cards/near")
async def list_near(
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
    lat: LatitudeQuery,
    lon: LongitudeQuery,
    what: Annotated[str, QueryParameter(max_length=4_000)] = "",
    type_code: Annotated[str | None, QueryParameter(max_length=300)] = None,
) -> list[Card]:
    """Cards that may tell of the same incident, the likeliest first."""
    return await cards.list_near(db, actor, cards.Sought(lat, lon, what, type_code), now)


@get("/calls/cards/{card_id:uuid}")
async def get_card(card_id: FromPath[UUID], db: DbParam, actor: ActorParam) -> Card:
    return await cards.see_card(db, actor, card_id)


@patch("/calls/cards/{card_id:uuid}")
async def change_card(
    card_id: FromPath[UUID],
    data: JSONBody[CardChange],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
    gis: GisParam,
) -> Card:
    return await cards.change_card(db, actor, card_id, data, gis, now)


@post("/calls/cards/{card_id:uuid}/inform", status_code=200)
async def inform(card_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam) -> Card:
    return await cards.inform(db, actor, card_id, now)


@post("/calls/cards/{card_id:uuid}/notes")
async def add_note(
    card_id: FromPath[UUID],
    data: JSONBody[NewNote],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Card:
    return await cards.add_note(db, actor, card_id, data, now)


@post("/calls/cards/{card_id:uuid}/contacts", status_code=200)
async def attach_contact(
    card_id: FromPath[UUID],
    data: JSONBody[Attaching],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Card:
    return await contacts.attach(db, actor, card_id, data.contact_id, now)


@post("/calls/cards/{card_id:uuid}/close", status_code=200)
async def close_card(
    card_id: FromPath[UUID],
    data: JSONBody[Closing],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> Card:
    return await cards.close_card(db, actor, card_id, data.closed_as, data.note, now)


@get("/calls/cards/{card_id:uuid}/timeline")
async def get_timeline(
    card_id: FromPath[UUID], db: DbParam, actor: ActorParam
) -> list[TimelineEntry]:
    return await timeline.read_timeline(db, actor, card_id)


@post("/calls/propose-type", status_code=200)
async def propose_type(
    data: JSONBody[Said], db: DbParam, actor: ActorParam, now: NowParam
) -> list[TypeProposal]:
    return await types.propose_type(db, actor, data.text, now)


router = Router(
    "/",
    route_handlers=[
        take_call, list_contacts, answer, close_contact, list_earlier, list_cards, open_card,
        list_near, get_card, change_card, inform, add_note, attach_contact, close_card,
        get_timeline, propose_type,
    ],
    tags=["calls"],
)  # fmt: skip
