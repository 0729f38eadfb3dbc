from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from vienots.kernel.events import Event


class StatementRejected(Event, frozen=True):
    """Something that a journal stated was refused; it is kept, and waits. First time only."""

    topic: ClassVar[str] = "exchange.statement_rejected"
    client: str
    source_id: str | None
    code: str
    faults: int


class RejectMended(Event, frozen=True):
    """A later statement of the same event was taken, or this one itself, sent again."""

    topic: ClassVar[str] = "exchange.reject_mended"
    source_id: str | None


class RejectGivenUp(Event, frozen=True):
    topic: ClassVar[str] = "exchange.reject_given_up"
    source_id: str | None
    reason: str


class RejectRead(Event, frozen=True):
    """A look at what was refused: it may name people."""

    topic: ClassVar[str] = "exchange.reject_read"
    source_id: str | None


class CardAdopted(Event, frozen=True):
    """The journal's event and the card's are one: nobody types it again."""

    topic: ClassVar[str] = "exchange.card_adopted"
    source_id: str
    card_number: str
    event_id: UUID


class SubscriptionStarted(Event, frozen=True):
    topic: ClassVar[str] = "exchange.subscription_started"
    url: str
    types: list[str]


class SubscriptionEnded(Event, frozen=True):
    topic: ClassVar[str] = "exchange.subscription_ended"


class QuotaSet(Event, frozen=True):
    """For one client; `amount` None: as for everybody again."""

    topic: ClassVar[str] = "exchange.quota_set"
    client: str
    code: str
    amount: int | None
    valid_from: date
    valid_to: date | None
    reason: str


class StatementsExported(Event, frozen=True):
    """A list of what came went out as a file; it names nobody."""

    topic: ClassVar[str] = "exchange.statements_exported"
    form: str
    rows: int
    digest: str
    """SHA-256 of the rows."""
    asked: dict[str, str]


class SubscriptionPaused(Event, frozen=True):
    topic: ClassVar[str] = "exchange.subscription_paused"
    paused: bool
    """False: it goes on."""
