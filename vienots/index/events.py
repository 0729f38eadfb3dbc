from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from vienots.index.contracts import Merge
from vienots.index.saved_contracts import SavedSearch
from vienots.kernel.events import Event


class IndexSearched(Event, frozen=True):
    """Somebody searched; what was shown of whom, and in which events."""

    topic: ClassVar[str] = "index.searched"
    q: str
    things: list[str]
    hits: list[UUID]


class LinksRead(Event, frozen=True):
    """Somebody followed the ties of a thing; the things and events that were shown."""

    topic: ClassVar[str] = "index.links_read"
    start: str
    things: list[str]
    hits: list[UUID]


class IdentityRead(Event, frozen=True):
    """Somebody asked who else may be this person; the persons and events that were shown."""

    topic: ClassVar[str] = "index.identity_read"
    person: int
    others: list[int]
    hits: list[UUID]


class PersonsMerged(Event, frozen=True):
    topic: ClassVar[str] = "index.persons_merged"
    merge: Merge


class MergeTakenBack(Event, frozen=True):
    topic: ClassVar[str] = "index.merge_taken_back"
    merge: Merge


class SearchSaved(Event, frozen=True):
    """From now on its owner is told what it finds."""

    topic: ClassVar[str] = "index.search_saved"
    search: SavedSearch


class SavedSearchChanged(Event, frozen=True):
    topic: ClassVar[str] = "index.saved_search_changed"
    search: SavedSearch
    what: str
    """renamed, paused, resumed, extended, seen."""


class SavedSearchForgotten(Event, frozen=True):
    """Its owner wants no more of it, or it ended long ago; nothing of it stays but the journal."""

    topic: ClassVar[str] = "index.saved_search_forgotten"
    name: str
    q: str


class SearchTold(Event, frozen=True):
    """A saved search found something new for its owner: of whom, in which events."""

    topic: ClassVar[str] = "index.search_told"
    q: str
    things: list[str]
    hits: list[UUID]


class NewsArrived(Event, frozen=True):
    """Something new waits under this search; what it is, its owner asks for."""

    topic: ClassVar[str] = "index.news_arrived"
    search: SavedSearch
    count: int


class NoticesRead(Event, frozen=True):
    """The owner looked at what a saved search has told; what was shown."""

    topic: ClassVar[str] = "index.notices_read"
    q: str
    things: list[str]
    hits: list[UUID]


class StandingRead(Event, frozen=True):
    """Somebody looked at who keeps which standing searches; those that were shown."""

    topic: ClassVar[str] = "index.standing_read"
    institution: str | None
    searches: list[UUID]
