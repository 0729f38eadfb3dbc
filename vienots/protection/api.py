"""The door to protection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vienots.kernel.db import Db
from vienots.protection import store


async def put_recipients(db: Db, rows: Sequence[Mapping[str, str]]) -> None:
    """Where notices go: `kind`, `atvk` (`*`: everywhere else), `name`, `address`."""
    await store.put_recipients(db, rows)
