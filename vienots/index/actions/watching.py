"""Held against what has changed in the index: as its owner, with the owner's rights of today.

Only what changed is looked at, a bounded part at a time. What a search has been held against, what
was told and the look in the journal are one transaction: cut off anywhere, all of it is done again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import structs

from vienots.identity import api as identity
from vienots.identity.api import Right
from vienots.index.actions.owning import as_owner, view_of, views_of
from vienots.index.actions.saving import read_rule
from vienots.index.actions.searching import LIMIT_MAX, Within, find_hits
from vienots.index.domain.standing import News, day_of, join_matches, news_of
from vienots.index.events import NewsArrived, SavedSearchChanged, SavedSearchForgotten, SearchTold
from vienots.index.saved_contracts import PausedBecause
from vienots.index.store import saving
from vienots.index.store.saving import SearchRecord
from vienots.kernel import journal
from vienots.kernel.contracts import Actor, Keys, Purpose
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id

HOUSE = Actor("system:saved-searches", "Saglabātie meklējumi", "iemic", frozenset())
SEARCHES_MAX = 50
"""Checked in one transaction: a longer one would hold the live feed back."""
CHANGES_MAX = 200
"""Held against one search at a time; more come at its next turn."""
PAUSE = timedelta(seconds=10)
"""Between two turns of one search: what changes meanwhile is looked at together."""
KEPT = timedelta(hours=1)


async def check_next(db: Db, at: datetime) -> None:
    """One turn of the worker."""
    rule = await read_rule(db, at)
    before = day_of(at) - timedelta(days=rule.kept_days)
    for old in await saving.forget_ended(db, before, SEARCHES_MAX):
        forgotten = SavedSearchForgotten(old.id, old.name, old.q)
        await journal.record(db, HOUSE, forgotten, audience={old.owner}, at=at)
    for ended in await saving.end_searches(db, day_of(at), SEARCHES_MAX):
        await _tell_paused(db, ended, await identity.find_person(db, ended.owner, at), at)
    for search in await saving.lock_waiting(db, at - PAUSE, SEARCHES_MAX):
        await _check(db, search, at)
    await saving.forget_changes(db, at - KEPT)


async def _check(db: Db, search: SearchRecord, at: datetime) -> None:
    owner = await identity.find_person(db, search.owner, at)
    if owner is None:
        await _pause(db, search, owner, "account_closed", at)
        return
    if Right.INDEX_READ not in owner.rights:
        await _pause(db, search, owner, "right_missing", at)
        return
    upto = await saving.get_upto(db, search.checked, CHANGES_MAX)
    async with as_owner(db, owner, search.purpose, at) as reader:
        news = await _find_news(db, reader.keys, search, upto)
        news = await _not_told(db, search, news)
    await saving.set_checked(db, search.id, upto, at)
    if news:
        await _tell(db, owner, search, news, at)


async def _find_news(db: Db, keys: Keys, search: SearchRecord, upto: int) -> list[News]:
    """The search itself, among what changed alone."""
    new = await saving.list_news(db, keys, search, upto)
    if not new:
        return []
    roots = sorted({one.root for one in new if one.root is not None})
    whole = sorted({one.event_id for one in new if one.whole})
    within = Within(await saving.list_members(db, roots), whole)
    hits = await find_hits(db, keys, search.q, search.narrowed(LIMIT_MAX), within)
    return news_of(hits, new)


async def _not_told(db: Db, search: SearchRecord, news: Sequence[News]) -> list[News]:
    """Without what was told before; an event that was told gets what is new in it."""
    told = await saving.list_notices_of(db, search.id, [one.event_id for one in news])
    left = []
    for one in news:
        before = told.get(one.event_id)
        matches = join_matches(before.matches if before else [], one.matches)
        if matches is not None:
            left.append(News(one.event_id, matches))
    return left


async def _tell(
    db: Db, owner: Actor, search: SearchRecord, news: Sequence[News], at: datetime
) -> None:
    """A look at personal data by the owner for the saved purpose; then his desks hear of it."""
    for one in news:
        await saving.put_notice(db, new_id(), search, one, at)
    await saving.set_told(db, search.id, at)
    things = {
        f"{match.kind}:{match.id}": None
        for one in news
        for match in one.matches
        if match.id is not None
    }
    told = SearchTold(search.id, search.q, list(things), [one.event_id for one in news])
    purpose = Purpose(search.purpose, search.purpose_ref)
    await journal.record_read(db, owner, purpose, told, at=at)
    after = structs.replace(search, version=search.version + 1, told_at=at)
    [view] = await views_of(db, owner, [after], at)
    arrived = NewsArrived(search.id, view, len(news))
    await journal.record(db, HOUSE, arrived, audience={search.owner}, at=at)


async def _pause(
    db: Db, search: SearchRecord, owner: Actor | None, because: PausedBecause, at: datetime
) -> None:
    paused = structs.replace(search, paused_because=because)
    await saving.set_search(db, paused)
    paused = structs.replace(paused, version=search.version + 1)
    await _tell_paused(db, paused, owner, at)


async def _tell_paused(db: Db, search: SearchRecord, owner: Actor | None, at: datetime) -> None:
    views = [view_of(search, 0)] if owner is None else await views_of(db, owner, [search], at)
    changed = SavedSearchChanged(search.id, views[0], "paused")
    await journal.record(db, HOUSE, changed, audience={search.owner}, at=at)
