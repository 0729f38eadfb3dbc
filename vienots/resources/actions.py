"""What resources can do. One action is one transaction's worth of change; the caller opens it.

Who may set a unit's state because of an assignment is dispatch's business: it calls the `mark_`
functions here, which check the unit and write down the change, not the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from vienots.identity.api import Right, require
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault
from vienots.kernel.ids import new_id
from vienots.resources import store
from vienots.resources.contracts import (
    CrewChange,
    NewUnit,
    Position,
    PositionReport,
    PositionsTaken,
    Station,
    StationChange,
    Unit,
)
from vienots.resources.domain import (
    AT_STATION_M,
    AT_WORK,
    REPORTS_MAX,
    UnitState,
    check_transition,
    sort_reports,
)
from vienots.resources.errors import (
    BadUnit,
    CallSignTaken,
    StationNotFound,
    TooManyReports,
    UnitNotFound,
    UnitNotYours,
)
from vienots.resources.events import UnitAdded, UnitChanged
from vienots.resources.store import HeldUnit, StateRow

TRAIL_MINUTES_MAX = 24 * 60
TRAIL_POINTS_MAX = 5_000
PARTITION_DAYS_AHEAD = 3
HOME_FIX_AGE_MAX = timedelta(minutes=2)
SYSTEM = Actor(id="system:resources", name="Sistēma", institution="iemic", rights=frozenset())


class StateChange(Struct, frozen=True):
    """A state with what goes along with it."""

    state: UnitState
    at: datetime
    """The edge's clock."""
    happened_at: datetime | None = None
    card_id: UUID | None = None
    """Of a unit at work; ignored for the other states."""
    note: str | None = None

    @property
    def row(self) -> StateRow:
        card_id = self.card_id if self.state in AT_WORK else None
        return StateRow(str(self.state), self.happened_at or self.at, self.note, card_id)


async def list_stations(db: Db, actor: Actor) -> list[Station]:
    require(actor, Right.RESOURCES_READ)
    return await store.list_stations(db)


async def list_units(db: Db, actor: Actor, institution: str | None = None) -> list[Unit]:
    """All services' units: the map is common to everyone who helps."""
    require(actor, Right.RESOURCES_READ)
    return await store.list_units(db, institution)


async def see_unit(db: Db, actor: Actor, unit_id: UUID) -> Unit:
    require(actor, Right.RESOURCES_READ)
    unit = await store.get_unit(db, unit_id)
    if unit is None:
        raise UnitNotFound
    return unit


async def read_trail(
    db: Db, actor: Actor, unit_id: UUID, minutes: int, at: datetime
) -> list[Position]:
    """Where the unit was, oldest first."""
    unit = await see_unit(db, actor, unit_id)
    since = at - timedelta(minutes=max(1, min(TRAIL_MINUTES_MAX, minutes)))
    return await store.list_trail(db, unit.id, since=since, until=at, limit=TRAIL_POINTS_MAX)


async def take_positions(
    db: Db, actor: Actor, reports: Sequence[PositionReport], at: datetime
) -> PositionsTaken:
    """Positions are state, not events: the latest per unit and a trail, not the journal.

    Raises TooManyReports.
    """
    require(actor, Right.RESOURCES_POSITION)
    if len(reports) > REPORTS_MAX:
        raise TooManyReports(max=REPORTS_MAX)
    sorted_reports = sort_reports([report.at for report in reports], at)
    usable = [reports[place] for place in sorted_reports.usable]
    if not usable:
        return PositionsTaken(0, sorted_reports.stale, [], sorted_reports.future)
    taken = await store.take_positions(db, usable)
    stale = taken.stale + sorted_reports.stale
    return PositionsTaken(taken.stored, stale, taken.unknown, sorted_reports.future)


async def add_unit(db: Db, actor: Actor, new: NewUnit, at: datetime) -> Unit:
    """Raises BadUnit, StationNotFound, CallSignTaken."""
    require(actor, Right.DISPATCH_UNIT_STATE)
    _check_institution(actor, new.institution)
    await _check_codes(db, new, at)
    if await store.get_station(db, new.station_id) is None:
        raise StationNotFound
    unit_id = new_id()
    if not await store.insert_unit(db, unit_id, new, StateRow(str(UnitState.AVAILABLE), at)):
        raise CallSignTaken(call_sign=new.call_sign)
    unit = await _reload(db, unit_id)
    await journal.record(db, actor, UnitAdded(unit_id, unit), audience=journal.EVERYONE, at=at)
    return unit


