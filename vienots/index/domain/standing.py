"""What may stand, for how long, and what of a search's answer is news. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct, convert

from vienots.index.contracts import Hit, SearchFilter
from vienots.index.saved_contracts import Match, NewSavedSearch, SavedSearchRule
from vienots.kernel.clock import RIGA
from vienots.kernel.errors import Fault

MATCHES_MAX = 50
"""Of one event: more are no help to anybody."""


class NewThing(Struct, frozen=True):
    """A thing that an event tells anew; none where the event itself is new and tells of nothing."""

    event_id: UUID
    thing_id: int | None
    root: int | None
    whole: bool
    """The whole event is new to this reader."""


class News(Struct, frozen=True):
    event_id: UUID
    matches: list[Match]


def rule_of(attributes: Mapping[str, Any]) -> SavedSearchRule:
    return convert(attributes, SavedSearchRule)


def day_of(at: datetime) -> date:
    return at.astimezone(RIGA).date()


def end_of(rule: SavedSearchRule, wanted: date | None, at: datetime) -> date:
    return wanted if wanted is not None else day_of(at) + timedelta(days=rule.days)


def faults_of_end(rule: SavedSearchRule, ends_on: date, at: datetime) -> list[Fault]:
    """A search stands from today on, no longer than the rule allows."""
    today = day_of(at)
    if today <= ends_on <= today + timedelta(days=rule.days_max):
        return []
    return [Fault("ends_on", "index.saved_search_end", {"max": rule.days_max})]


def faults_of_purpose(rule: SavedSearchRule, purpose: str) -> list[Fault]:
    if purpose in rule.purposes:
        return []
    return [Fault("purpose", "index.saved_search_purpose", {"given": purpose[:40]})]


def filter_of(new: NewSavedSearch) -> SearchFilter:
    return SearchFilter(new.kind, new.since, new.until, new.atvk, new.type, new.role)


def news_of(hits: Sequence[Hit], new: Sequence[NewThing]) -> list[News]:
    """What was found, laid to the events that tell it anew."""
    events_of: dict[int, dict[UUID, None]] = {}
    for one in new:
        if one.root is not None:
            events_of.setdefault(one.root, {})[one.event_id] = None
    whole = {one.event_id for one in new if one.whole}
    found: dict[UUID, list[Match]] = {}
    for hit in hits:
        events = events_of.get(hit.id, {}) if hit.id is not None else _itself(hit, whole)
        for event_id in events:
            found.setdefault(event_id, []).append(_match_of(hit))
    return [News(event_id, matches) for event_id, matches in found.items()]


def _itself(hit: Hit, whole: set[UUID]) -> list[UUID]:
    return [event.id for event in hit.events if event.id in whole]


def _match_of(hit: Hit) -> Match:
    return Match(hit.kind, hit.id, hit.label, hit.detail, hit.why)


def join_matches(before: Sequence[Match], found: Sequence[Match]) -> list[Match] | None:
    """None: all of it was told before."""
    told = {(one.kind, one.id) for one in before}
    new = [one for one in found if (one.kind, one.id) not in told]
    return [*new, *before][:MATCHES_MAX] if new else None
