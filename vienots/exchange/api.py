"""The door to the exchange. Other packages import this module, `contracts` and `events`."""

from __future__ import annotations

from vienots.exchange.actions.sight import drop_closed
from vienots.exchange.actions.stating import Statement, judge_event

__all__ = ["Statement", "drop_closed", "judge_event"]
