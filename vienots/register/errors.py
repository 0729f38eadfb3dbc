from __future__ import annotations

from vienots.kernel.errors import BadInput, Conflict, Forbidden, NotFound, StaleVersion


class EventNotFound(NotFound):
    """There is none, or this institution may not know of it: the answer is the same."""

    code = "register.event_not_found"


class EventExists(Conflict):
    """Another event has this id already."""

    code = "register.event_exists"


class NotTheOwner(Forbidden):
    """Only the institution that owns the event now may change it."""

    code = "register.not_the_owner"


class NotARegisteringInstitution(Forbidden):
    """Events are registered by State, municipal and port police."""

    code = "register.not_a_registering_institution"


class RegisterInUse(Conflict):
    """Events of real people are registered here: nothing is generated among them."""

    code = "register.in_use"


class LoadDiffers(Conflict):
    """Another load was begun or made here; the data tell which."""

    code = "register.load_differs"


class EventEnded(Conflict):
    """Completed, cancelled or transferred: it is opened again with a reason before it changes."""

    code = "register.event_ended"


class EventFaulty(BadInput):
    code = "register.event_faulty"


class EventIncomplete(BadInput):
    """Something is wanted before it can be completed; the faults name it in order of legal need."""

    code = "register.event_incomplete"


class FieldsCollide(StaleVersion):
    """Somebody else changed the same fields first; the data hold their present values."""

    code = "register.fields_collide"


class AttachmentRefused(BadInput):
    """The file is none that may be attached; the fault says why."""

    code = "register.attachment_refused"


class AttachmentNotFound(NotFound):
    code = "register.attachment_not_found"


class AttachmentGone(Conflict):
    """It was withdrawn."""

    code = "register.attachment_withdrawn"


class VersionUnknown(StaleVersion):
    """The event never had this version."""

    code = "register.version_unknown"


class LevelNotYours(Forbidden):
    """Only who has the right for a level may take it from an event."""

    code = "register.level_not_yours"


class GlassNotFound(NotFound):
    """No such wish of this person, or one that has grown too old."""

    code = "register.glass_not_found"


class OwnGlass(Forbidden):
    """Nobody judges his own."""

    code = "register.own_glass"


class GlassReviewedBefore(Conflict):
    code = "register.glass_reviewed_before"


class RelationNotFound(NotFound):
    code = "register.relation_not_found"


class OfferedAlready(Conflict):
    """The event is offered to somebody; that is answered or withdrawn first."""

    code = "register.offered_already"


class TransferNotFound(NotFound):
    code = "register.transfer_not_found"


class TransferDecided(Conflict):
    """It was answered or withdrawn; `state` says which."""

    code = "register.transfer_decided"


class ParticipantNotFound(NotFound):
    code = "register.participant_not_found"


class TaskNotFound(NotFound):
    """None, or set for another institution."""

    code = "register.task_not_found"


class LookNotFound(NotFound):
    code = "register.look_not_found"


class LookJudged(Conflict):
    code = "register.look_judged"


class OwnLook(Forbidden):
    """Nobody judges what he has ended himself."""

    code = "register.own_look"


class RuleNotFound(NotFound):
    """None, or another institution's."""

    code = "register.retention_rule_not_found"


class RuleProposedAlready(Conflict):
    """Another version of it waits to be decided; that one first."""

    code = "register.retention_rule_proposed_already"


class RuleDecided(Conflict):
    """It was decided before; `state` says how."""

    code = "register.retention_rule_decided_before"


class OwnRule(Forbidden):
    """Nobody confirms what he has proposed himself."""

    code = "register.own_retention_rule"


class NotTheProposer(Forbidden):
    """Only who proposed it may take it back."""

    code = "register.not_the_proposer"


class RuleOverlaps(Conflict):
    """An earlier version begins on that day or later."""

    code = "register.retention_rule_overlaps"


class NotTheKeeper(Forbidden):
    """Rules for all institutions come from the keeper of the register."""

    code = "register.not_the_keeper"


class HoldNotFound(NotFound):
    code = "register.retention_hold_not_found"


class HoldOfContext(Forbidden):
    """It stands as long as the case behind it, which `source` names."""

    code = "register.retention_hold_of_context"
