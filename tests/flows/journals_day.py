"""An installation with 24 journals, and the State Police, who offer them cards."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import psycopg

from simulator.country.client import Desk, Refused
from simulator.journals.country import TOWNS, build_journals, towns_of
from simulator.journals.journal import Journal
from tests.app.serving import Installation
from vienots.identity import secrets, store
from vienots.identity.contracts import NewClient
from vienots.identity.demonstration import JOURNAL
from vienots.kernel import clock
from vienots.kernel.db import HOUSE_OPTIONS
from vienots.kernel.ids import new_id

PASSWORD = "a long sentence that nobody guesses"
SEED = 112
JELGAVA = (56.6511, 23.7214)
WHAT = "Vīrietis draud kaimiņiem"


async def make_accounts(dsn: str) -> dict[str, Any]:
    """As the demonstration's credentials; the installation has nobody else."""
    at = clock.now()
    hashed = await secrets.hash_password(PASSWORD)
    clients = []
    async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
        for login, (institution, role) in STATE.items():
            person = store.NewPersonRow(
                id=new_id(), login=login, name=login, institution=institution,
                password_hash=hashed, training_completed_on=date(2026, 9, 1),
                demonstration=False, at=at,
            )  # fmt: skip
            await store.insert_person(db, person, [role])
        for atvk, town in TOWNS.items():
            client_id, secret = f"journal-{atvk}", secrets.new_token()
            new = NewClient(client_id, f"{town}: žurnāls", f"pp-{atvk}", [str(r) for r in JOURNAL])
            digest = secrets.hash_token(secret)
            await store.insert_client(db, new, digest, demonstration=False, at=at)
            clients.append(
                {"client_id": client_id, "client_secret": secret, "institution": f"pp-{atvk}"}
            )
    return {"clients": clients}


STATE = {"ilze": ("112", "call_taker"), "peteris": ("vp", "dispatcher")}


def journals_of(installation: Installation, credentials: dict[str, Any]) -> Sequence[Journal]:
    url = f"http://127.0.0.1:{installation.port}"
    return build_journals(credentials | {"base_url": url}, towns_of([]), SEED)


class State:
    """Opens cards and offers their police leg; while the server is away, later."""

    def __init__(self, installation: Installation) -> None:
        url = f"http://127.0.0.1:{installation.port}"
        self._taker, self._dispatcher = (Desk(url, name, "") for name in STATE)
        self.offered: list[str] = []

    async def sign_in(self) -> None:
        for desk, login in zip((self._taker, self._dispatcher), STATE, strict=True):
            await desk.sign_in(login, PASSWORD, "T1")

    async def close(self) -> None:
        await asyncio.gather(self._taker.close(), self._dispatcher.close())

    async def offer(self, institution: str) -> None:
        card = await self._taker.post("/api/v1/calls/cards", self._a_card())
        [leg] = [leg for leg in card["legs"] if leg["institution"] == "vp"]
        path = f"/api/v1/dispatch/legs/{leg['id']}"
        with suppress(Refused):
            await self._dispatcher.post(f"{path}/accept")
        made = await self._dispatcher.post(f"{path}/referrals", {"to_institution": institution})
        self.offered.append(made["id"])

    async def offer_to_each(self, institutions: Sequence[str], pause_s: float) -> None:
        for institution in institutions:
            await self.offer(institution)
            await asyncio.sleep(pause_s)

    def _a_card(self) -> dict[str, Any]:
        lat, lon = JELGAVA
        place = {"text": "Lielā iela 1, Jelgava", "lat": lat, "lon": lon, "accuracy_m": 20}
        return {
            "id": str(uuid.uuid4()),
            "what": WHAT,
            "type_code": "order.threats",
            "place": place | {"source": "map"},
            "inform": True,
        }
