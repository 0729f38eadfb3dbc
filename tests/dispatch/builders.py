"""What the tests of dispatch are made of; a test names only the fields it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.calls.builders import COUNTRY, a_new_card
from tests.conftest import ROOT
from tests.people import ILZE, JANIS
from tests.resources.builders import a_unit
from vienots.calls import api as calls
from vienots.calls.contracts import Card, Leg
from vienots.dispatch import api
from vienots.dispatch.contracts import (
    Assignment,
    NewAssignments,
    NewAssignmentState,
    PastAssignment,
)
from vienots.identity.api import load_institutions
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.resources import store as resources
from vienots.resources.contracts import Unit

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


async def load_first_data(db: Db) -> None:
    """What every installation has."""
    await classifiers.load_folder(db, ROOT / "data/classifiers")
    await load_institutions(db, ROOT / "data/identity/institutions.json")
    await api.load_rules(db, ROOT / "data/dispatch")


async def a_card(db: Db, **changes: Any) -> Card:
    """A fire in a flat in Jelgava: VUGD, State Police and NMPD are informed."""
    fields = {"what": "Deg dzīvoklis", "type_code": "fire.dwelling", "inform": True} | changes
    return await calls.open_card(db, ILZE, a_new_card(**fields), COUNTRY, NOON)


def leg_of(card: Card, institution: str = "vugd") -> Leg:
    return next(leg for leg in card.legs if leg.institution == institution)


async def leg_now(db: Db, leg: Leg) -> Leg:
    found = await calls.get_leg(db, leg.id)
    assert found is not None
    return found


async def unit_now(db: Db, unit: Unit) -> Unit:
    found = await resources.get_unit(db, unit.id)
    assert found is not None
    return found


async def a_patrol(db: Db, call_sign: str, institution: str = "vp") -> Unit:
    return await a_unit(
        db,
        call_sign,
        institution=institution,
        service="police" if institution == "vp" else "municipal",
        kind="patrol",
        capabilities=["patrol"],
        skills=[],
        crew=2,
        crew_norm=2,
        crew_min=2,
    )


async def assign(
    db: Db, leg: Leg, *units: Unit, by: Actor = JANIS, **more: Any
) -> list[Assignment]:
    new = NewAssignments([unit.id for unit in units], **more)
    return await api.assign_units(db, by, leg.id, new, NOON)


async def report(
    db: Db, assignment: Assignment, state: str, at: datetime = NOON, by: Actor = JANIS, **more: Any
) -> Assignment:
    new = NewAssignmentState(state, **more)
    return await api.report_assignment_state(db, by, assignment.id, new, at)


def a_past(unit: Unit, **changes: Any) -> PastAssignment:
    fields: dict[str, Any] = {
        "unit_id": unit.id,
        "assigned_at": after(-60),
        "en_route_at": after(-58),
        "on_scene_at": after(-50),
        "released_at": after(-10),
    }
    return PastAssignment(**(fields | changes))


async def topics(db: Db, card_id: UUID) -> list[str]:
    return [entry.topic for entry in await journal.read_subject(db, card_id)][::-1]


async def last_entry(db: Db, card_id: UUID) -> journal.Entry:
    return (await journal.read_subject(db, card_id, 1))[0]
