from __future__ import annotations

from vienots.kernel.errors import NotFound


class EnquiryNotFound(NotFound):
    code = "audit.enquiry_not_found"


class FindingNotFound(NotFound):
    """None, or one that is judged already."""

    code = "audit.finding_not_found"
