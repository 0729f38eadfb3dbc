"""The register follows the journal: cards become events, accepted referrals move them, and what
people enter is checked in the registers of the country."""

from __future__ import annotations

from datetime import datetime

import msgspec

from vienots.calls import events as calls
from vienots.calls.contracts import Card
from vienots.dispatch import events as dispatch
from vienots.dispatch.contracts import Referral
from vienots.kernel import clock
from vienots.kernel.db import Db
from vienots.kernel.follow import Errand, Follower, Opened, Periodic
from vienots.kernel.journal import Entry
from vienots.register import actions
from vienots.register.actions.cards import Told
from vienots.register.actions.writing import Author
from vienots.register.asking_contracts import Asker, Sources
from vienots.register.events import EventChanged, EventRegistered

CARD_TOPICS = frozenset(
    event.topic
    for event in (
        calls.CardChanged,
        calls.CardInformed,
        calls.NoteAdded,
        calls.ContactAttached,
        calls.LegAdded,
        calls.LegChanged,
    )
)


async def follow(db: Db, entry: Entry, at: datetime) -> None:
    author = Author(entry.actor, entry.actor_name, entry.institution)
    told = Told(author, entry.happened_at)
    if entry.topic in CARD_TOPICS:
        card = msgspec.convert(entry.payload["card"], Card)
        await actions.follow_card(db, card, told, at)
    else:
        referral = msgspec.convert(entry.payload["referral"], Referral)
        await actions.transfer_card(db, referral, told, at)


async def sound_overdue(db: Db, at: datetime) -> None:
    await actions.sound_overdue(db, at)


async def walk_next(db: Db, at: datetime) -> None:
    await actions.walk_next(db, at)


async def delete_next(db: Db, at: datetime) -> None:
    await actions.delete_next(db, at)


async def plan_checks(db: Db, entry: Entry, at: datetime) -> None:
    """Of what a person has entered: a journal's own system has asked where it stands."""
    if entry.actor.startswith("person:"):
        asker = Asker(entry.actor, entry.actor_name, entry.institution)
        fields = entry.payload.get("fields", [])
        await actions.plan_checks(db, entry.subject_id, asker, at, fields)


async def forget_answers(db: Db, at: datetime) -> None:
    await actions.forget_answers(db, at)


def build_errands(sources: Sources) -> list[Errand]:
    async def check(opened: Opened) -> bool:
        return await actions.check_due(opened, sources, clock.now)

    return [Errand("register.check_due", 0.5, check)]


PERIODIC = [
    Periodic("register.forget_answers", 60.0, forget_answers),
    Periodic("register.sound_overdue", 5.0, sound_overdue),
    # A walk begins with each new day; between its batches others have their turn.
    Periodic("register.walk_next", 2.0, walk_next),
    Periodic("register.delete_next", 2.0, delete_next),
]
FOLLOWERS = [
    Follower("register.cards", CARD_TOPICS | {dispatch.ReferralAccepted.topic}, follow),
    Follower("register.checks", {EventRegistered.topic, EventChanged.topic}, plan_checks),
]
