"""The pace of the exchange, for the people of an institution and for the keeper of the platform."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct, structs

from vienots.dispatch import api as dispatch
from vienots.exchange import pace_store as store
from vienots.exchange.errors import PeriodFaulty
from vienots.exchange.events import StatementsExported
from vienots.exchange.pace_contracts import (
    ClientCount,
    DayCount,
    FaultCount,
    FaultTold,
    HourCount,
    InstitutionPace,
    Lateness,
    Pace,
    StatementLine,
    StatementPage,
    WaitingCounts,
    WaitingLine,
)
from vienots.exchange.pace_store import Asked, StatementRow, Wanted
from vienots.exchange.wording import Wording
from vienots.identity.api import CENTRAL, Right, require
from vienots.kernel import journal
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, as_house
from vienots.kernel.errors import Fault
from vienots.kernel.ids import new_id
from vienots.kernel.sheets import Form, Sheet, digest_of, write_sheet

DAYS_MAX = 366
DAYS_TOLD = 7
STATEMENTS_KEPT = timedelta(days=400)
PAGE = 100
WAITING_MAX = 200
ROWS_MAX = 20_000
"""Of one file; whoever wants more narrows the list."""
HEAD = (
    "saņemts", "klients", "žurnāla numurs", "iznākums", "notika", "redzams plūsmā", "kļūdas",
)  # fmt: skip


class Period(Struct, frozen=True):
    """Latvian days, both included. None: the last week, up to today."""

    since: date | None = None
    until: date | None = None


async def read_pace(  # noqa: PLR0913 (each is a filter of the address)
    db: Db,
    actor: Actor,
    wording: Wording,
    institution: str | None,
    period: Period,
    at: datetime,
) -> Pace:
    require(actor, Right.EXCHANGE_READ)
    since, until = _days(period, at)
    asked = _asked(actor, institution, since, until)
    async with as_house(db):
        outcomes = await store.count_outcomes(db, asked)
        faults = await store.count_faults(db, asked)
        late = await store.measure_lateness(db, asked)
        waiting = await store.count_waiting(db, asked.institution)
        referrals = await dispatch.list_unanswered(db, asked.institution)
    clients: Counter[tuple[str, str]] = Counter()
    days: Counter[tuple[date, str]] = Counter()
    hours: Counter[tuple[int, str]] = Counter()
    for one in outcomes:
        clients[one.client, one.outcome] += one.times
        days[one.on_day, one.outcome] += one.times
        hours[one.hour, one.outcome] += one.times
    return Pace(
        institution=asked.institution,
        since=since,
        until=until,
        clients=[ClientCount(*key, times) for key, times in sorted(clients.items())],  # type: ignore[arg-type]
        days=[DayCount(*key, times) for key, times in sorted(days.items())],  # type: ignore[arg-type]
        hours=[HourCount(*key, times) for key, times in sorted(hours.items())],  # type: ignore[arg-type]
        faults=[FaultCount(one.code, wording.general(one.code), one.times) for one in faults],
        stated=Lateness(late.stated_count, late.stated_median_s, late.stated_p95_s),
        visible=Lateness(late.visible_count, late.visible_median_s, late.visible_p95_s),
        waiting=WaitingCounts(waiting.rejects, len(referrals), waiting.deliveries, waiting.failed),
    )


async def list_statements(  # noqa: PLR0913 (each is a filter of the address)
    db: Db,
    actor: Actor,
    wording: Wording,
    institution: str | None,
    period: Period,
    wanted: Wanted,
    at: datetime,
) -> StatementPage:
    """What stands behind a number of the pace. It names nobody."""
    require(actor, Right.EXCHANGE_READ)
    asked = _asked(actor, institution, *_days(period, at))
    async with as_house(db):
        rows = await store.list_statements(db, asked, wanted, PAGE + 1)
    page = [_line(row, wording) for row in rows[:PAGE]]
    more = len(rows) > PAGE and wanted.order == "newest"
    return StatementPage(page, rows[PAGE - 1].id if more else None)


async def export_statements(  # noqa: PLR0913 (each is a filter of the address)
    db: Db,
    actor: Actor,
    wording: Wording,
    institution: str | None,
    period: Period,
    wanted: Wanted,
    form: Form,
    at: datetime,
) -> bytes:
    """The same as a file, noted with its hash."""
    require(actor, Right.EXCHANGE_READ)
    since, until = _days(period, at)
    asked = _asked(actor, institution, since, until)
    async with as_house(db):
        found = await store.list_statements(db, asked, wanted, ROWS_MAX)
    rows = [_cells(_line(row, wording), wording) for row in found]
    filters = {name: str(value) for name, value in structs.asdict(wanted).items() if value}
    told = {"iestāde": asked.institution, "no": str(since), "līdz": str(until)} | filters
    digest = digest_of(rows)
    noted = StatementsExported(new_id(), form, len(rows), digest, told)
    await journal.record(db, actor, noted, audience=journal.NOBODY, at=at)
    cover = [
        *told.items(),
        ("rindas", str(len(rows))),
        ("sagatavoja", actor.name),
        ("sagatavots", at.astimezone(RIGA).isoformat(timespec="seconds")),
        ("SHA-256", digest),
    ]
    sheet = Sheet("saņemtais", "apraksts", cover, HEAD, rows)
    return await asyncio.to_thread(write_sheet, sheet, form)


async def list_waiting(
    db: Db, actor: Actor, wording: Wording, institution: str | None
) -> list[WaitingLine]:
    """What is refused and not mended, offered and not answered, sent and not brought; oldest first
    of each."""
    require(actor, Right.EXCHANGE_READ)
    owner = _owner(actor, institution)
    async with as_house(db):
        rejects = await store.list_waiting_rejects(db, owner, WAITING_MAX)
        deliveries = await store.list_waiting_deliveries(db, owner, WAITING_MAX)
        referrals = await dispatch.list_unanswered(db, owner)
    return [
        *(
            WaitingLine(
                "reject", one.id, one.client, one.name, wording.general(one.code), one.times,
                one.since,
            )
            for one in rejects
        ),
        *(
            WaitingLine(
                "referral", one.id, None, one.card_number, "offered", 1, one.offered_at,
                one.answer_due_at,
            )
            for one in referrals
        ),
        *(
            WaitingLine("delivery", one.id, one.client, one.name, one.code, one.times, one.since)
            for one in deliveries
        ),
    ]  # fmt: skip


async def list_paces(db: Db, actor: Actor, period: Period, at: datetime) -> list[InstitutionPace]:
    """All institutions, for the keeper of the platform; for others their own line alone."""
    require(actor, Right.EXCHANGE_READ)
    since, until = (_midnight(day) for day in _ends(*_days(period, at)))
    async with as_house(db):
        found = await store.list_paces(db, since, until)
    return [one for one in found if actor.institution in (CENTRAL, one.institution)]


async def mark_visible(db: Db, subject: UUID, at: datetime) -> None:
    async with as_house(db):
        await store.mark_visible(db, subject, at)


async def forget_statements(db: Db, at: datetime) -> None:
    async with as_house(db):
        await store.forget_statements(db, at - STATEMENTS_KEPT)


def _owner(actor: Actor, institution: str | None) -> str:
    """Another institution's pace is its own matter, and that of the platform's keeper."""
    return (institution or CENTRAL) if actor.institution == CENTRAL else actor.institution


def _days(period: Period, at: datetime) -> tuple[date, date]:
    """Raises PeriodFaulty."""
    until = period.until or at.astimezone(RIGA).date()
    since = period.since or until - timedelta(days=DAYS_TOLD - 1)
    if not timedelta(0) <= until - since < timedelta(days=DAYS_MAX) or since.year < 1900:
        raise PeriodFaulty([Fault("from", "exchange.period_range", {"max": DAYS_MAX})])
    return since, until


def _ends(since: date, until: date) -> tuple[date, date]:
    return since, until + timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), RIGA)


def _asked(actor: Actor, institution: str | None, since: date, until: date) -> Asked:
    begins, ends = (_midnight(day) for day in _ends(since, until))
    return Asked(_owner(actor, institution), begins, ends)


def _line(row: StatementRow, wording: Wording) -> StatementLine:
    told = [FaultTold(code, wording.general(code)) for code in row.faults]
    shown = {name: value for name, value in structs.asdict(row).items() if name != "id"}
    return StatementLine(**(shown | {"faults": told}))


def _cells(line: StatementLine, wording: Wording) -> list[str]:
    return [
        _moment(line.at),
        line.client.removeprefix("client:"),
        line.source_id or "",
        wording.text(f"exchange.outcome.{line.outcome}", {}),
        _moment(line.occurred_at),
        _moment(line.visible_at),
        "; ".join(one.title for one in line.faults),
    ]


def _moment(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(RIGA).strftime("%Y-%m-%d %H:%M:%S")
