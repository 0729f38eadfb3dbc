"""Born from the card: the event follows it until people know better, and goes where referred."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, structs

from vienots.calls import api as calls
from vienots.calls.contracts import Card, Leg
from vienots.calls.events import NoteAdded
from vienots.dispatch.contracts import Referral
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.register import store
from vienots.register.actions.handing import hand_over
from vienots.register.actions.writing import (
    STATE_POLICE,
    Author,
    TypeFacts,
    get_type_facts,
    write_first,
    write_next,
)
from vienots.register.contracts import FieldOrigin
from vienots.register.domain.access import ORDINARY
from vienots.register.domain.card import fields_of, find_leg
from vienots.register.domain.document import Document, Flat, changed_paths, flatten
from vienots.register.domain.origins import CARD, stamp, take_over
from vienots.register.domain.status import OPEN, Status
from vienots.register.events import EventChanged
from vienots.register.store import EventRecord

HOUSE = Actor("system:register", "Notikumu reģistrs", "iemic", frozenset())
"""Carries cards over; whose words they are stands in the version and in the origins."""
UNKNOWN_TYPE = "other.unknown"
ENTRIES_MAX = 5_000
"""Of one card: ten times what the largest incidents write."""


class Told(Struct, frozen=True):
    """One entry of the journal about a card: who said it, and when it was so."""

    by: Author
    happened_at: datetime


async def follow_card(db: Db, card: Card, told: Told, at: datetime) -> None:
    """Register the card's event, or take over what changed. The same card again does nothing."""
    leg = find_leg(card)
    if leg is None:
        return
    record = await store.lock_event_of_card(db, card.id)
    if record is None:
        await _register(db, card, leg, told, at)
    elif record.card_version is None or record.card_version < card.version:
        await _follow(db, record, card, leg, told, at)


async def _read_fields(db: Db, card: Card, leg: Leg) -> tuple[Flat, TypeFacts]:
    code = card.type_code or UNKNOWN_TYPE
    facts = await get_type_facts(db, code, leg.received_at)
    # A card may be older than the code list; what was said is registered all the same.
    facts = facts or TypeFacts(card.type_version or 1, code.partition(".")[0], None)
    fields = fields_of(
        card,
        leg,
        type_code=code,
        category=facts.category,
        caller=await _read_caller(db, card),
        notes=await _read_notes(db, card),
    )
    return fields, facts


async def _read_notes(db: Db, card: Card) -> list[str]:
    """Oldest first, as they were written down."""
    entries = await journal.read_subject(db, card.id, ENTRIES_MAX)
    notes = [entry for entry in entries if entry.topic == NoteAdded.topic]
    return [str(entry.payload["text"]) for entry in reversed(notes)]


async def _read_caller(db: Db, card: Card) -> str | None:
    """Number of the first contact; None where it is hidden or nobody called."""
    contact = await calls.get_contact(db, card.contacts[0]) if card.contacts else None
    return None if contact is None else contact.caller


async def _register(db: Db, card: Card, leg: Leg, told: Told, at: datetime) -> None:
    fields, facts = await _read_fields(db, card, leg)
    blank = Document(
        type=str(fields["type"]),
        status=Status.REGISTERED,
        received_at=leg.received_at,
        received_via="call_112",
    )
    document = take_over(blank, {}, fields)
    origin = FieldOrigin(CARD, card.number, told.happened_at, told.by.name)
    record = EventRecord(
        id=new_id(),
        number="",
        institution=leg.institution,
        seen_by=sorted({leg.institution, STATE_POLICE}),
        level=ORDINARY,
        members=[],
        writers=[],
        version=1,
        type_version=facts.version,
        type_group=facts.group,
        officer=None,
        officer_name=None,
        card_id=card.id,
        card_number=card.number,
        card_version=card.version,
        origins=stamp({}, {}, flatten(document), origin),
        created_at=at,
        created_by=HOUSE.id,
        changed_at=at,
        completed_at=None,
        document=document,
    )
    await write_first(db, HOUSE, record, by=told.by, at=at, happened_at=told.happened_at)


async def _follow(
    db: Db, record: EventRecord, card: Card, leg: Leg, told: Told, at: datetime
) -> None:
    if Status(record.document.status) not in OPEN:
        # Ended: what the card still learns stays with the card.
        await store.set_card_version(db, record.id, card.version)
        return
    fields, facts = await _read_fields(db, card, leg)
    document = take_over(record.document, record.origins, fields)
    before, now = flatten(record.document), flatten(document)
    if not changed_paths(before, now):
        await store.set_card_version(db, record.id, card.version)
        return
    origin = FieldOrigin(CARD, card.number, told.happened_at, told.by.name)
    after = structs.replace(
        record,
        document=document,
        card_version=card.version,
        origins=stamp(record.origins, before, now, origin),
    )
    if document.type != record.document.type:
        after = structs.replace(after, type_version=facts.version, type_group=facts.group)
    await write_next(
        db,
        HOUSE,
        record,
        after,
        by=told.by,
        cause="card",
        tell=lambda row, fields: EventChanged(record.id, row, fields),
        at=at,
        happened_at=told.happened_at,
    )


async def transfer_card(db: Db, referral: Referral, told: Told, at: datetime) -> None:
    """Whoever accepted the referral owns the event from now on, under a number of its own.

    It stays one event with one id: the earlier owner goes on seeing it, its number still finds it.
    """
    record = await store.lock_event_of_card(db, referral.card_id)
    if record is None or record.institution == referral.to_institution:
        return
    await hand_over(
        db,
        HOUSE,
        record,
        referral.to_institution,
        by=told.by,
        at=at,
        happened_at=told.happened_at,
    )
