"""Steps of the walk: each does over HTTP what a journal does, and looks at what it is answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import msgspec
from msgspec import Struct

from vienots.integration.webhooks import fake

PURPOSE = {"Vienots-Purpose": "test;ref=conformance"}
NDJSON = "application/x-ndjson"
WEBHOOK_PATIENCE_S = 30.0
LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")


class Failed(Exception):
    """What came was not what the contract says."""


class NotTried(Exception):
    """The step can't be taken here; why stands in it."""


class Outcome(Struct, frozen=True):
    step: str
    result: str
    """passed, failed, not_tried."""
    detail: str


class Journal:
    """A client as a vendor would write it: nothing but HTTP."""

    def __init__(self, http: httpx.Client, client: str, secret: str) -> None:
        self.http = http
        self.base = str(http.base_url)
        self._sign = (client, secret)
        self.name = f"conformance/{uuid4().hex[:8]}-Ķ"
        self.id = ""
        self.cursor = ""

    def event(self, name: str | None = None, **changes: Any) -> dict[str, Any]:
        return {
            "source_id": name or self.name,
            "version": 1,
            "type": "order.noise",
            "received_at": "2026-01-15T10:00:00+02:00",
            "received_via": "phone",
            "narrative": "Atbilstības pārbaude / conformance check",
            "persons": [{"ref": "p1", "role": "applicant", "name": "Pārbaude", "surname": "Testa"}],
        } | changes

    def sign_in(self) -> str:
        body = {"grant_type": "client_credentials"}
        wrong = self.http.post("/oauth/token", data=body, auth=(self._sign[0], "wrong"))
        _expect(wrong, 401)
        answer = _expect(self.http.post("/oauth/token", data=body, auth=self._sign), 200)
        _expect(self.http.get("/api/v1/exchange/state"), 401)
        self.http.headers["Authorization"] = f"Bearer {answer['access_token']}"
        state = _expect(self.http.get("/api/v1/exchange/state"), 200)
        after = self.http.get("/api/v1/exchange/changes", params={"limit": 1000})
        while _expect(after, 200):
            after = self.changes(after.headers["Vienots-Cursor"])
        self.cursor = after.headers["Vienots-Cursor"]
        return f"{state['institution']}, {answer['expires_in']} s"

    def judge(self) -> str:
        good = _expect(self._post("/events:check", self.event()), 200)
        bad = _expect(self._post("/events:check", self.event(type="no.such", version=0)), 200)
        _hold(good["accepted"] and not bad["accepted"], "verdicts")
        return ", ".join(fault["path"] for fault in bad["faults"])

    def first(self) -> str:
        answer = _expect(self.put(self.event()), 201)
        again = _expect(self.put(self.event()), 200)
        _hold(again["outcome"] == "unchanged", "the same again is unchanged")
        self.id = answer["id"]
        number: str = answer["number"]
        return number

    def correct(self) -> str:
        later = _expect(self.put(self.event(version=3, narrative="Labots / corrected")), 200)
        _hold(later["id"] == self.id and later["outcome"] == "replaced", "replaced, the same id")
        other = self.put(self.event(version=3, narrative="Citi vārdi / other words"))
        late = self.put(self.event(version=2))
        stored = [_expect(one, 409)["data"]["version"] for one in (other, late)]
        _hold(stored == [3, 3], "409 tells the stored version")
        read = self.http.get(self._path(self.name), headers=PURPOSE)
        _hold(_expect(read, 200)["event"]["narrative"].startswith("Labots"), "the later words")
        _expect(self.http.get(self._path(self.name)), 400)
        return "409: 3, 3"

    def be_refused(self) -> str:
        name = f"{self.name}/r"
        wrong = self.event(name, type="no.such", persons=[{"ref": "p1", "role": "king"}])
        paths = {fault["path"] for fault in _expect(self.put(wrong), 400)["errors"]}
        _hold(paths == {"type", "persons.p1.role"}, "every fault is named")
        _hold(self._open_rejects(name) == 1, "the refused statement is kept")
        _expect(self.put(self.event(name, version=2)), 201)
        _hold(self._open_rejects(name) == 0, "mended by the next statement")
        half = self.http.put(self._path(name), content=b'{"source_id": "half')
        _expect(half, 400)
        return ", ".join(sorted(paths))

    def send_batch(self) -> str:
        names = [f"{self.name}/{place}" for place in "abc"]
        lines = [self.event(names[0]), self.event(names[1], type="no.such"), self.event(names[2])]
        body = b"\n".join(msgspec.json.encode(line) for line in [*lines, lines[0]]) + b"\n{half\n"
        key = {"Content-Type": NDJSON, "Idempotency-Key": uuid4().hex}
        first, again = (
            self.http.post("/api/v1/exchange/events:batch", content=body, headers=key)
            for _ in range(2)
        )
        _expect_status(first, 200)
        answers = [msgspec.json.decode(line) for line in first.content.splitlines()]
        told = [(one["line"], one["status"]) for one in answers]
        _hold(told == [(1, 201), (2, 400), (3, 201), (4, 200), (5, 400)], f"statuses: {told}")
        _hold(first.content == again.content, "the same key, the same answer")
        return str([status for _, status in told])

    def hear(self) -> str:
        events: list[dict[str, Any]] = []
        while True:
            answer = self.changes(self.cursor, limit=2)
            told = _expect(answer, 200)
            self.cursor = answer.headers["Vienots-Cursor"]
            if not told:
                break
            events += told
        ids = [event["id"] for event in events]
        _hold(len(ids) == len(set(ids)), "none comes twice")
        own = [event["type"] for event in events if event.get("sourceid") == self.name]
        wanted = ["lv.vienots.register.event-registered", "lv.vienots.register.event-changed"]
        _hold(own == wanted, f"own changes in order: {own}")
        return f"{len(events)}"

    def be_told(self) -> str:
        if not self.base.startswith(LOOPBACK):
            raise NotTried("only where both stand on one machine")
        receiver = fake.FakeReceiver()
        with fake.running(receiver) as address:
            wanted = {"url": address, "types": ["lv.vienots.register.*"]}
            made = _expect(self._post("/subscriptions", wanted), 201)
            receiver.secret, receiver.refuses_next = made["secret"], 1
            _expect(self.put(self.event(f"{self.name}/w")), 201)
            ends_at = time.monotonic() + WEBHOOK_PATIENCE_S
            while not receiver.taken and time.monotonic() < ends_at:
                time.sleep(0.2)
            _expect(self._post(f"/subscriptions/{made['subscription']['id']}/end", {}), 200)
        _hold(not receiver.forged, "every signature fits")
        _hold(bool(receiver.taken), "brought again after a refusal; is the worker running?")
        return ", ".join(event["type"] for event in receiver.taken.values())

    def answer_referral(self) -> str:
        raise NotTried("needs a card that is referred to this institution meanwhile")

    def tidy(self) -> str:
        names = [self.name, *(f"{self.name}/{place}" for place in "rac")]
        for name in names:
            _expect(self.put(self.event(name, version=9, status="cancelled")), 200)
        return str(len(names))

    def put(self, event: dict[str, Any]) -> httpx.Response:
        return self.http.put(self._path(event["source_id"]), json=event)

    def changes(self, after: str, **params: Any) -> httpx.Response:
        return self.http.get("/api/v1/exchange/changes", params={"after": after} | params)

    def _post(self, path: str, body: object) -> httpx.Response:
        return self.http.post(f"/api/v1/exchange{path}", json=body)

    def _path(self, name: str) -> str:
        return f"/api/v1/exchange/events/{quote(name, safe='')}"

    def _open_rejects(self, name: str) -> int:
        page = _expect(self.http.get("/api/v1/exchange/rejects", params={"state": "open"}), 200)
        return sum(one["source_id"] == name for one in page["rejects"])


