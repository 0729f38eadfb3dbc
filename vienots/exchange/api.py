"""The door to the exchange. Other packages import this module, `contracts` and `events`."""

from __future__ import annotations

from vienots.exchange.actions.stating import Statement, judge_event

__all__ = ["Statement", "judge_event"]
