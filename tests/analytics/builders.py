"""Cards and assignments with chosen times; a test names only those it is about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.calls.builders import COUNTRY, EXCHANGE, IN_RIGA, a_call, a_new_card, a_place
from tests.people import ILZE, JANIS
from tests.resources.builders import a_unit
from vienots.calls import api as calls
from vienots.calls.contracts import Card
from vienots.dispatch import api as dispatch
from vienots.dispatch.contracts import Assignment, PastAssignment
from vienots.kernel.db import Db

RIGA = a_place("Brīvības iela 1, Rīga", IN_RIGA)
JELGAVA = a_place()


async def a_card(db: Db, received_at: datetime, informed_after_s: int = 30, **changes: Any) -> Card:
    """Opened from a call at once, its services informed half a minute later."""
    contact = await calls.take_telephone_event(
        db, EXCHANGE, a_call(call_id=str(received_at), at=received_at), received_at
    )
    await calls.answer_contact(
        db, ILZE, contact.id, changes.pop("desk", "R-01"), received_at + timedelta(seconds=4)
    )
    fields = {"type_code": "fire.dwelling", "place": RIGA, "contact_id": contact.id} | changes
    card = await calls.open_card(
        db, ILZE, a_new_card(**fields), COUNTRY, received_at + timedelta(seconds=5)
    )
    informed_at = received_at + timedelta(seconds=informed_after_s)
    return await calls.inform(db, ILZE, card.id, informed_at)


def leg_of(card: Card, institution: str) -> UUID:
    return next(leg.id for leg in card.legs if leg.institution == institution)


async def an_assignment(  # noqa: PLR0913 (each is a time of its own)
    db: Db,
    card: Card,
    call_sign: str,
    assigned_s: int,
    en_route_s: int | None = None,
    on_scene_s: int | None = None,
    released_s: int = 3600,
) -> Assignment:
    """Of the fire service, in seconds from the card's first call."""

    def after(seconds: int | None) -> datetime | None:
        return None if seconds is None else card.happened_at + timedelta(seconds=seconds)

    unit = await a_unit(db, call_sign)
    past = PastAssignment(
        unit.id,
        card.happened_at + timedelta(seconds=assigned_s),
        card.happened_at + timedelta(seconds=released_s),
        en_route_at=after(en_route_s),
        on_scene_at=after(on_scene_s),
        recalled=on_scene_s is None,
    )
    at = card.happened_at + timedelta(days=1)
    [made] = await dispatch.record_past_assignments(db, JANIS, leg_of(card, "vugd"), [past], at)
    return made
