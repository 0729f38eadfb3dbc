"""Bringing events to their subscribers: walked out of the journal, sent until they are taken."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import msgspec

from vienots.exchange import hooks_store as store
from vienots.exchange.actions.changes import list_changes
from vienots.exchange.domain.hooks import next_try, wants
from vienots.exchange.hooks_store import Made, Walking
from vienots.identity.api import Vault, find_client
from vienots.kernel.db import Db, as_house
from vienots.kernel.errors import Unavailable
from vienots.kernel.journal import Cursor
from vienots.register import api as register

WALKED_AT_ONCE = 500
SAID_MAX = 300


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


async def bring_next(db: Db, bring: Bringer, vault: Vault, at: datetime) -> bool:
    """One event. Cut between the answer and our commit, it goes out again under its own id, which
    its receiver takes once. False: nothing is due."""
    due = await store.take_due(db, at)
    if due is None:
        return False
    secret = vault.open(due.secret)
    try:
        if secret is None:
            raise SecretLost
        await bring(due.url, secret=secret, event_id=due.event_id, body=due.body, at=at)
    except Unavailable as error:
        said = " ".join([error.code, *(str(value) for value in error.data.values())])[:SAID_MAX]
        again = next_try(due.tries + 1, at)
        state = "failed" if again is None else "waiting"
        await store.set_delivery(
            db,
            due,
            state,  # type: ignore[arg-type]
            said=said,
            next_at=again or at,
            ended_at=None if again else at,
        )
    else:
        await store.set_delivery(db, due, "delivered", said=None, next_at=at, ended_at=at)
    return True


class SecretLost(Unavailable):
    """Another key sealed it: the journal has to subscribe anew."""

    code = "exchange.secret_lost"
