from __future__ import annotations

from collections.abc import Sequence

from vienots.kernel.errors import BadInput, Conflict, Fault, Forbidden, NotFound, StaleVersion


class CardNotFound(NotFound):
    code = "calls.card_not_found"


class ContactNotFound(NotFound):
    code = "calls.contact_not_found"


class LegNotFound(NotFound):
    code = "calls.leg_not_found"


class LegTransitionRefused(Conflict):
    """The leg can't go from its present state to the one asked for."""

    code = "calls.leg_transition_refused"


class CardClosed(Conflict):
    code = "calls.card_closed"


class FieldTaken(StaleVersion):
    """Somebody changed the same field first; each fault holds the present value."""

    code = "calls.field_taken"

    def __init__(self, faults: Sequence[Fault], **data: str | int | float) -> None:
        super().__init__(**data)
        self.faults = tuple(faults)


class NotReadyToInform(BadInput):
    """What and where are wanted, and nothing else."""

    code = "calls.not_ready_to_inform"


class BadCard(BadInput):
    code = "calls.bad_card"


class ContactAnswered(Conflict):
    """A colleague was quicker."""

    code = "calls.contact_answered"


class ContactHasCard(Conflict):
    code = "calls.contact_has_card"


class ContactCentreOnly(Forbidden):
    """Calls are taken at the contact centre; a service sees the cards that concern it."""

    code = "calls.contact_centre_only"


class LegsRunning(Conflict):
    """Services still work on the card."""

    code = "calls.legs_running"


class LegRunning(Conflict):
    """The institution works on this card already."""

    code = "calls.leg_running"


class BadIntake(BadInput):
    code = "calls.bad_intake"
