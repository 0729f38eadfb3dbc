"""The life of an event as one table, and what is still wanted before it can be completed."""

from __future__ import annotations

from enum import StrEnum

from vienots.kernel.errors import Fault
from vienots.register.domain.document import Document


class Status(StrEnum):
    REGISTERED = "registered"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    TRANSFERRED = "transferred"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


ALLOWED: dict[Status, frozenset[Status]] = {
    Status.REGISTERED: frozenset(
        {Status.IN_PROGRESS, Status.SUSPENDED, Status.TRANSFERRED, Status.CANCELLED}
    ),
    Status.IN_PROGRESS: frozenset({Status.SUSPENDED, Status.TRANSFERRED, Status.CANCELLED}),
    Status.SUSPENDED: frozenset({Status.IN_PROGRESS, Status.TRANSFERRED, Status.CANCELLED}),
    # Given back by the body that got it, or found to be a mistake.
    Status.TRANSFERRED: frozenset({Status.IN_PROGRESS}),
    Status.COMPLETED: frozenset({Status.IN_PROGRESS}),
    Status.CANCELLED: frozenset({Status.IN_PROGRESS}),
}
"""What a change may ask for. Completing is an act of its own, for it needs all that is wanted."""

OPEN = frozenset({Status.REGISTERED, Status.IN_PROGRESS, Status.SUSPENDED})
NEEDS_REASON = frozenset({Status.CANCELLED, Status.SUSPENDED})
# No event ends without an outcome; a cancelled one was none, and has its reason.
NEEDS_OUTCOME = frozenset({Status.TRANSFERRED})


def find_transition_faults(
    present: Status, wanted: Status, reason: str | None, document: Document
) -> list[Fault]:
    faults = []
    if wanted is Status.COMPLETED:
        faults.append(Fault("status", "register.completed_by_its_own_act"))
    elif wanted not in ALLOWED[present]:
        data: dict[str, str | int | float] = {"present": present, "wanted": wanted}
        faults.append(Fault("status", "register.transition_refused", data))
    opened_again = present not in OPEN and wanted in OPEN
    if (wanted in NEEDS_REASON or opened_again) and not (reason or "").strip():
        faults.append(Fault("reason", "register.reason_missing"))
    if wanted in NEEDS_OUTCOME and document.outcome is None:
        faults.append(Fault("outcome.kind", "register.field_missing"))
    return faults
