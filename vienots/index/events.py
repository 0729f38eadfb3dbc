from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from vienots.index.contracts import Merge
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
