"""What an auditor can do. Every one of these is itself written down."""

from __future__ import annotations

from vienots.audit.actions.enquiring import (
    export_enquiry,
    judge_finding,
    list_findings,
    make_enquiry,
    report_to_subject,
)
from vienots.audit.actions.following import (
    LOOK_TOPICS,
    STANDING_TOPICS,
    take_look,
    take_standing,
)
from vienots.audit.actions.reading import (
    PAGE_MAX,
    SOUGHT_LENGTH_MAX,
    VERIFY_JOB,
    ask_for_verification,
    look_at_chain,
    read_journal,
    verify_chain,
)

__all__ = [
    "LOOK_TOPICS",
    "PAGE_MAX",
    "SOUGHT_LENGTH_MAX",
    "STANDING_TOPICS",
    "VERIFY_JOB",
    "ask_for_verification",
    "export_enquiry",
    "judge_finding",
    "list_findings",
    "look_at_chain",
    "make_enquiry",
    "read_journal",
    "report_to_subject",
    "take_look",
    "take_standing",
    "verify_chain",
]
