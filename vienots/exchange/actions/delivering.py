"""Bringing events to their subscribers: walked out of the journal, sent until they are taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from vienots.exchange import hooks_store as store
from vienots.exchange.actions.changes import list_changes
from vienots.exchange.domain.hooks import next_try, wants
from vienots.exchange.hooks_contracts import DeliveryState
from vienots.exchange.hooks_store import Due, Made, Walking
from vienots.identity.api import Vault, find_client
from vienots.kernel.db import Db, as_house
from vienots.kernel.errors import Unavailable
from vienots.kernel.follow import Opened
from vienots.kernel.journal import Cursor
from vienots.register import api as register

WALKED_AT_ONCE = 500
SAID_MAX = 300
LEASE = timedelta(seconds=60)
"""For how long whoever took an event may be about with it, before another may."""


class Bringer(Protocol):
    """Brings one event to an address, signed. Raises Unavailable where it was not taken."""

    async def __call__(
        self, url: str, *, secret: str, event_id: str, body: str, at: datetime
    ) -> None: ...


async def fan_out(db: Db, at: datetime) -> None:
    """What has happened since, for each subscription, as far as its client may see it now."""
    async with as_house(db):
        for one in await store.take_walking(db):
            await _walk(db, one, at)


async def _walk(db: Db, one: Walking, at: datetime) -> None:
    client = await find_client(db, one.client)
    if client is None:
        # Switched off. It is told from here on again when it is switched on.
        return
    actor = await register.enter(db, client, None, at)
    found = await list_changes(db, actor, Cursor(one.xid, one.entry_id), WALKED_AT_ONCE)
    made = [
        Made(event.id, event.type, msgspec.json.encode(event).decode())
        for event in found.events
        if wants(one.types, event.type)
    ]
    async with as_house(db):
        if made:
            await store.insert_deliveries(db, one.id, made, at)
        await store.move(db, one.id, found.cursor)


async def bring_next(
    opened: Opened, bring: Bringer, vault: Vault, clock: Callable[[], datetime]
) -> bool:
    """One event. No transaction is open while its receiver thinks. Cut off between the answer and
    our commit, it goes out again under its own id, which is taken once. False: nothing is due."""
    at = clock()
    async with opened() as db:
        due = await store.take_due(db, at, at + LEASE)
    if due is None:
        return False
    trouble = await _carry(due, bring, vault, at)
    again = None if trouble is None else next_try(due.tries + 1, at)
    state: DeliveryState = "delivered" if trouble is None else "waiting" if again else "failed"
    async with opened() as db:
        await store.set_delivery(
            db, due, state, said=trouble, next_at=again or at, ended_at=None if again else at
        )
    return True


async def _carry(due: Due, bring: Bringer, vault: Vault, at: datetime) -> str | None:
    """What stood in the way; None: it was taken."""
    secret = vault.open(due.secret)
    try:
        if secret is None:
            raise SecretLost
        await bring(due.url, secret=secret, event_id=due.event_id, body=due.body, at=at)
    except Unavailable as error:
        return " ".join([error.code, *(str(value) for value in error.data.values())])[:SAID_MAX]
    return None


class SecretLost(Unavailable):
    """Another key sealed it: the journal has to subscribe anew."""

    code = "exchange.secret_lost"
