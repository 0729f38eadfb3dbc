"""All journals of a demonstration, each from the account that was made for it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from simulator.journals.habits import habit_of
from simulator.journals.journal import Journal
from simulator.journals.line import Line

TURN_S = 60.0
EVENTS_KEPT = 300
HEARINGS = 3
PREFIX = "journal-"
TOWNS = {
    "0001000": "Rīga", "0002000": "Daugavpils", "0003000": "Jelgava", "0004000": "Jūrmala",
    "0005000": "Liepāja", "0006000": "Rēzekne", "0007000": "Ventspils", "0020000": "Aizkraukle",
    "0021000": "Alūksne", "0023000": "Ādaži", "0025000": "Bauska", "0026000": "Cēsis",
    "0028000": "Dobele", "0029000": "Gulbene", "0031000": "Jēkabpils", "0033000": "Kuldīga",
    "0034000": "Ķekava", "0035000": "Limbaži", "0039000": "Mārupe", "0040000": "Ogre",
    "0041000": "Olaine", "0045000": "Salaspils", "0048000": "Sigulda", "0052000": "Tukums",
}  # fmt: skip
AT_CONSOLE = frozenset({"pp-0003000", "pp-0005000"})
"""Here the visitor of a demonstration sits."""


def build_journals(
    credentials: Mapping[str, Any],
    towns: Mapping[str, Mapping[str, Any]],
    seed: int,
    at_console: Collection[str] = (),
) -> list[Journal]:
    """`towns`: name and, where known, position by institution. `at_console`: institutions whose
    people answer what is offered, so that their journals do not. Numbers begin anew with each
    start: the register keeps those of the one before."""
    started = f"{datetime.now(UTC):%y%m%d%H%M%S}-"
    clients = [c for c in credentials["clients"] if c["client_id"].startswith(PREFIX)]
    journals = []
    for place, client in enumerate(sorted(clients, key=lambda c: str(c["client_id"]))):
        line = Line(credentials["base_url"], client["client_id"], client["client_secret"])
        habit = habit_of(place)
        if client["institution"] in at_console:
            habit = replace(habit, answers=False)
        town = towns[client["institution"]]
        journals.append(Journal(client["institution"], town, habit, line, seed + place, started))
    return journals


def towns_of(towns: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """By institution the town in which its events lie, with its position where the map knows it."""
    known = {one["name"]: one for one in towns}
    return {
        f"pp-{atvk}": {**known.get(name, {"name": name}), "atvk": atvk}
        for atvk, name in TOWNS.items()
    }


async def live(journal: Journal, pace: float, rng: random.Random) -> None:
    """Until cancelled."""
    while True:
        await asyncio.sleep(rng.uniform(0.5, 1.5) * TURN_S / pace)
        await journal.turn()
        journal.book.forget_ended(EVENTS_KEPT)


async def live_day(journals: Sequence[Journal], turns: int, pause_s: float) -> None:
    """A day in quick motion, all side by side, then whatever is left over is brought in order."""
    for _ in range(turns):
        await asyncio.gather(*(journal.turn() for journal in journals))
        await asyncio.sleep(pause_s)


async def settle(journals: Sequence[Journal], rounds: int, pause_s: float) -> list[str]:
    """Institutions of those whose books did not come clean. Everybody listens a few times even so:
    of what the register tells, the last comes a moment after it was done."""
    for place in range(rounds):
        unclean = [journal for journal in journals if not journal.book.clean]
        if not unclean and place >= HEARINGS:
            break
        await asyncio.gather(*(one.settle() for one in journals))
        await asyncio.sleep(pause_s)
    return [journal.institution for journal in journals if not journal.book.clean]
