"""What other contexts and the web may know of recommendations, assignments and referrals."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from vienots.calls.contracts import CardPlace, Moment


class Need(Struct, frozen=True):
    capability: str
    count: int


class NeedMet(Struct, frozen=True):
    capability: str
    wanted: int
    found: int


class Candidate(Struct, frozen=True):
    unit_id: UUID
    call_sign: str
    station_name: str
    kind: str
    crew: int
    crew_norm: int
    skills: list[str]
    state: str
    eta_s: int | None
    """Seconds until arrival, turnout included; None where it cannot be said."""
    eta_by: str
    """roads or line."""
    chosen: bool
    reason: str
    """Code of why it is chosen or not: fills_need, not_needed, no_crew, busy, stale_position…"""
    reason_data: dict[str, str | int | float]


class Recommendation(Struct, frozen=True):
    """A proposal with everything that spoke for it; kept as it was shown."""

    id: UUID
    card_id: UUID
    leg_id: UUID
    at: datetime
    fulfilled: bool
    needs: list[NeedMet]
    units: list[Candidate]
    """Chosen first in order of arrival, then those not chosen though near, at most 12 of them."""
    modelled_roads: bool
    run_card: str = ""
    """Code and version of the run card that the needs come from: `UG-3/1`."""


class NewAssignments(Struct, frozen=True, forbid_unknown_fields=True):
    units: Annotated[list[UUID], Meta(min_length=1, max_length=40)]
    recommendation_id: UUID | None = None
    reason: Annotated[str, Meta(max_length=300)] | None = None
    """Why the units differ from the recommendation, where they do."""


class Assignment(Struct, frozen=True):
    """One unit on one card."""

    id: UUID
    card_id: UUID
    leg_id: UUID
    unit_id: UUID
    call_sign: str
    institution: str
    state: str
    """assigned, accepted, en_route, on_scene, transporting, at_hospital, released, recalled."""
    assigned_at: datetime
    accepted_at: datetime | None
    en_route_at: datetime | None
    on_scene_at: datetime | None
    transporting_at: datetime | None
    at_hospital_at: datetime | None
    released_at: datetime | None
    eta_at: datetime | None
    out_of_order: bool
    """The times do not follow each other: kept as reported, and flagged."""
    version: int
    end_reason: str | None = None
    """Why it ended before it had arrived."""
    entered_late: bool = False
    """Entered with all its times after it had ended."""


class NewAssignmentState(Struct, frozen=True, forbid_unknown_fields=True):
    state: str
    happened_at: Moment | None = None
    """Real time of a late report; None means now."""
    reason: Annotated[str, Meta(max_length=300)] | None = None
    """Wanted where a unit is released that never arrived."""


class PastAssignment(Struct, frozen=True, forbid_unknown_fields=True):
    """A finished assignment as it really was, entered afterwards."""

    unit_id: UUID
    assigned_at: Moment
    released_at: Moment
    accepted_at: Moment | None = None
    en_route_at: Moment | None = None
    on_scene_at: Moment | None = None
    transporting_at: Moment | None = None
    at_hospital_at: Moment | None = None
    recalled: bool = False
    reason: Annotated[str, Meta(max_length=300)] | None = None


class NewUnitState(Struct, frozen=True, forbid_unknown_fields=True):
    state: str
    note: Annotated[str, Meta(max_length=300)] | None = None


class CloseLeg(Struct, frozen=True, forbid_unknown_fields=True):
    outcome: str
    """Classifier `leg_outcome`: done, false_alarm, no_one_found, handed_over, not_needed, other."""
    note: Annotated[str, Meta(max_length=2_000)] | None = None


class NewReferral(Struct, frozen=True, forbid_unknown_fields=True):
    to_institution: str | None = None
    """None: the municipal police of the card's territory."""
    note: Annotated[str, Meta(max_length=1_000)] | None = None


class RejectReferral(Struct, frozen=True, forbid_unknown_fields=True):
    reason: Annotated[str, Meta(min_length=3, max_length=1_000)]


class ReferralOffer(Struct, frozen=True):
    """What the other institution decides by, as it stood when the leg was offered."""

    what: str
    type_code: str | None
    place: CardPlace | None
    priority: int
    happened_at: datetime
    received_at: datetime


class UnansweredReferral(Struct, frozen=True):
    """What waits for an institution's answer, without what it is about."""

    id: UUID
    card_number: str
    offered_at: datetime
    answer_due_at: datetime


class Referral(Struct, frozen=True):
    """One institution asks another to take over its leg."""

    id: UUID
    card_id: UUID
    card_number: str
    leg_id: UUID
    from_institution: str
    to_institution: str
    state: str
    """offered, accepted, rejected, timed_out, withdrawn, completed."""
    offered_at: datetime
    answer_due_at: datetime
    decided_at: datetime | None
    decided_by_name: str | None
    reason: str | None
    note: str | None
    new_leg_id: UUID | None
    """The leg of the institution that accepted."""
    version: int
    offer: ReferralOffer | None = None
