"""What analytics does by itself: the figures that are too much to work out at each look."""

from __future__ import annotations

from datetime import datetime

from vienots.analytics import actions
from vienots.kernel.db import Db
from vienots.kernel.follow import Periodic

MONTH_EVERY_S = 900.0
"""A month changes little in a quarter of an hour, and takes seconds to work out."""


async def work_out_month(db: Db, at: datetime) -> None:
    await actions.work_out_month(db, at)


PERIODIC = [Periodic("analytics.work_out_month", MONTH_EVERY_S, work_out_month)]
