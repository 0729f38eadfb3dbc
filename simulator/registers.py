"""A stand-in for the registers of the country: small, real, over HTTP, the same answer every time.

Everybody in it is invented. What `known.json` names is as it stands there; the rest comes of the
number itself, so that whoever asks twice hears the same.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from vienots.app.generating.names import full_name

KNOWN = Path(__file__).parent.parent / "data" / "registers" / "known.json"
MAKES = (("VW", "Golf"), ("Audi", "A6"), ("BMW", "520"), ("Volvo", "V70"), ("Toyota", "Auris"))
COLOURS = ("melna", "balta", "sudraba", "sarkana", "zila")
UNITS = ("VP Rīgas reģiona pārvalde", "VP Kurzemes reģiona pārvalde", "VP Zemgales pārvalde")


class Registers:
    """What tests may turn: a register away, slow, or talking nonsense."""

    def __init__(self, known: dict[str, dict[str, Any]] | None = None) -> None:
        self.known = json.loads(KNOWN.read_text("utf-8")) if known is None else known
        self.away: set[str] = set()
        self.slow_s: dict[str, float] = {}
        self.nonsense: set[str] = set()
        self.asked: list[str] = []

    def answer(self, path: str) -> tuple[int, bytes]:
        self.asked.append(path)
        register, *rest = path.strip("/").split("/")
        time.sleep(self.slow_s.get(register, 0.0))
        if register in self.away:
            return 503, b""
        if register in self.nonsense:
            return 200, b'{"oops": '
        told = self._tell(register, rest[-1] if rest else "")
        return (404, b"{}") if told is None else (200, json.dumps(told).encode())

    def _tell(self, register: str, key: str) -> dict[str, Any] | None:
        known = self.known.get(register, {})
        if key in known:
            found: dict[str, Any] | None = known[key]
            return found
        rng = random.Random(sha256(f"{register} {key}".encode()).digest())
        invent = {
            "persons": _person,
            "enterprises": _enterprise,
            "vehicles": _vehicle,
            "documents": _document,
            "wanted": _search,
            "weapons": _weapons,
        }.get(register)
        return None if invent is None else invent(rng, key)


def _person(rng: random.Random, key: str) -> dict[str, Any] | None:
    if len(key) != 11 or not key.isdigit() or rng.random() < 0.05:
        return None
    given, surname = full_name(rng)
    birth = _birth(key)
    return {"given_name": given, "surname": surname, "birth_date": birth, "citizenship": "LVA"}


def _birth(code: str) -> str | None:
    """Codes since 2017 begin with 32 and tell no birthday."""
    day, month, year = code[:2], code[2:4], f"{18 + int(code[6]) % 3}{code[4:6]}"
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _enterprise(rng: random.Random, key: str) -> dict[str, Any] | None:
    if len(key) != 11 or rng.random() < 0.1:
        return None
    status = rng.choice(("active",) * 9 + ("removed",))
    return {"name": f"SIA {full_name(rng)[1]}", "status": status}


def _vehicle(rng: random.Random, _: str) -> dict[str, Any] | None:
    if rng.random() < 0.05:
        return None
    make, model = rng.choice(MAKES)
    return {
        "make": make,
        "model": model,
        "colour": rng.choice(COLOURS),
        "insured": rng.random() > 0.05,
    }


def _document(rng: random.Random, _: str) -> dict[str, Any] | None:
    if rng.random() < 0.1:
        return None
    if rng.random() < 0.07:
        return {"status": "invalid", "country": "LVA", "reason": "pazaudēts"}
    return {"status": "valid", "country": "LVA"}


def _search(rng: random.Random, _: str) -> dict[str, Any] | None:
    if rng.random() < 0.97:
        return None
    return {"reason": "Meklē", "unit": rng.choice(UNITS), "since": "2026-10-02"}


def _weapons(rng: random.Random, _: str) -> dict[str, Any] | None:
    return None if rng.random() < 0.9 else {"weapons": ["medību šautene"]}


def build_server(registers: Registers, host: str, port: int) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = registers.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet: what was asked is in `asked`."""

    return ThreadingHTTPServer((host, port), Handler)


@contextmanager
def running(registers: Registers, port: int = 0) -> Iterator[str]:
    """Its address, on loopback."""
    server = build_server(registers, "127.0.0.1", port)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(description="Registers of an invented country.")
    parser.add_argument("--port", type=int, required=True)
    build_server(Registers(), "127.0.0.1", parser.parse_args().port).serve_forever()


if __name__ == "__main__":
    main()
