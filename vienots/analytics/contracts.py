"""What the supervisor's desk, the analyst and `vienots report` read: figures, never persons."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct


class Figures(Struct, frozen=True):
    """One interval over everything in the window, in seconds."""

    n: int
    """How many had both times."""
    negative: int
    """Of these, how many end before they begin: late or wrong reports, kept in the percentiles."""
    p50: float | None
    p90: float | None
    p95: float | None


class Busy(Struct, frozen=True):
    """How many assignments ran at once, from being sent to being free again."""

    assignments: int
    """Those whose release is later than their dispatch; others hold no unit."""
    max: int
    mean: float | None
    """Weighted by time, from the first dispatch to the last release."""
    units_max: int
    """The same with a unit that is on two assignments counted once."""


class Counts(Struct, frozen=True):
    contacts: int
    """Calls, eCalls, messages."""
    cards: int
    repeats: int
    """Contacts beyond the first of their card."""
    assignments: int
    out_of_order: int
    """Assignments whose times don't follow each other."""


class TypeIntervals(Struct, frozen=True):
    """The same for the cards of one incident type."""

    counts: Counts
    intervals: dict[str, Figures]


class Intervals(Struct, frozen=True):
    """`received_to_first_arrival`, `received_to_first_dispatch` per card; `dispatch_to_response`,
    `response_to_on_scene` per assignment. docs/guide/replay.md tells which stamps these are."""

    since: datetime | None
    until: datetime | None
    institution: str | None
    counts: Counts
    intervals: dict[str, Figures]
    busy: Busy
    types: dict[str, TypeIntervals]
    """By incident type code; cards without a type stand under an empty code."""


# ---- the supervisor's board --------------------------------------------------------------------


class Waiting(Struct, frozen=True):
    """Calls that ring now."""

    count: int
    oldest_s: float | None


class Answering(Struct, frozen=True):
    """Contacts that came in during the shift."""

    offered: int
    answered: int
    abandoned: int
    within_10_s: float | None
    """Share of the answered ones, as the EU's reports on 112 ask."""
    p50_s: float | None
    p90_s: float | None
    target_s: float | None
    """None: no target is set; the board says so."""
    target_share: float | None


class Informing(Struct, frozen=True):
    """Cards of the shift: from the answered call to the informed services."""

    cards: int
    within_60_s: float | None
    p50_s: float | None
    p90_s: float | None


class Flow(Struct, frozen=True):
    """Calls of the last ten minutes beside what is usual."""

    calls: int
    usual: float | None
    """Mean of the same ten minutes of the last four weeks' same days; None without history."""


class DeskLoad(Struct, frozen=True):
    """One desk in the last 30 minutes."""

    desk: str
    person_name: str
    calls: int
    mean_to_inform_s: float | None
    talking_since: datetime | None
    """Of the call that goes on now."""


class WaitingLeg(Struct, frozen=True):
    """A leg that nobody has decided on yet."""

    leg_id: UUID
    card_id: UUID
    card_number: str
    type_code: str | None
    service: str
    institution: str
    priority: int
    received_at: datetime
    age_s: float


class WaitingReferral(Struct, frozen=True):
    id: UUID
    card_id: UUID
    card_number: str
    from_institution: str
    to_institution: str
    offered_at: datetime
    answer_due_at: datetime
    age_s: float


class Judged(Struct, frozen=True):
    """Figures beside a target."""

    n: int
    p50: float | None
    p90: float | None
    p95: float | None
    within: float | None
    """Share at or under the target; None without one."""
    verdict: str
    """kept, over, no_target, no_data."""


class TargetRow(Struct, frozen=True):
    """One line of the board's interval table."""

    code: str
    """answer, inform, send, turnout, travel_city, travel_rural, police_a_city, police_a_rural, …"""
    target_s: float | None
    share: float | None
    """How many must keep it."""
    source: str
    """The act or agreement that sets it, or why none is set."""
    shift: Judged
    day: Judged
    month: Judged
    """The last 30 days."""


class ShiftBoard(Struct, frozen=True):
    at: datetime
    shift_from: datetime
    shift_to: datetime
    institution: str | None
    """None: the whole country, as the contact centre sees it."""
    waiting: Waiting
    answering: Answering
    informing: Informing
    flow: Flow
    desks: list[DeskLoad]
    legs: list[WaitingLeg]
    """Oldest first, at most 200."""
    referrals: list[WaitingReferral]
    targets: list[TargetRow]
