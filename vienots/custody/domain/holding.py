"""Who may do what with a thing that somebody holds, and who sees it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from vienots.custody.contracts import CustodyItem, CustodyOffer, ItemStatus
from vienots.custody.errors import (
    DestructionNotAsked,
    ItemGone,
    ItemOffered,
    NotTheHolder,
    OfferDecided,
    OfferExpired,
    OfferNotFound,
    OnLegalHold,
    OwnDestruction,
    OwnOffer,
)
from vienots.kernel.contracts import HOUSE_KEY, Actor

GONE = frozenset({"released", "destroyed"})


def require_giver(item: CustodyItem, actor: Actor) -> None:
    """Raises ItemGone, NotTheHolder."""
    if item.status in GONE:
        raise ItemGone(status=item.status)
    of_its_place = item.place_id is not None and item.holder_institution == actor.institution
    if item.holder != actor.id and not of_its_place:
        raise NotTheHolder(holder=item.holder_name)


def require_second(item: CustodyItem, actor: Actor) -> None:
    """The other pair of eyes: anybody of the institution that holds it but who asked first."""
    if item.status in GONE:
        raise ItemGone(status=item.status)
    if item.holder_institution != actor.institution:
        raise NotTheHolder(holder=item.holder_name)
    if item.destruction_asked_by is None:
        raise DestructionNotAsked(number=item.number)
    if item.destruction_asked_by == actor.id:
        raise OwnDestruction


def require_concerned(item: CustodyItem, actor: Actor) -> None:
    """Terms and holds are set by who took it in or holds it, wherever it lies."""
    if item.status in GONE:
        raise ItemGone(status=item.status)
    if actor.institution not in (item.institution, item.holder_institution):
        raise NotTheHolder(holder=item.holder_name)


def require_free(item: CustodyItem, offer: CustodyOffer | None, at: datetime) -> None:
    """To end its custody: nothing holds it and nobody waits for it."""
    if item.legal_hold:
        raise OnLegalHold(number=item.number)
    require_unoffered(item, offer, at)


def require_unoffered(item: CustodyItem, offer: CustodyOffer | None, at: datetime) -> None:
    if offer is not None and offer.expires_at > at:
        raise ItemOffered(number=item.number)


def require_receiver(offer: CustodyOffer, actor: Actor, at: datetime) -> None:
    """Raises OfferNotFound for anybody it was not made to."""
    if offer.from_person == actor.id:
        raise OwnOffer
    if not is_for(offer, actor):
        raise OfferNotFound(id=str(offer.id))
    if offer.state != "open":
        raise OfferDecided(state=offer.state)
    if offer.expires_at <= at:
        raise OfferExpired


def is_for(offer: CustodyOffer, actor: Actor) -> bool:
    if offer.to_person is not None:
        return offer.to_person == actor.id
    return offer.to_institution == actor.institution


def status_after(item: CustodyItem, receiver: Actor, *, placed: bool) -> ItemStatus:
    if receiver.institution != item.institution:
        return "transferred"
    return "held" if placed else "handed_over"


def readers_of(
    item: CustodyItem, offer: CustodyOffer | None, event_readers: Collection[str]
) -> list[str]:
    """Keys that open it besides those of its event.

    Whoever holds a thing sees it, and whoever it is offered to. Their institutions do where the
    event, if there is one, is open to the whole of the institution that took the thing in: what a
    secret event says of a thing goes to the named person alone, or to those who see the event.
    """
    keys = {HOUSE_KEY, item.holder}
    is_open = item.event_id is None or item.institution in event_readers
    if item.event_id is None:
        keys |= {item.institution, item.holder_institution}
    elif is_open and item.holder_institution != item.institution:
        keys.add(item.holder_institution)
    if offer is not None and offer.state == "open":
        receiver = offer.to_person or (offer.to_institution if is_open else None)
        keys |= set() if receiver is None else {receiver}
    return sorted(keys)


def due_by(taken_at: date, days: int | None) -> date | None:
    """None where no term is configured."""
    return None if days is None else taken_at + timedelta(days=days)
