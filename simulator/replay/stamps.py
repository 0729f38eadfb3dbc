"""Wall-clock times of a file become moments; the hour that a clock shows twice is told apart."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


class StampUnreadable(ValueError):
    """The text is no time of the file's form."""


def read_stamp(
    text: str, form: str, zone: ZoneInfo, not_before: datetime | None = None
) -> datetime | None:
    """None for an empty field. Raises StampUnreadable.

    Where clocks are put back, an hour comes twice: it is the first pass, unless only the second
    one follows `not_before`, the row's latest time so far. An hour that was skipped is read as if
    the clock had not been put forward yet.
    """
    if not text.strip():
        return None
    try:
        wall = datetime.strptime(text.strip(), form).replace(tzinfo=zone)
    except ValueError as error:
        raise StampUnreadable(text) from error
    first = wall.replace(fold=0).astimezone(UTC)
    second = wall.replace(fold=1).astimezone(UTC)
    if not_before is not None and first < not_before <= second:
        return second
    return first
