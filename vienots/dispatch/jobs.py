"""What dispatch does by itself: offers that nobody answered in time end."""

from __future__ import annotations

from datetime import datetime

from vienots.dispatch.actions import referring
from vienots.kernel.db import Db
from vienots.kernel.follow import Periodic


async def time_out_referrals(db: Db, at: datetime) -> None:
    await referring.time_out_due(db, at)


PERIODIC = [Periodic("dispatch.time_out_referrals", 2.0, time_out_referrals)]
