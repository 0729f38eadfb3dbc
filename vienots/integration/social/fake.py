"""A small real recipient for tests and the demonstration: checks, keeps, answers with a receipt."""

from __future__ import annotations

import argparse
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from vienots.integration.social.protocol import HEADER_DIGEST

BODY_MAX = 1_000_000


class FakeRecipient:
    """What tests may turn: away for a while, or answering without a receipt."""

    def __init__(self) -> None:
        self.taken: dict[str, dict[str, Any]] = {}
        """By the notice's id: what it said."""
        self.receipts: dict[str, dict[str, str]] = {}
        self.refuses_next = 0
        self.mute = False
        self.asked = 0
        self._lock = Lock()

    def take(self, key: str, digest: str, body: bytes) -> tuple[int, dict[str, str]]:
        with self._lock:
            self.asked += 1
            if self.refuses_next > 0:
                self.refuses_next -= 1
                return 503, {}
            if digest != f"sha256={sha256(body).hexdigest()}":
                return 400, {"error": "digest"}
            if key not in self.receipts:
                self.taken[key] = json.loads(body)
                now = datetime.now(UTC).isoformat()
                self.receipts[key] = {"receipt": f"SD-{uuid.uuid4().hex[:8]}", "received_at": now}
            return (200, {}) if self.mute else (201, self.receipts[key])


def build_server(recipient: FakeRecipient, host: str, port: int) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            body = self.rfile.read(min(length, BODY_MAX))
            key = self.headers.get("Idempotency-Key", "")
            status, answer = recipient.take(key, self.headers.get(HEADER_DIGEST, ""), body)
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
def running(recipient: FakeRecipient, port: int = 0) -> Iterator[str]:
    """Its address, on loopback."""
    server = build_server(recipient, "127.0.0.1", port)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/notices"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description="A recipient of notices for the demonstration.")
    parser.add_argument("--port", type=int, required=True)
    build_server(FakeRecipient(), "127.0.0.1", parser.parse_args().port).serve_forever()


if __name__ == "__main__":
    main()
