"""Quotas of clients: how much each may ask, and how much it has."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

Unit = Literal["requests", "events", "bytes"]
Span = Literal["minute", "day"]
QuotaCode = Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$")]
AMOUNT_MAX = 10**15


class Quota(Struct, frozen=True):
    """Of everybody, as the code list `exchange_quota` has it today."""

    code: str
    unit: Unit
    span: Span
    amount: int


class Amounts(Struct, frozen=True):
    requests: int
    events: int
    bytes: int
    refused: int


class Standing(Struct, frozen=True):
    """How a client stands with one of its quotas in the present minute or day."""

    code: str
    unit: Unit
    span: Span
    amount: int
    used: int
    frees_at: datetime

    @property
    def left(self) -> int:
        return max(0, self.amount - self.used)


class QuotaException(Struct, frozen=True):
    """What was set for one client alone."""

    code: str
    amount: int | None
    """None: as for everybody again."""
    valid_from: date
    valid_to: date | None
    reason: str
    set_at: datetime
    set_by_name: str


class ClientQuotas(Struct, frozen=True):
    client: str
    client_name: str
    institution: str
    standings: list[Standing]
    """Some seconds old."""
    refused_today: int
    """Requests and lines that were over a quota."""
    exceptions: list[QuotaException]


class NewQuota(Struct, frozen=True, forbid_unknown_fields=True):
    client: Annotated[str, Meta(pattern=r"^client:[^\s]{1,100}$")]
    code: QuotaCode
    reason: Annotated[str, Meta(min_length=3, max_length=300)]
    valid_from: date
    amount: Annotated[int, Meta(ge=1, le=AMOUNT_MAX)] | None = None
    valid_to: date | None = None
