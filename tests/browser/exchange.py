"""The telephone exchange and the position gateway: systems that sign in by client credentials."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx

from tests.browser.installation import Installation
from vienots.integration.aml.fake import Handset


def _token(http: httpx.Client, installation: Installation, client_id: str) -> dict[str, str]:
    answer = http.post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(client_id, installation.secret(client_id)),
    )
    answer.raise_for_status()
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@contextmanager
def client(installation: Installation, client_id: str) -> Iterator[httpx.Client]:
    """A system that is signed in with its own secret."""
    with httpx.Client(base_url=installation.url, timeout=30) as http:
        http.headers.update(_token(http, installation, client_id))
        yield http


def ring(installation: Installation, *, call_id: str, caller: str) -> None:
    """Somebody calls 112."""
    with httpx.Client(base_url=installation.url, timeout=30) as http:
        answer = http.post(
            "/api/v1/intake/calls",
            headers=_token(http, installation, "telephone-exchange"),
            json={
                "call_id": call_id,
                "event": "ringing",
                "at": (datetime.now(UTC) - timedelta(seconds=1)).isoformat(),
                "caller": caller,
                "called": "112",
            },
        )
    assert answer.status_code < 300, answer.text


def locate(installation: Installation, *, caller: str, lat: float, lon: float) -> None:
    """The caller's handset tells where it is."""
    handset = Handset(number=caller, lat=lat, lon=lon)
    with httpx.Client(base_url=installation.url, timeout=30) as http:
        answer = http.post(
            "/api/v1/intake/aml",
            headers={
                **_token(http, installation, "aml-gateway"),
                "Content-Type": "application/x-www-form-urlencoded",
            },
            content=handset.form(datetime.now(UTC)),
        )
    assert answer.status_code < 300, answer.text
