"""An exchange for tests and training: tells of calls as real ones do, faults included."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from vienots.calls.contracts import IntakeCall

REPEATS_MAX = 2


class PlannedCall(Struct, frozen=True):
    """How a call goes. None: never answered; the caller gives up when the ringing ends."""

    call_id: str
    at: datetime
    caller: str | None = "+37120000001"
    called: str = "112"
    desk: str = "R-01"
    rings_s: float = 6.0
    talks_s: float | None = 75.0

    def events(self) -> list[IntakeCall]:
        """In the order in which they happen. Only the first knows queue and number called."""
        picked_up = self.at + timedelta(seconds=self.rings_s)
        ringing = self._event("ringing", self.at, called=self.called, queue="112")
        if self.talks_s is None:
            return [ringing, self._event("abandoned", picked_up)]
        over = picked_up + timedelta(seconds=self.talks_s)
        return [
            ringing,
            self._event("answered", picked_up, desk=self.desk),
            self._event("ended", over),
        ]

    def _event(
        self,
        event: str,
        at: datetime,
        *,
        called: str = "112",
        queue: str | None = None,
        desk: str | None = None,
    ) -> IntakeCall:
        return IntakeCall(self.call_id, event, at, self.caller, called, queue, desk)


def disturb(events: Sequence[IntakeCall], rng: random.Random) -> list[IntakeCall]:
    """What arrives when lines are bad: doubled and out of order, none lost for good."""
    doubled = [event for event in events for _ in range(rng.randint(1, 1 + REPEATS_MAX))]
    rng.shuffle(doubled)
    return doubled
