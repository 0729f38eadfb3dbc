from __future__ import annotations

from vienots.kernel.errors import BadInput, Conflict, NotFound


class AssignmentNotFound(NotFound):
    code = "dispatch.assignment_not_found"


class ReferralNotFound(NotFound):
    code = "dispatch.referral_not_found"


class UnitBusy(Conflict):
    """The unit is on a card already."""

    code = "dispatch.unit_busy"


class UnitWithoutCard(Conflict):
    """A unit is at work on a card, and only then."""

    code = "dispatch.unit_without_card"


class NotOfThisService(Conflict):
    """The unit belongs to another institution than the leg."""

    code = "dispatch.not_of_this_service"


class AssignmentTransitionRefused(Conflict):
    """The assignment can't go from its present state to the one asked for."""

    code = "dispatch.assignment_transition_refused"


class NeverArrived(Conflict):
    """What never arrived can't simply be cleared: recall it, or say why it is released."""

    code = "dispatch.never_arrived"


class LegEnded(Conflict):
    code = "dispatch.leg_ended"


class LegHasUnits(Conflict):
    """Units are still at work on the leg."""

    code = "dispatch.leg_has_units"


class PlaceUnknown(Conflict):
    """Without a position on the map nobody can say who is near."""

    code = "dispatch.place_unknown"


class NoRunCard(Conflict):
    """Nothing is laid down for this service."""

    code = "dispatch.no_run_card"


class ReferralOpen(Conflict):
    """The leg is offered to another institution and waits for its answer."""

    code = "dispatch.referral_open"


class ReferralDecided(Conflict):
    """The referral has its answer already."""

    code = "dispatch.referral_decided"


class ReferralNotAllowed(Conflict):
    """No rule lets this institution refer to that one."""

    code = "dispatch.referral_not_allowed"


class LegNotReferable(Conflict):
    """Only a leg on which nobody was sent yet can be referred."""

    code = "dispatch.leg_not_referable"


class BadAssignment(BadInput):
    code = "dispatch.bad_assignment"


class BadReferral(BadInput):
    code = "dispatch.bad_referral"


class BadOutcome(BadInput):
    code = "dispatch.bad_outcome"
