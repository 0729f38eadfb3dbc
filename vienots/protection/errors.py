from __future__ import annotations

from vienots.kernel.errors import BadInput, Conflict, NotFound


class CaseNotFound(NotFound):
    code = "protection.case_not_found"


class NoticeNotFound(NotFound):
    code = "protection.notice_not_found"


class DecisionNotFound(NotFound):
    code = "protection.decision_not_found"


class DecisionStands(Conflict):
    """One separation stands already; it is revoked first."""

    code = "protection.decision_stands"


class NothingToResend(Conflict):
    """It is delivered, or not finished yet."""

    code = "protection.nothing_to_resend"


class CaseIncomplete(BadInput):
    """What the report still wants."""

    code = "protection.case_incomplete"
