"""Units on a real PostgreSQL: their states, stations and crews."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.conftest import ROOT
from tests.people import ANNA, ILZE, JANIS, PETERIS
from tests.resources.builders import FAR, GATEWAY, NOON, a_report, a_station, a_unit, put_in_state
from vienots.identity.errors import RightMissing
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.resources import actions, api, store
from vienots.resources.actions import StateChange
from vienots.resources.contracts import CrewChange, NewUnit, StationChange, Unit
from vienots.resources.domain import UnitState
from vienots.resources.errors import (
    BadUnit,
    CallSignTaken,
    StationNotFound,
    UnitNotFound,
    UnitNotYours,
    UnitTransitionRefused,
)

CARD = new_id()


async def last_entry(db: Db, unit: Unit) -> journal.Entry:
    return (await journal.read_subject(db, unit.id, 1))[0]


async def mark(db: Db, unit: Unit, state: UnitState, **more: Any) -> Unit:
    [held] = await api.hold_units(db, [unit.id])
    return await api.mark_unit(db, JANIS, held, StateChange(state, NOON, **more))


async def test_a_changed_state_is_written_down_with_the_whole_unit(db: Db) -> None:
    unit = await a_unit(db)

    changed = await mark(db, unit, UnitState.ASSIGNED, card_id=CARD)

    assert (changed.state, changed.card_id, changed.version) == ("assigned", CARD, 2)
    entry = await last_entry(db, unit)
    assert entry.topic == "resources.unit_changed"
    assert entry.payload["unit"]["state"] == "assigned"
    assert entry.audience == ["*"]


async def test_a_free_unit_is_on_no_card(db: Db) -> None:
    unit = await a_unit(db)
    await mark(db, unit, UnitState.ASSIGNED, card_id=CARD)

    freed = await mark(db, unit, UnitState.RETURNING, card_id=CARD)

    assert freed.card_id is None


async def test_the_same_state_again_is_no_change(db: Db) -> None:
    unit = await a_unit(db)

    again = await mark(db, unit, UnitState.AVAILABLE)

    assert again == unit
    assert await journal.read_subject(db, unit.id) == []


async def test_an_illegal_step_is_refused_with_both_states(db: Db) -> None:
    unit = await a_unit(db)

    with pytest.raises(UnitTransitionRefused) as refused:
        await mark(db, unit, UnitState.ON_SCENE, card_id=CARD)

    assert refused.value.data == {
        "call_sign": "R31",
        "present": "available",
        "wanted": "on_scene",
    }


async def test_the_database_too_holds_that_work_is_work_on_a_card(db: Db) -> None:
    unit = await a_unit(db)

    with pytest.raises(psycopg.errors.CheckViolation) as broken:
        await put_in_state(db, unit.id, "on_scene", None)

    assert broken.value.diag.constraint_name == "unit_card"


@pytest.mark.parametrize("call_sign", ["27", "215", "r31", "R 31", ""])
async def test_a_call_sign_is_never_a_bare_number(db: Db, call_sign: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as broken:
        await a_unit(db, call_sign)

    assert broken.value.diag.constraint_name == "unit_call_sign_form"


async def test_a_unit_that_moves_to_another_station_is_on_its_way_there(db: Db) -> None:
    unit = await a_unit(db)
    other = await a_station(db, name="Rīgas 6. daļa")

    moved = await actions.change_station(
        db, JANIS, unit.id, StationChange(other.id, "sedz Avotus"), NOON
    )

    assert (moved.station_name, moved.state) == ("Rīgas 6. daļa", "returning")
    assert (await last_entry(db, unit)).payload["note"] == "sedz Avotus"
    with pytest.raises(StationNotFound):
        await actions.change_station(db, JANIS, unit.id, StationChange(new_id()), NOON)


async def test_a_crew_change_is_known_at_once(db: Db) -> None:
    unit = await a_unit(db)

    changed = await actions.change_crew(db, JANIS, unit.id, CrewChange(2, ["ba:1"]), NOON)
    kept = await actions.change_crew(db, JANIS, unit.id, CrewChange(3), NOON)

    assert (changed.crew, changed.skills) == (2, ["ba:1"])
    assert (kept.crew, kept.skills) == (3, ["ba:1"])


@pytest.mark.parametrize(
    ("who", "refusal"), [(PETERIS, UnitNotYours), (ANNA, RightMissing), (ILZE, RightMissing)]
)
async def test_only_its_own_institution_changes_a_unit(
    db: Db, who: Actor, refusal: type[Exception]
) -> None:
    unit = await a_unit(db)

    with pytest.raises(refusal):
        await actions.change_crew(db, who, unit.id, CrewChange(1), NOON)


async def test_an_unknown_unit_is_refused(db: Db) -> None:
    with pytest.raises(UnitNotFound):
        await actions.change_crew(db, JANIS, new_id(), CrewChange(1), NOON)
    with pytest.raises(UnitNotFound):
        await api.hold_units(db, [new_id()])


def a_new_unit(station: Any, **changes: Any) -> NewUnit:
    fields: dict[str, Any] = {
        "call_sign": "G31",
        "institution": "vugd",
        "service": "fire",
        "station_id": station.id,
        "kind": "rescue",
        "capabilities": ["hydraulic"],
        "crew": 2,
        "crew_norm": 2,
    }
    return NewUnit(**(fields | changes))


async def test_a_new_unit_is_available_and_known_by_its_call_sign(db: Db) -> None:
    await classifiers.load_folder(db, ROOT / "data/classifiers")
    station = await a_station(db)

    unit = await actions.add_unit(db, JANIS, a_new_unit(station), NOON)

    assert (unit.state, await api.find_unit(db, "G31")) == ("available", unit.id)
    with pytest.raises(CallSignTaken):
        await actions.add_unit(db, JANIS, a_new_unit(station), NOON)
    with pytest.raises(UnitNotYours):
        await actions.add_unit(db, PETERIS, a_new_unit(station), NOON)


async def test_every_fault_of_a_new_unit_is_named_at_once(db: Db) -> None:
    await classifiers.load_folder(db, ROOT / "data/classifiers")
    station = await a_station(db)
    wrong = a_new_unit(station, kind="tank", capabilities=["pump", "fly"], service="army")

    with pytest.raises(BadUnit) as refused:
        await actions.add_unit(db, JANIS, wrong, NOON)

    assert [fault.path for fault in refused.value.faults] == ["kind", "capabilities[1]", "service"]
    with pytest.raises(StationNotFound):
        await actions.add_unit(db, JANIS, a_new_unit(station, station_id=new_id()), NOON)


async def test_a_unit_back_in_its_yard_is_available_again(db: Db) -> None:
    home, away = await a_unit(db, "R31"), await a_unit(db, "R32")
    fast, old = await a_unit(db, "R33"), await a_unit(db, "R34")
    for unit in (home, away, fast, old):
        await put_in_state(db, unit.id, "returning")
    later = NOON + timedelta(minutes=30)
    reports = [
        a_report("R31", at=later),
        a_report("R32", at=later, lat=FAR[0], lon=FAR[1]),
        a_report("R33", at=later, speed_kmh=50),
        a_report("R34", at=later - timedelta(minutes=5)),
    ]
    await actions.take_positions(db, GATEWAY, reports, later)

    assert await actions.bring_home(db, later) == 1
    assert await actions.bring_home(db, later) == 0

    states = {unit.call_sign: unit.state for unit in await store.list_units(db)}
    assert states == {
        "R31": "available",
        "R32": "returning",
        "R33": "returning",
        "R34": "returning",
    }


async def test_who_may_not_read_resources_gets_nothing(db: Db) -> None:
    await a_unit(db)

    with pytest.raises(RightMissing):
        await actions.list_units(db, ANNA)
    with pytest.raises(RightMissing):
        await actions.list_stations(db, ANNA)
    assert [unit.call_sign for unit in await actions.list_units(db, PETERIS, "vugd")] == ["R31"]
    assert await actions.list_units(db, PETERIS, "vp") == []
