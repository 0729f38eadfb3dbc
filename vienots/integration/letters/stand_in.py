"""Stand-ins for case systems and authorities: small real receivers over HTTP and through a broker.

They check, keep each letter once and answer with a receipt, as the guide asks of the real ones.
"""

from __future__ import annotations

import argparse
import base64
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

BODY_MAX = 4_000_000


class Receiver:
    """What tests may turn: away for a while, or answering without a receipt."""

    def __init__(self) -> None:
        self.taken: dict[str, dict[str, Any]] = {}
        """By the letter's id: what it said."""
        self.pages: dict[str, bytes] = {}
        """The PDF that came with it."""
        self.receipts: dict[str, dict[str, str]] = {}
        self.order: list[str] = []
        self.refuses_next = 0
        self.never = ""
        """Letters of this message are not taken for good."""
        self.mute = False
        self.asked = 0
        self._lock = Lock()

    def take(self, digest: str, body: bytes) -> tuple[int, dict[str, str]]:
        with self._lock:
            self.asked += 1
            if self.refuses_next > 0:
                self.refuses_next -= 1
                return 503, {}
            wanted = base64.b64encode(sha256(body).digest()).decode()
            if digest != f"sha-256=:{wanted}:":
                return 400, {"refused": "digest"}
            letter = json.loads(body)
            if self.never and letter["message"] == self.never:
                return 422, {"letter": letter["id"], "refused": "unknown message"}
            receipt = self.receipts.get(letter["id"]) or self._keep(letter)
            return (200, {}) if self.mute else (201, receipt)

    def _keep(self, letter: dict[str, Any]) -> dict[str, str]:
        key = letter["id"]
        self.taken[key] = letter["content"]
        self.order.append(key)
        for page in letter.get("pages", []):
            self.pages[key] = base64.b64decode(page["data"])
        self.receipts[key] = {
            "letter": key,
            "receipt": f"SD-{uuid.uuid4().hex[:8]}",
            "received_at": datetime.now(UTC).isoformat(),
        }
        return self.receipts[key]


def build_server(receiver: Receiver, host: str, port: int) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            body = self.rfile.read(min(length, BODY_MAX))
            status, answer = receiver.take(self.headers.get("Content-Digest", ""), body)
            said = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            """Quiet: what came is in `taken`."""

    return ThreadingHTTPServer((host, port), Handler)


@contextmanager
def running(receiver: Receiver, port: int = 0) -> Iterator[str]:
    """Its address, on loopback."""
    server = build_server(receiver, "127.0.0.1", port)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/letters"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def consume(receiver: Receiver, url: str, queue: str) -> None:
    """Take letters from a queue until cancelled: each is receipted before it leaves the queue, so
    that one cut off in between comes again and is receipted again."""
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel(publisher_confirms=True)
        await channel.set_qos(prefetch_count=10)
        letters = await channel.declare_queue(
            queue, durable=True, arguments={"x-queue-type": "quorum"}
        )
        async with letters.iterator() as coming:
            async for message in coming:
                await _answer(receiver, channel, message)


async def _answer(
    receiver: Receiver, channel: aio_pika.abc.AbstractChannel, message: AbstractIncomingMessage
) -> None:
    digest = str(message.headers.get("Content-Digest", ""))
    status, answer = receiver.take(digest, message.body)
    if status == 503:
        await message.nack(requeue=True)
        return
    if answer and message.reply_to:
        await channel.default_exchange.publish(
            aio_pika.Message(
                json.dumps(answer).encode(),
                correlation_id=message.correlation_id,
                content_type="application/json",
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            ),
            message.reply_to,
        )
    await message.ack()


def main() -> None:
    parser = argparse.ArgumentParser(description="A receiver of letters for the demonstration.")
    parser.add_argument("--port", type=int, required=True)
    build_server(Receiver(), "127.0.0.1", parser.parse_args().port).serve_forever()


if __name__ == "__main__":
    main()
