"""Case systems behind a RabbitMQ that may be killed, and what they know in the end."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from aio_pika.exceptions import AMQPError

from tests.rabbitmq import RabbitMq
from vienots.integration.letters.stand_in import Receiver, consume
from vienots.kernel.db import HOUSE_OPTIONS

SYSTEMS = ("krass", "apas", "punishments", "wanted", "invalid_documents")
PAUSE_S = 0.25
OPEN = ("waiting", "sent")


class CaseSystems:
    def __init__(self, broker: RabbitMq) -> None:
        self._broker = broker
        self.receivers = {name: Receiver() for name in SYSTEMS}

    def write_routes(self, file: Path) -> None:
        told = [f'[{name}]\nurl = "{self._broker.url}"\n' for name in SYSTEMS]
        file.write_text("\n".join(told), "utf-8")

    async def attend(self) -> None:
        """Each takes letters off its queue, again and again: the broker comes and goes."""
        await asyncio.gather(*(self._attend(name) for name in SYSTEMS))

    async def _attend(self, name: str) -> None:
        while True:
            with suppress(AMQPError, OSError, RuntimeError):
                await consume(self.receivers[name], self._broker.url, f"vienots.{name}")
            await asyncio.sleep(PAUSE_S)

    async def find_differences(self, dsn: str) -> list[str]:
        """Of each message about each event, the newest letter against the newest that came."""
        async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
            found = await db.execute(
                "SELECT DISTINCT ON (system, message, event_id) system, message,"
                " event_id::text, state, content FROM outbox.letter"
                " ORDER BY system, message, event_id, version DESC"
            )
            letters = await found.fetchall()
        known = {name: newest_of(receiver.taken) for name, receiver in self.receivers.items()}
        return [
            f"{system} {message} of {event_id}: {state}"
            for system, message, event_id, state, content in letters
            if state != "delivered" or known[system].get((message, event_id)) != content
        ]


def newest_of(taken: Mapping[str, dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for content in sorted(taken.values(), key=lambda one: int(one["version"])):
        newest[content["message"], content["event"]["id"]] = content
    return newest


async def settle_letters(dsn: str, rounds: int, pause_s: float) -> int:
    """Until every letter has come to its end; letters that wait for their next turn have it now.
    The number of those that are left."""
    left = -1
    for _ in range(rounds):
        async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
            await db.execute("UPDATE outbox.letter SET next_at = now() WHERE state = 'waiting'")
            found = await db.execute(
                "SELECT count(*) FROM outbox.letter WHERE state = ANY (%s)", [list(OPEN)]
            )
            [left] = await found.fetchone() or [-1]
        if left == 0:
            return 0
        await asyncio.sleep(pause_s)
    return left
