"""Simulated colleagues: they do what the visitor leaves alone, a little later."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from simulator.country import rhythm, script
from simulator.country.callers import Callers, Story
from simulator.country.client import Desk, Refused
from simulator.country.world import World

log = structlog.get_logger()

LOOK_EVERY_S = 1.0
SEAT = "112-R-09"
"""Desk of the simulated call-taker."""


class Colleague:
    """Looks at its desk every second; each thing is due at a time drawn when it is first seen."""

    def __init__(self, rng: random.Random, desk: Desk, world: World) -> None:
        self.rng = rng
        self.desk = desk
        self.world = world
        self._due: dict[str, float] = {}
        self._busy: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        await self.world.filled.wait()
        while True:
            self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    def look(self) -> None:
        raise NotImplementedError

    def is_due(self, key: str, draw_s: float) -> bool:
        """True once, when the time that was drawn at the first look has come."""
        due = self._due.setdefault(key, time.monotonic() + draw_s)
        if due == float("inf") or time.monotonic() < due:
            return False
        self._due[key] = float("inf")
        return True

    def start(self, act: Callable[..., Awaitable[None]], *what: Any) -> None:
        task = asyncio.create_task(self._attempt(act, *what))
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)

    async def _attempt(self, act: Callable[..., Awaitable[None]], *what: Any) -> None:
        try:
            await act(*what)
        except Refused as refused:
            # Somebody was quicker, as happens among people too.
            log.info("simulator.refused", who=self.desk.name, act=act.__name__, why=str(refused))


class CallTaker(Colleague):
    """Answers, writes down what is said and where, informs; or closes with a reason."""

    def __init__(self, rng: random.Random, desk: Desk, world: World, callers: Callers) -> None:
        super().__init__(rng, desk, world)
        self._callers = callers

    def look(self) -> None:
        for contact in list(self.world.state["contacts"].values()):
            ringing = contact["state"] == "ringing"
            if ringing and self.is_due(contact["id"], rhythm.answer_after_s(self.rng)):
                self.start(self._answer, contact)

    async def _answer(self, contact: dict[str, Any]) -> None:
        story = self._callers.stories.pop(contact["id"], None)
        await self.desk.post(f"/api/v1/calls/contacts/{contact['id']}/answer", {"desk": SEAT})
        await asyncio.sleep(self.rng.uniform(4, 10))
        if story is None:
            # A call from before the simulator's start: its story is not known to anybody.
            closing = {"closed_as": "silent", "note": "Klusums"}
            await self.desk.post(f"/api/v1/calls/contacts/{contact['id']}/close", closing)
        elif story.group is None:
            closing = {"closed_as": story.closing, "note": story.sentence}
            await self.desk.post(f"/api/v1/calls/contacts/{contact['id']}/close", closing)
        else:
            await self._open_card(contact, story)
        await self._callers.hang_up(contact["call_id"])

    async def _open_card(self, contact: dict[str, Any], story: Story) -> None:
        proposals = await self.desk.post("/api/v1/calls/propose-type", {"text": story.sentence})
        place = {
            "text": story.place["name"],
            "lat": story.place["lat"],
            "lon": story.place["lon"],
            "accuracy_m": story.place["accuracy_m"],
            "source": "gazetteer",
        }
        card = {
            "id": str(uuid.uuid4()),
            "what": story.sentence,
            "type_code": proposals[0]["type_code"] if proposals else None,
            "place": place,
            "contact_id": contact["id"],
            "inform": True,
        }
        await self.desk.post("/api/v1/calls/cards", card)


class Dispatcher(Colleague):
    """Accepts legs of its own institution, sends what is recommended, or refers the leg."""

    def __init__(self, rng: random.Random, desk: Desk, world: World, refers: float = 0.0) -> None:
        super().__init__(rng, desk, world)
        self._refers = refers

    def look(self) -> None:
        for card in list(self.world.state["cards"].values()):
            for leg in card["legs"]:
                if leg["institution"] != self.desk.institution:
                    continue
                if leg["state"] in ("received", "accepted") and self.is_due(
                    f"{leg['id']} {leg['state'] == 'received' or 'again'}",
                    rhythm.decide_after_s(self.rng),
                ):
                    self.start(self._decide, card, leg)
                elif leg["state"] == "completed" and self.is_due(f"{leg['id']} close", 20.0):
                    self.start(self._close, leg)

    async def _decide(self, card: dict[str, Any], leg: dict[str, Any]) -> None:
        if leg["state"] == "received":
            await self.desk.post(f"/api/v1/dispatch/legs/{leg['id']}/accept")
            await asyncio.sleep(self.rng.uniform(1, 4))
        place = card["place"] or {}
        minor = card["priority"] >= 3 or (card["type_code"] or "").startswith("order")
        if minor and place.get("atvk") and self.rng.random() < self._refers:
            await self.desk.post(f"/api/v1/dispatch/legs/{leg['id']}/referrals", {})
            return
        proposal = await self.desk.get(f"/api/v1/dispatch/legs/{leg['id']}/recommendation")
        units = [unit["unit_id"] for unit in proposal["units"] if unit["chosen"]]
        if units:
            body = {"units": units, "recommendation_id": proposal["id"]}
            await self.desk.post(f"/api/v1/dispatch/legs/{leg['id']}/assignments", body)

    async def _close(self, leg: dict[str, Any]) -> None:
        await self.desk.post(f"/api/v1/dispatch/legs/{leg['id']}/close", {"outcome": "done"})


class DutyOfficer(Dispatcher):
    """Municipal police: accepts what is referred, sends a patrol, completes the event."""

    def look(self) -> None:
        for referral in list(self.world.state["referrals"].values()):
            ours = referral["to_institution"] == self.desk.institution
            waits = ours and referral["state"] == "offered"
            if waits and self.is_due(referral["id"], self.rng.uniform(10, 35)):
                self.start(self._accept, referral)
        super().look()
        for row in list(self.world.state["events"].values()):
            open_still = row["status"] in ("registered", "in_progress")
            waits = row["institution"] == self.desk.institution and open_still
            if waits and self.is_due(f"event {row['id']}", self.rng.uniform(240, 600)):
                self.start(self._complete, row)

    async def _accept(self, referral: dict[str, Any]) -> None:
        await self.desk.post(f"/api/v1/dispatch/referrals/{referral['id']}/accept")

    async def _complete(self, row: dict[str, Any]) -> None:
        purpose = f"event_entry;ref={row['number']}"
        event = await self.desk.get(f"/api/v1/register/events/{row['id']}", purpose=purpose)
        group = row["type"].partition(".")[0]
        outcomes = script.OUTCOMES.get(group, ("settled", "no_offence"))
        outcome = self.rng.choice(outcomes)
        numbered = outcome in ("administrative_case", "criminal_case")
        change = {
            "version": event["version"],
            "legal_class": event["legal_class"] or "possible_offence",
            "occurred_from": event["occurred_from"] or event["received_at"],
            "outcome": {
                "kind": outcome,
                "number": f"{self.rng.randrange(100_000, 999_999)}" if numbered else None,
                "decided_at": None,
            },
            **script.involved(self.rng, group, outcome, event["persons"]),
        }
        changed = await self.desk.patch(f"/api/v1/register/events/{row['id']}", change)
        await self.desk.post(
            f"/api/v1/register/events/{row['id']}/complete", {"version": changed["version"]}
        )
