"""The quality board: what is counted is what its reader may see, and can be listed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from vienots.identity.api import Right, require
from vienots.kernel import classifiers
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, Fault
from vienots.kernel.sheets import Form
from vienots.register import quality_store as store
from vienots.register.actions.printing import ROWS_MAX, write_list
from vienots.register.contracts import EventPage, EventRow
from vienots.register.quality_contracts import Figure, QualityBoard, QualityFigure

RULES = "quality_rule"
FIGURES: tuple[Figure, ...] = (
    "registered",
    "incomplete",
    "late_entry",
    "open_long",
    "twice",
    "looked_again",
    "returned",
    "unlooked",
)
WITH_THRESHOLD = frozenset({"late_entry", "open_long", "twice"})
DAYS_MAX = 366
PAGE_MAX = 200


class Period(Struct, frozen=True):
    """Latvian days, both included. None: the running month, up to today."""

    since: date | None = None
    until: date | None = None


async def measure_quality(
    db: Db, actor: Actor, institution: str | None, period: Period, at: datetime
) -> QualityBoard:
    """Of one's own institution, or of another as far as one may see its events."""
    require(actor, Right.REGISTER_READ)
    require(actor, Right.ANALYTICS_READ)
    since, until = _days(period, at)
    length = until - since + timedelta(days=1)
    owner = institution or actor.institution
    limits = await _read_limits(db, at)
    now = await store.count(db, _asked(owner, since, until, limits, at))
    earlier = _asked(owner, since - length, since - timedelta(days=1), limits, at)
    before = await store.count(db, earlier)
    figures = [
        QualityFigure(
            code,
            getattr(now, code),
            getattr(before, code),
            limits.get(code),
            configured=code not in WITH_THRESHOLD or code in limits,
        )
        for code in FIGURES
    ]
    return QualityBoard(owner, since, until, figures)


async def list_quality(  # noqa: PLR0913 (each is a filter of the address)
    db: Db,
    actor: Actor,
    figure: Figure,
    institution: str | None,
    period: Period,
    cursor: str | None,
    limit: int,
    at: datetime,
) -> EventPage:
    """The events behind a figure, newest first."""
    require(actor, Right.REGISTER_READ)
    require(actor, Right.ANALYTICS_READ)
    since, until = _days(period, at)
    if not 1 <= limit <= PAGE_MAX:
        raise BadInput([Fault("limit", "register.limit_range", {"max": PAGE_MAX})])
    after = None if cursor is None else _parse(cursor)
    asked = _asked(institution or actor.institution, since, until, await _read_limits(db, at), at)
    rows = await store.list_rows(db, asked, figure, after, limit + 1)
    page = rows[:limit]
    return EventPage(page, _write(page[-1]) if len(rows) > limit else None)


async def export_quality(  # noqa: PLR0913 (each is a filter of the address)
    db: Db,
    actor: Actor,
    figure: Figure,
    institution: str | None,
    period: Period,
    form: Form,
    at: datetime,
) -> bytes:
    """The whole list behind a figure, up to the most that a file holds."""
    require(actor, Right.REGISTER_READ)
    require(actor, Right.ANALYTICS_READ)
    since, until = _days(period, at)
    owner = institution or actor.institution
    asked = _asked(owner, since, until, await _read_limits(db, at), at)
    rows = await store.list_rows(db, asked, figure, None, ROWS_MAX)
    told = {"rādītājs": figure, "iestāde": owner, "no": str(since), "līdz": str(until)}
    return await write_list(db, actor, rows, told, form, at)


async def _read_limits(db: Db, at: datetime) -> dict[str, int]:
    rules = await classifiers.get(db, RULES, at)
    found = {value.code: value.attributes.get("minutes") for value in rules.values}
    return {code: int(minutes) for code, minutes in found.items() if minutes is not None}


def _days(period: Period, at: datetime) -> tuple[date, date]:
    """Raises BadInput."""
    until = period.until or at.astimezone(RIGA).date()
    since = period.since or until.replace(day=1)
    if not timedelta(0) <= until - since < timedelta(days=DAYS_MAX) or since.year < 1900:
        raise BadInput([Fault("from", "register.period_range", {"max": DAYS_MAX})])
    return since, until


def _asked(
    owner: str, since: date, until: date, limits: dict[str, int], at: datetime
) -> store.Asked:
    return store.Asked(
        owner=owner,
        since=datetime.combine(since, datetime.min.time(), RIGA),
        until=datetime.combine(until + timedelta(days=1), datetime.min.time(), RIGA),
        at=at,
        late=_minutes(limits.get("late_entry")),
        long=_minutes(limits.get("open_long")),
        near=_minutes(limits.get("twice")),
    )


def _minutes(count: int | None) -> timedelta | None:
    return None if count is None else timedelta(minutes=count)


def _write(last: EventRow) -> str:
    return f"{last.received_at.timestamp():.6f}_{last.id}"


def _parse(cursor: str) -> tuple[datetime, UUID]:
    at, _, event_id = cursor.partition("_")
    try:
        return datetime.fromtimestamp(float(at), tz=RIGA), UUID(event_id)
    except (ValueError, OverflowError, OSError) as error:
        raise BadInput([Fault("cursor", "register.cursor_unknown")]) from error
