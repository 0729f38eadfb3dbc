"""One proposal of a retention rule that waits for somebody: an example, and no law."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import Struct

from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.register import api as register
from vienots.register.retention_contracts import NewRetentionRule, Unit

FILE = "register/demonstration_retention.json"


class _Example(Struct, frozen=True, forbid_unknown_fields=True):
    id: UUID
    by: str
    code: str
    name: str
    basis: str
    outcome_kind: str
    keep_count: int
    keep_unit: Unit
    waiting_days: int


async def propose_example(db: Db, seeds: Path, people: dict[str, Actor], at: datetime) -> None:
    """Once; nobody confirms it here, and nothing is deleted."""
    told = msgspec.json.decode((seeds / FILE).read_bytes(), type=_Example)
    by = people.get(told.by)
    if by is None or await register.list_retention_rules(db, by):
        return
    rule = NewRetentionRule(
        id=told.id,
        code=told.code,
        name=told.name,
        basis=told.basis,
        valid_from=at.astimezone(RIGA).date(),
        waiting_days=told.waiting_days,
        keep_count=told.keep_count,
        keep_unit=told.keep_unit,
        outcome_kind=told.outcome_kind,
        everywhere=True,
    )
    await register.propose_retention_rule(db, by, rule, at)
