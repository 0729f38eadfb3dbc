"""Letters through a real RabbitMQ that is killed in the middle: none lost, none taken twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import aio_pika
import pytest
from aio_pika.exceptions import AMQPError

from tests.outbox.house import House
from tests.rabbitmq import RabbitMq, running_broker
from tests.register.builders import a_person
from vienots.integration.letters.routes import FileOfRoutes, Route
from vienots.integration.letters.stand_in import Receiver, consume

QUEUE = "vienots.krass"
PATIENCE_S = 90
PAUSE_S = 0.1
WRITTEN_DOWN_S = 3
"""RabbitMQ has confirmed letters on disk at once, but a new queue's name only some time later."""


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitMq]:
    with running_broker(tmp_path_factory.mktemp("rabbitmq")) as started:
        asyncio.run(_purge(started))
        time.sleep(WRITTEN_DOWN_S)
        yield started


@pytest.fixture
async def routes(broker: RabbitMq) -> AsyncIterator[FileOfRoutes]:
    found = FileOfRoutes({"krass": Route(broker.url)})
    await _purge(broker)
    yield found
    await found.close()


async def _purge(broker: RabbitMq) -> None:
    async with await aio_pika.connect(broker.url) as connection:
        channel = await connection.channel()
        for name in (QUEUE, "vienots.receipts"):
            queue = await channel.declare_queue(
                name, durable=True, arguments={"x-queue-type": "quorum"}
            )
            await queue.purge()


@asynccontextmanager
async def consuming(receiver: Receiver, broker: RabbitMq) -> AsyncIterator[None]:
    """The system on the other side, which comes again after its broker was away."""

    async def again() -> None:
        while True:
            with suppress(AMQPError, OSError, RuntimeError):
                await consume(receiver, broker.url, QUEUE)
            await asyncio.sleep(PAUSE_S)

    task = asyncio.create_task(again())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def all_delivered(house: House, routes: FileOfRoutes, at: datetime, count: int) -> bool:
    """Rounds of the worker until every letter has its receipt; the clock goes on a minute each."""
    until, number = time.monotonic() + PATIENCE_S, 0
    while time.monotonic() < until:
        number += 1
        moment = at + timedelta(minutes=number)
        await house.bring(routes, moment)
        await house.collect(routes, moment)
        async with house.opened() as db:
            cursor = await db.execute(
                "SELECT count(*) FROM outbox.letter WHERE state = 'delivered' AND system = 'krass'"
            )
            if await cursor.fetchone() == (count,):
                return True
        await asyncio.sleep(PAUSE_S)
    return False


async def test_a_letter_is_confirmed_then_receipted(
    house: House, broker: RabbitMq, routes: FileOfRoutes, now: datetime
) -> None:
    receiver = Receiver()
    event = await house.event(now, persons=[a_person("p1", role="suspect")])
    await house.bring(routes, now)
    [sent] = await house.letters(event.id, "krass")
    assert (sent.state, sent.receipt) == ("sent", None)

    async with consuming(receiver, broker):
        assert await all_delivered(house, routes, now, 1)

    [letter] = await house.letters(event.id, "krass")
    assert letter.receipt is not None
    assert letter.receipt["receipt"] == receiver.receipts[str(letter.id)]["receipt"]


async def test_what_a_system_will_never_take_is_dead(
    house: House, broker: RabbitMq, routes: FileOfRoutes, now: datetime
) -> None:
    receiver = Receiver()
    receiver.never = "persons"
    event = await house.event(now, persons=[a_person("p1", role="suspect")])
    await house.bring(routes, now)

    async with consuming(receiver, broker):
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            await house.collect(routes, now)
            [letter] = await house.letters(event.id, "krass")
            if letter.state != "sent":
                break
            await asyncio.sleep(PAUSE_S)

    assert (letter.state, letter.said) == ("dead", "unknown message")


async def test_killed_in_the_middle_it_loses_and_doubles_nothing(
    house: House, broker: RabbitMq, routes: FileOfRoutes, now: datetime
) -> None:
    receiver = Receiver()
    events = [await house.event(now, persons=[a_person("p1", role="suspect")]) for _ in range(12)]
    await house.follow(now)
    async with consuming(receiver, broker):
        await house.bring(routes, now)
        broker.kill()
        # Away: what is tried now fails and waits.
        more = [await house.event(now, persons=[a_person("p1", role="suspect")]) for _ in range(4)]
        await house.bring(routes, now)
        trouble = [one for event in more for one in await house.letters(event.id, "krass")]
        assert {one.state for one in trouble} == {"waiting"}
        assert all("letters.broker_away" in (one.said or "") for one in trouble)
        await asyncio.to_thread(broker.start)

        assert await all_delivered(house, routes, now + timedelta(minutes=2), 16)

    letters = [
        str(one.id) for event in (*events, *more) for one in await house.letters(event.id, "krass")
    ]
    assert sorted(receiver.taken) == sorted(letters)
    assert len(receiver.order) == len(set(receiver.order)) == 16
