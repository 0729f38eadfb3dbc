"""Simulated crews: they accept, drive along the roads, arrive, work and go home."""

from __future__ import annotations

import asyncio
import bisect
import random
import time
from datetime import UTC, datetime
from typing import Any

import structlog

from simulator.country import rhythm
from simulator.country.client import Desk, Refused
from simulator.country.world import World

log = structlog.get_logger()

TICK_S = 2.0
STILL_EVERY_S = 25.0
"""A vehicle that stands reports more seldom, as real ones do."""
DRIVE_FASTER = 2.0
"""Simulated vehicles drive at twice the modelled speed, so that a visitor sees them arrive."""


class Drive:
    """A way along the roads, and where the vehicle is on it at any moment."""

    def __init__(self, coordinates: list[list[float]], seconds: float, began: float) -> None:
        self._points = coordinates
        self._began = began
        self._duration = max(1.0, seconds / DRIVE_FASTER)
        lengths = [
            ((b[0] - a[0]) * 0.55) ** 2 + (b[1] - a[1]) ** 2
            for a, b in zip(coordinates, coordinates[1:], strict=False)
        ]
        self._marks = [0.0]
        for length in lengths:
            self._marks.append(self._marks[-1] + length**0.5)

    def at(self, moment: float) -> tuple[float, float, bool]:
        """Longitude, latitude, and whether the end is reached."""
        part = min(1.0, (moment - self._began) / self._duration)
        if part >= 1.0 or len(self._points) < 2:
            lon, lat = self._points[-1]
            return lon, lat, part >= 1.0
        wanted = part * self._marks[-1]
        place = min(bisect.bisect_right(self._marks, wanted), len(self._points) - 1)
        before, after = self._marks[place - 1], self._marks[place]
        share = (wanted - before) / (after - before) if after > before else 0.0
        a, b = self._points[place - 1], self._points[place]
        return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, False


class Crews:
    """All crews of one institution."""

    def __init__(self, rng: random.Random, desk: Desk, world: World, positions: Positions) -> None:
        self._rng = rng
        self._desk = desk
        self._world = world
        self._positions = positions
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        await self._world.filled.wait()
        while True:
            for assignment in list(self._world.state["assignments"].values()):
                self._take_up(assignment)
            await asyncio.sleep(1.0)

    def _take_up(self, assignment: dict[str, Any]) -> None:
        ours = assignment["institution"] == self._desk.institution
        ended = assignment["state"] in ("released", "recalled")
        known = assignment["id"] in self._tasks
        if ours and not ended and not known:
            task = asyncio.create_task(self._serve(assignment))
            self._tasks[assignment["id"]] = task
        elif ended and known:
            self._tasks.pop(assignment["id"]).cancel()

    async def _serve(self, assignment: dict[str, Any]) -> None:
        """One job from the alarm to the way home; taken up where an earlier run left it."""
        try:
            card = self._world.state["cards"].get(assignment["card_id"])
            unit = self._world.state["units"].get(assignment["unit_id"])
            if card is None or unit is None or not (card["place"] or {}).get("lat"):
                return
            state = assignment["state"]
            for wanted, pause_s in (("accepted", (4, 12)), ("en_route", (15, 60))):
                if state == "assigned" or (state == "accepted" and wanted == "en_route"):
                    await asyncio.sleep(self._rng.uniform(*pause_s))
                    state = await self._report(assignment, wanted)
            if state == "en_route":
                await self._drive(unit, card["place"]["lat"], card["place"]["lon"])
                state = await self._report(assignment, "on_scene")
            group = (card["type_code"] or "").partition(".")[0]
            await asyncio.sleep(rhythm.work_s(self._rng, group))
            await self._report(assignment, "released")
            asyncio.create_task(self._go_home(unit["id"]))  # noqa: RUF006 (ends by itself)
        except Refused as refused:
            log.info("simulator.crew_refused", unit=assignment["call_sign"], why=str(refused))

    async def _report(self, assignment: dict[str, Any], state: str) -> str:
        path = f"/api/v1/dispatch/assignments/{assignment['id']}/state"
        answer = await self._desk.post(path, {"state": state})
        return str(answer["state"])

    async def _go_home(self, unit_id: str) -> None:
        unit = self._world.state["units"][unit_id]
        station = self._world.state["stations"].get(unit["station_id"])
        try:
            if station is not None:
                await self._drive(unit, station["lat"], station["lon"], only_in="returning")
            if self._world.state["units"][unit_id]["state"] == "returning":
                await self._desk.post(
                    f"/api/v1/dispatch/units/{unit_id}/state", {"state": "available"}
                )
        except Refused as refused:
            log.info("simulator.crew_refused", unit=unit["call_sign"], why=str(refused))

    async def _drive(
        self, unit: dict[str, Any], lat: float, lon: float, only_in: str | None = None
    ) -> None:
        start = self._positions.where(unit, self._world)
        route = await self._desk.get(
            "/api/v1/gis/route", from_lat=start[1], from_lon=start[0], to_lat=lat, to_lon=lon
        )
        drive = Drive(route["coordinates"], route["seconds"], time.monotonic())
        arrived = False
        while not arrived:
            at_lon, at_lat, arrived = drive.at(time.monotonic())
            self._positions.put(unit["call_sign"], at_lon, at_lat)
            await asyncio.sleep(TICK_S)
            changed = self._world.state["units"].get(unit["id"], unit)
            if only_in is not None and changed["state"] != only_in:
                return


class Positions:
    """The vehicles' transmitters: what moved is sent at once, what stands now and then."""

    def __init__(self, gateway: Desk) -> None:
        self._gateway = gateway
        self._last: dict[str, tuple[float, float]] = {}
        self._fresh: set[str] = set()

    def put(self, call_sign: str, lon: float, lat: float) -> None:
        self._last[call_sign] = (lon, lat)
        self._fresh.add(call_sign)

    def where(self, unit: dict[str, Any], world: World) -> tuple[float, float]:
        if unit["call_sign"] in self._last:
            return self._last[unit["call_sign"]]
        if unit["position"] is not None:
            return unit["position"]["lon"], unit["position"]["lat"]
        station = world.state["stations"][unit["station_id"]]
        return station["lon"], station["lat"]

    async def run(self) -> None:
        next_still = time.monotonic() + STILL_EVERY_S
        while True:
            await asyncio.sleep(TICK_S)
            names = set(self._fresh)
            if time.monotonic() > next_still:
                names = set(self._last)
                next_still = time.monotonic() + STILL_EVERY_S
            self._fresh.clear()
            if names:
                await self._send(sorted(names))

    async def _send(self, names: list[str]) -> None:
        at = datetime.now(UTC).isoformat()
        reports = [
            {"unit": name, "lon": self._last[name][0], "lat": self._last[name][1], "at": at}
            for name in names
        ]
        try:
            await self._gateway.post("/api/v1/avl/positions", reports)
        except Refused as refused:
            log.warning("simulator.positions_refused", why=str(refused))
