"""One person under several identities: proposed by the house, judged by people, undone whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct, structs

from vienots.identity.api import Right, require, require_trained
from vienots.index.contracts import (
    ID_MAX,
    Identity,
    IdentityView,
    Merge,
    NewMerge,
    Proposal,
    SearchFilter,
    Undo,
)
from vienots.index.domain.rank import SeenMention
from vienots.index.domain.same import PROPOSED_FROM, Facts, Judged, facts_of, judge
from vienots.index.errors import AlreadyOne, MergeNotFound, MergeUndone, ThingNotFound
from vienots.index.events import IdentityRead, MergeTakenBack, PersonsMerged
from vienots.index.store import filling, finding, judging
from vienots.kernel import journal
from vienots.kernel.contracts import Actor, Keys, Purpose
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id

MENTIONS_EACH = 30
PROPOSALS_MAX = 20
EVERYTHING = SearchFilter()


class _Person(Struct, frozen=True):
    root: int
    mentions: list[SeenMention]
    facts: Facts


async def read_identity(
    db: Db, actor: Actor, person_id: int, purpose: Purpose, at: datetime
) -> Identity:
    """Who this is, who was judged to be the same, and who else may be."""
    require(actor, Right.INDEX_READ)
    keys = actor.keys
    found = await _read_persons(db, keys, [person_id]) if person_id <= ID_MAX else []
    if not found:
        raise ThingNotFound(id=str(person_id)[:40])
    [person] = found
    own = sorted({mention.thing_id for mention in person.mentions})
    alike = await judging.find_alike(db, keys, own)
    others = await _read_persons(db, keys, [root for root in alike if root != person.root])
    proposals = _propose(person, others)
    identity = Identity(_view(person), await judging.list_merges(db, own), proposals)
    shown = [person, *(one for one in others if one.root in {p.other.id for p in proposals})]
    read = IdentityRead(
        new_id(),
        person.root,
        [proposal.other.id for proposal in proposals],
        sorted({mention.event_id for one in shown for mention in one.mentions}),
    )
    await journal.record_read(db, actor, purpose, read, at=at)
    return identity


async def _read_persons(db: Db, keys: Keys, ids: Sequence[int]) -> list[_Person]:
    """As the reader's events tell them; who stands in none is not there."""
    mentions = await finding.list_mentions(db, keys, EVERYTHING, ids, MENTIONS_EACH)
    groups: dict[int, list[SeenMention]] = {}
    for mention in mentions:
        if mention.kind == "person":
            groups.setdefault(mention.root, []).append(mention)
    things = {mention.thing_id for group in groups.values() for mention in group}
    homes: dict[int, set[str]] = {}
    for home in await judging.list_homes(db, keys, sorted(things)):
        homes.setdefault(home.id, set()).add(home.key)
    return [_Person(root, group, _facts(group, homes)) for root, group in groups.items()]


def _facts(group: Sequence[SeenMention], homes: dict[int, set[str]]) -> Facts:
    things = {mention.thing_id for mention in group}
    return facts_of(
        [mention.label for mention in group],
        [mention.personal_code for mention in group],
        [mention.birth_on for mention in group],
        [mention.phone for mention in group],
        [home for thing in things for home in homes.get(thing, ())],
    )


def _propose(person: _Person, others: Sequence[_Person]) -> list[Proposal]:
    judged = [(other, judge(person.facts, other.facts)) for other in others]
    proposals = [
        Proposal(_view(other), found.score, found.reasons, found.against)
        for other, found in judged
        if found is not None and found.score >= PROPOSED_FROM
    ]
    proposals.sort(key=lambda proposal: (-proposal.score, proposal.other.id))
    return proposals[:PROPOSALS_MAX]


def _view(person: _Person) -> IdentityView:
    newest = max(person.mentions, key=lambda mention: mention.received_at)
    return IdentityView(
        id=person.root,
        label=newest.label,
        birth_on=next((m.birth_on for m in person.mentions if m.birth_on), None),
        personal_code=next((m.personal_code for m in person.mentions if m.personal_code), None),
        phone=next((m.phone for m in person.mentions if m.phone), None),
        event_count=len({mention.event_id for mention in person.mentions}),
    )


async def merge_persons(db: Db, actor: Actor, new: NewMerge, at: datetime) -> Merge:
    """From now on both are one row of the index, until somebody takes it back."""
    require(actor, Right.INDEX_MERGE)
    require_trained(actor)
    await filling.lock_index(db)
    one, other = sorted((new.one, new.other))
    persons = {
        mention.thing_id: person
        for person in await _read_persons(db, actor.keys, [one, other])
        for mention in person.mentions
    }
    roots = {person.root: person for person in persons.values()}
    for thing_id in (one, other):
        if thing_id not in persons and thing_id not in roots:
            raise ThingNotFound(id=thing_id)
    if len(roots) < 2:
        raise AlreadyOne(one=one, other=other)
    first, second = roots.values()
    judged = judge(first.facts, second.facts) or Judged(0.0, [], [])
    merge = Merge(
        id=new_id(),
        one=one,
        other=other,
        reason=new.reason.strip(),
        score=judged.score,
        reasons=judged.reasons,
        by=actor.id,
        by_name=actor.name,
        institution=actor.institution,
        at=at,
        undone_at=None,
        undone_by=None,
        undone_reason=None,
    )
    await judging.insert_merge(db, merge)
    await judging.join_anew(db, one)
    event = PersonsMerged(merge.id, merge)
    await journal.record(db, actor, event, audience=journal.NOBODY, at=at)
    return merge


async def undo_merge(db: Db, actor: Actor, merge_id: UUID, undo: Undo, at: datetime) -> Merge:
    """Both stand alone again, each with whoever else it was judged to be."""
    require(actor, Right.INDEX_MERGE)
    require_trained(actor)
    await filling.lock_index(db)
    merge = await judging.lock_merge(db, merge_id)
    if merge is None or not await _read_persons(db, actor.keys, [merge.one]):
        raise MergeNotFound(id=str(merge_id))
    if merge.undone_at is not None:
        raise MergeUndone(id=str(merge_id))
    undone = structs.replace(
        merge, undone_at=at, undone_by=actor.name, undone_reason=undo.reason.strip()
    )
    await judging.undo_merge(
        db, merge.id, undone_at=at, undone_by=actor.name, undone_reason=undo.reason.strip()
    )
    for thing_id in (merge.one, merge.other):
        await judging.join_anew(db, thing_id)
    event = MergeTakenBack(merge.id, undone)
    await journal.record(db, actor, event, audience=journal.NOBODY, at=at)
    return undone
