"""Rules of retention: what a rule may say, who decides of it, what its certificate is called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from vienots.kernel.errors import Fault
from vienots.register.retention_contracts import NewRetentionRule, RetentionRule

KEEPER = "iemic"
"""The institution that keeps the register for all others: its rules may be for everybody."""
EVERYWHERE = "*"
NAMED = {
    "legal_class": "legal_class",
    "outcome_kind": "outcome_kind",
    "category": "response_category",
}
"""Field of a rule to the code list that its value must stand in."""


def find_rule_faults(
    new: NewRetentionRule, known: Mapping[str, frozenset[str]], groups: frozenset[str]
) -> list[Fault]:
    """`known`: codes by field. A term is a number and its unit, or neither."""
    faults = []
    if (new.keep_count is None) != (new.keep_unit is None):
        faults.append(Fault("keep_unit", "register.retention_term_half"))
    for field, codes in (*known.items(), ("type_group", groups)):
        given = getattr(new, field)
        if given is not None and given not in codes:
            faults.append(Fault(field, "register.retention_code_unknown", {"given": given}))
    return faults


def overlaps(rule: RetentionRule, standing: list[RetentionRule]) -> bool:
    """An earlier version that begins on the same day or later would hold beside it."""
    return any(
        one.state == "standing"
        and (one.institution, one.code) == (rule.institution, rule.code)
        and (one.valid_from >= rule.valid_from)
        for one in standing
    )


def series_of(day: date) -> str:
    return f"deleted-{day.year}"


def certificate_number(institution: str, day: date, seq: int) -> str:
    return f"{institution.upper()}-DZ-{day.year}-{seq:06d}"
