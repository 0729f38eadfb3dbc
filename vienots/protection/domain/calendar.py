"""Working days of Latvia: which library knows the holidays is nobody else's business."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import holidays

from vienots.kernel.clock import RIGA


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays.country_holidays("LV", years=day.year)


def end_of_working_day(start: datetime, days: int) -> datetime:
    """The last moment of the `days`-th working day after the Latvian day of `start`."""
    day = start.astimezone(RIGA).date()
    left = days
    while left > 0:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return datetime.combine(day, time(23, 59, 59), RIGA)


def end_of_days(start: datetime, days: int) -> datetime:
    """So many times twenty-four hours on the Latvian clock: the same time of that day."""
    local = start.astimezone(RIGA)
    return datetime.combine(local.date() + timedelta(days=days), local.time(), RIGA)
