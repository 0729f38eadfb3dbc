"""Who should go, and why: a pure function; the same inputs give the same proposal."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest
from uuid import UUID

from msgspec import Struct

from vienots.dispatch.contracts import Candidate, Need, NeedMet
from vienots.dispatch.domain.cover import Wanted, choose

ENGINE = "cover-1"
"""Changes with every change of what is proposed for the same inputs; kept with each proposal."""

SENDABLE = frozenset({"available", "returning"})
PEOPLE = "people"


class UnitInput(Struct, frozen=True, array_like=True, gc=False):
    """One unit as the engine sees it. Written as an array: hundreds are kept with each proposal.

    Out of sight of the garbage collector: it holds nothing that could hold it in turn.
    """

    id: UUID
    call_sign: str
    station_name: str
    kind: str
    capabilities: list[str]
    skills: list[str]
    crew: int
    crew_norm: int
    crew_min: int
    state: str
    note: str | None
    at_station: bool
    position_age_s: int | None
    """None at the station, or where no position is known."""
    travel_s: int | None
    """Drive only; None where nobody knows from where."""
    travel_by: str


class Inputs(Struct, frozen=True):
    """Everything that the proposal depends on."""

    run_card: str
    needs: list[Need]
    turnout_s: int
    """From the alarm to the moving vehicle, of a crew at its station."""
    stale_after_s: int
    near_max: int
    """So many are told of that are near and yet not chosen."""
    modelled_roads: bool
    units: list[UnitInput]
    counted_by_crew: list[str] = []
    """Needs that are counted over the people of all vehicles, not by vehicles."""
    vehicle_worth_s: int = 120
    """A vehicle more goes only when wanted ones are there so much earlier for it."""


class Proposal(Struct, frozen=True):
    fulfilled: bool
    needs: list[NeedMet]
    units: list[Candidate]
    exact: bool


class _Looked(Struct, frozen=True, gc=False):
    """A unit, what it brings of each need, when it would arrive, and what speaks against it."""

    unit: UnitInput
    amounts: list[int]
    eta_s: int | None
    against: str | None


def recommend(inputs: Inputs) -> Proposal:
    """Chosen ones in the order of their arrival, then those not chosen though near."""
    looked = _look_at(inputs)
    fit = [one for one in looked if one.against is None]
    by_crew = set(inputs.counted_by_crew)
    cover = choose(
        [one.eta_s or 0 for one in fit],
        [one.amounts for one in fit],
        [
            Wanted(need.count, need.capability not in by_crew and need.capability != PEOPLE)
            for need in inputs.needs
        ],
        inputs.vehicle_worth_s,
    )
    chosen = [fit[place] for place in cover.chosen]
    chosen.sort(key=lambda one: (one.eta_s or 0, one.unit.call_sign))
    met = [
        NeedMet(need.capability, need.count, sum(one.amounts[k] for one in chosen))
        for k, need in enumerate(inputs.needs)
    ]
    units = _tell_chosen(chosen, inputs.needs) + _tell_others(looked, chosen, inputs.near_max)
    return Proposal(all(m.found >= m.wanted for m in met), met, units, cover.exact)


def _look_at(inputs: Inputs) -> list[_Looked]:
    """Units that bring anything of what is needed; people alone are no reason to come."""
    wanted = [need.capability for need in inputs.needs]
    looked = []
    # Most vehicles of a kind bring the same: worked out once for all of them.
    known: dict[tuple[tuple[str, ...], tuple[str, ...], int], list[int] | None] = {}
    for unit in inputs.units:
        key = (tuple(unit.capabilities), tuple(unit.skills), unit.crew)
        if key not in known:
            known[key] = _amounts(unit, wanted)
        amounts = known[key]
        if amounts is None:
            continue
        eta_s = unit.travel_s
        if eta_s is not None and unit.at_station and unit.state in SENDABLE:
            eta_s += inputs.turnout_s
        looked.append(_Looked(unit, amounts, eta_s, _against(unit, inputs.stale_after_s)))
    return looked


def _amounts(unit: UnitInput, wanted: Sequence[str]) -> list[int] | None:
    """What it brings of each need; None where that is nothing.

    A vehicle's capabilities count once; `ba:4` counts four; everybody in it counts as people.
    """
    brings = dict.fromkeys(unit.capabilities, 1)
    for skill in unit.skills:
        name, _, number = skill.partition(":")
        brings[name] = int(number) if number.isdecimal() else 1
    if not any(brings.get(name) for name in wanted if name != PEOPLE):
        return None
    brings[PEOPLE] = unit.crew
    return [brings.get(name, 0) for name in wanted]


def _against(unit: UnitInput, stale_after_s: int) -> str | None:
    """The first thing that forbids sending it; None where nothing does."""
    if unit.state == "unavailable":
        return "unavailable"
    if unit.state not in SENDABLE:
        return "busy"
    if unit.crew < max(1, unit.crew_min):
        return "no_crew"
    if unit.travel_s is None:
        return "no_position"
    if unit.position_age_s is not None and unit.position_age_s > stale_after_s:
        return "stale_position"
    return None


def _tell_chosen(chosen: Sequence[_Looked], needs: Sequence[Need]) -> list[Candidate]:
    """Each fills the first need that those before it leave open: none is chosen without one."""
    given = [0] * len(needs)
    told = []
    for one in chosen:
        k = next(k for k, need in enumerate(needs) if one.amounts[k] and given[k] < need.count)
        reason = "fills_need" if given[k] else "nearest"
        data: dict[str, str | int | float] = {
            "capability": needs[k].capability,
            "from": given[k] + 1,
            "to": given[k] + one.amounts[k],
            "wanted": needs[k].count,
        }
        given = [g + amount for g, amount in zip(given, one.amounts, strict=True)]
        told.append(_as_candidate(one, True, reason, data))
    return told


def _tell_others(
    looked: Sequence[_Looked], chosen: Sequence[_Looked], near_max: int
) -> list[Candidate]:
    taken = {one.unit.id for one in chosen}
    latest_s = max((one.eta_s or 0 for one in chosen), default=0)
    others = (one for one in looked if one.eta_s is not None and one.unit.id not in taken)
    near = nsmallest(near_max, others, key=lambda one: (one.eta_s or 0, one.unit.call_sign))
    return [_tell_other(one, latest_s) for one in near]


def _tell_other(one: _Looked, latest_s: int) -> Candidate:
    unit = one.unit
    match one.against:
        case None if (one.eta_s or 0) > latest_s:
            return _as_candidate(one, False, "later", {"by_s": (one.eta_s or 0) - latest_s})
        case None:
            return _as_candidate(one, False, "not_needed", {})
        case "busy":
            return _as_candidate(one, False, "busy", {"state": unit.state})
        case "no_crew":
            data: dict[str, str | int | float] = {"crew": unit.crew, "crew_min": unit.crew_min}
            return _as_candidate(one, False, "no_crew", _with_note(data, unit.note))
        case "stale_position":
            return _as_candidate(one, False, "stale_position", {"age_s": unit.position_age_s or 0})
        case against:
            return _as_candidate(one, False, against, _with_note({}, unit.note))


def _with_note(
    data: dict[str, str | int | float], note: str | None
) -> dict[str, str | int | float]:
    return data | {"note": note} if note else data


def _as_candidate(
    one: _Looked, chosen: bool, reason: str, data: dict[str, str | int | float]
) -> Candidate:
    unit = one.unit
    return Candidate(
        unit_id=unit.id,
        call_sign=unit.call_sign,
        station_name=unit.station_name,
        kind=unit.kind,
        crew=unit.crew,
        crew_norm=unit.crew_norm,
        skills=unit.skills,
        state=unit.state,
        eta_s=one.eta_s,
        eta_by=unit.travel_by,
        chosen=chosen,
        reason=reason,
        reason_data=data,
    )


REASONS = (
    "nearest",
    "fills_need",
    "not_needed",
    "later",
    "busy",
    "unavailable",
    "no_crew",
    "no_position",
    "stale_position",
)
"""Every code that a candidate can carry; each has a text."""
