"""The door to the exchange. Other packages import this module, `contracts` and `events`."""

from __future__ import annotations

from vienots.exchange.actions.metering import synchronise
from vienots.exchange.actions.sight import drop_closed
from vienots.exchange.actions.stating import (
    Statement,
    find_faults,
    find_stated,
    judge_event,
    take_event,
)
from vienots.exchange.domain.meter import Meter, headers_of, is_metered
from vienots.exchange.wording import Wording, WordingParam, provide_wording

__all__ = [
    "Meter",
    "Statement",
    "Wording",
    "WordingParam",
    "drop_closed",
    "find_faults",
    "find_stated",
    "headers_of",
    "is_metered",
    "judge_event",
    "provide_wording",
    "synchronise",
    "take_event",
]
