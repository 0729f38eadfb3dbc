"""What a journal knows: its events with what the register has taken of them, and its referrals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Document = dict[str, Any]
ENDED = frozenset({"rejected", "timed_out", "withdrawn", "completed"})


@dataclass
class Kept:
    """One event: as the journal has it now, and how far the register has followed."""

    said: Document
    right: Document | None = None
    """What it should say where `said` bears a fault; a clerk looks it up once it is refused."""
    taken: int = 0
    """The version that the register has acknowledged."""
    refused: bool = False
    """As it stands it was refused and waits for the clerk."""
    number: str | None = None
    """In the register."""

    @property
    def waits(self) -> bool:
        return self.taken != self.said["version"] and not self.refused


@dataclass
class Offer:
    """A card offered to this police; its last state as the register told it."""

    id: str
    card: str
    place: Mapping[str, Any]
    what: str
    state: str = "offered"


@dataclass
class Book:
    events: dict[str, Kept] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    cursor: str | None = None
    heard: list[str] = field(default_factory=list)
    """Ids of all that was told, in their order: none twice."""

    @property
    def clean(self) -> bool:
        """The register has all of it, and every offer has come to its end."""
        followed = all(one.taken == one.said["version"] for one in self.events.values())
        return followed and all(one.state in ENDED for one in self.offers.values())

    def waiting(self) -> list[Kept]:
        return [one for one in self.events.values() if one.waits]

    def hear(self, told: Mapping[str, Any]) -> None:
        """A CloudEvent. Referrals are followed; of its own events the journal knows best."""
        self.heard.append(told["id"])
        referral = told["data"].get("referral")
        if referral is not None and told["type"].startswith("lv.vienots.dispatch.referral-"):
            offer = referral["offer"]
            known = self.offers.setdefault(
                referral["id"],
                Offer(referral["id"], referral["card_number"], offer["place"] or {}, offer["what"]),
            )
            known.state = referral["state"]

    def forget_ended(self, keep: int) -> None:
        """A journal that runs for weeks: only its newest events stay at hand."""
        for source_id in list(self.events)[: max(0, len(self.events) - keep)]:
            if self.events[source_id].taken == self.events[source_id].said["version"]:
                del self.events[source_id]
