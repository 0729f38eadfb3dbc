"""From hand to hand: the giver offers, the receiver names the code, and only then it changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct, structs

from vienots.custody import store
from vienots.custody.actions.reading import write_down
from vienots.custody.actions.writing import (
    find_place,
    get_rule,
    holder_of,
    link_of,
    lock,
    placed,
    write_next,
)
from vienots.custody.contracts import (
    CustodyItem,
    NewOffer,
    OfferAnswer,
    OfferMade,
    WaitingOffer,
)
from vienots.custody.domain.codes import draw_qr, hash_code, is_code, new_code
from vienots.custody.domain.holding import require_giver, require_receiver, status_after
from vienots.custody.errors import (
    CustodyFaulty,
    OfferDecided,
    OfferNotFound,
    OfferVoided,
    OwnOffer,
    WrongCode,
)
from vienots.custody.events import CodeMistaken, ItemMoved, ItemOfferedOn
from vienots.custody.store import OfferRecord, shown
from vienots.identity.api import Right, find_people, get_institution, require, require_trained
from vienots.kernel import journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db, as_house
from vienots.kernel.errors import Fault
from vienots.kernel.ids import new_id
from vienots.register import api as register

LIST_MAX = 200
HOUSE = Actor("system:custody", "Glabāšana", "iemic", frozenset())


class _To(Struct, frozen=True):
    institution: str
    person: str | None
    name: str | None


async def offer_item(db: Db, actor: Actor, item_id: UUID, new: NewOffer, at: datetime) -> OfferMade:
    """The code is shown this once. A new offer takes the place of the one before."""
    require(actor, Right.CUSTODY_WRITE)
    require_trained(actor)
    item = await lock(db, item_id)
    require_giver(item, actor)
    to = await _find_receiver(db, actor, item, new)
    item = await _close_open(db, actor, item, at)
    rule = await get_rule(db, "offer", at)
    code, offer_id = new_code(), new_id()
    record = OfferRecord(
        id=offer_id,
        item_id=item.id,
        from_person=actor.id,
        from_name=actor.name,
        from_institution=actor.institution,
        to_institution=to.institution,
        to_person=to.person,
        to_name=to.name,
        note=new.note,
        offered_at=at,
        expires_at=at + timedelta(minutes=int(str(rule["minutes"]))),
        wrong_codes=0,
        state="open",
        answered_at=None,
        answered_by_name=None,
        code_hash=hash_code(offer_id, code),
    )
    await store.insert_offer(db, record)
    offer = shown(record)
    link = link_of(
        actor,
        "offered",
        at,
        from_holder=holder_of(item),
        to_holder=f"{to.name} ({to.institution})" if to.name else to.institution,
        note=new.note,
        code_hash=record.code_hash,
    )
    await write_next(
        db, actor, item, link, lambda kept: ItemOfferedOn(kept.id, kept, offer), at, offer=offer
    )
    return OfferMade(offer, code, draw_qr(code))


async def list_waiting_offers(
    db: Db, actor: Actor, purpose: Purpose, at: datetime
) -> list[WaitingOffer]:
    """Open ones to this person, or to anybody of the institution."""
    require(actor, Right.CUSTODY_READ)
    found = await store.list_offers_to(db, actor.id, actor.institution, at, LIST_MAX)
    waiting = []
    for offer in found:
        item = await store.get_item(db, offer.item_id)
        assert item is not None, "an offer is seen with its thing"
        waiting.append(WaitingOffer(shown(offer), item))
    await write_down(db, actor, None, [one.item for one in waiting], purpose, at)
    return waiting


async def accept_offer(
    db: Db, actor: Actor, offer_id: UUID, answer: OfferAnswer, at: datetime
) -> CustodyItem:
    """A wrong code is counted though it is refused; after the last try the offer is void."""
    require(actor, Right.CUSTODY_WRITE)
    require_trained(actor)
    item, offer = await _lock_offer(db, offer_id)
    require_receiver(offer, actor, at)
    place = None if answer.place_id is None else await find_place(db, actor, answer.place_id)
    if not is_code(offer.id, answer.code, offer.code_hash):
        await _count_wrong(db, actor, item, offer, at)
    await store.answer_offer(db, offer.id, "accepted", actor.name, at)
    after = structs.replace(
        placed(item, place),
        holder=actor.id,
        holder_name=actor.name,
        holder_institution=actor.institution,
        status=status_after(item, actor, placed=place is not None),
        destruction_asked_by=None,
        destruction_asked_name=None,
    )
    link = link_of(
        actor,
        "accepted",
        at,
        from_holder=holder_of(item),
        to_holder=holder_of(after),
        place=after.place_code,
        code_hash=offer.code_hash,
    )
    return await write_next(
        db,
        actor,
        after,
        link,
        lambda kept: ItemMoved(kept.id, kept),
        at,
        also=[offer.from_person, offer.from_institution],
    )


async def decline_offer(
    db: Db, actor: Actor, offer_id: UUID, note: str, at: datetime
) -> CustodyItem:
    require(actor, Right.CUSTODY_WRITE)
    require_trained(actor)
    item, offer = await _lock_offer(db, offer_id)
    require_receiver(offer, actor, at)
    return await _close(db, actor, item, offer, ("declined", "declined"), at, note=note)


async def withdraw_offer(db: Db, actor: Actor, offer_id: UUID, at: datetime) -> CustodyItem:
    require(actor, Right.CUSTODY_WRITE)
    require_trained(actor)
    item, offer = await _lock_offer(db, offer_id)
    if offer.state != "open":
        raise OfferDecided(state=offer.state)
    if offer.from_person != actor.id:
        require_giver(item, actor)
    return await _close(db, actor, item, offer, ("withdrawn", "withdrawn"), at)


async def end_expired_offers(db: Db, at: datetime) -> None:
    """What nobody answered in time is over: the thing stays where it was."""
    for known in await store.list_expired_offers(db, at, LIST_MAX):
        item, offer = await _lock_offer(db, known.id)
        if offer.state == "open":
            await _close(db, HOUSE, item, offer, ("void", "voided"), at)


async def _lock_offer(db: Db, offer_id: UUID) -> tuple[CustodyItem, OfferRecord]:
    """Read again under the lock of its thing: of two who answer, the second finds it answered."""
    known = await store.get_offer(db, offer_id)
    if known is None:
        raise OfferNotFound(id=str(offer_id))
    item = await lock(db, known.item_id)
    offer = await store.get_offer(db, offer_id)
    assert offer is not None, "an offer is seen with its thing"
    return item, offer


async def _find_receiver(db: Db, actor: Actor, item: CustodyItem, new: NewOffer) -> _To:
    """Raises CustodyFaulty, OwnOffer."""
    if new.to_login is not None:
        people = await find_people(db, [new.to_login])
        if not people or new.to_institution not in (None, people[0].institution):
            raise CustodyFaulty([Fault("to_login", "custody.receiver_unknown")])
        if people[0].id == actor.id:
            raise OwnOffer
        return _To(people[0].institution, people[0].id, people[0].name)
    code = new.to_institution or actor.institution
    if code != actor.institution:
        if await get_institution(db, code) is None:
            raise CustodyFaulty([Fault("to_institution", "custody.institution_unknown")])
        if not await _is_open_to(db, item, code):
            raise CustodyFaulty([Fault("to_login", "custody.receiver_by_name")])
    return _To(code, None, None)


async def _is_open_to(db: Db, item: CustodyItem, institution: str) -> bool:
    """Whether all of an institution may learn what the event of the thing says of it."""
    if item.event_id is None:
        return True
    async with as_house(db):
        whole = await register.get_whole(db, item.event_id)
    return whole is not None and institution in whole.readers


async def _count_wrong(
    db: Db, actor: Actor, item: CustodyItem, offer: OfferRecord, at: datetime
) -> None:
    """Always raises: WrongCode, or OfferVoided with the last try."""
    wrong = offer.wrong_codes + 1
    tries = int(str((await get_rule(db, "offer", at))["tries"]))
    await store.set_wrong_codes(db, offer.id, wrong)
    if wrong < tries:
        await journal.record_refused(db, actor, CodeMistaken(item.id, offer.id, wrong), at=at)
        raise WrongCode(left=tries - wrong)
    counted = structs.replace(offer, wrong_codes=wrong)
    await _close(db, actor, item, counted, ("void", "voided"), at)
    raise OfferVoided(tries=tries)


async def _close_open(db: Db, actor: Actor, item: CustodyItem, at: datetime) -> CustodyItem:
    offer = await store.get_open_offer(db, item.id)
    if offer is None:
        return item
    return await _close(db, actor, item, offer, ("withdrawn", "withdrawn"), at)


async def _close(
    db: Db,
    actor: Actor,
    item: CustodyItem,
    offer: OfferRecord,
    ending: tuple[str, str],
    at: datetime,
    *,
    note: str | None = None,
) -> CustodyItem:
    """`ending`: the state of the offer, and the act in the chain."""
    state, act = ending
    await store.answer_offer(db, offer.id, state, actor.name, at)
    answered = await store.get_offer(db, offer.id)
    assert answered is not None, "it was answered just now"
    told = shown(answered)
    return await write_next(
        db,
        actor,
        item,
        link_of(actor, act, at, from_holder=holder_of(item), note=note),
        lambda kept: ItemOfferedOn(kept.id, kept, told),
        at,
        also=[offer.from_person, offer.to_person or offer.to_institution],
    )
