"""The one search box: anything typed, ranked things with reasons, written down as a look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from msgspec import Struct

from vienots.identity.api import Right, require
from vienots.index.actions.candidates import find_candidates
from vienots.index.contracts import KINDS, Hit, HitEvent, Kind, Reason, SearchAnswer, SearchFilter
from vienots.index.domain.query import LENGTH_MAX, LENGTH_MIN, Query, read_query
from vienots.index.domain.rank import rank
from vienots.index.events import IndexSearched
from vienots.index.store import finding
from vienots.index.store.finding import escape_like
from vienots.kernel import journal
from vienots.kernel.contracts import Actor, Keys, Purpose
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, Fault
from vienots.kernel.ids import new_id

LIMIT_MAX = 100
CODE_LENGTH_MAX = 100
MENTIONS_EACH = 30


class Within(Struct, frozen=True):
    """A part of the index: what has changed in it."""

    things: Sequence[int]
    events: Sequence[UUID]


async def search(
    db: Db, actor: Actor, q: str, wanted: SearchFilter, purpose: Purpose, at: datetime
) -> SearchAnswer:
    require(actor, Right.INDEX_READ)
    faults = [*faults_of_text(q), *faults_of_filter(wanted)]
    if faults:
        raise BadInput(faults)
    answer = _answer(await find_hits(db, actor.keys, q, wanted), wanted)
    await write_down(db, actor, q, answer.hits, purpose, at)
    return answer


async def find_hits(
    db: Db, keys: Keys, q: str, wanted: SearchFilter, among: Within | None = None
) -> list[Hit]:
    """Best first of each kind, one more than was asked for. Who shows them writes the look down."""
    query = read_query(q)
    events = None if among is None else among.events
    hits = await _find_events(db, keys, query, wanted, events)
    if wanted.kind != "event":
        things = None if among is None else among.things
        candidates = await find_candidates(db, keys, query, wanted, things)
        mentions = await finding.list_mentions(db, keys, wanted, candidates.ids, MENTIONS_EACH)
        hits += rank(query, mentions, candidates.owned, each=MENTIONS_EACH, limit=wanted.limit + 1)
    return hits


def faults_of_text(q: str) -> list[Fault]:
    if LENGTH_MIN <= len(q.strip()) <= LENGTH_MAX and "\x00" not in q:
        return []
    return [Fault("q", "index.q_length", {"min": LENGTH_MIN, "max": LENGTH_MAX})]


def faults_of_filter(wanted: SearchFilter) -> list[Fault]:
    """Everything that is wrong with what narrows a search."""
    faults = []
    if not 1 <= wanted.limit <= LIMIT_MAX:
        faults.append(Fault("limit", "index.limit_range", {"max": LIMIT_MAX}))
    if wanted.kind is not None and wanted.kind not in KINDS:
        faults.append(Fault("kind", "index.kind_unknown"))
    for path, time in (("from", wanted.since), ("to", wanted.until)):
        if time is not None and time.tzinfo is None:
            faults.append(Fault(path, "index.time_without_offset"))
    for path, text in (("atvk", wanted.atvk), ("type", wanted.type), ("role", wanted.role)):
        if text is not None and (not 1 <= len(text) <= CODE_LENGTH_MAX or "\x00" in text):
            faults.append(Fault(path, "index.filter_length", {"max": CODE_LENGTH_MAX}))
    return faults


async def _find_events(
    db: Db, keys: Keys, query: Query, wanted: SearchFilter, events: Sequence[UUID] | None
) -> list[Hit]:
    """Events themselves, by a part of a number or by their card's number."""
    texts = [text for text in (query.number, query.card) if text is not None]
    if not texts or wanted.kind not in (None, "event") or wanted.role is not None:
        return []
    patterns = [f"%{escape_like(text)}%" for text in texts]
    found = await finding.find_events(db, keys, wanted, patterns, wanted.limit + 1, events)
    return [_event_hit(event, query) for event in found]


def _event_hit(event: HitEvent, query: Query) -> Hit:
    by_card = query.card is not None and query.text not in event.number
    return Hit(
        kind="event",
        id=None,
        label=event.number,
        detail=None,
        birth_on=None,
        personal_code=None,
        phone=None,
        score=1.0,
        why=[Reason("card", query.card) if by_card else Reason("number", event.number)],
        events=[event],
        event_count=1,
        more_events=False,
    )


def _answer(hits: Sequence[Hit], wanted: SearchFilter) -> SearchAnswer:
    kept: list[Hit] = []
    cut: list[str] = []
    for kind in KINDS if wanted.kind is None else (wanted.kind,):
        of_kind = _of_kind(hits, kind)
        kept += islice(of_kind, wanted.limit)
        if len(of_kind) > wanted.limit:
            cut.append(kind)
    kept.sort(key=lambda hit: -hit.score)
    return SearchAnswer(kept, cut)


def _of_kind(hits: Sequence[Hit], kind: Kind) -> list[Hit]:
    return [hit for hit in hits if hit.kind == kind]


async def write_down(
    db: Db, actor: Actor, q: str, hits: Sequence[Hit], purpose: Purpose, at: datetime
) -> None:
    """Every event of which something was shown, and every thing by its number."""
    events: dict[UUID, None] = {event.id: None for hit in hits for event in hit.events}
    things = [f"{hit.kind}:{hit.id}" for hit in hits if hit.id is not None]
    searched = IndexSearched(new_id(), q.strip(), things, list(events))
    await journal.record_read(db, actor, purpose, searched, at=at)
