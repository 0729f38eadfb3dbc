"""What a new console gets of dispatch, and which right its topics need."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from vienots.calls import api as calls
from vienots.dispatch import store
from vienots.identity.api import Right
from vienots.kernel import clock
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db

TOPICS = {"dispatch": Right.DISPATCH_READ}
REFERRALS_MAX = 500
REFERRALS_SINCE = timedelta(hours=12)


async def snapshot(db: Db, actor: Actor) -> dict[str, list[Any]]:
    """Who is on the open cards that the institution sees; referrals that wait, and of the shift."""
    if Right.DISPATCH_READ not in actor.rights:
        return {"assignments": [], "referrals": []}
    card_ids = await calls.list_open_card_ids(db, actor)
    own = None if actor.institution == calls.CENTRE else actor.institution
    referrals = await store.list_referrals(
        db,
        institution=own,
        card_ids=card_ids,
        since=clock.now() - REFERRALS_SINCE,
        limit=REFERRALS_MAX,
    )
    assignments = await store.list_assignments(db, card_ids=card_ids)
    return {"assignments": assignments, "referrals": referrals}
