"""Ends offers that nobody answered in time."""

from __future__ import annotations

from vienots.custody import actions
from vienots.kernel.follow import Periodic

PERIODIC = [Periodic("custody.end_expired_offers", 10.0, actions.end_expired_offers)]
