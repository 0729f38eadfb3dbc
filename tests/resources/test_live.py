"""What a desk has after the snapshot and the changes equals a fresh snapshot."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.people import ANNA, JANIS, PETERIS
from tests.resources.builders import NOON, a_station, a_unit
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.kernel.live import Topics, Viewer
from vienots.resources import actions, api, live
from vienots.resources.actions import StateChange
from vienots.resources.contracts import CrewChange, StationChange, Unit
from vienots.resources.domain import UnitState


async def units_of(db: Db, actor: Actor) -> dict[str, Unit]:
    return {str(unit.id): unit for unit in (await live.snapshot(db, actor))["units"]}


async def test_the_feed_equals_the_state_for_everybody(db: Db) -> None:
    unit, other = await a_unit(db, "R31"), await a_station(db)
    people = (JANIS, PETERIS, ANNA)
    before = {actor.id: await units_of(db, actor) for actor in people}

    for state in (UnitState.ASSIGNED, UnitState.EN_ROUTE, UnitState.RETURNING):
        [held] = await api.hold_units(db, [unit.id])
        change = StateChange(state, NOON, card_id=new_id())
        await api.mark_unit_as_reported(db, JANIS, held, change)
    await actions.change_crew(db, JANIS, unit.id, CrewChange(2), NOON)
    await actions.change_station(db, JANIS, unit.id, StationChange(other.id), NOON)

    entries = (await journal.read_subject(db, unit.id))[::-1]
    assert len(entries) == 5
    for actor in people:
        folded: dict[str, Any] = dict(before[actor.id])
        viewer = Viewer(actor.keys, actor.rights)
        for entry in entries:
            if Topics(live.TOPICS).shows(entry, viewer):
                told = msgspec.convert(entry.payload["unit"], Unit)
                folded[str(told.id)] = told
        assert folded == await units_of(db, actor), actor.name


async def test_without_the_right_there_is_nothing(db: Db) -> None:
    await a_unit(db)

    assert await live.snapshot(db, ANNA) == {"units": [], "stations": []}
    assert len((await live.snapshot(db, PETERIS))["stations"]) == 1
