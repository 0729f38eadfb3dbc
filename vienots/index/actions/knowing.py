"""What earlier events tell of somebody or something, so that nobody types it again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import structs

from vienots.identity.api import Right, require
from vienots.index.actions.searching import faults_of_text, find_hits, write_down
from vienots.index.contracts import Hit, KnownItem, KnownList, KnownSource, SearchFilter
from vienots.index.domain.known import KINDS_OF, Told, combine, values_of
from vienots.index.store import finding
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput
from vienots.register import api as register
from vienots.register.contracts import WholeEvent

KNOWN_MAX = 5
SOURCES_MAX = 3


async def list_known(  # noqa: PLR0913 (the subject and its look)
    db: Db,
    actor: Actor,
    items: KnownList,
    q: str,
    purpose: Purpose,
    at: datetime,
    *,
    without: UUID | None = None,
) -> list[KnownItem]:
    """Likeliest first. `without`: the event that is being typed tells nothing of itself."""
    require(actor, Right.INDEX_READ)
    faults = faults_of_text(q)
    if faults:
        raise BadInput(faults)
    wanted = SearchFilter(kind=KINDS_OF[items], limit=KNOWN_MAX)
    hits = (await find_hits(db, actor.keys, q, wanted))[:KNOWN_MAX]
    told = await _list_told(db, actor, items, hits, without)
    found = [(hit, told[hit.id]) for hit in hits if hit.id in told]
    shown = [_only_of(hit, sources) for hit, sources in found]
    await write_down(db, actor, q, shown, purpose, at)
    return [_item_of(hit, sources) for hit, sources in found]


async def _list_told(
    db: Db, actor: Actor, items: KnownList, hits: Sequence[Hit], without: UUID | None
) -> dict[int | None, list[Told]]:
    """The newest events that tell of each, with what they tell, as far as the actor sees them."""
    ids = [hit.id for hit in hits if hit.id is not None]
    mentions = await finding.list_mentions(db, actor.keys, SearchFilter(), ids, SOURCES_MAX + 1)
    events: dict[UUID, WholeEvent | None] = {}
    told: dict[int | None, list[Told]] = {}
    for mention in sorted(mentions, key=lambda one: one.received_at, reverse=True):
        sources = told.setdefault(mention.root, [])
        if mention.event_id == without or len(sources) >= SOURCES_MAX:
            continue
        if mention.event_id not in events:
            events[mention.event_id] = await register.find_whole(db, actor, mention.event_id)
        event = events[mention.event_id]
        ref = mention.ref.partition(".")[0]
        values = None if event is None else values_of(event.content, items, ref)
        if values and all(source.event != mention.event_id for source in sources):
            sources.append(Told(mention.event_id, mention.number, ref, mention.received_at, values))
    return {root: sources for root, sources in told.items() if sources}


def _only_of(hit: Hit, sources: Iterable[Told]) -> Hit:
    """For the journal: the events that were shown, not all in which it is mentioned."""
    shown = {source.event for source in sources}
    return structs.replace(hit, events=[one for one in hit.events if one.id in shown])


def _item_of(hit: Hit, sources: Sequence[Told]) -> KnownItem:
    used = sources[:1] if hit.name_only else sources
    values, differs = combine(used)
    return KnownItem(
        label=hit.label,
        values=values,
        differs=differs,
        sources=[KnownSource(one.event, one.number, one.ref, one.received_at) for one in used],
        event_count=hit.event_count,
        why=hit.why,
        name_only=hit.name_only,
    )
