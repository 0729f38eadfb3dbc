"""A saved search looks with its owner's eyes: present rights, the purpose it was saved for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from msgspec import structs

from vienots.index.saved_contracts import KeptSearch, SavedSearch
from vienots.index.store import saving
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db, keeping_keys
from vienots.register import api as register


@asynccontextmanager
async def as_owner(db: Db, owner: Actor, purpose: str, at: datetime) -> AsyncIterator[Actor]:
    """Row security shows what the owner sees for this purpose now, whoever runs this."""
    async with keeping_keys(db):
        yield await register.enter(db, structs.replace(owner, given_keys=None), purpose, at)


async def views_of(
    db: Db, owner: Actor, searches: Sequence[KeptSearch], at: datetime
) -> list[SavedSearch]:
    """With what waits to be seen; what the owner may not see any more is not counted."""
    unseen = {}
    for purpose in sorted({one.purpose for one in searches}):
        ids = [one.id for one in searches if one.purpose == purpose]
        async with as_owner(db, owner, purpose, at) as reader:
            unseen.update(await saving.count_unseen(db, reader.keys, ids))
    return [view_of(one, unseen.get(one.id, 0)) for one in searches]


def view_of(search: KeptSearch, unseen: int) -> SavedSearch:
    told = {name: getattr(search, name) for name in KeptSearch.__struct_fields__}
    return SavedSearch(**told, unseen=unseen)
