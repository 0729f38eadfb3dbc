"""Each step of a plan as the ordinary actions of the house, in the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from importlib.resources import files
from typing import Protocol, assert_never
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec import Struct

from simulator.replay.montgomery import Call, Incident
from simulator.replay.people import CALL_TAKER, DISPATCHER
from simulator.replay.plan import (
    AdvanceUnit,
    AssignUnit,
    CloseCall,
    EndIncident,
    InformServices,
    OpenCall,
    RecordPast,
    SetAside,
    TakeCall,
    states_of,
)
from simulator.replay.sf_fire import FireCall, UnitRow
from simulator.replay.units import AddUnit, add_unit
from vienots.calls import api as calls
from vienots.calls.contracts import IntakeCall, Leg, NewCard, NewPlace
from vienots.dispatch import api as dispatch
from vienots.dispatch.contracts import (
    CloseLeg,
    NewAssignments,
    NewAssignmentState,
    NewUnitState,
    PastAssignment,
)
from vienots.gis.contracts import Territory
from vienots.kernel import clock
from vienots.kernel.db import Db

Step = (
    AddUnit
    | OpenCall
    | InformServices
    | AssignUnit
    | AdvanceUnit
    | RecordPast
    | CloseCall
    | SetAside
    | TakeCall
    | EndIncident
)
FIRE = "fire"
PRIORITY = 2
"""Of a fire leg where the type itself asks for none."""
ACCURACY_M = 100
"""The files tell the block, not the door."""
OUTCOMES: Mapping[str, str] = {
    "No Merit": "false_alarm",
    "Unable to Locate": "no_one_found",
    "Gone on Arrival": "no_one_found",
    "Cancelled": "not_needed",
    "Patient Declined Transport": "not_needed",
    "SFPD": "handed_over",
    "Other": "other",
}
"""The file's final disposition; all others are done."""
UNKNOWN_OUTCOME = "other"
NO_PART = "not_needed"
"""For services of which the file tells nothing."""


def card_id_of(source: str, name: str) -> UUID:
    """The same call is the same card, whoever plays it and how often."""
    return uuid5(NAMESPACE_URL, f"vienots:replay:{source}:{name}")


def load_types(form: str) -> Mapping[str, str]:
    text = (files("simulator.replay") / "types.json").read_text("utf-8")
    found: dict[str, dict[str, str]] = json.loads(text)
    return found[form]


def type_code_of(types: Mapping[str, str], kind: str) -> str:
    """By the whole name, else by the department, else unknown."""
    return types.get(kind) or types.get(kind.partition(":")[0] + ":*") or types["*"]


class Territories(Protocol):
    """What a replay needs of the map."""

    def territory_at(self, lat: float, lon: float, on: date | None = None) -> Territory | None: ...


class Subject(Struct, frozen=True):
    """What a step makes or moves: the table, and the state in which it leaves the row."""

    table: str
    state: str


def subject_of(step: Step) -> Subject:
    match step:
        case AddUnit():
            return Subject("resources.unit", "available")
        case OpenCall():
            return Subject("calls.card", "draft")
        case InformServices():
            return Subject("calls.card", "informed")
        case AssignUnit():
            return Subject("dispatch.assignment", "assigned")
        case AdvanceUnit():
            return Subject("dispatch.assignment", step.state)
        case RecordPast():
            return Subject("dispatch.assignment", states_of(step.row)[-1][0])
        case SetAside():
            return Subject("resources.unit", "unavailable")
        case CloseCall() | EndIncident():
            return Subject("calls.card", "closed")
        case TakeCall():
            return Subject("calls.contact", "ended")
        case _:
            assert_never(step)


