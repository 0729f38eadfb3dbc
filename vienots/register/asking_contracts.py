"""Registers that are asked: what of, and what they say."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Literal, Protocol, runtime_checkable
from uuid import UUID

from msgspec import Meta, Struct

AskedList = Literal["persons", "vehicles", "documents", "organisations"]
CheckState = Literal["waiting", "clear", "absent", "differs", "alert"]
"""`absent`: the register has nobody under this number; `alert`: it says something that must be
seen, such as a search or weapons."""


class Inquiry(Struct, frozen=True):
    """One question to one register. `key`: letters and digits alone."""

    source: str
    list: AskedList
    key: str


class SourceAnswer(Struct, frozen=True):
    """What a register says, in the fields of an event's item."""

    found: bool
    alert: bool = False
    values: dict[str, str] = {}
    note: str | None = None


@runtime_checkable
class Sources(Protocol):
    """The registers of the country, as far as this installation reaches them."""

    @property
    def names(self) -> Collection[str]:
        """Those that a way is known to."""
        ...

    async def ask(self, inquiry: Inquiry) -> SourceAnswer:
        """Within the register's time limit. Raises Unavailable."""
        ...


class RegisterQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody or something by its number, as it is typed: a personal code, a plate, a document's
    number, a registration number."""

    list: AskedList
    key: Annotated[str, Meta(min_length=4, max_length=60)]


class RegisterSaid(Struct, frozen=True):
    source: str
    state: Literal["answered", "not_checked"]
    answer: SourceAnswer | None
    answered_at: datetime | None


class Check(Struct, frozen=True):
    """Of one item of an event, by one register."""

    list: str
    ref: str
    source: str
    state: CheckState
    note: str | None
    checked_at: datetime | None


class SourceStanding(Struct, frozen=True):
    """How one register fares."""

    source: str
    """A code of the classifier `asked_register`."""
    configured: bool
    answered_at: datetime | None
    troubled_at: datetime | None
    said: str | None
    """The last trouble, while it lasts."""
    rests_until: datetime | None
    """Not asked before then: it failed again and again."""
    waiting: int
    oldest_at: datetime | None


class Breaker(Struct, frozen=True):
    """Failures in a row, and until when a register is left alone."""

    failures: int = 0
    rests_until: datetime | None = None


class Asker(Struct, frozen=True):
    """For whom a register is asked."""

    id: str
    name: str
    institution: str


class DueCheck(Struct, frozen=True):
    event_id: UUID
    number: str
    list: AskedList
    ref: str
    source: str
    key: str
    tries: int
    actor: str
    actor_name: str
    institution: str
