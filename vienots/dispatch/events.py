from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from vienots.dispatch.contracts import Assignment, Referral
from vienots.kernel.events import Event

# The subject of each is the card: its history is read by it. Calls tell what happens to a leg.


class RecommendationMade(Event, frozen=True):
    topic: ClassVar[str] = "dispatch.recommendation_made"
    leg_id: UUID
    recommendation_id: UUID
    run_card: str
    call_signs: str
    fulfilled: bool


class UnitsAssigned(Event, frozen=True):
    topic: ClassVar[str] = "dispatch.units_assigned"
    assignments: list[Assignment]
    leg_id: UUID
    call_signs: str
    recommendation_id: UUID | None
    as_recommended: bool | None
    """None where nothing was recommended."""
    reason: str | None


class AssignmentChanged(Event, frozen=True):
    topic: ClassVar[str] = "dispatch.assignment_changed"
    assignment: Assignment
    call_sign: str
    reported: str
    """The state that was reported: a late report may leave the present one as it is."""
    late: bool
    reason: str | None


class PastAssignmentsRecorded(Event, frozen=True):
    topic: ClassVar[str] = "dispatch.past_assignments_recorded"
    assignments: list[Assignment]
    leg_id: UUID
    call_signs: str


class ReferralOffered(Event, frozen=True):
    topic: ClassVar[str] = "dispatch.referral_offered"
    referral: Referral


class ReferralAccepted(Event, frozen=True):
    topic: ClassVar[str] = "dispatch.referral_accepted"
    referral: Referral
    assignments: list[Assignment]
    """Who has been on the card so far: the institution that comes in sees it from here on."""


class ReferralRejected(Event, frozen=True):
    topic: ClassVar[str] = "dispatch.referral_rejected"
    referral: Referral


class ReferralTimedOut(Event, frozen=True):
    topic: ClassVar[str] = "dispatch.referral_timed_out"
    referral: Referral


class ReferralWithdrawn(Event, frozen=True):
    topic: ClassVar[str] = "dispatch.referral_withdrawn"
    referral: Referral


class ReferralCompleted(Event, frozen=True):
    topic: ClassVar[str] = "dispatch.referral_completed"
    referral: Referral
