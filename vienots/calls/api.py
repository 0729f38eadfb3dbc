"""The door to calls. Other contexts import this module, `contracts`, `events` and `errors`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.calls import store
from vienots.calls.actions.cards import (
    Sought,
    add_note,
    change_card,
    close_card,
    inform,
    list_cards,
    list_near,
    open_card,
    see_card,
)
from vienots.calls.actions.contacts import answer as answer_contact
from vienots.calls.actions.contacts import (
    attach,
    find_for_position,
    put_position,
    take_telephone_event,
)
from vienots.calls.actions.contacts import close as close_contact
from vienots.calls.actions.intake import Message, keep_message
from vienots.calls.actions.legs import add_leg, hold_leg, mark_leg
from vienots.calls.actions.types import types_of_text
from vienots.calls.contracts import Card, Contact, Leg
from vienots.calls.domain import (
    CENTRE,
    ENDED,
    LEG_TRANSITIONS,
    LegState,
    WantedLeg,
    audience_of,
    institution_for,
    normalise_number,
)
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db

__all__ = [
    "CENTRE",
    "ENDED",
    "LEG_TRANSITIONS",
    "LegState",
    "Message",
    "Sought",
    "WantedLeg",
    "accept_leg",
    "add_leg",
    "add_note",
    "answer_contact",
    "attach",
    "audience_of",
    "change_card",
    "close_card",
    "close_contact",
    "close_leg",
    "find_for_position",
    "get_card",
    "get_contact",
    "get_leg",
    "hold_leg",
    "inform",
    "institution_for",
    "keep_message",
    "list_cards",
    "list_near",
    "list_open_card_ids",
    "mark_leg",
    "normalise_number",
    "open_card",
    "put_position",
    "see_card",
    "take_telephone_event",
    "transfer_leg",
    "types_of_text",
]

SERVICE_OF_PREFIX = {"pp-": "municipal", "op-": "port", "vp": "police"}


async def get_card(db: Db, card_id: UUID) -> Card | None:
    """The card whoever asks; the caller knows that the actor may see it."""
    return await store.get_card(db, card_id)


async def list_open_card_ids(db: Db, actor: Actor, limit: int = 1_000) -> list[UUID]:
    """The open cards on which the actor's institution has a part; the contact centre's are all."""
    own = None if actor.institution == CENTRE else actor.institution
    wanted = store.CardFilter(open_only=True, institution=own, limit=limit)
    return [card.id for card in await store.list_cards(db, wanted)]


async def get_contact(db: Db, contact_id: UUID) -> Contact | None:
    return await store.get_contact(db, contact_id)


async def get_leg(db: Db, leg_id: UUID) -> Leg | None:
    return await store.get_leg(db, leg_id)


async def accept_leg(db: Db, actor: Actor, leg_id: UUID, at: datetime) -> Card:
    return await mark_leg(db, actor, leg_id, LegState.ACCEPTED, at)


async def close_leg(
    db: Db,
    actor: Actor,
    leg_id: UUID,
    outcome: str,
    at: datetime,
    *,
    happened_at: datetime | None = None,
) -> Card:
    return await mark_leg(
        db, actor, leg_id, LegState.CLOSED, at, happened_at=happened_at, closed_as=outcome
    )


async def transfer_leg(
    db: Db, giver: Actor, leg_id: UUID, to_institution: str, at: datetime
) -> tuple[Card, UUID]:
    """The receiver's own leg comes first, so that the card never stands without a running one."""
    card, leg = await hold_leg(db, giver, leg_id)
    service = SERVICE_OF_PREFIX.get(to_institution[:3], leg.service)
    wanted = WantedLeg(service, to_institution, leg.priority)
    _, new_leg_id = await add_leg(db, giver, card.id, wanted, at)
    changed = await mark_leg(db, giver, leg_id, LegState.TRANSFERRED, at)
    return changed, new_leg_id