async def _check_codes(db: Db, new: NewUnit, at: datetime) -> None:
    kinds = await classifiers.get(db, "unit_kind", at)
    known = await classifiers.get(db, "capability", at)
    faults = []
    if kinds.get(new.kind) is None:
        faults.append(Fault("kind", "resources.kind_unknown", {"given": new.kind[:40]}))
    faults += [
        Fault(f"capabilities[{place}]", "resources.capability_unknown", {"given": code[:40]})
        for place, code in enumerate(new.capabilities)
        if known.get(code) is None
    ]
    if new.service not in ("fire", "police", "municipal", "port", "medical"):
        faults.append(Fault("service", "resources.service_unknown", {"given": new.service[:40]}))
    if faults:
        raise BadUnit(faults)


async def change_station(
    db: Db, actor: Actor, unit_id: UUID, change: StationChange, at: datetime
) -> Unit:
    """It belongs there from now on; a free unit is on its way there. Raises StationNotFound."""
    require(actor, Right.DISPATCH_UNIT_STATE)
    held = await hold_own_unit(db, actor, unit_id)
    if await store.get_station(db, change.station_id) is None:
        raise StationNotFound
    await store.set_unit_station(db, unit_id, change.station_id)
    if held.state == UnitState.AVAILABLE:
        row = StateRow(str(UnitState.RETURNING), at, change.note)
        await store.set_unit_state(db, unit_id, row)
    return await _record(db, actor, unit_id, "station", at, note=change.note)


async def change_crew(
    db: Db, actor: Actor, unit_id: UUID, change: CrewChange, at: datetime
) -> Unit:
    """Who is in the vehicle now, and what they can do."""
    require(actor, Right.DISPATCH_UNIT_STATE)
    await hold_own_unit(db, actor, unit_id)
    await store.set_unit_crew(db, unit_id, change.crew, change.skills)
    return await _record(db, actor, unit_id, "crew", at)


async def hold_own_unit(db: Db, actor: Actor, unit_id: UUID) -> HeldUnit:
    """Locked until the transaction ends. Raises UnitNotFound, UnitNotYours."""
    held = await store.lock_units(db, [unit_id])
    if not held:
        raise UnitNotFound
    _check_institution(actor, held[0].institution)
    return held[0]


async def hold_units(db: Db, ids: Sequence[UUID]) -> list[HeldUnit]:
    """Locked until the transaction ends, in one order for everybody. Raises UnitNotFound."""
    held = await store.lock_units(db, ids)
    if len(held) != len(set(ids)):
        raise UnitNotFound
    return held


async def mark_unit(db: Db, actor: Actor, unit: HeldUnit, change: StateChange) -> Unit:
    """An act of the present: the table of transitions decides. The same state again is no change.

    Raises UnitTransitionRefused.
    """
    if unit.state == change.state and (unit.card_id == change.row.card_id):
        return await _reload(db, unit.id)
    check_transition(unit.call_sign, unit.state, change.state)
    return await mark_unit_as_reported(db, actor, unit, change)


async def mark_unit_as_reported(db: Db, actor: Actor, unit: HeldUnit, change: StateChange) -> Unit:
    """A report of what has happened is kept, whatever the table says."""
    await store.set_unit_state(db, unit.id, change.row)
    return await _record(
        db, actor, unit.id, "state", change.at, change.happened_at, note=change.note
    )


async def bring_home(db: Db, at: datetime) -> int:
    """Units that are back in their yard are available again; the number of them."""
    arrived = await store.list_arrived_home(
        db,
        since=at - HOME_FIX_AGE_MAX,
        lat_span=AT_STATION_M / 111_195,
        lon_span=AT_STATION_M / 60_500,  # A degree of longitude at 57 degrees north.
    )
    for unit in await store.lock_units(db, arrived) if arrived else []:
        await mark_unit(db, SYSTEM, unit, StateChange(UnitState.AVAILABLE, at))
    return len(arrived)


async def keep_partitions(db: Db, at: datetime) -> tuple[int, int]:
    """Days ahead are made, days over the retention are dropped; the number of each."""
    today = at.astimezone(UTC).date()
    made = await store.make_position_partitions(
        db, today - timedelta(days=1), PARTITION_DAYS_AHEAD + 2
    )
    return made, await store.drop_position_partitions(db, at)


def _check_institution(actor: Actor, institution: str) -> None:
    if actor.institution != institution and not actor.id.startswith("system:"):
        raise UnitNotYours


async def _reload(db: Db, unit_id: UUID) -> Unit:
    unit = await store.get_unit(db, unit_id)
    assert unit is not None
    return unit


async def _record(
    db: Db,
    actor: Actor,
    unit_id: UUID,
    change: str,
    at: datetime,
    happened_at: datetime | None = None,
    *,
    note: str | None = None,
) -> Unit:
    unit = await _reload(db, unit_id)
    event = UnitChanged(unit_id, unit, change, unit.call_sign, unit.state, note)
    await journal.record(
        db, actor, event, audience=journal.EVERYONE, at=at, happened_at=happened_at
    )
    return unit
