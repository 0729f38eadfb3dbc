"""The live feed: one listener and one journal reader per process, any number of desks from memory.

A desk that falls behind is told to start anew; a desk that comes back names its last cursor and
gets what it missed. No stream holds a database connection.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import msgspec
import psycopg
import structlog

from vienots.kernel import clock, journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import READER_OPTIONS, Db, Pool, load_queries
from vienots.kernel.journal import Cursor, Entry

log = structlog.get_logger()
queries = load_queries(__package__)

BACKLOG_MAX = 20_000
"""Entries kept in memory for desks that come back: some minutes of the country's busiest hour."""
QUEUE_MAX = 2_000
"""Messages that wait for one desk; a desk so far behind is quicker with a fresh snapshot."""
CATCH_UP_MAX = 5_000
"""Entries read from the database for a desk that was away for longer than the backlog."""
POLL_S = 1.0
"""Should a wake-up be lost, the journal is read anyway."""
POSITIONS_EVERY_S = 1.0
HEARTBEAT_EVERY_S = 15.0

PositionSource = Callable[[Db, int], Awaitable[tuple[int, list[tuple[object, ...]]]]]
"""Positions that changed since a mark: the new mark and rows ready to be sent."""
Sight = Callable[[Db, frozenset[str], Sequence[Entry], Cursor], Awaitable[list[Entry]]]
"""Of entries after a cursor, those of what the keys still open."""


class Message(msgspec.Struct, frozen=True):
    """The journal entry as a desk gets it."""

    topic: str
    subject_id: str
    at: datetime
    happened_at: datetime
    actor: str
    actor_name: str
    institution: str
    data: dict[str, object]


class Viewer(msgspec.Struct, frozen=True):
    """What decides what a desk may see; desks alike share one decision."""

    keys: frozenset[str]
    rights: frozenset[str]


class Topics:
    """Which right a topic needs. The longest prefix that is known decides; unknown is unseen."""

    def __init__(self, rights: Mapping[str, str]) -> None:
        self._rights = dict(rights)

    def right_for(self, topic: str) -> str | None:
        return self._rights.get(topic) or self._rights.get(topic.partition(".")[0])

    def shows(self, entry: Entry, viewer: Viewer) -> bool:
        if entry.kind != "change" or entry.erased:
            return False
        right = self.right_for(entry.topic)
        if right is None or right not in viewer.rights:
            return False
        return "*" in entry.audience or not viewer.keys.isdisjoint(entry.audience)


def encode(event: str, data: object, cursor: Cursor | None = None) -> bytes:
    head = f"event: {event}\n" + (f"id: {cursor}\n" if cursor else "")
    return head.encode() + b"data: " + msgspec.json.encode(data) + b"\n\n"


def encode_entry(entry: Entry) -> bytes:
    message = Message(
        entry.topic,
        str(entry.subject_id),
        entry.recorded_at,
        entry.happened_at,
        entry.actor,
        entry.actor_name,
        entry.institution,
        entry.payload,
    )
    return encode("change", message, entry.cursor)


RESTART = encode("restart", {})


class Subscriber:
    """One desk's queue. Everything that waits is sent in one write."""

    def __init__(self, viewer: Viewer, positions: bool) -> None:
        self.viewer = viewer
        self.wants_positions = positions
        self._queue: deque[tuple[Cursor | None, bytes]] = deque()
        # A bare future: waking five hundred desks must not cost five hundred tasks.
        self._waiting: asyncio.Future[None] | None = None
        self.ended = False
        self.sent_until = journal.START
        """Entries up to here were sent from the backlog: what waits of them is not sent twice."""

    def put(self, message: bytes, cursor: Cursor | None = None) -> None:
        if self.ended:
            return
        if len(self._queue) >= QUEUE_MAX:
            # Too far behind: what waits is worth less than a fresh start.
            self._queue.clear()
            self._queue.append((None, RESTART))
            self.ended = True
        else:
            self._queue.append((cursor, message))
        self._wake()

    def beat(self, heartbeat: bytes) -> None:
        """Says that the line is alive, where nothing else says so."""
        if not self._queue:
            self.put(heartbeat)

    def end(self) -> None:
        self.ended = True
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def take(self) -> bytes:
        """All that waits; empty once the stream has ended. One reader at a time."""
        while not self._queue:
            if self.ended:
                return b""
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        taken = b"".join(
            message for cursor, message in self._queue if cursor is None or cursor > self.sent_until
        )
        self._queue.clear()
        # A comment where everything had been sent before: an empty answer would end the stream.
        return taken or b":\n\n"


