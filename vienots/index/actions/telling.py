"""Where somebody is told of, for other contexts: not what is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from vienots.identity.api import Right, require
from vienots.index.contracts import EventAround, ToldPerson
from vienots.index.domain.mentions import code_digits, identity_key
from vienots.index.domain.words import join_keys, name_words
from vienots.index.errors import ThingNotFound
from vienots.index.events import LinksRead
from vienots.index.store import telling
from vienots.kernel import journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.register import api as register


async def find_known_person(
    db: Db, actor: Actor, *, personal_code: str | None, name: str, birth_on: date | None
) -> list[ToldPerson]:
    """By personal code; by name and birth date; everybody judged to be the same comes along."""
    require(actor, Right.AUDIT_READ)
    words, code = name_words(name), code_digits(personal_code)
    wanted = [identity_key(words, code, None, None)] if code else []
    names: list[str] = []
    if birth_on is not None and words:
        wanted.append(identity_key(words, None, birth_on, None))
        names = [join_keys(words), join_keys(words[::-1])]
    return await telling.find_known(db, [key for key in wanted if key], names, birth_on)


async def list_persons_told(db: Db, ids: Sequence[int]) -> list[ToldPerson]:
    """The newest name of each, for the house's own rules about looks."""
    return await telling.list_persons_told(db, ids)


async def list_events_around(
    db: Db, actor: Actor, event_id: UUID, refs: Sequence[str]
) -> list[EventAround]:
    """Events of the same address or of these persons. Who shows them writes the look down."""
    require(actor, Right.INDEX_READ)
    return await telling.list_events_around(db, actor.keys, event_id, refs)


async def read_around(
    db: Db, actor: Actor, event_id: UUID, purpose: Purpose, at: datetime
) -> list[EventAround]:
    """Events of the same address or with anybody who is in this one, newest first."""
    require(actor, Right.INDEX_READ)
    whole = await register.find_whole(db, actor, event_id)
    if whole is None:
        raise ThingNotFound(id=str(event_id))
    refs = [person.ref for person in whole.content.persons]
    found = await telling.list_events_around(db, actor.keys, event_id, refs)
    read = LinksRead(new_id(), f"event:{event_id}", [], [one.event.id for one in found])
    await journal.record_read(db, actor, purpose, read, at=at)
    return found
