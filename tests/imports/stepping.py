"""A desk that imports files, and the worker's steps between its requests."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec
import psycopg
from httpx import Response

from tests.imports.files import a_mapping
from tests.people import a_person
from tests.register.desks import Desk, Desks
from vienots.imports.contracts import ImportMapping
from vienots.imports.jobs import Stepper
from vienots.kernel import clock
from vienots.kernel.db import HOUSE_OPTIONS

RITA = a_person(71, "Rita Birzniece", "pp-0003000", "register_supervisor")
STEPS_MAX = 200


class ImportDesk:
    def __init__(self, desks: Desks, desk: Desk) -> None:
        self.dsn = desks.dsn
        self.desk = desk

    async def add(self, data: bytes, name: str = "zurnals.csv") -> str:
        answer = await self.desk.send("/imports/", data, name=name)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def keep(self, import_id: str, mapping: ImportMapping | None = None) -> Response:
        body = msgspec.to_builtins(mapping or a_mapping())
        return await self.desk.post(f"/imports/{import_id}/mapping", body)

    async def act(self, import_id: str, act: str) -> Response:
        return await self.desk.post(f"/imports/{import_id}/{act}", {})

    async def get(self, import_id: str, path: str = "", **params: Any) -> Response:
        return await self.desk.get(f"/imports/{quote(import_id)}{path}", purpose=True, **params)

    async def step(self, stepper: Stepper) -> None:
        """One step as the worker takes it: a transaction."""
        async with await psycopg.AsyncConnection.connect(self.dsn, options=HOUSE_OPTIONS) as db:
            await stepper.step(db, clock.now())

    async def work(self, import_id: str) -> dict[str, Any]:
        """Until the worker has nothing more to do for it."""
        stepper = Stepper()
        for _ in range(STEPS_MAX):
            view: dict[str, Any] = (await self.get(import_id)).json()
            if view["state"] not in ("checking", "running"):
                return view
            await self.step(stepper)
        raise AssertionError(f"still {view['state']} after {STEPS_MAX} steps")

    async def checked(self, data: bytes, mapping: ImportMapping | None = None) -> str:
        """A new import, mapped and checked."""
        import_id = await self.add(data)
        assert (await self.keep(import_id, mapping)).status_code == 200
        assert (await self.act(import_id, "check")).status_code == 200
        assert (await self.work(import_id))["state"] == "checked"
        return import_id

    async def taken(self, data: bytes, mapping: ImportMapping | None = None) -> dict[str, Any]:
        """A new import, brought to its end."""
        import_id = await self.checked(data, mapping)
        assert (await self.act(import_id, "start")).status_code == 200
        return await self.work(import_id)


async def counted(dsn: str, table: str) -> int:
    async with await psycopg.AsyncConnection.connect(dsn) as db:
        cursor = await db.execute(f"SELECT count(*) FROM {table}".encode())
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])
