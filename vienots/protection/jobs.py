"""Sends what waits, and sounds before it is late."""

from __future__ import annotations

from datetime import datetime

from vienots.kernel.db import Db
from vienots.kernel.follow import Periodic
from vienots.protection import actions
from vienots.protection.actions import Sender


def build_periodic(send: Sender) -> list[Periodic]:
    async def send_next(db: Db, at: datetime) -> None:
        await actions.send_next(db, send, at)

    return [
        Periodic("protection.send_next", 1.0, send_next),
        Periodic("protection.sound_near_due", 10.0, actions.sound_near_due),
    ]
