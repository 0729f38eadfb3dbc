"""The one place that reads the clock. Everything below the edge is told what time it is."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

RIGA = ZoneInfo("Europe/Riga")


def now() -> datetime:
    return datetime.now(UTC)
