"""Residents who call: a place, a sentence, a number, through the exchange and the AML gateway."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from simulator.country import rhythm, script
from simulator.country.client import Desk, Refused

log = structlog.get_logger()

AML_SHARE = 0.7
HIDDEN_SHARE = 0.03
PLACES_KEPT = 3


class Story:
    """What the caller will say once somebody answers."""

    def __init__(
        self, group: str | None, sentence: str, closing: str, place: dict[str, Any]
    ) -> None:
        self.group = group
        self.sentence = sentence
        self.closing = closing
        """Reason code for a call that needs no service."""
        self.place = place


class Callers:
    """Makes calls; keeps their stories until somebody answers."""

    def __init__(
        self,
        rng: random.Random,
        exchange: Desk,
        aml: Desk,
        asker: Desk,
        towns: list[dict[str, Any]],
    ) -> None:
        self._rng = rng
        self._exchange = exchange
        self._aml = aml
        self._asker = asker
        self._towns = towns
        self._count = 0
        self.stories: dict[str, Story] = {}

    async def call(self) -> None:
        story = await self._make_story()
        self._count += 1
        now = datetime.now(UTC)
        call_id = f"SIM-{now:%Y%m%d%H%M%S}-{self._count:05d}"
        caller = None if self._rng.random() < HIDDEN_SHARE else self._number()
        body = {
            "call_id": call_id,
            "event": "ringing",
            "at": now.isoformat(),
            "caller": caller,
            "called": "112",
            "queue": "112",
        }
        answer = await self._exchange.post("/api/v1/intake/calls", body)
        self.stories[answer["contact_id"]] = story
        if caller is not None and self._rng.random() < AML_SHARE:
            await self._send_aml(caller, now, story)

    async def hang_up(self, call_id: str) -> None:
        body = {"call_id": call_id, "event": "ended", "at": datetime.now(UTC).isoformat()}
        await self._exchange.post("/api/v1/intake/calls", body)

    def _number(self) -> str:
        return f"+3712{self._rng.randrange(10_000_000):07d}"

    async def _make_story(self) -> Story:
        group = rhythm.choose_group(self._rng)
        place = await self._find_place()
        if group is None:
            closing, sentence = self._rng.choice(script.NOT_EMERGENCY)
            return Story(None, sentence, closing, place)
        return Story(group, self._rng.choice(script.SENTENCES[group]), "", place)

    async def _find_place(self) -> dict[str, Any]:
        """An address in a town chosen by its people, or the town itself."""
        weights = [max(300.0, float(town["population"] or 0)) for town in self._towns]
        town = self._rng.choices(self._towns, weights=weights)[0]
        wanted = f"{self._rng.choice(script.STREETS)} {self._rng.randrange(1, 60)}, {town['name']}"
        found = await self._asker.get(
            "/api/v1/gis/places", q=wanted, lat=town["lat"], lon=town["lon"], limit=PLACES_KEPT
        )
        for place in found:
            if place["kind"] == "address" and town["name"] in place["name"]:
                return dict(place)
        jitter = self._rng.uniform(-0.004, 0.004), self._rng.uniform(-0.007, 0.007)
        return {
            "name": f"{town['name']}, pie centra",
            "lat": town["lat"] + jitter[0],
            "lon": town["lon"] + jitter[1],
            "accuracy_m": 500,
        }

    async def _send_aml(self, caller: str, now: datetime, story: Story) -> None:
        accuracy = self._rng.choice((8, 12, 20, 35, 60, 150))
        spread = accuracy / 111_000
        taken = now - timedelta(seconds=self._rng.randrange(2, 12))
        form = {
            "v": "1",
            "device_number": caller,
            "location_latitude": f"{story.place['lat'] + self._rng.gauss(0, spread / 2):.6f}",
            "location_longitude": f"{story.place['lon'] + self._rng.gauss(0, spread):.6f}",
            "location_accuracy": str(accuracy),
            "location_time": str(int(taken.timestamp() * 1_000)),
            "location_source": self._rng.choice(("GPS", "wifi")),
            "location_certainty": "95",
            "time": str(int(now.timestamp() * 1_000)),
            "emergency_number": "112",
        }
        try:
            await self._aml.post_form("/api/v1/intake/aml", form)
        except Refused as refused:
            log.warning("simulator.aml_refused", error=str(refused))
