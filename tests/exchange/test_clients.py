"""What builders of journals take off the shelf, against the real server: a client made from our
document, and the public clients of CloudEvents and Standard Webhooks."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import httpx
import pytest

from tests.browser.installation import Installation, installed
from tests.conftest import ROOT, copied_database
from tests.exchange.journals import an_event

JOURNAL = "journal-jelgava"
PATIENCE_S = 60
MODULES = ROOT / "console" / "node_modules"


@pytest.fixture(scope="module")
def installation(
    server_dsn: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    with (
        copied_database(server_dsn, template) as dsn,
        installed(dsn, tmp_path_factory.mktemp("installation"), []) as found,
    ):
        yield found


@pytest.fixture(scope="module")
def token(installation: Installation) -> str:
    answer = httpx.post(
        f"{installation.url}/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(JOURNAL, installation.secret(JOURNAL)),
    )
    answer.raise_for_status()
    return str(answer.json()["access_token"])


def generate(installation: Installation, folder: Path) -> None:
    document = folder / "exchange.json"
    document.write_bytes(httpx.get(f"{installation.url}/openapi/exchange.json").content)
    # The generator tidies what it wrote with ruff, which stands beside this Python.
    beside = str(Path(sys.executable).parent)
    done = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(document),
         "--output-path", str(folder / "made_client"), "--meta", "none"],
        env=os.environ | {"PATH": beside + os.pathsep + os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_generated_client_states_and_reads_its_first_event(
    installation: Installation, token: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(installation, tmp_path)
    monkeypatch.syspath_prepend(tmp_path)

    def made(name: str) -> Any:
        return importlib.import_module(f"made_client.{name}")

    def call(name: str, *path: str, **params: Any) -> Any:
        return made(f"api.exchange.api_v1_exchange_{name}").sync_detailed(
            *path, client=client, **params
        )

    client = made("client").AuthenticatedClient(base_url=installation.url, token=token)
    said = an_event("12/2026-Ķ", type="order.noise")
    event = made("models.journal_event").JournalEvent.from_dict(said)

    with client:
        verdict = call("events_check_judge_event", body=event).parsed
        first = call("events_source_id_state_event", "12/2026-Ķ", body=event)
        again = call("events_source_id_state_event", "12/2026-Ķ", body=event)
        event.type_ = "no.such"
        event.version = 2
        refused = call("events_source_id_state_event", "12/2026-Ķ", body=event)
        purpose = "event_entry;ref=walk"
        read = call("events_source_id_read_event", "12/2026-Ķ", vienots_purpose=purpose).parsed
        state = call("state_read_state").parsed
        changes = call("changes_list_changes", limit=1_000).parsed

    assert verdict.accepted
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.parsed.id == first.parsed.id
    assert "events_minute" in first.headers["ratelimit"]
    assert refused.status_code == 400
    assert {one.path for one in refused.parsed.errors} == {"type"}
    assert (read.source_id, read.event.narrative) == ("12/2026-Ķ", "Skaļa mūzika.")
    assert state.open_rejects == 1
    assert "12/2026-Ķ" in {one.sourceid for one in changes}


class Endless:
    """200 MB, a piece at a time, as long as somebody reads."""

    size = 200_000_000

    def __init__(self) -> None:
        self.given = 0

    def __iter__(self) -> Iterator[bytes]:
        while self.given < self.size:
            self.given += 65_536
            yield b" " * 65_536


@pytest.mark.parametrize(
    ("method", "path", "kind", "bound"),
    [
        ("PUT", "events/B-1", "application/json", 1_000_000),
        ("POST", "events:check", "application/json", 1_000_000),
        ("POST", "events:batch", "application/x-ndjson", 64_000_000),
    ],
)
def test_a_body_without_an_end_is_refused_at_its_bound(
    installation: Installation, token: str, method: str, path: str, kind: str, bound: int
) -> None:
    url = f"{installation.url}/api/v1/exchange/{path}"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
    body = Endless()
    with httpx.Client(timeout=PATIENCE_S) as http:
        try:
            answer = http.request(method, url, headers=headers, content=body)
        except httpx.TransportError:
            # Told to stop while it was still sending; some hear of it only by the closed line.
            pass
        else:
            assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert http.get(f"{installation.url}/health/ready").status_code == 200

    # The line itself holds some more than has been read.
    assert body.given < min(Endless.size, 4 * bound + 20_000_000)


@contextmanager
def heard() -> Iterator[tuple[str, Queue[dict[str, Any]]]]:
    """An address, and what comes there as it came."""
    came: Queue[dict[str, Any]] = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            came.put({"headers": headers, "body": body})
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet: what came is in the queue."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", came
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_public_clients_read_our_feed_and_verify_our_signature(
    installation: Installation, token: str
) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: the public clients of npm can't be run")
    if not (MODULES / "cloudevents").is_dir() or not (MODULES / "standardwebhooks").is_dir():
        pytest.skip("console/node_modules has no cloudevents or standardwebhooks: run `npm ci`")
    headers = {"Authorization": f"Bearer {token}"}
    with (
        heard() as (address, came),
        httpx.Client(base_url=f"{installation.url}/api/v1/exchange", headers=headers) as http,
    ):
        wanted = {"url": address, "types": ["lv.vienots.register.*"]}
        made = http.post("/subscriptions", json=wanted).raise_for_status().json()
        event = an_event("N-1", type="order.noise")
        http.put("/events/N-1", json=event).raise_for_status()
        hook = came.get(timeout=PATIENCE_S)
        http.post(f"/subscriptions/{made['subscription']['id']}/end").raise_for_status()
    asked = {
        "feed": f"{installation.url}/api/v1/exchange/changes?limit=1000",
        "token": token,
        "secret": made["secret"],
        "hook": hook,
    }

    script = Path(__file__).with_name("reading.cjs")
    done = subprocess.run(
        [node, str(script), str(ROOT / "console" / "package.json")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert all(one["valid"] for one in told["feed"])
    registered = [one for one in told["feed"] if one.get("sourceid") == "N-1"]
    assert [one["type"] for one in registered] == ["lv.vienots.register.event-registered"]
    assert told["hook"] == {"id": registered[0]["id"], "type": registered[0]["type"], "valid": True}
    assert (told["verified"], told["forged"]) == (True, False)
    assert told["cursor"]
