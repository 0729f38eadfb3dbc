"""Searches that stand: what somebody waits for, and what has come."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from vienots.index.contracts import HitEvent, Kind, Reason

SearchName = Annotated[str, Meta(min_length=1, max_length=120)]
Narrowing = Annotated[str, Meta(min_length=1, max_length=100)]
CaseRef = Annotated[str, Meta(pattern=r"^[!-:<-~]{1,100}$")]
PausedBecause = Literal["owner", "ended", "account_closed", "right_missing"]
NOTICES_MAX = 100


class NewSavedSearch(Struct, frozen=True, forbid_unknown_fields=True):
    """The search that stands on the screen, and what for. Sent again, it is the same one."""

    id: UUID
    name: SearchName
    q: Annotated[str, Meta(min_length=2, max_length=200)]
    purpose: Annotated[str, Meta(max_length=60)]
    purpose_ref: CaseRef
    """The case; without one nobody waits for news of people."""
    kind: Kind | None = None
    since: Annotated[datetime, Meta(tz=True)] | None = None
    until: Annotated[datetime, Meta(tz=True)] | None = None
    atvk: Narrowing | None = None
    type: Narrowing | None = None
    role: Narrowing | None = None
    ends_on: date | None = None
    """None: as many days as the rule says."""


class StandingSearch(Struct, frozen=True, kw_only=True):
    """Who waits for news of what, for which purpose and until when."""

    id: UUID
    owner: str
    owner_name: str
    institution: str
    name: str
    q: str
    kind: Kind | None
    since: datetime | None
    until: datetime | None
    atvk: str | None
    type: str | None
    role: str | None
    purpose: str
    purpose_ref: str
    saved_at: datetime
    ends_on: date
    """The last day on which it stands."""
    paused_because: PausedBecause | None
    """None: it stands. `owner`: by its owner; the others by the house."""


class KeptSearch(StandingSearch, frozen=True, kw_only=True):
    """With what only its owner may know: that something was found may be secret to others."""

    version: int
    told_at: datetime | None
    """When something was found last."""


class SavedSearch(KeptSearch, frozen=True, kw_only=True):
    """As its owner has it."""

    unseen: int
    """Events that were told and not looked at yet, as far as the owner may see them now."""


class SavedSearchRule(Struct, frozen=True):
    days: int
    """Unless another end is wished for."""
    days_max: int
    kept_days: int
    """After its end; then it is forgotten with all that it told."""
    searches_max: int
    """Of one person, those that have not ended."""
    purposes: list[str]
    """For which a search may stand."""


class SavedSearches(Struct, frozen=True):
    searches: list[SavedSearch]
    rule: SavedSearchRule


class NewName(Struct, frozen=True, forbid_unknown_fields=True):
    name: SearchName


class NewEnd(Struct, frozen=True, forbid_unknown_fields=True):
    ends_on: date


class Match(Struct, frozen=True):
    """What of an event was found, and why."""

    kind: Kind
    id: int | None
    """None: the event itself, by its number."""
    label: str
    detail: str | None
    why: list[Reason]


class SearchNotice(Struct, frozen=True):
    id: UUID
    search_id: UUID
    told_at: datetime
    seen_at: datetime | None
    event: HitEvent
    matches: list[Match]


class SearchNotices(Struct, frozen=True):
    notices: list[SearchNotice]
    """Newest first."""
    more: bool
    """There are older ones."""


class SeenNotices(Struct, frozen=True, forbid_unknown_fields=True):
    notices: Annotated[list[UUID], Meta(min_length=1, max_length=NOTICES_MAX)]
