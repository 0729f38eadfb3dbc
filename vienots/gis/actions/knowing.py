"""Whether there is such a territory, as of a day: asked with every event that is judged."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from weakref import WeakKeyDictionary

from msgspec import Struct

from vienots.gis import store
from vienots.gis.store import TerritoryTerm
from vienots.kernel.db import Db

FRESH_S = 60.0
"""A territory's end is known long before; a new one is seen at once."""


class _Known(Struct, frozen=True):
    read_at: float
    terms: Mapping[str, list[TerritoryTerm]]


# By connection: what a transaction wrote and undid is never seen by another one.
_remembered: WeakKeyDictionary[Db, _Known] = WeakKeyDictionary()


async def knows_territory(db: Db, atvk: str, on: date) -> bool:
    """A municipality or a unit of one, as of that day."""
    known = _remembered.get(db)
    if known is None or atvk not in known.terms or time.monotonic() - known.read_at > FRESH_S:
        known = _remembered[db] = await _read(db)
    return any(
        term.valid_from <= on and (term.valid_to is None or term.valid_to >= on)
        for term in known.terms.get(atvk, ())
    )


async def _read(db: Db) -> _Known:
    terms: dict[str, list[TerritoryTerm]] = defaultdict(list)
    for term in await store.list_territory_terms(db):
        terms[term.atvk].append(term)
    return _Known(time.monotonic(), dict(terms))
