"""Every query of this context, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import asdict

from vienots.analytics.contracts import (
    Answering,
    Busy,
    Counts,
    DeskLoad,
    Figures,
    Flow,
    Informing,
    Waiting,
    WaitingLeg,
    WaitingReferral,
)
from vienots.analytics.domain import DESKS_WITHIN, FLOW_WITHIN, SIXTY_S, TEN_S
from vienots.kernel.db import (
    Db,
    execute,
    execute_many,
    fetch_all,
    fetch_one,
    fetch_one_or_none,
    load_queries,
)

queries = load_queries(__package__)

ROWS_MAX = 200


class Window(Struct, frozen=True):
    """Cards whose first contact came in from `since` on and before `until`."""

    since: datetime | None = None
    until: datetime | None = None
    institution: str | None = None

    @property
    def params(self) -> dict[str, object]:
        return {"since": self.since, "until": self.until, "institution": self.institution}


class FigureRow(Struct, frozen=True):
    code: str
    type_code: str | None
    """None: all types together."""
    n: int
    negative: int
    percentiles: list[float]

    @property
    def figures(self) -> Figures:
        return Figures(self.n, self.negative, *self.percentiles)


class CountRow(Struct, frozen=True):
    type_code: str | None
    contacts: int | None
    cards: int | None
    repeats: int | None
    assignments: int | None
    out_of_order: int | None

    @property
    def counts(self) -> Counts:
        """Sums of nothing are nothing: an empty window counts zero."""
        return Counts(
            self.contacts or 0,
            self.cards or 0,
            self.repeats or 0,
            self.assignments or 0,
            self.out_of_order or 0,
        )


class _AnsweringRow(Struct, frozen=True):
    offered: int
    answered: int
    abandoned: int
    within_10_s: float | None
    p50_s: float | None
    p90_s: float | None


class Target(Struct, frozen=True):
    code: str
    sort: int
    institution: str | None
    measure: str
    target_s: float | None
    share: float | None
    source: str


class TargetFigures(Struct, frozen=True):
    """What a target's interval took in a window."""

    code: str
    institution: str
    """`*`: all of them together."""
    n: int
    percentiles: list[float] | None
    within: float | None


class _Moment(Struct, frozen=True):
    at: datetime


async def list_figures(db: Db, window: Window) -> list[FigureRow]:
    return await fetch_all(db, FigureRow, queries["list_figures"], **window.params)


async def list_counts(db: Db, window: Window) -> list[CountRow]:
    return await fetch_all(db, CountRow, queries["list_counts"], **window.params)


async def get_busy(db: Db, window: Window) -> Busy:
    return await fetch_one(db, Busy, queries["get_busy"], **window.params)


async def get_waiting(db: Db, at: datetime) -> Waiting:
    return await fetch_one(db, Waiting, queries["get_waiting"], at=at)


async def get_answering(db: Db, since: datetime, at: datetime) -> Answering:
    row = await fetch_one(
        db, _AnsweringRow, queries["get_answering"], since=since, at=at, within_s=TEN_S
    )
    return Answering(
        row.offered,
        row.answered,
        row.abandoned,
        row.within_10_s,
        row.p50_s,
        row.p90_s,
        target_s=None,
        target_share=None,
    )


async def get_informing(
    db: Db, since: datetime, at: datetime, institution: str | None
) -> Informing:
    return await fetch_one(
        db,
        Informing,
        queries["get_informing"],
        since=since,
        at=at,
        institution=institution,
        within_s=SIXTY_S,
    )


async def get_flow(db: Db, at: datetime) -> Flow:
    return await fetch_one(db, Flow, queries["get_flow"], at=at, within=FLOW_WITHIN)


async def list_desks(db: Db, at: datetime) -> list[DeskLoad]:
    return await fetch_all(db, DeskLoad, queries["list_desks"], at=at, within=DESKS_WITHIN)


async def list_waiting_legs(db: Db, at: datetime, institution: str | None) -> list[WaitingLeg]:
    return await fetch_all(
        db,
        WaitingLeg,
        queries["list_waiting_legs"],
        at=at,
        institution=institution,
        limit=ROWS_MAX,
    )


async def list_waiting_referrals(
    db: Db, at: datetime, institution: str | None
) -> list[WaitingReferral]:
    return await fetch_all(
        db,
        WaitingReferral,
        queries["list_waiting_referrals"],
        at=at,
        institution=institution,
        limit=ROWS_MAX,
    )


async def list_targets(db: Db, on: date) -> list[Target]:
    return await fetch_all(db, Target, queries["list_targets"], on=on)


async def list_target_figures(
    db: Db, since: datetime, at: datetime, on: date
) -> list[TargetFigures]:
    return await fetch_all(
        db, TargetFigures, queries["list_target_figures"], since=since, at=at, on=on
    )


async def list_month_figures(db: Db) -> list[TargetFigures]:
    return await fetch_all(db, TargetFigures, queries["list_month_figures"])


async def get_month_worked_out(db: Db) -> datetime | None:
    found = await fetch_one_or_none(db, _Moment, queries["get_month_worked_out"])
    return None if found is None else found.at


async def replace_month_figures(db: Db, rows: Sequence[TargetFigures], at: datetime) -> None:
    await execute(db, queries["delete_month_figures"])
    await execute_many(db, queries["insert_month_figures"], [asdict(row) for row in rows])
    await execute(db, queries["set_month_worked_out"], at=at)
