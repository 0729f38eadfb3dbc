"""What a new console gets of calls, and which right its topics need."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from vienots.calls import store
from vienots.calls.domain import CENTRE
from vienots.identity.api import Right
from vienots.kernel import clock
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db

TOPICS = {
    "calls": Right.CALLS_READ,
    "calls.contact_changed": Right.CALLS_TAKE,
}
CARDS_MAX = 1_000
CONTACTS_MAX = 500
CALL_BACK = timedelta(hours=12)


async def snapshot(db: Db, actor: Actor) -> dict[str, list[Any]]:
    parts: dict[str, list[Any]] = {"cards": [], "contacts": []}
    if Right.CALLS_READ in actor.rights:
        own = None if actor.institution == CENTRE else actor.institution
        wanted = store.CardFilter(open_only=True, institution=own, limit=CARDS_MAX)
        parts["cards"] = await store.list_cards(db, wanted)
    if Right.CALLS_TAKE in actor.rights and actor.institution == CENTRE:
        since = clock.now() - CALL_BACK
        parts["contacts"] = await store.list_contacts_now(db, since, CONTACTS_MAX)
    return parts
