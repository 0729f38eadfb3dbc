"""Following ties: from a thing or an event two steps on, bounded, written down as a look."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from vienots.identity.api import Right, require
from vienots.index.actions.searching import faults_of_filter
from vienots.index.contracts import Links, SearchFilter, Span, Start
from vienots.index.domain.graph import Told, build, event_key, neighbours, thing_key
from vienots.index.errors import ThingNotFound
from vienots.index.events import LinksRead
from vienots.index.store import finding
from vienots.kernel import journal
from vienots.kernel.contracts import Actor, Keys, Purpose
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput
from vienots.kernel.ids import new_id

EVENTS_OF_START = 30
EVENTS_OF_NEXT = 8
EVENTS_MAX = 120
THINGS_MAX = 1_500
NEXT_MAX = 60
ID_DIGITS_MAX = 18
ID_LENGTH_MAX = 36


async def follow_links(
    db: Db, actor: Actor, start: Start, span: Span, purpose: Purpose, at: datetime
) -> Links:
    """1. The events of the start. 2. What is one step away there, and the other events of that.
    3. The ties that all these events tell, two steps far."""
    require(actor, Right.INDEX_READ)
    wanted = SearchFilter(since=span.since, until=span.until)
    faults = faults_of_filter(wanted)
    if faults:
        raise BadInput(faults)
    keys = actor.keys
    key, first, cut = await _first_events(db, keys, start, wanted)
    told, more = await _tell(db, keys, first)
    cut |= more
    next_to = [int(one.partition(":")[2]) for one in neighbours(told, key) if _is_thing(one)]
    cut |= len(next_to) > NEXT_MAX
    seen = await finding.list_mentions(db, keys, wanted, next_to[:NEXT_MAX], EVENTS_OF_NEXT + 1)
    cut |= len(seen) > EVENTS_MAX or _some_full([mention.thing_id for mention in seen])
    events = [*first, *dict.fromkeys(m.event_id for m in seen if m.event_id not in set(first))]
    told, more = await _tell(db, keys, events[:EVENTS_MAX])
    graph = build(told, key, cut=cut or more or len(events) > EVENTS_MAX)
    things = [node.key for node in graph.links.nodes if node.kind != "event"]
    read = LinksRead(new_id(), key, things, graph.event_ids)
    await journal.record_read(db, actor, purpose, read, at=at)
    return graph.links


def _is_thing(key: str) -> bool:
    return not key.startswith("event:")


def _some_full(things: Sequence[int]) -> bool:
    counted: dict[int, int] = {}
    for thing in things:
        counted[thing] = counted.get(thing, 0) + 1
    return any(count > EVENTS_OF_NEXT for count in counted.values())


async def _first_events(
    db: Db, keys: Keys, start: Start, wanted: SearchFilter
) -> tuple[str, list[UUID], bool]:
    """The start's key, its events, and whether there are more. Raises ThingNotFound."""
    if start.kind == "event":
        event_id = _parse_event(start)
        if not await finding.list_events(db, keys, [event_id]):
            raise ThingNotFound(id=start.id[:40])
        return event_key(event_id), [event_id], False
    thing_id = _parse_thing(start)
    if await finding.get_kind(db, thing_id) != start.kind:
        raise ThingNotFound(id=start.id[:40])
    mentions = await finding.list_mentions(db, keys, wanted, [thing_id], EVENTS_OF_START + 1)
    if not mentions:
        raise ThingNotFound(id=start.id[:40])
    events = list(dict.fromkeys(mention.event_id for mention in mentions))
    key = thing_key(start.kind, mentions[0].root)
    return key, events[:EVENTS_OF_START], len(events) > EVENTS_OF_START


def _parse_event(start: Start) -> UUID:
    try:
        return UUID(start.id)
    except ValueError as error:
        raise ThingNotFound(id=start.id[:40]) from error


def _parse_thing(start: Start) -> int:
    if not (start.id.isascii() and start.id.isdigit() and len(start.id) <= ID_DIGITS_MAX):
        raise ThingNotFound(id=start.id[:40])
    return int(start.id)


async def _tell(db: Db, keys: Keys, events: Collection[UUID]) -> tuple[Told, bool]:
    things = await finding.list_told(db, keys, events, THINGS_MAX + 1)
    told = Told(await finding.list_events(db, keys, events), things[:THINGS_MAX])
    return told, len(things) > THINGS_MAX
