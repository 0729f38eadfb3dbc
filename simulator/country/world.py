"""What a desk knows: the fold of its live feed, as the console holds it too."""

from __future__ import annotations

import asyncio
from typing import Any

from simulator.country.client import Desk

COLLECTIONS = ("cards", "contacts", "units", "assignments", "referrals", "events", "stations")
_CARRIED = {
    "card": "cards",
    "contact": "contacts",
    "unit": "units",
    "assignment": "assignments",
    "referral": "referrals",
    "row": "events",
}


class World:
    """State by collection and id; newer versions replace older ones."""

    def __init__(self) -> None:
        self.state: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in COLLECTIONS}
        self.filled = asyncio.Event()

    def take(self, event: str, data: Any) -> None:
        if event == "snapshot":
            for name in COLLECTIONS:
                if name in data:
                    self.state[name] = {item["id"]: item for item in data[name]}
            self.filled.set()
        elif event == "change":
            self._take_change(data["data"])

    def _take_change(self, carried: dict[str, Any]) -> None:
        for field, value in carried.items():
            name = _CARRIED.get(field) or (
                _CARRIED.get(field[:-1]) if field.endswith("s") else None
            )
            items = value if isinstance(value, list) else [value]
            for item in items:
                if name and isinstance(item, dict) and "id" in item:
                    self._keep(name, item)

    def _keep(self, name: str, item: dict[str, Any]) -> None:
        known = self.state[name].get(item["id"])
        if known is None or known.get("version", 0) <= item.get("version", 0):
            self.state[name][item["id"]] = item

    async def follow(self, desk: Desk) -> None:
        async for event, data in desk.stream():
            self.take(event, data)
