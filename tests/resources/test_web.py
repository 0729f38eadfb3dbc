"""Stations, units and positions over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.calls.centre import Centre, opened_centre
from tests.people import ANNA, JANIS, PETERIS
from tests.resources.builders import HOME, a_station, a_unit
from vienots.identity.api import Right
from vienots.kernel import clock
from vienots.resources.contracts import Unit


@pytest.fixture
async def centre(own_dsn: str, tmp_path: Path) -> AsyncIterator[Centre]:
    async with opened_centre(own_dsn, tmp_path) as found:
        yield found


@pytest.fixture
async def unit(centre: Centre) -> Unit:
    async with await psycopg.AsyncConnection.connect(centre.dsn) as db:
        return await a_unit(db, "R31")


async def test_a_gateway_reports_and_a_desk_sees_where_the_unit_is(
    centre: Centre, unit: Unit
) -> None:
    gateway = await centre.system("avl", Right.RESOURCES_POSITION)
    janis = await centre.person(JANIS)
    at = clock.now()
    reports = [
        {"unit": "R31", "lat": 56.95, "lon": 24.1, "at": (at - timedelta(seconds=9)).isoformat()},
        {"unit": "R31", "lat": 56.96, "lon": 24.1, "at": at.isoformat(), "speed_kmh": 40},
        {"unit": "Z9", "lat": 56.96, "lon": 24.1, "at": at.isoformat()},
    ]

    taken = await gateway.post("/avl/positions", reports)

    assert taken.status_code == 200
    assert taken.json() == {"stored": 2, "stale": 0, "unknown": ["Z9"], "future": 0}
    seen = (await janis.get(f"/resources/units/{unit.id}")).json()
    assert (seen["position"]["lat"], seen["position"]["speed_kmh"]) == (56.96, 40.0)
    trail = (await janis.get(f"/resources/units/{unit.id}/trail", minutes=5)).json()
    assert [point["lat"] for point in trail] == [56.95, 56.96]


async def test_every_fault_of_a_report_is_refused(centre: Centre) -> None:
    gateway = await centre.system("avl", Right.RESOURCES_POSITION)
    at = clock.now().isoformat()

    for wrong in (
        [{"unit": "R31", "lat": 91, "lon": 24.1, "at": at}],
        [{"unit": "", "lat": 56, "lon": 24.1, "at": at}],
        [{"unit": "R31", "lat": 56, "lon": 24.1, "at": "yesterday"}],
        [{"unit": "R31", "lat": 56, "lon": 24.1, "at": "2026-11-23T10:00:00"}],
        [{"unit": "R31", "lat": 56, "lon": 24.1, "at": at, "speed_kmh": -1}],
        [{"unit": "R31", "lat": 56, "lon": 24.1, "at": at, "colour": "red"}],
        {"unit": "R31"},
    ):
        assert (await gateway.post("/avl/positions", wrong)).status_code == 400


async def test_a_message_over_its_bound_is_refused_whole(centre: Centre) -> None:
    gateway = await centre.system("avl", Right.RESOURCES_POSITION)
    report = {"unit": "R31", "lat": 56, "lon": 24.1, "at": clock.now().isoformat()}

    refused = await gateway.post("/avl/positions", [report] * 5_001)

    assert (refused.status_code, refused.json()["code"]) == (413, "resources.too_many_reports")


async def test_who_may_do_what(centre: Centre, unit: Unit) -> None:
    anna, peteris = await centre.person(ANNA), await centre.person(PETERIS)
    gateway = await centre.system("avl", Right.RESOURCES_POSITION)
    crew = {"crew": 2}

    assert (await centre.nobody.get("/resources/units")).status_code == 401
    assert (await anna.get("/resources/units")).status_code == 403
    assert (await gateway.get("/resources/units")).status_code == 403
    assert (await peteris.get("/resources/units")).status_code == 200
    assert (await peteris.post("/avl/positions", [])).status_code == 403
    refused = await peteris.post(f"/resources/units/{unit.id}/crew", crew)
    assert (refused.status_code, refused.json()["code"]) == (403, "resources.unit_not_yours")


async def test_a_dispatcher_keeps_the_units(centre: Centre, unit: Unit) -> None:
    janis = await centre.person(JANIS)
    async with await psycopg.AsyncConnection.connect(centre.dsn) as db:
        other = await a_station(db, name="Rīgas 6. daļa", code="VUGD-06")
    new = {
        "call_sign": "G31",
        "institution": "vugd",
        "service": "fire",
        "station_id": str(unit.station_id),
        "kind": "rescue",
        "capabilities": ["hydraulic"],
        "crew": 2,
        "crew_norm": 2,
    }

    added = await janis.post("/resources/units", new)
    moved = await janis.post(
        f"/resources/units/{unit.id}/station", {"station_id": str(other.id), "note": "sedz"}
    )
    changed = await janis.post(f"/resources/units/{unit.id}/crew", {"crew": 3, "skills": ["ba:2"]})

    assert (added.status_code, added.json()["state"]) == (201, "available")
    assert (moved.status_code, moved.json()["station_name"]) == (200, "Rīgas 6. daļa")
    assert (changed.json()["crew"], changed.json()["skills"]) == (3, ["ba:2"])
    stations = (await janis.get("/resources/stations")).json()
    assert {"VUGD-06"} <= {station["code"] for station in stations}
    assert stations[0]["lat"] == HOME[0]


async def test_an_unknown_unit_is_not_found(centre: Centre) -> None:
    janis = await centre.person(JANIS)

    for path in (f"/resources/units/{uuid4()}", f"/resources/units/{uuid4()}/trail"):
        assert (await janis.get(path)).status_code == 404
    assert (await janis.get(f"/resources/units/{uuid4()}/trail", minutes=0)).status_code == 400
