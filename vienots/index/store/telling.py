"""Queries for the auditor, who asks about looks and not about events: no reader's keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from vienots.index.contracts import ToldPerson
from vienots.kernel.db import Db, fetch_all, load_queries

queries = load_queries("vienots.index")


async def find_known(
    db: Db, keys: Sequence[str], names: Sequence[str], birth_on: date | None
) -> list[ToldPerson]:
    query = queries["find_known"]
    return await fetch_all(
        db, ToldPerson, query, keys=list(keys), names=list(names), birth_on=birth_on
    )


async def list_persons_told(db: Db, ids: Sequence[int]) -> list[ToldPerson]:
    return await fetch_all(db, ToldPerson, queries["list_persons_told"], ids=list(ids))
