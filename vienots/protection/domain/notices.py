"""Which notices a case wants, and when they are due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from vienots.protection.domain.calendar import end_of_working_day

OPENED, DECIDED = "opened", "decided"
ALARM_BEFORE = timedelta(hours=2)


class Facts(Struct, frozen=True):
    minors: bool
    to_court: bool


class Wanted(Struct, frozen=True):
    rule: str
    kind: str
    due_at: datetime | None


def find_wanted(
    rules: Mapping[str, Mapping[str, Any]], trigger: str, facts: Facts, at: datetime
) -> list[Wanted]:
    """Rules of this trigger whose condition holds; a rule without a term has no due time."""
    wanted = []
    for code, rule in rules.items():
        fits = {"minors": facts.minors, "to_court": facts.to_court, None: True}
        if rule["trigger"] == trigger and fits[rule.get("if")]:
            days = rule.get("working_days")
            due = None if days is None else end_of_working_day(at, int(days))
            wanted.append(Wanted(code, rule["recipient"], due))
    return wanted


def body_of(payload: Mapping[str, Any]) -> bytes:
    """As it goes out and as its hash was taken: the same bytes however the database kept it."""
    return msgspec.json.encode(payload, order="sorted")
