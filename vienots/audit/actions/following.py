"""Looks as the journal tells them, laid out to be asked, and held against the rules."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vienots.audit import look_store
from vienots.audit.domain import RULES, Seen
from vienots.audit.look_store import Shown
from vienots.identity import api as identity
from vienots.index import api as index
from vienots.index import events as index_events
from vienots.kernel import classifiers
from vienots.kernel.db import Db
from vienots.kernel.journal import Entry
from vienots.outbox import events as outbox_events
from vienots.protection import events as protection_events
from vienots.register import api as register
from vienots.register import events as register_events

RULE_LIST = "look_rule"
_OF_EVENT = frozenset(
    event.topic
    for event in (
        register_events.PersonsRead,
        register_events.EventPrinted,
        register_events.AttachmentsRead,
        register_events.WorkRead,
        register_events.ChecksRead,
        protection_events.CaseRead,
        outbox_events.LetterRead,
    )
)
_OF_INDEX = frozenset(
    event.topic
    for event in (
        index_events.IndexSearched,
        index_events.LinksRead,
        index_events.IdentityRead,
        index_events.SearchTold,
        index_events.NoticesRead,
        register_events.RegistersAsked,
    )
)
STANDING_TOPICS = frozenset({index_events.SearchSaved.topic})
LOOK_TOPICS = _OF_EVENT | _OF_INDEX
PEOPLE_MAX = 20
"""Of one look, for the rule about many readers: the rest are counted by their own looks."""


async def take_look(db: Db, entry: Entry, at: datetime) -> None:
    """Lay it out; then every rule that is valid on its day says whether it is unusual."""
    shown = read_shown(entry)
    await look_store.insert_look(db, entry, shown)
    if not entry.actor.startswith("person:"):
        return
    await _judge(db, entry, await _see(db, entry, shown))


async def take_standing(db: Db, entry: Entry, at: datetime) -> None:
    """A search that shall stand has shown nothing yet: what it asks for is judged."""
    await _judge(db, entry, _wish(entry))


async def _judge(db: Db, entry: Entry, seen: Seen) -> None:
    for rule in (await classifiers.get(db, RULE_LIST, entry.recorded_at)).values:
        judge = RULES.get(rule.code)
        found = None if judge is None else judge(seen, rule.attributes)
        if found is not None:
            about, why = found
            await look_store.put_finding(db, entry, rule.code, about, why)


def read_shown(entry: Entry) -> Shown:
    payload = entry.payload
    events: dict[UUID, list[str]] = {UUID(hit): [] for hit in payload.get("hits", [])}
    if entry.topic in _OF_EVENT:
        return Shown(events | {entry.subject_id: list(payload.get("persons", []))}, [], None)
    things = [str(thing).partition(":") for thing in payload.get("things", [])]
    persons = [int(number) for kind, _, number in things if kind == "person"]
    persons += [int(one) for one in (payload.get("person"), *payload.get("others", [])) if one]
    return Shown(events, persons, payload.get("q") or payload.get("start"))


def _wish(entry: Entry) -> Seen:
    return Seen(
        actor_name=entry.actor_name,
        at=entry.recorded_at,
        purpose=entry.purpose or "",
        purpose_ref=entry.purpose_ref,
        persons=[],
        colleagues=[],
        foreign_events=0,
        events_of_hour=0,
        readers_of_day={},
        standing_q=str(entry.payload["search"]["q"]),
    )


async def _see(db: Db, entry: Entry, shown: Shown) -> Seen:
    names: dict[str, int] = {}
    for event_id, refs in shown.events.items():
        whole = await register.get_whole(db, event_id) if refs else None
        people = [] if whole is None else whole.content.persons
        for person in [one for one in people if one.ref in refs][:PEOPLE_MAX]:
            name = " ".join(part for part in (person.name, person.surname) if part)
            if name:
                readers = await look_store.count_readers(
                    db, event_id, person.ref, entry.recorded_at
                )
                names[name] = max(readers, names.get(name, 0))
    for told in await index.list_persons_told(db, shown.persons) if shown.persons else []:
        names.setdefault(told.label, 0)
    owners = await register.list_owners(db, list(shown.events))
    return Seen(
        actor_name=entry.actor_name,
        at=entry.recorded_at,
        purpose=entry.purpose or "",
        purpose_ref=entry.purpose_ref,
        persons=list(names),
        colleagues=await identity.list_names(db, entry.institution),
        foreign_events=sum(owner != entry.institution for owner in owners.values()),
        events_of_hour=await look_store.count_events_of_hour(db, entry.actor, entry.recorded_at),
        readers_of_day=names,
        by_itself=entry.topic == index_events.SearchTold.topic,
    )
