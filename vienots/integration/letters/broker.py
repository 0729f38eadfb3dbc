"""Letters through RabbitMQ: confirmed by a quorum queue, receipted by a message that comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aio_pika
from aio_pika.abc import (
    AbstractChannel,
    AbstractConnection,
    AbstractIncomingMessage,
    AbstractQueue,
)
from aio_pika.exceptions import AMQPError
from pamqp.common import FieldTable

from vienots.integration.letters.protocol import (
    CONTENT_TYPE,
    SCHEMA,
    Unreadable,
    body_of,
    headers_for,
    read_late,
)
from vienots.kernel import clock
from vienots.kernel.errors import Unavailable
from vienots.outbox.contracts import Late, Parcel

RECEIPTS = "vienots.receipts"
TIMEOUT_S = 10.0
QUORUM: FieldTable = {"x-queue-type": "quorum"}
SAID_MAX = 200
Found = TypeVar("Found")


class BrokerAway(Unavailable):
    """It cannot be reached, or did not confirm in time: the letter may be there or not."""

    code = "letters.broker_away"


class Broker:
    """One broker. Its connection is made when it is needed and again after any trouble."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: AbstractConnection | None = None
        self._channel: AbstractChannel | None = None
        self._queues: dict[str, AbstractQueue] = {}
        self._handed_over: list[AbstractIncomingMessage] = []
        self._turn = asyncio.Lock()
        self._troubles = 0

    async def bring(self, parcel: Parcel, queue: str, secret: str | None) -> None:
        """Returns when a majority of the brokers has it on disk. Raises BrokerAway."""
        body = body_of(parcel)
        message = aio_pika.Message(
            body,
            message_id=str(parcel.id),
            correlation_id=str(parcel.id),
            type=SCHEMA,
            content_type=CONTENT_TYPE,
            reply_to=RECEIPTS,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            headers=dict(headers_for(str(parcel.id), body, secret, clock.now())),
        )

        async def publish() -> None:
            channel = await self._ready(queue)
            await channel.default_exchange.publish(message, queue, mandatory=True)

        await self._do(publish)

    async def collect(self, limit: int) -> list[Late]:
        """Receipts that have come. Those of the round before are acknowledged first: they stand in
        the database by now. Raises BrokerAway."""

        async def fetch() -> list[Late]:
            await self._ready(RECEIPTS)
            while self._handed_over:
                await self._handed_over[0].ack()
                self._handed_over.pop(0)
            came: list[Late] = []
            while len(came) < limit:
                message = await self._queues[RECEIPTS].get(no_ack=False, fail=False)
                if message is None:
                    break
                try:
                    came.append(read_late(message.body))
                except Unreadable:
                    # No receipt of ours: the letter that it may have meant goes again.
                    await message.reject(requeue=False)
                else:
                    self._handed_over.append(message)
            return came

        return await self._do(fetch)

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        self._channel, self._queues, self._handed_over = None, {}, []
        if connection is not None:
            try:
                await asyncio.wait_for(connection.close(), TIMEOUT_S)
            except (AMQPError, OSError, TimeoutError):
                # It was gone already; what it had not acknowledged comes again.
                return

    async def _do(self, work: Callable[[], Awaitable[Found]]) -> Found:
        """One thing at a time on the channel; after any trouble the next begins anew. Who stood in
        line meanwhile shares the trouble: twenty letters must not wait for it one by one."""
        known = self._troubles
        async with self._turn:
            if self._troubles != known:
                raise BrokerAway(why="no answer a moment ago")
            try:
                return await asyncio.wait_for(work(), TIMEOUT_S)
            except (AMQPError, OSError, TimeoutError, RuntimeError) as error:
                self._troubles += 1
                await self.close()
                raise BrokerAway(why=f"{type(error).__name__} {error}"[:SAID_MAX]) from error

    async def _ready(self, queue: str) -> AbstractChannel:
        if self._connection is None or self._connection.is_closed:
            self._connection = await aio_pika.connect(self._url, timeout=TIMEOUT_S)
            self._channel, self._queues = None, {}
        if self._channel is None or self._channel.is_closed:
            self._channel = await self._connection.channel(
                publisher_confirms=True, on_return_raises=True
            )
            self._queues = {}
        if queue not in self._queues:
            declared = await self._channel.declare_queue(queue, durable=True, arguments=QUORUM)
            self._queues[queue] = declared
        return self._channel
