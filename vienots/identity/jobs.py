"""Ended sessions, tokens and counted failures are cleared away."""

from __future__ import annotations

from vienots.identity.actions.sessions import forget_ended
from vienots.kernel.follow import Periodic

PERIODIC = [Periodic("identity.forget_ended", 600.0, forget_ended)]