class Acts:
    """Knows what earlier steps have made, of this run or of one that was broken off."""

    def __init__(self, source: str, gis: Territories, made: dict[str, UUID]) -> None:
        self._source = source
        self._types = load_types(source)
        self._gis = gis
        self._made = made

    async def do(self, db: Db, step: Step) -> UUID:
        """The id of what it made or moved."""
        match step:
            case OpenCall():
                return await self._open(db, step.call)
            case InformServices():
                return await self._inform(db, step.call, step.stamp)
            case CloseCall():
                return await self._close(db, step.call, step.stamp)
            case TakeCall():
                return await self._take(db, step)
            case EndIncident():
                return await self._end(db, step.incident, step.stamp)
            case _:
                return await self._do_with_unit(db, step)

    async def _do_with_unit(
        self, db: Db, step: AddUnit | AssignUnit | AdvanceUnit | RecordPast | SetAside
    ) -> UUID:
        match step:
            case AddUnit():
                return await add_unit(db, step.unit)
            case AssignUnit():
                return await self._assign(db, step)
            case AdvanceUnit():
                return await self._advance(db, step)
            case RecordPast():
                return await self._record(db, step)
            case SetAside():
                return await self._set_aside(db, step)
            case _:
                assert_never(step)

    def keep(self, step: Step, made: UUID) -> None:
        """After the commit: what later steps build on."""
        self._made[step.key] = made

    # ---- calls ---------------------------------------------------------------------------------

    async def _ring(self, db: Db, call_id: str, event: str, at: datetime) -> UUID:
        told = IntakeCall(f"{self._source}:{call_id}", event, at, queue="replay")
        return (await calls.take_telephone_event(db, CALL_TAKER, told, clock.now())).id

    async def _open(self, db: Db, call: FireCall) -> UUID:
        """The file does not say when the call was answered: it counts as answered at once."""
        contact_id = await self._ring(db, call.number, "ringing", call.received_at)
        await self._ring(db, call.number, "answered", call.received_at)
        new = NewCard(
            card_id_of(self._source, call.number),
            what=call.kind,
            type_code=type_code_of(self._types, call.kind),
            place=NewPlace(call.address, call.lat, call.lon, ACCURACY_M),
            contact_id=contact_id,
            happened_at=call.received_at,
        )
        return (await calls.open_card(db, CALL_TAKER, new, self._gis, clock.now())).id

    async def _inform(self, db: Db, call: FireCall, stamp: datetime) -> UUID:
        """The fire service answers every call of the file, whatever our type would ask for."""
        card_id = card_id_of(self._source, call.number)
        card = await calls.inform(db, CALL_TAKER, card_id, clock.now(), happened_at=stamp)
        if all(leg.institution != DISPATCHER.institution for leg in card.legs):
            wanted = calls.WantedLeg(FIRE, DISPATCHER.institution, PRIORITY)
            await calls.add_leg(db, CALL_TAKER, card_id, wanted, stamp)
        # A caller can't hang up before having called, whatever the entry was stamped with.
        await self._ring(db, call.number, "ended", max(stamp, call.received_at))
        return card_id

    async def _take(self, db: Db, step: TakeCall) -> UUID:
        incident = step.incident
        call = [incident.first, *incident.repeats][step.place]
        contact_id = await self._ring(db, call.name, "ringing", call.at)
        await self._ring(db, call.name, "answered", call.at)
        card_id = card_id_of(self._source, incident.first.name)
        if step.place == 0:
            await self._open_and_inform(db, card_id, contact_id, call)
        else:
            await calls.attach(db, CALL_TAKER, card_id, contact_id, call.at)
        await self._ring(db, call.name, "ended", call.at)
        return contact_id

    async def _open_and_inform(self, db: Db, card_id: UUID, contact_id: UUID, call: Call) -> None:
        new = NewCard(
            card_id,
            what=call.title,
            type_code=type_code_of(self._types, call.title),
            place=NewPlace(call.address, call.lat, call.lon, ACCURACY_M),
            contact_id=contact_id,
            happened_at=call.at,
        )
        at = clock.now()
        await calls.open_card(db, CALL_TAKER, new, self._gis, at)
        await calls.inform(db, CALL_TAKER, card_id, at, happened_at=call.at)

    async def _end(self, db: Db, incident: Incident, stamp: datetime) -> UUID:
        card_id = card_id_of(self._source, incident.first.name)
        return await self._end_card(db, card_id, UNKNOWN_OUTCOME, UNKNOWN_OUTCOME, stamp)

    async def _close(self, db: Db, call: FireCall, stamp: datetime) -> UUID:
        card_id = card_id_of(self._source, call.number)
        outcome = OUTCOMES.get(call.disposition, "done")
        return await self._end_card(db, card_id, outcome, NO_PART, stamp)

    async def _end_card(
        self, db: Db, card_id: UUID, fire_outcome: str, other_outcome: str, stamp: datetime
    ) -> UUID:
        """Every leg; the card closes with the last one."""
        for leg in await self._legs(db, card_id):
            if calls.LegState(leg.state) not in calls.ENDED:
                ours = leg.institution == DISPATCHER.institution
                close = CloseLeg(fire_outcome if ours else other_outcome)
                await dispatch.close_leg(
                    db, DISPATCHER, leg.id, close, clock.now(), happened_at=stamp
                )
        return card_id

    async def _legs(self, db: Db, card_id: UUID) -> list[Leg]:
        card = await calls.get_card(db, card_id)
        assert card is not None, "a card that was opened is there"
        return card.legs

    # ---- units ---------------------------------------------------------------------------------

    async def _fire_leg(self, db: Db, row: UnitRow) -> UUID:
        legs = await self._legs(db, card_id_of(self._source, row.call))
        return next(leg.id for leg in legs if leg.institution == DISPATCHER.institution)

    async def _assign(self, db: Db, step: AssignUnit) -> UUID:
        leg_id = await self._fire_leg(db, step.row)
        new = NewAssignments([self._made[f"unit:{step.row.unit}"]])
        [assignment] = await dispatch.assign_units(
            db, DISPATCHER, leg_id, new, clock.now(), happened_at=step.stamp
        )
        return assignment.id

    async def _advance(self, db: Db, step: AdvanceUnit) -> UUID:
        assignment_id = self._made[f"{step.row.row_id}:assigned"]
        new = NewAssignmentState(step.state, step.stamp)
        await dispatch.report_assignment_state(db, DISPATCHER, assignment_id, new, clock.now())
        return assignment_id

    async def _set_aside(self, db: Db, step: SetAside) -> UUID:
        unit_id = self._made[f"unit:{step.unit}"]
        new = NewUnitState("unavailable", "Atskaņošana beigusies")
        await dispatch.set_unit_state(db, DISPATCHER, unit_id, new, clock.now())
        return unit_id

    async def _record(self, db: Db, step: RecordPast) -> UUID:
        row = step.row
        assert row.released_at is not None, "what never ends is played live"
        past = PastAssignment(
            self._made[f"unit:{row.unit}"],
            row.dispatched_at,
            row.released_at,
            en_route_at=row.en_route_at,
            on_scene_at=row.on_scene_at,
            transporting_at=row.transporting_at,
            at_hospital_at=row.at_hospital_at,
            recalled=states_of(row)[-1][0] == "recalled",
            reason=step.why,
        )
        leg_id = await self._fire_leg(db, row)
        [made] = await dispatch.record_past_assignments(db, DISPATCHER, leg_id, [past], clock.now())
        return made.id
