from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from vienots.custody import actions
from vienots.custody.actions.reading import CURSOR_LENGTH_MAX, LENGTH_MAX, LIMIT_MAX
from vienots.custody.contracts import (
    CustodyItem,
    DueChange,
    HoldChange,
    ItemFilter,
    ItemKind,
    ItemPage,
    ItemStatus,
    ItemView,
    Move,
    NewItem,
    NewOffer,
    OfferAnswer,
    OfferMade,
    PlaceWish,
    Reason,
    Release,
    StoragePlace,
    TakingIn,
    ThingInEvent,
    WaitingOffer,
)
from vienots.kernel.web import ActorParam, DbParam, NowParam, PurposeParam

Sought = Annotated[str | None, QueryParameter(max_length=LENGTH_MAX)]
Cursor = Annotated[str | None, QueryParameter(max_length=CURSOR_LENGTH_MAX)]
Limit = Annotated[int, QueryParameter(schema_extra={"minimum": 1, "maximum": LIMIT_MAX})]


@get("/items")
async def list_items(  # noqa: PLR0913 (each is a filter of the address)
    db: DbParam,
    actor: ActorParam,
    purpose: PurposeParam,
    now: NowParam,
    status: FromQuery[ItemStatus | None] = None,
    kind: FromQuery[ItemKind | None] = None,
    place: FromQuery[UUID | None] = None,
    event: FromQuery[UUID | None] = None,
    due_before: FromQuery[date | None] = None,
    overdue: FromQuery[bool] = False,
    mine: FromQuery[bool] = False,
    q: Sought = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ItemPage:
    """Things of one's institution or held there, what is due first standing first."""
    wanted = ItemFilter(status, kind, place, due_before, overdue, mine, event, q, limit, cursor)
    return await actions.list_items(db, actor, wanted, purpose, now)


@post("/items")
async def take_in(
    data: JSONBody[NewItem], db: DbParam, actor: ActorParam, now: NowParam
) -> CustodyItem:
    """A thing that was handed in without an event."""
    return await actions.take_in(db, actor, data, now)


@get("/items/{item_id:uuid}")
async def read_item(
    item_id: FromPath[UUID], db: DbParam, actor: ActorParam, purpose: PurposeParam, now: NowParam
) -> ItemView:
    """With its chain, checked link by link."""
    return await actions.read_item(db, actor, item_id, purpose, now)


@post("/items/{item_id:uuid}/move", status_code=200)
async def move_item(
    item_id: FromPath[UUID], data: JSONBody[Move], db: DbParam, actor: ActorParam, now: NowParam
) -> CustodyItem:
    return await actions.move_item(db, actor, item_id, data, now)


@post("/items/{item_id:uuid}/due", status_code=200)
async def change_due(
    item_id: FromPath[UUID],
    data: JSONBody[DueChange],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> CustodyItem:
    return await actions.change_due(db, actor, item_id, data, now)


@post("/items/{item_id:uuid}/hold", status_code=200)
async def change_hold(
    item_id: FromPath[UUID],
    data: JSONBody[HoldChange],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> CustodyItem:
    """On legal hold it is neither released nor destroyed."""
    return await actions.change_hold(db, actor, item_id, data, now)


@post("/items/{item_id:uuid}/release", status_code=200)
async def release_item(
    item_id: FromPath[UUID],
    data: JSONBody[Release],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> CustodyItem:
    """To a person, known by a document, against a signature."""
    return await actions.release_item(db, actor, item_id, data, now)


@post("/items/{item_id:uuid}/destruction", status_code=200)
async def ask_destruction(
    item_id: FromPath[UUID], data: JSONBody[Reason], db: DbParam, actor: ActorParam, now: NowParam
) -> CustodyItem:
    """The first of two people."""
    return await actions.ask_destruction(db, actor, item_id, data.note, now)


@post("/items/{item_id:uuid}/destruction/confirm", status_code=200)
async def confirm_destruction(
    item_id: FromPath[UUID], data: JSONBody[Reason], db: DbParam, actor: ActorParam, now: NowParam
) -> CustodyItem:
    """The second one: it is destroyed."""
    return await actions.confirm_destruction(db, actor, item_id, data.note, now)


@post("/items/{item_id:uuid}/offers", opt={"answer_is_secret": True})
async def offer_item(
    item_id: FromPath[UUID],
    data: JSONBody[NewOffer],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> OfferMade:
    """With a one-time code for the receiver. It stands in no other answer and is kept nowhere, so
    that a repeated request makes a new code, and the one before holds no longer."""
    return await actions.offer_item(db, actor, item_id, data, now)


@get("/offers")
async def list_waiting_offers(
    db: DbParam, actor: ActorParam, purpose: PurposeParam, now: NowParam
) -> list[WaitingOffer]:
    """Open ones to the caller or to anybody of the institution."""
    return await actions.list_waiting_offers(db, actor, purpose, now)


@post("/offers/{offer_id:uuid}/accept", status_code=200, opt={"commits_refusal": True})
async def accept_offer(
    offer_id: FromPath[UUID],
    data: JSONBody[OfferAnswer],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> CustodyItem:
    """With the giver's code. Wrong ones are counted; after the last try the offer is void."""
    return await actions.accept_offer(db, actor, offer_id, data, now)


@post("/offers/{offer_id:uuid}/decline", status_code=200)
async def decline_offer(
    offer_id: FromPath[UUID],
    data: JSONBody[Reason],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> CustodyItem:
    return await actions.decline_offer(db, actor, offer_id, data.note, now)


@post("/offers/{offer_id:uuid}/withdraw", status_code=200)
async def withdraw_offer(
    offer_id: FromPath[UUID], db: DbParam, actor: ActorParam, now: NowParam
) -> CustodyItem:
    return await actions.withdraw_offer(db, actor, offer_id, now)


@get("/places")
async def list_places(db: DbParam, actor: ActorParam) -> list[StoragePlace]:
    """Of one's institution, those in use first."""
    return await actions.list_places(db, actor)


@post("/places", status_code=200)
async def put_place(
    data: JSONBody[PlaceWish], db: DbParam, actor: ActorParam, now: NowParam
) -> StoragePlace:
    """A new place, or a change of the one with this code."""
    return await actions.put_place(db, actor, data, now)


@get("/events/{event_id:uuid}/things")
async def list_event_things(
    event_id: FromPath[UUID], db: DbParam, actor: ActorParam, purpose: PurposeParam, now: NowParam
) -> list[ThingInEvent]:
    """What an event says of seized and found things, and which of them are in custody."""
    return await actions.list_event_things(db, actor, event_id, purpose, now)


@post("/events/{event_id:uuid}/take")
async def take_from_event(
    event_id: FromPath[UUID],
    data: JSONBody[TakingIn],
    db: DbParam,
    actor: ActorParam,
    now: NowParam,
) -> list[CustodyItem]:
    """All of them that are not in custody yet, or those that are named."""
    return await actions.take_from_event(db, actor, event_id, data, now)


router = Router(
    "/custody",
    route_handlers=[
        list_items,
        take_in,
        read_item,
        move_item,
        change_due,
        change_hold,
        release_item,
        ask_destruction,
        confirm_destruction,
        offer_item,
        list_waiting_offers,
        accept_offer,
        decline_offer,
        withdraw_offer,
        list_places,
        put_place,
        list_event_things,
        take_from_event,
    ],
    tags=["custody"],
)
