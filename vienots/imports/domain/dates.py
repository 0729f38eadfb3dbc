"""Days and times as people and spreadsheets write them, in Latvian time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from vienots.imports.contracts import DateOrder
from vienots.kernel.clock import RIGA

_DAY = re.compile(r"(\d{1,4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,4})\.?")
_CLOCK = re.compile(
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?\s*(?P<half>[ap]m)?", re.I
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?")
_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d+)?")
_DAY_NOUGHT = datetime(1899, 12, 30)  # noqa: DTZ001 (spreadsheets know no zone)
_SERIALS = (20_000.0, 80_000.0)
"""1954 to 2119 as spreadsheets count days."""
_FITTING = 0.9


class Unreadable(ValueError):
    """`code` tells what is wrong with the text."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_moment(text: str, order: DateOrder | None) -> datetime:
    """With the zone that it names, or Latvia's. Raises Unreadable."""
    if _ISO.fullmatch(text):
        try:
            found = datetime.fromisoformat(text)
        except ValueError as error:
            raise Unreadable("imports.time_unreadable") from error
        return found if found.tzinfo is not None else _local(found)
    if order == "excel":
        return _local(_read_serial(text))
    day, rest = _split(text)
    return _local(datetime.combine(_read_day(day, order, short=True), _read_clock(rest)))


def read_day(text: str, order: DateOrder | None) -> date:
    """Raises Unreadable. A year of two digits says too little of somebody's birth."""
    if _ISO.fullmatch(text) or order == "excel":
        return read_moment(text, order).date()
    day, rest = _split(text)
    if rest and _read_clock(rest) != time(0):
        raise Unreadable("imports.day_unreadable")
    return _read_day(day, order, short=False)


def sniff_order(values: Sequence[str]) -> tuple[DateOrder | None, bool]:
    """How a column writes its days; whether day and month could be the other way about."""
    said = [value for value in values if value]
    if not said:
        return None, False
    fits = {order: sum(_fits(one, order) for one in said) for order in ("ymd", "dmy", "mdy")}
    order, count = max(fits.items(), key=lambda one: one[1])
    if count >= len(said) * _FITTING:
        if order == "ymd":
            return "ymd", False
        alike = fits["dmy"] == fits["mdy"] and any(_turned(one) for one in said)
        return ("mdy", False) if fits["mdy"] > fits["dmy"] else ("dmy", alike)
    serials = [_serial(one) for one in said]
    if all(one is not None and _SERIALS[0] <= one <= _SERIALS[1] for one in serials):
        return "excel", True
    return None, False


def _fits(text: str, order: str) -> bool:
    day, rest = _split(text)
    try:
        if _ISO.fullmatch(text):
            datetime.fromisoformat(text)
            return order == "ymd"
        _read_day(day, order, short=True)  # type: ignore[arg-type]
        _read_clock(rest)
    except ValueError:
        return False
    return True


def _turned(text: str) -> bool:
    """Whether the other order would give another day."""
    found = _DAY.match(text)
    return found is not None and found[1] != found[2]


def _split(text: str) -> tuple[str, str]:
    found = _DAY.match(text)
    if found is None:
        return text, ""
    return found[0], text[found.end() :].strip(" ,T\t\u00a0").removeprefix("plkst.").strip()


def _read_day(text: str, order: DateOrder | None, *, short: bool) -> date:
    found = _DAY.fullmatch(text)
    if found is None:
        raise Unreadable("imports.day_unreadable")
    if len(found[1]) > 2:
        year, month, day = found[1], found[2], found[3]
    elif order == "ymd":
        raise Unreadable("imports.day_unreadable")
    else:
        day, month, year = found[1], found[2], found[3]
        if order == "mdy":
            day, month = month, day
    try:
        return date(_year(year, short=short), int(month), int(day))
    except ValueError as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("imports.day_unreadable") from error


def _year(text: str, *, short: bool) -> int:
    if len(text) == 4:
        return int(text)
    if len(text) != 2 or not short:
        raise Unreadable("imports.year_short")
    # As POSIX reads them: 69 to 99 are of the last century.
    return int(text) + (2000 if int(text) < 69 else 1900)


def _read_clock(text: str) -> time:
    if not text:
        return time(0)
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise Unreadable("imports.time_unreadable")
    hour = int(found[1])
    half = (found["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise Unreadable("imports.time_unreadable")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, int(found[2]), int(found[3] or 0))
    except ValueError as error:
        raise Unreadable("imports.time_unreadable") from error


def _serial(text: str) -> float | None:
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _read_serial(text: str) -> datetime:
    """A day and its time may stand in two columns: `45123 0.25`."""
    parts = [_serial(part) for part in text.split()]
    known = [part for part in parts if part is not None]
    if not known or len(known) != len(parts) or len(known) > 2:
        raise Unreadable("imports.day_unreadable")
    return _DAY_NOUGHT + timedelta(seconds=round(sum(known) * 86_400))


def _local(naive: datetime) -> datetime:
    """Latvian time. What the clocks skip in spring never was; in autumn the first of two hours."""
    found = naive.replace(tzinfo=RIGA)
    if found.astimezone(UTC).astimezone(RIGA).replace(tzinfo=None) != naive:
        raise Unreadable("imports.time_never_was")
    return found