class Hub:
    """Reads the journal once and serves every stream of this process."""

    def __init__(
        self,
        dsn: str,
        pool: Pool,
        topics: Topics,
        positions: PositionSource | None = None,
        sight: Sight | None = None,
    ) -> None:
        self._dsn = dsn
        self._pool = pool
        self._topics = topics
        self._positions = positions
        self._sight = sight
        self._backlog: deque[Entry] = deque(maxlen=BACKLOG_MAX)
        self._subscribers: set[Subscriber] = set()
        self._cursor = journal.START
        self._backlog_from = journal.START
        self._ready = asyncio.Event()
        self.lag_s = 0.0

    @property
    def streams(self) -> int:
        return len(self._subscribers)

    @property
    def cursor(self) -> Cursor:
        return self._cursor

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(self._read_forever()),
            asyncio.create_task(self._beat_forever()),
        ]
        if self._positions is not None:
            tasks.append(asyncio.create_task(self._poll_positions_forever()))
        try:
            yield
        finally:
            for subscriber in self._subscribers:
                subscriber.end()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def subscribe(self, actor: Actor, *, positions: bool) -> Subscriber:
        subscriber = Subscriber(Viewer(actor.keys, actor.rights), positions)
        self._subscribers.add(subscriber)
        return subscriber

    def unsubscribe(self, subscriber: Subscriber) -> None:
        subscriber.end()
        self._subscribers.discard(subscriber)

    async def missed(self, subscriber: Subscriber, since: Cursor) -> list[bytes] | None:
        """What came after a cursor, for a desk that is back; None: too much, or unknown to us.

        The desk is subscribed already: what comes meanwhile waits in its queue.
        """
        await self._ready.wait()
        if since > self._cursor:
            return None
        if since >= self._backlog_from:
            entries = [entry for entry in self._backlog if entry.cursor > since]
        else:
            async with self._pool.connection() as db:
                entries = await journal.read_after(db, since, CATCH_UP_MAX + 1)
            if len(entries) > CATCH_UP_MAX:
                return None
        if entries:
            subscriber.sent_until = entries[-1].cursor
        viewer = subscriber.viewer
        shown = [entry for entry in entries if self._topics.shows(entry, viewer)]
        if shown and self._sight is not None:
            async with self._pool.connection() as db:
                shown = await self._sight(db, viewer.keys, shown, since)
        return [encode_entry(entry) for entry in shown]

    async def _read_forever(self) -> None:
        pause_s = 0.0
        while True:
            try:
                await self._listen_and_read()
            except (psycopg.Error, OSError) as error:
                # The database is away; desks keep their streams and see the age of the feed grow.
                log.warning("live.reader_lost", error=str(error))
                pause_s = min(5.0, pause_s + 0.5)
                await asyncio.sleep(pause_s)

    async def _listen_and_read(self) -> None:
        connection = await psycopg.AsyncConnection.connect(
            self._dsn, autocommit=True, options=READER_OPTIONS, application_name="vienots-live"
        )
        async with connection as db:
            await db.execute(queries["listen"])
            if not self._ready.is_set():
                self._cursor = self._backlog_from = await journal.last_position(db)
                self._ready.set()
            while True:
                await self._read_all(db)
                async for _ in db.notifies(timeout=POLL_S, stop_after=1):
                    pass

    async def _read_all(self, db: Db) -> None:
        while entries := await journal.read_after(db, self._cursor):
            for entry in entries:
                self._deliver(entry)
            self._cursor = entries[-1].cursor
            self.lag_s = (clock.now() - entries[-1].recorded_at).total_seconds()
            # Writers to the streams get their turn between two batches.
            await asyncio.sleep(0)

    def _deliver(self, entry: Entry) -> None:
        if len(self._backlog) == BACKLOG_MAX:
            self._backlog_from = self._backlog[0].cursor
        self._backlog.append(entry)
        encoded: bytes | None = None
        seen: dict[Viewer, bool] = {}
        for subscriber in self._subscribers:
            viewer = subscriber.viewer
            if viewer not in seen:
                seen[viewer] = self._topics.shows(entry, viewer)
            if seen[viewer]:
                encoded = encoded or encode_entry(entry)
                subscriber.put(encoded, entry.cursor)

    async def _beat_forever(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_EVERY_S)
            heartbeat = encode("heartbeat", {"at": clock.now()})
            for subscriber in self._subscribers:
                subscriber.beat(heartbeat)

    async def _poll_positions_forever(self) -> None:
        assert self._positions is not None
        mark = 0
        while True:
            await asyncio.sleep(POSITIONS_EVERY_S)
            if not any(subscriber.wants_positions for subscriber in self._subscribers):
                continue
            try:
                async with self._pool.connection() as db:
                    mark, rows = await self._positions(db, mark)
            except (psycopg.Error, OSError) as error:
                log.warning("live.positions_lost", error=str(error))
                continue
            if rows:
                message = encode("positions", rows)
                for subscriber in self._subscribers:
                    if subscriber.wants_positions:
                        subscriber.put(message)