STEPS: tuple[tuple[str, Callable[[Journal], str]], ...] = (
    ("sign_in", Journal.sign_in),
    ("judge", Journal.judge),
    ("first", Journal.first),
    ("correct", Journal.correct),
    ("be_refused", Journal.be_refused),
    ("send_batch", Journal.send_batch),
    ("hear", Journal.hear),
    ("be_told", Journal.be_told),
    ("answer_referral", Journal.answer_referral),
    ("tidy", Journal.tidy),
)


def walk(base: str, client: str, secret: str) -> Iterator[Outcome]:
    """Each outcome as it is known. After a failed step the walk goes on."""
    with httpx.Client(base_url=base, timeout=60, follow_redirects=False) as http:
        journal = Journal(http, client, secret)
        for name, step in STEPS:
            yield _take(name, step, journal)


def _take(name: str, step: Callable[[Journal], str], journal: Journal) -> Outcome:
    try:
        return Outcome(name, "passed", step(journal))
    except NotTried as why:
        return Outcome(name, "not_tried", str(why))
    except Failed as why:
        return Outcome(name, "failed", str(why))
    except (httpx.HTTPError, msgspec.DecodeError, KeyError) as error:
        return Outcome(name, "failed", f"{type(error).__name__}: {error}")


def _expect(answer: httpx.Response, status: int) -> Any:
    _expect_status(answer, status)
    return answer.json()


def _expect_status(answer: httpx.Response, status: int) -> None:
    if answer.status_code != status:
        asked = f"{answer.request.method} {answer.request.url.path}"
        raise Failed(f"{asked}: {answer.status_code}, not {status}. {answer.text[:300]}")


def _hold(fits: bool, what: str) -> None:
    if not fits:
        raise Failed(what)
