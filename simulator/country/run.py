"""Puts the living country together from the demonstration's credentials."""

from __future__ import annotations

import asyncio
import json
import random
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from simulator.country import rhythm
from simulator.country.callers import Callers
from simulator.country.client import Desk
from simulator.country.crews import Crews, Positions
from simulator.country.people import CallTaker, Colleague, Dispatcher, DutyOfficer
from simulator.country.world import World
from simulator.journals.country import AT_CONSOLE, build_journals, live, towns_of

log = structlog.get_logger()

RIGA = ZoneInfo("Europe/Riga")
FIRST_CALLS = 6
"""So that the country lives within the first minute."""
REFERRED_SHARE = 0.8


class Country:
    """All outside users of the demonstration, on one server."""

    def __init__(self, credentials: dict[str, Any], seed: int, pace: float) -> None:
        self._credentials = credentials
        self._seed = seed
        self._rng = random.Random(seed)
        self._pace = pace
        self._loops: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """Until cancelled. A loop that breaks ends the whole: its owner starts it again."""
        exchange = await self._client("intake.telephony")
        aml = await self._client("intake.aml")
        positions = Positions(await self._client("resources.position"))
        taker = await self._person("112", "call_taker", last=True)
        towns = await _read_towns(taker)
        callers = Callers(self._rng, exchange, aml, taker, towns)
        self._begin(positions.run())
        await self._seat(CallTaker, taker, callers)
        for institution, role, refers in (
            ("vugd", "dispatcher", 0.0),
            ("vp", "dispatcher", REFERRED_SHARE),
            ("nmpd", "dispatcher", 0.0),
        ):
            desk = await self._person(institution, role, last=True)
            world = await self._seat(Dispatcher, desk, refers)
            self._begin(Crews(self._rng, desk, world, positions).run())
        journals = self._begin_journals(towns)
        for login in self._logins("pp-", "duty_officer"):
            if login["institution"] in journals:
                continue
            desk = await self._sign_in(login)
            world = await self._seat(DutyOfficer, desk)
            self._begin(Crews(self._rng, desk, world, positions).run())
        self._begin(self._ring(callers))
        log.info("simulator.country_lives", loops=len(self._loops))
        await asyncio.gather(*self._loops)

    def _begin_journals(self, towns: list[dict[str, Any]]) -> set[str]:
        """Institutions whose journal answers what is offered; no colleague sits there, too."""
        journals = build_journals(self._credentials, towns_of(towns), self._seed, AT_CONSOLE)
        for journal in journals:
            self._begin(live(journal, self._pace, self._rng))
        return {journal.institution for journal in journals if journal.habit.answers}

    def _begin(self, loop: Any) -> None:
        self._loops.append(asyncio.create_task(loop))

    async def _seat(self, kind: type[Colleague], desk: Desk, *more: Any) -> World:
        world = World()
        self._begin(world.follow(desk))
        self._begin(kind(self._rng, desk, world, *more).run())
        return world

    async def _ring(self, callers: Callers) -> None:
        for _ in range(FIRST_CALLS):
            await callers.call()
            await asyncio.sleep(self._rng.uniform(2, 7))
        while True:
            hour = datetime.now(RIGA).hour
            await asyncio.sleep(rhythm.pause_s(self._rng, hour, self._pace))
            await callers.call()

    def _logins(self, institution: str, role: str) -> list[dict[str, Any]]:
        """One person an institution: the last named, so that the first is left to the visitor."""
        found: dict[str, dict[str, Any]] = {}
        for user in self._credentials["users"]:
            if user["institution"].startswith(institution) and role in user["roles"]:
                found[user["institution"]] = user
        return list(found.values())

    async def _person(self, institution: str, role: str, *, last: bool) -> Desk:
        users = [
            user
            for user in self._credentials["users"]
            if user["institution"] == institution and role in user["roles"]
        ]
        assert users, f"the demonstration has no {role} of {institution}"
        return await self._sign_in(users[-1 if last else 0])

    async def _sign_in(self, user: dict[str, Any]) -> Desk:
        desk = Desk(self._credentials["base_url"], user["name"], user["institution"])
        await desk.sign_in(user["login"], user["password"], "SIM")
        return desk

    async def _client(self, scope: str) -> Desk:
        client = next(c for c in self._credentials["clients"] if scope in c["scopes"])
        desk = Desk(self._credentials["base_url"], client["client_id"], client["institution"])
        await desk.sign_in_as_client(client["client_id"], client["client_secret"])
        return desk


async def _read_towns(desk: Desk) -> list[dict[str, Any]]:
    layer = await desk.get("/api/v1/gis/layers/towns")
    return [
        {
            "name": feature["properties"]["name"],
            "population": feature["properties"].get("population"),
            "lon": feature["geometry"]["coordinates"][0],
            "lat": feature["geometry"]["coordinates"][1],
        }
        for feature in layer["features"]
    ]


def run_country(credentials_file: Path, seed: int, pace: float) -> None:
    credentials = json.loads(credentials_file.read_text())
    asyncio.run(Country(credentials, seed, pace).run())
