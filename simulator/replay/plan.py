"""Which steps a file's calls become, in order of time. Pure, and always the same.

A unit's row is played live, state by state, where its times allow it. What no crew could have
reported (times out of order, a step left out that cannot be, a unit on two calls at once) is
entered afterwards in one step with all its times, as a clerk would do it. A unit that the file
never frees is live and stays on its card, and the card stays open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from simulator.replay.files import FileUnusable
from simulator.replay.montgomery import Incident
from simulator.replay.sf_fire import FireCall, UnitRow

FOLLOWS: Mapping[str, Collection[str]] = {
    "assigned": ("en_route", "on_scene", "released", "recalled"),
    "en_route": ("on_scene", "released", "recalled"),
    "on_scene": ("transporting", "released"),
    "transporting": ("at_hospital", "released"),
    "at_hospital": ("released",),
}
"""What a crew reports after what. Dispatch's own table allows all of it."""
Place = tuple[datetime, int, str, int, int]
"""Of a step in the order of all: time, class, call, row of the call, step of the row."""

REASONS = ("out_of_order", "no_time", "step_missing", "overlap")
"""Why a row goes in afterwards; `no_time`: freed in the second in which it was sent."""

# At one moment: units that go on or are freed, then what begins, then what ends a call.
GOES_ON, BEGINS, ENDS = 0, 1, 2
OPENED, INFORMED = -2, -1


class OpenCall(Struct, frozen=True):
    key: str
    stamp: datetime
    call: FireCall


class InformServices(Struct, frozen=True):
    key: str
    stamp: datetime
    call: FireCall


class AssignUnit(Struct, frozen=True):
    key: str
    stamp: datetime
    row: UnitRow


class AdvanceUnit(Struct, frozen=True):
    key: str
    stamp: datetime
    row: UnitRow
    state: str


class RecordPast(Struct, frozen=True):
    key: str
    stamp: datetime
    row: UnitRow
    why: str
    """A value of REASONS."""


class SetAside(Struct, frozen=True):
    """The replay is over: its unit is no help to anybody."""

    key: str
    stamp: datetime
    unit: str


class CloseCall(Struct, frozen=True):
    key: str
    stamp: datetime
    call: FireCall


class TakeCall(Struct, frozen=True):
    """A call without units: a contact, and the card that it opens or joins."""

    key: str
    stamp: datetime
    incident: Incident
    place: int
    """0: the call that opens the card; 1, 2 …: a repeat."""


class EndIncident(Struct, frozen=True):
    key: str
    stamp: datetime
    incident: Incident


Step = (
    OpenCall
    | InformServices
    | AssignUnit
    | AdvanceUnit
    | RecordPast
    | CloseCall
    | SetAside
    | TakeCall
    | EndIncident
)


class Plan(Struct, frozen=True):
    steps: list[Step]
    totals: dict[str, int]
    """What there is and which way it goes; printed at the end."""


# ---- San Francisco -----------------------------------------------------------------------------


def states_of(row: UnitRow) -> list[tuple[str, datetime]]:
    """The states that the row tells of, in the order of the file's columns. Who never arrived was
    turned back."""
    arrived = row.on_scene_at or row.transporting_at or row.at_hospital_at
    every = (
        ("assigned", row.dispatched_at),
        ("en_route", row.en_route_at),
        ("on_scene", row.on_scene_at),
        ("transporting", row.transporting_at),
        ("at_hospital", row.at_hospital_at),
        ("released" if arrived else "recalled", row.released_at),
    )
    return [(state, moment) for state, moment in every if moment is not None]


def is_out_of_order(times: Sequence[datetime]) -> bool:
    return any(later < earlier for earlier, later in zip(times, times[1:], strict=False))


def why_not_live(call: FireCall, row: UnitRow) -> str | None:
    """The reason that lies in the row itself; None where it can be played step by step."""
    if row.released_at is None:
        return None
    if is_out_of_order(all_times(call, row)):
        return "out_of_order"
    if row.released_at == row.dispatched_at:
        return "no_time"
    states = [state for state, _ in states_of(row)]
    for present, following in zip(states, states[1:], strict=False):
        if following not in FOLLOWS[present]:
            return "step_missing"
    return None


def all_times(call: FireCall, row: UnitRow) -> list[datetime]:
    return _known([call.received_at, call.entered_at, *row.times])


def _known(times: Iterable[datetime | None]) -> list[datetime]:
    return [moment for moment in times if moment is not None]


def sort_rows(calls: Sequence[FireCall]) -> dict[str, str]:
    """Rows that go in afterwards, with the reason. Of two that overlap the earlier one is live, but
    one that never ends comes first: only it can't be entered afterwards. Raises FileUnusable."""
    rows = [(row, call) for call in calls for row in call.rows]
    rows.sort(key=lambda one: (one[0].dispatched_at, one[0].row_id))
    taken_from = _never_freed([row for row, _ in rows])
    reasons: dict[str, str] = {}
    free_at: dict[str, datetime] = {}
    for row, call in rows:
        why = why_not_live(call, row)
        if why is None and row.released_at is not None:
            before = free_at.get(row.unit, row.dispatched_at)
            after = taken_from.get(row.unit, row.released_at)
            if row.dispatched_at < before or row.released_at > after:
                why = "overlap"
            else:
                free_at[row.unit] = row.released_at
        if why is not None:
            reasons[row.row_id] = why
    return reasons


