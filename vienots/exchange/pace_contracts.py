"""The pace of the exchange: what came, what was refused, how late, what is waiting."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

Outcome = Literal["registered", "replaced", "unchanged", "rejected", "late", "asked"]
StatementOrder = Literal["newest", "stated", "visible"]
"""Newest first; or those first that took longest until they were stated, or seen."""
WaitingKind = Literal["reject", "referral", "delivery"]


class ClientCount(Struct, frozen=True):
    client: str
    outcome: Outcome
    times: int


class DayCount(Struct, frozen=True):
    on_day: date
    outcome: Outcome
    times: int


class HourCount(Struct, frozen=True):
    hour: int
    outcome: Outcome
    times: int


class FaultCount(Struct, frozen=True):
    code: str
    title: str
    times: int


class Lateness(Struct, frozen=True):
    count: int
    median_s: float | None
    p95_s: float | None


class WaitingCounts(Struct, frozen=True):
    rejects: int
    """Refused, and neither mended nor given up."""
    referrals: int
    """Offered to the institution, and not answered."""
    deliveries: int
    """On their way to a subscriber."""
    failed: int
    """Not brought after all tries."""


class Pace(Struct, frozen=True):
    """Of one institution, in these Latvian days, both included."""

    institution: str
    since: date
    until: date
    clients: list[ClientCount]
    days: list[DayCount]
    hours: list[HourCount]
    """Hours of the Latvian day, over all days."""
    faults: list[FaultCount]
    stated: Lateness
    """From happening to being stated, of events that were stated first."""
    visible: Lateness
    """From being stated to being seen in the feed."""
    waiting: WaitingCounts


class StatementLine(Struct, frozen=True):
    """One thing that came; it names nobody."""

    at: datetime
    client: str
    source_id: str | None
    outcome: Outcome
    occurred_at: datetime | None
    visible_at: datetime | None
    faults: list[FaultTold]


class FaultTold(Struct, frozen=True):
    code: str
    title: str


class StatementPage(Struct, frozen=True):
    rows: list[StatementLine]
    cursor: UUID | None
    """None: there are no more; a list by lateness ends with its first page."""


class WaitingLine(Struct, frozen=True):
    kind: WaitingKind
    id: UUID
    client: str | None
    name: str | None
    """The journal's name of the event, the card's number, the type of the change."""
    code: str
    """Why it was refused, or how it stands."""
    times: int
    since: datetime
    due_at: datetime | None = None


class InstitutionPace(Struct, frozen=True):
    """One line of the country."""

    institution: str
    registered: int
    replaced: int
    unchanged: int
    refused: int
    open_rejects: int
    failed_deliveries: int
    last_at: datetime | None
    stated_median_s: float | None
