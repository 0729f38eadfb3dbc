"""The chain of custody: each step is hashed over the one before, the first over the thing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from msgspec import Struct, structs

from vienots.custody.contracts import CustodyItem, Step

FACTS = (
    "id",
    "number",
    "institution",
    "event_id",
    "event_part",
    "event_ref",
    "kind",
    "description",
    "quantity",
    "unit",
    "value_eur",
    "marks",
    "taken_at",
    "taken_by",
    "taken_where",
    "legal_basis",
)
"""What a thing is and how it was taken: never changed afterwards."""


class Link(Struct, frozen=True):
    """A step before it stands in its chain."""

    at: datetime
    by: str
    by_name: str
    institution: str
    act: str
    from_holder: str | None = None
    to_holder: str | None = None
    place: str | None = None
    note: str | None = None
    code_hash: str | None = None


def root_of(item: CustodyItem) -> str:
    """What the first step stands on."""
    return _digest({name: getattr(item, name) for name in FACTS})


def forge(link: Link, seq: int, prev_hash: str) -> Step:
    facts = structs.asdict(link) | {"seq": seq, "prev_hash": prev_hash}
    return Step(**facts, hash=_digest(facts))


def find_break(item: CustodyItem, chain: Sequence[Step]) -> int | None:
    """The first step that was changed, is missing or does not fit; None for a whole chain."""
    prev_hash = root_of(item)
    for seq, step in enumerate(chain, start=1):
        facts = structs.asdict(step)
        facts.pop("hash")
        if step.seq != seq or step.prev_hash != prev_hash or step.hash != _digest(facts):
            return seq
        prev_hash = step.hash
    if (item.steps, item.head) != (len(chain), prev_hash):
        return len(chain) + 1
    return None


def _digest(facts: dict[str, object]) -> str:
    told = {name: _plain(value) for name, value in facts.items()}
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()


def _plain(value: object) -> object:
    # One moment has one spelling, whatever offset the database's session speaks in.
    return value.astimezone(UTC) if isinstance(value, datetime) else value