def _never_freed(rows: Iterable[UnitRow]) -> dict[str, datetime]:
    """Unit → from when on it is on a call that has no end."""
    found: dict[str, datetime] = {}
    faults = []
    for row in rows:
        if row.released_at is None:
            if row.unit in found:
                faults.append(f"{row.row_id}: {row.unit} was never freed from an earlier call")
            found.setdefault(row.unit, row.dispatched_at)
    if faults:
        raise FileUnusable(faults)
    return found


def plan_fire(calls: Sequence[FireCall], limit: int | None = None) -> Plan:
    """Of the first calls in order of time. Which way a row goes is judged over the whole file, so
    that a replay cut short and one that goes on later do the same."""
    every = sort_rows(calls)
    placed: list[tuple[Place, Step]] = []
    calls = calls[:limit]
    rows = [row for call in calls for row in call.rows]
    reasons = {row.row_id: every[row.row_id] for row in rows if row.row_id in every}
    for call in calls:
        placed += _steps_of_call(call)
        for position, row in enumerate(call.rows, start=1):
            if row.row_id in reasons:
                placed.append(_recorded(call, row, position, reasons[row.row_id]))
            else:
                placed += _live(call, row, position)
    placed += _set_aside(calls)
    placed.sort(key=lambda one: one[0])
    totals = {"calls": len(calls), "rows": len(rows), "live": len(rows) - len(reasons)}
    for why in REASONS:
        totals[f"afterwards_{why}"] = sum(reason == why for reason in reasons.values())
    totals["out_of_order"] = sum(
        is_out_of_order(all_times(call, row)) for call in calls for row in call.rows
    )
    totals["never_freed"] = sum(row.released_at is None for row in rows)
    return Plan([step for _, step in placed], totals)


def _set_aside(calls: Sequence[FireCall]) -> list[tuple[Place, Step]]:
    """Every unit after its last call, unless the file never frees it."""
    of_unit: dict[str, list[UnitRow]] = defaultdict(list)
    for call in calls:
        for row in call.rows:
            of_unit[row.unit].append(row)
    found: list[tuple[Place, Step]] = []
    for unit, rows in sorted(of_unit.items()):
        if all(row.released_at for row in rows):
            last = max(rows, key=lambda row: (max(row.times), row.row_id))
            end = max(last.times)
            step = SetAside(f"unit:{unit}:aside:{last.row_id}", end, unit)
            found.append(((end, ENDS, unit, 0, 0), step))
    return found


def _informed_due(call: FireCall) -> datetime:
    """A card cannot be informed before it is open, whatever its entry was stamped with."""
    return max(_known([call.received_at, call.entered_at]))


def _steps_of_call(call: FireCall) -> list[tuple[Place, Step]]:
    number = call.number
    due = _informed_due(call)
    end = max([due, *(moment for row in call.rows for moment in row.times)])
    found: list[tuple[Place, Step]] = [
        (
            (call.received_at, BEGINS, number, OPENED, 0),
            OpenCall(f"{number}:open", call.received_at, call),
        ),
        (
            (due, BEGINS, number, INFORMED, 0),
            InformServices(f"{number}:inform", call.entered_at or call.received_at, call),
        ),
    ]
    if all(row.released_at for row in call.rows):
        found.append(((end, ENDS, number, 0, 0), CloseCall(f"{number}:close", end, call)))
    return found


def _live(call: FireCall, row: UnitRow, position: int) -> list[tuple[Place, Step]]:
    """In the order of the columns: a time before the one to its left is a late report."""
    found: list[tuple[Place, Step]] = []
    begins = max(row.dispatched_at, _informed_due(call))
    due = begins
    for index, (state, moment) in enumerate(states_of(row)):
        key = f"{row.row_id}:{state}"
        step: Step = (
            AssignUnit(key, moment, row) if index == 0 else AdvanceUnit(key, moment, row, state)
        )
        due = max(due, moment)
        order = BEGINS if due == begins else GOES_ON
        found.append(((due, order, row.call, position, index), step))
    return found


def _recorded(call: FireCall, row: UnitRow, position: int, why: str) -> tuple[Place, Step]:
    due = max([_informed_due(call), *row.times])
    step = RecordPast(f"{row.row_id}:recorded", due, row, why)
    return (due, BEGINS, row.call, position, 0), step


# ---- Montgomery --------------------------------------------------------------------------------


def plan_calls(incidents: Sequence[Incident], limit: int | None = None) -> Plan:
    """Of the first calls in order of time. An incident whose repeats lie beyond them stays open."""
    placed: list[tuple[Place, Step]] = []
    for incident in incidents:
        for place, call in enumerate([incident.first, *incident.repeats]):
            step = TakeCall(f"{call.name}:call", call.at, incident, place)
            placed.append(((call.at, BEGINS, "", call.number, 0), step))
    placed.sort(key=lambda one: one[0])
    placed = placed[:limit]
    taken = [step for _, step in placed if isinstance(step, TakeCall)]
    cards = [step.incident for step in taken if step.place == 0]
    last_calls = {step.incident.first.name: step.place for step in taken}
    for incident in cards:
        if last_calls[incident.first.name] == len(incident.repeats):
            end = EndIncident(f"{incident.first.name}:end", incident.last_at, incident)
            placed.append(((incident.last_at, ENDS, "", incident.first.number, 0), end))
    placed.sort(key=lambda one: one[0])
    totals = {
        "calls": len(taken),
        "cards": len(cards),
        "repeats": len(taken) - len(cards),
        "drawn_to_the_edge": sum(incident.first.moved for incident in cards),
    }
    return Plan([step for _, step in placed], totals)
