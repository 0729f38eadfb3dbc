"""Which right the topics of this context need."""

from __future__ import annotations

from vienots.identity.api import Right

TOPICS: dict[str, Right] = {"outbox": Right.EXCHANGE_READ}
