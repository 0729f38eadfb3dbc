"""Who should go to a leg: the inputs are gathered and frozen, the pure engine decides."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from vienots.calls import api as calls
from vienots.calls.contracts import Card, Leg
from vienots.calls.errors import LegNotFound
from vienots.dispatch import store
from vienots.dispatch.contracts import Recommendation
from vienots.dispatch.domain.needs import RunCard, pick_run_card
from vienots.dispatch.domain.recommend import ENGINE, PEOPLE, Inputs, UnitInput
from vienots.dispatch.domain.recommend import recommend as decide
from vienots.dispatch.errors import LegEnded, NoRunCard, PlaceUnknown
from vienots.dispatch.events import RecommendationMade
from vienots.gis.contracts import TravelTime
from vienots.identity.api import Right, require
from vienots.kernel import classifiers, journal
from vienots.kernel.clock import RIGA
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.resources import api as resources
from vienots.resources.api import FleetRow

STALE_AFTER_S = 600
"""Ten minutes at 60 km/h are ten kilometres: nobody knows any more where a moving unit is."""
NEAR_MAX = 12
VEHICLE_WORTH_S = 120
"""Two minutes: what a dispatcher would send one more vehicle for. A judgement, not a norm."""


class Roads(Protocol):
    """What dispatch needs of the map."""

    @property
    def modelled_roads(self) -> bool: ...

    def travel_times(
        self, lat: float, lon: float, starts: Sequence[tuple[float, float]]
    ) -> list[TravelTime]: ...


class Origin(Struct, frozen=True):
    """From where a unit would start."""

    at_station: bool
    start: tuple[float, float] | None
    position_age_s: int | None


async def recommend(db: Db, actor: Actor, gis: Roads, leg_id: UUID, at: datetime) -> Recommendation:
    """Kept with all it was made from. Raises LegNotFound, LegEnded, PlaceUnknown, NoRunCard."""
    require(actor, Right.DISPATCH_READ)
    card, leg = await _see_leg(db, actor, leg_id)
    inputs = await gather(db, gis, card, leg, at)
    proposal = decide(inputs)
    made = Recommendation(
        id=new_id(),
        card_id=card.id,
        leg_id=leg.id,
        at=at,
        fulfilled=proposal.fulfilled,
        needs=proposal.needs,
        units=proposal.units,
        modelled_roads=inputs.modelled_roads,
        run_card=inputs.run_card,
    )
    await store.insert_recommendation(db, actor.id, made, inputs, ENGINE)
    signs = " ".join(unit.call_sign for unit in made.units if unit.chosen)
    event = RecommendationMade(card.id, leg.id, made.id, made.run_card, signs, made.fulfilled)
    await journal.record(db, actor, event, audience={leg.institution}, at=at)
    return made


async def _see_leg(db: Db, actor: Actor, leg_id: UUID) -> tuple[Card, Leg]:
    leg = await calls.get_leg(db, leg_id)
    if leg is None or leg.institution != actor.institution:
        raise LegNotFound
    if leg.state in calls.ENDED:
        raise LegEnded(state=leg.state)
    card = await calls.get_card(db, leg.card_id)
    assert card is not None
    return card, leg


async def gather(db: Db, gis: Roads, card: Card, leg: Leg, at: datetime) -> Inputs:
    """Everything that the proposal will depend on, as it stands now."""
    if card.place is None or card.place.lat is None or card.place.lon is None:
        raise PlaceUnknown(number=card.number)
    on = card.happened_at.astimezone(RIGA).date()
    run_card = await _find_run_card(db, leg.service, card.type_code, on)
    wanted = [need.capability for need in run_card.needs if need.capability != PEOPLE]
    fleet = await resources.list_fleet(db, leg.institution, wanted)
    origins = [_origin(unit, at) for unit in fleet]
    starts = [origin.start for origin in origins if origin.start is not None]
    times = iter(gis.travel_times(card.place.lat, card.place.lon, starts))
    units = [
        _as_input(unit, origin, None if origin.start is None else next(times))
        for unit, origin in zip(fleet, origins, strict=True)
    ]
    return Inputs(
        run_card=run_card.label,
        needs=run_card.needs,
        turnout_s=await store.get_turnout_s(db, leg.service, on),
        stale_after_s=STALE_AFTER_S,
        near_max=NEAR_MAX,
        modelled_roads=gis.modelled_roads,
        units=units,
        counted_by_crew=await _counted_by_crew(db, at),
        vehicle_worth_s=VEHICLE_WORTH_S,
    )


async def _counted_by_crew(db: Db, at: datetime) -> list[str]:
    known = await classifiers.get(db, "capability", at)
    return [value.code for value in known.values if value.attributes.get("counted") == "crew"]


async def _find_run_card(db: Db, service: str, type_code: str | None, on: date) -> RunCard:
    found = pick_run_card(await store.list_run_cards(db, on, service), service, type_code)
    if found is None:
        raise NoRunCard(service=service)
    return found


def _origin(unit: FleetRow, at: datetime) -> Origin:
    """A free unit without a fix, or with one in its yard, stands at its station, however old the
    fix is; any other is where it was last seen."""
    home = (unit.station_lat, unit.station_lon)
    if unit.lat is None or unit.lon is None or unit.position_at is None:
        in_yard = unit.state == resources.UnitState.AVAILABLE
        return Origin(in_yard, home if in_yard else None, None)
    away_m = resources.distance_m(unit.lat, unit.lon, *home)
    if unit.state == resources.UnitState.AVAILABLE and away_m <= resources.AT_STATION_M:
        return Origin(True, home, None)
    age_s = max(0, int((at - unit.position_at).total_seconds()))
    return Origin(False, (unit.lat, unit.lon), age_s)


def _as_input(unit: FleetRow, origin: Origin, travel: TravelTime | None) -> UnitInput:
    return UnitInput(
        id=unit.id,
        call_sign=unit.call_sign,
        station_name=unit.station_name,
        kind=unit.kind,
        capabilities=unit.capabilities,
        skills=unit.skills,
        crew=unit.crew,
        crew_norm=unit.crew_norm,
        crew_min=unit.crew_min,
        state=unit.state,
        note=unit.state_note,
        at_station=origin.at_station,
        position_age_s=origin.position_age_s,
        travel_s=None if travel is None else math.ceil(travel.seconds),
        travel_by="line" if travel is None else travel.by,
    )
