"""A day of 24 journals, each with its own habits, while web server, worker, database and message
broker are killed at random: in the end every journal and the register have the same events, every
offered card has come to one end, the same on both sides, and case systems know what is so."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from simulator.journals.comparing import find_differences
from simulator.journals.country import live_day, settle
from simulator.journals.journal import Journal
from tests.app.commands import COMMAND, environment, run
from tests.app.serving import Installation
from tests.flows.case_systems_day import CaseSystems, settle_letters
from tests.flows.journals_day import State, journals_of, make_accounts
from tests.rabbitmq import RabbitMq, running_broker
from vienots.app.commands.database import join_database
from vienots.app.demo.children import Child
from vienots.app.postgres import EmbeddedPostgres
from vienots.app.postgres.processes import wait_until
from vienots.app.settings import Settings
from vienots.kernel.db import HOUSE_OPTIONS

TURNS = 40
KILLS = 6
ROUNDS = 60
PAUSE_S = 0.25
KILL_AFTER_S = (1.0, 4.0)
PATIENCE_S = 480
SEED = 20261124


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    found = Installation(tmp_path)
    migrated = run("migrate", settings=found.settings)
    assert migrated.returncode == 0, migrated.stderr
    return found


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[RabbitMq]:
    with running_broker(tmp_path / "rabbitmq") as started:
        yield started


class House:
    """The processes of an installation under somebody who starts again whatever has died."""

    def __init__(self, installation: Installation, broker: RabbitMq, folder: Path) -> None:
        self._installation = installation
        self._broker = broker
        settings = environment(**installation.settings)
        self._children = {
            word: Child(word, [*COMMAND, word], settings, folder) for word in ("serve", "worker")
        }
        self.killed: list[str] = []

    async def tend(self) -> None:
        while True:
            for child in self._children.values():
                child.tend()
            await asyncio.sleep(0.2)

    def stop(self) -> None:
        for child in self._children.values():
            child.stop()

    async def come_up(self) -> None:
        assert await asyncio.to_thread(wait_until, self._is_up, timeout_s=PATIENCE_S)

    def _is_up(self) -> bool:
        return self._installation.health() == 200

    async def kill(self, what: str) -> None:
        self.killed.append(what)
        if what == "broker":
            self._broker.kill()
            await asyncio.to_thread(self._broker.start)
            return
        child = self._children.get(what)
        pid = self._installation.postmaster if child is None else child.pid
        assert pid is not None, f"{what} was at work"
        os.kill(pid, signal.SIGKILL)

    async def kill_at_random(self, rng: random.Random) -> None:
        """Each of the four at least once, in an order nobody chose, in the middle of work."""
        order = ["serve", "worker", "database", "broker"]
        order += rng.choices(order, k=KILLS - len(order))
        rng.shuffle(order)
        for what in order:
            await asyncio.sleep(rng.uniform(*KILL_AFTER_S))
            await self.kill(what)
            await asyncio.sleep(PAUSE_S)
            await self.come_up()


async def test_after_a_day_of_kills_both_sides_have_the_same(
    installation: Installation, broker: RabbitMq, tmp_path: Path
) -> None:
    systems = CaseSystems(broker)
    systems.write_routes(tmp_path / "routes.toml")
    installation.settings["routes_file"] = tmp_path / "routes.toml"
    with EmbeddedPostgres(installation.postgres.folder) as postgres:
        credentials = await make_accounts(postgres.dsn)
    rng = random.Random(SEED)
    house = House(installation, broker, tmp_path)
    tending = asyncio.gather(house.tend(), systems.attend())
    try:
        async with asyncio.timeout(PATIENCE_S):
            await house.come_up()
            journals, state = journals_of(installation, credentials), State(installation)
            await state.sign_in()
            offered_to = [journal.institution for journal in journals] * 2
            rng.shuffle(offered_to)
            await asyncio.gather(
                live_day(journals, TURNS, PAUSE_S),
                house.kill_at_random(rng),
                state.offer_to_each(offered_to, PAUSE_S),
            )
            unclean = await settle(journals, ROUNDS, PAUSE_S)
            wrong = {one.institution: await find_differences(one) for one in journals}
            told = await _list_told(installation)
            left = await settle_letters(_dsn(installation), ROUNDS, PAUSE_S)
            unequal = await systems.find_differences(_dsn(installation))
            await asyncio.gather(*(journal.line.close() for journal in journals), state.close())
    finally:
        tending.cancel()
        with suppress(asyncio.CancelledError):
            await tending
        house.stop()

    assert len(house.killed) == KILLS
    assert unclean == [], [_open_of(one) for one in journals if one.institution in unclean]
    assert {name: faults for name, faults in wrong.items() if faults} == {}
    assert sum(len(journal.book.events) for journal in journals) > TURNS * len(journals) / 4
    for journal in journals:
        assert len(set(journal.book.heard)) == len(journal.book.heard), "nothing is told twice"
    known = {offer.id: offer.state for one in journals for offer in one.book.offers.values()}
    assert known.keys() == set(state.offered)
    assert known == told
    assert (left, unequal) == (0, [])
    assert sum(len(one.taken) for one in systems.receivers.values()) > len(journals)
    for receiver in systems.receivers.values():
        assert len(receiver.order) == len(set(receiver.order)), "no letter is kept twice"


def _open_of(journal: Journal) -> list[object]:
    events = [one for one in journal.book.events.values() if one.taken != one.said["version"]]
    return [*events, *journal.book.offers.values()]


def _dsn(installation: Installation) -> str:
    settings = Settings(data_dir=Path(installation.settings["data_dir"]))
    return join_database(settings).database_url


async def _list_told(installation: Installation) -> dict[str, str]:
    """How each offer stands in the register of the State."""
    async with await psycopg.AsyncConnection.connect(
        _dsn(installation), options=HOUSE_OPTIONS
    ) as db:
        found = await db.execute("SELECT id::text, state FROM dispatch.referral")
        return dict(await found.fetchall())
