"""Legal terms in working days of Latvia, and which notices a case wants."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vienots.kernel.clock import RIGA
from vienots.protection.domain.calendar import end_of_days, end_of_working_day, is_working_day
from vienots.protection.domain.notices import Facts, find_wanted

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=RIGA)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 4, 3),  # Good Friday
        date(2026, 4, 6),  # Easter Monday
        date(2026, 5, 1),
        date(2026, 5, 4),
        date(2026, 6, 23),
        date(2026, 6, 24),
        date(2026, 11, 18),
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2026, 12, 31),
        date(2026, 11, 21),  # Saturday
    ],
)
def test_nobody_works_on(day: date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (datetime(2026, 11, 24, 3, 0, tzinfo=RIGA), date(2026, 11, 25)),
        (datetime(2026, 11, 20, 23, 30, tzinfo=RIGA), date(2026, 11, 23)),
        (datetime(2026, 11, 17, 12, 0, tzinfo=RIGA), date(2026, 11, 19)),
        (datetime(2026, 12, 23, 12, 0, tzinfo=RIGA), date(2026, 12, 28)),
    ],
)
def test_one_working_day_ends_on(start: datetime, due: date) -> None:
    assert end_of_working_day(start, 1).date() == due


@given(st.dates(date(2024, 1, 1), date(2034, 1, 1)), st.integers(1, 30))
def test_a_term_ends_on_a_working_day_with_so_many_before_it(start: date, days: int) -> None:
    end = end_of_working_day(datetime.combine(start, NOON.timetz()), days).date()

    passed = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(is_working_day(day) for day in passed) == days
    assert is_working_day(end)


def test_a_separation_ends_at_the_same_hour_though_the_clock_is_changed() -> None:
    start = datetime(2026, 10, 20, 22, 15, tzinfo=RIGA)

    assert end_of_days(start, 8) == datetime(2026, 10, 28, 22, 15, tzinfo=RIGA)


RULES: dict[str, dict[str, Any]] = {
    "social_service": {"trigger": "opened", "recipient": "social_service", "working_days": 1},
    "orphans_court": {"trigger": "opened", "recipient": "orphans_court", "if": "minors"},
    "court": {"trigger": "decided", "recipient": "court", "if": "to_court", "working_days": 1},
}


def test_a_rule_wants_its_notice_when_its_condition_holds() -> None:
    opened = find_wanted(RULES, "opened", Facts(minors=False, to_court=True), NOON)
    with_child = find_wanted(RULES, "opened", Facts(minors=True, to_court=False), NOON)
    decided = find_wanted(RULES, "decided", Facts(minors=True, to_court=True), NOON)

    assert [one.rule for one in opened] == ["social_service"]
    assert [one.rule for one in with_child] == ["social_service", "orphans_court"]
    assert [one.due_at for one in with_child][1] is None
    assert [one.rule for one in decided] == ["court"]
