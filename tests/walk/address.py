"""An address that tells something: what kind of things, to whom, and how it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from tests.identity.expected_rights import ACTIONS

Kind = Literal[
    "machine", "open", "house", "own", "staff", "cards", "events", "persons", "looks", "terms"
]
"""machine: how the machine itself is, to anybody; open: the house's words, to anybody; house: how
the country and the house are; own: the caller's own matters, as he typed them; staff: colleagues
and their systems; cards: calls and cards, with the number of who called; events: rows of events,
nobody named; persons: people and what is theirs, written down as a look; looks: who looked;
terms: of all levels of secrecy, numbers, kinds and days alone (docs/guide/retention.md,
docs/guide/journals.md)."""
Logs = Literal["refs", "hits", "things", "items", "subject", "made"]
"""How a look is written down: by the people of one event; by events and things of the index; by
things whose events are not told; by the things in custody; by the thing that was opened; as an
entry of its own."""
Query = Mapping[str, str]

PURPOSE = "criminal_case;ref=K-1"
"""It opens every level to those who have the right for it."""
SERVED_TO: Mapping[Kind, str] = {
    "house": "duty_officer of pp-0003000",
    "own": "register_officer of pp-0003000",
    "staff": "administrator of iemic",
    "cards": "call_taker of 112",
    "events": "register_officer of pp-0003000",
    "persons": "register_officer of pp-0003000",
    "looks": "auditor of iemic",
    "terms": "data_protection_officer of pp-0003000",
}


class Address(Struct, frozen=True):
    path: str
    kind: Kind
    asks: frozenset[str] = frozenset()
    """Rights; without one of them the answer is 403."""
    queries: tuple[Query, ...] = ({},)
    """`{surname}` and the like are filled from each story."""
    method: str = "GET"
    body: Mapping[str, Any] | None = None
    purpose: str | None = None
    """Without one, nothing is read."""
    logs: Logs | None = None
    fresh: bool = False
    """The answer is made anew each time: two of them can't be compared."""
    once: bool = False
    """The same to everybody, made without a look at what is kept: its witness alone asks."""
    served_to: str | None = None
    """Who must be served what is seen; None: by kind; empty: nobody has to."""

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def witness(self) -> str | None:
        return SERVED_TO.get(self.kind) if self.served_to is None else self.served_to


def of(path: str, kind: Kind, action: str, *queries: Query, **more: Any) -> Address:
    return Address(path, kind, frozenset(ACTIONS[action]), queries or ({},), **more)


def look(path: str, action: str, logs: Logs, *queries: Query, **more: Any) -> Address:
    kind = more.pop("kind", "persons")
    purpose = more.pop("purpose", PURPOSE)
    return of(path, kind, action, *queries, purpose=purpose, logs=logs, **more)
