"""One's own standing searches: saved with a purpose and an end, paused, moved, forgotten."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import structs

from vienots.identity.api import Right, require
from vienots.index.actions.owning import as_owner, views_of
from vienots.index.actions.searching import faults_of_filter, faults_of_text, search
from vienots.index.contracts import SearchAnswer
from vienots.index.domain.standing import (
    day_of,
    end_of,
    faults_of_end,
    faults_of_purpose,
    filter_of,
    rule_of,
)
from vienots.index.errors import SavedSearchEnded, SavedSearchNotFound, TooManySavedSearches
from vienots.index.events import SavedSearchChanged, SavedSearchForgotten, SearchSaved
from vienots.index.saved_contracts import (
    KeptSearch,
    NewEnd,
    NewName,
    NewSavedSearch,
    SavedSearch,
    SavedSearches,
    SavedSearchRule,
)
from vienots.index.store import saving
from vienots.index.store.saving import SearchRecord
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput

RULES = "saved_search_rule"
LISTED_MAX = 200
SHOWN = 20
"""Of each kind, when it is run by hand."""


async def read_rule(db: Db, at: datetime) -> SavedSearchRule:
    rule = (await classifiers.get(db, RULES, at)).get("*")
    assert rule is not None, "the rule of saved searches is part of the house"
    return rule_of(rule.attributes)


async def save_search(db: Db, actor: Actor, new: NewSavedSearch, at: datetime) -> SavedSearch:
    """From now on its owner is told what comes. Saved again under the same id, nothing happens."""
    require(actor, Right.INDEX_READ)
    await saving.lock_searches_of(db, actor.id)
    known = await saving.lock_search(db, new.id, actor.id)
    if known is not None:
        return await _show(db, actor, known, at)
    rule = await read_rule(db, at)
    ends_on = end_of(rule, new.ends_on, at)
    faults = [
        *faults_of_text(new.q),
        *faults_of_filter(filter_of(new)),
        *faults_of_purpose(rule, new.purpose),
        *faults_of_end(rule, ends_on, at),
    ]
    if faults:
        raise BadInput(faults)
    if await saving.count_searches(db, actor.id) >= rule.searches_max:
        raise TooManySavedSearches(max=rule.searches_max)
    wanted = structs.asdict(filter_of(new))
    wanted.pop("limit")
    kept = KeptSearch(
        id=new.id,
        version=1,
        owner=actor.id,
        owner_name=actor.name,
        institution=actor.institution,
        name=new.name.strip() or new.q.strip(),
        q=new.q.strip(),
        **wanted,
        purpose=new.purpose,
        purpose_ref=new.purpose_ref,
        saved_at=at,
        ends_on=ends_on,
        paused_because=None,
        told_at=None,
    )
    if not await saving.insert_search(db, kept):
        # Somebody else's id: to this one it is not there.
        raise SavedSearchNotFound(id=str(new.id))
    view = await _show(db, actor, kept, at)
    purpose = Purpose(kept.purpose, kept.purpose_ref)
    saved = SearchSaved(kept.id, view)
    await journal.record(db, actor, saved, audience={actor.id}, at=at, purpose=purpose)
    return view


async def list_own_searches(db: Db, actor: Actor, at: datetime) -> SavedSearches:
    """Newest first, with what one may save."""
    require(actor, Right.INDEX_READ)
    found = await saving.list_searches(db, actor.id, LISTED_MAX)
    return SavedSearches(await views_of(db, actor, found, at), await read_rule(db, at))


async def rename_search(
    db: Db, actor: Actor, search_id: UUID, new: NewName, at: datetime
) -> SavedSearch:
    require(actor, Right.INDEX_READ)
    record = await lock_own(db, actor, search_id)
    renamed = structs.replace(record, name=new.name.strip() or record.name)
    return await _change(db, actor, renamed, "renamed", at)


async def pause_search(db: Db, actor: Actor, search_id: UUID, at: datetime) -> SavedSearch:
    """Nothing is looked for until it is resumed; its end stays."""
    require(actor, Right.INDEX_READ)
    record = await lock_own(db, actor, search_id)
    if record.paused_because is not None:
        return await _show(db, actor, record, at)
    return await _change(db, actor, structs.replace(record, paused_because="owner"), "paused", at)


async def resume_search(db: Db, actor: Actor, search_id: UUID, at: datetime) -> SavedSearch:
    """What came meanwhile is not told: it is searched for by hand. Raises SavedSearchEnded."""
    require(actor, Right.INDEX_READ)
    record = await lock_own(db, actor, search_id)
    if record.ends_on < day_of(at):
        raise SavedSearchEnded(id=str(search_id))
    if record.paused_because is None:
        return await _show(db, actor, record, at)
    return await _resume(db, actor, record, "resumed", at)


async def extend_search(
    db: Db, actor: Actor, search_id: UUID, new: NewEnd, at: datetime
) -> SavedSearch:
    """To another day, counted from today; one that has ended stands again."""
    require(actor, Right.INDEX_READ)
    await saving.lock_searches_of(db, actor.id)
    record = await lock_own(db, actor, search_id)
    rule = await read_rule(db, at)
    faults = [*faults_of_end(rule, new.ends_on, at), *faults_of_purpose(rule, record.purpose)]
    if faults:
        raise BadInput(faults)
    moved = structs.replace(record, ends_on=new.ends_on)
    if record.paused_because != "ended":
        return await _change(db, actor, moved, "extended", at)
    if await saving.count_searches(db, actor.id) >= rule.searches_max:
        raise TooManySavedSearches(max=rule.searches_max)
    return await _resume(db, actor, moved, "extended", at)


async def forget_search(db: Db, actor: Actor, search_id: UUID, at: datetime) -> None:
    """With everything that it has told."""
    require(actor, Right.INDEX_READ)
    record = await lock_own(db, actor, search_id)
    await saving.delete_search(db, record.id)
    forgotten = SavedSearchForgotten(record.id, record.name, record.q)
    await journal.record(db, actor, forgotten, audience={actor.id}, at=at)


async def run_search(db: Db, actor: Actor, search_id: UUID, at: datetime) -> SearchAnswer:
    """Everything that it finds now, new or not: an ordinary search for its purpose, and noted so.
    Raises SavedSearchEnded."""
    require(actor, Right.INDEX_READ)
    record = await lock_own(db, actor, search_id)
    if record.ends_on < day_of(at):
        raise SavedSearchEnded(id=str(search_id))
    purpose = Purpose(record.purpose, record.purpose_ref)
    async with as_owner(db, actor, record.purpose, at) as reader:
        return await search(db, reader, record.q, record.narrowed(SHOWN), purpose, at)


async def lock_own(db: Db, actor: Actor, search_id: UUID) -> SearchRecord:
    """Raises SavedSearchNotFound."""
    record = await saving.lock_search(db, search_id, actor.id)
    if record is None:
        raise SavedSearchNotFound(id=str(search_id))
    return record


async def _resume(
    db: Db, actor: Actor, record: SearchRecord, what: str, at: datetime
) -> SavedSearch:
    await saving.wait_anew(db, record.id)
    return await _change(db, actor, structs.replace(record, paused_because=None), what, at)


async def _change(
    db: Db, actor: Actor, record: SearchRecord, what: str, at: datetime
) -> SavedSearch:
    await saving.set_search(db, record)
    return await tell(db, actor, structs.replace(record, version=record.version + 1), what, at)


async def tell(db: Db, actor: Actor, record: SearchRecord, what: str, at: datetime) -> SavedSearch:
    """Its owner's other desks hear of it, too."""
    view = await _show(db, actor, record, at)
    changed = SavedSearchChanged(record.id, view, what)
    await journal.record(db, actor, changed, audience={actor.id}, at=at)
    return view


async def _show(db: Db, actor: Actor, search: KeptSearch, at: datetime) -> SavedSearch:
    [view] = await views_of(db, actor, [search], at)
    return view
