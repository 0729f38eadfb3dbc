"""What resources do by themselves: days of the trail, units that are back in their yard."""

from __future__ import annotations

from datetime import datetime

from vienots.kernel.db import Db
from vienots.kernel.follow import Periodic
from vienots.resources import actions


async def keep_partitions(db: Db, at: datetime) -> None:
    await actions.keep_partitions(db, at)


async def bring_home(db: Db, at: datetime) -> None:
    await actions.bring_home(db, at)


PERIODIC = [
    # The worker runs each at its start too: the days ahead are there before they are wanted.
    Periodic("resources.keep_partitions", 3_600.0, keep_partitions),
    Periodic("resources.bring_home", 5.0, bring_home),
]
