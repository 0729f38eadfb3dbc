"""A small real receiver for tests: checks signatures with the public client, takes events once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

BODY_MAX = 1_000_000


class FakeReceiver:
    """What tests may turn: away for a while. `secret` is what the subscription was told."""

    def __init__(self) -> None:
        self.secret = ""
        self.taken: dict[str, dict[str, Any]] = {}
        """By `webhook-id`: what it said."""
        self.forged = 0
        self.refuses_next = 0
        self._lock = Lock()

    def take(self, headers: dict[str, str], body: str) -> int:
        with self._lock:
            if self.refuses_next > 0:
                self.refuses_next -= 1
                return 503
            try:
                Webhook(self.secret).verify(body, headers)
            except WebhookVerificationError:
                self.forged += 1
                return 400
            self.taken[headers["webhook-id"]] = json.loads(body)
            return 204


@contextmanager
def running(receiver: FakeReceiver) -> Iterator[str]:
    """Its address, on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            body = self.rfile.read(min(length, BODY_MAX)).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(receiver.take(headers, body))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet: what came is in `taken`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/events"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
