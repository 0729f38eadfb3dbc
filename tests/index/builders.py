"""Events for the index, straight from a document, and the questions that are asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.people import DACE
from tests.register.builders import NOON
from vienots.index import actions
from vienots.index.contracts import Hit, SearchAnswer, SearchFilter
from vienots.index.domain.mentions import list_mentions
from vienots.index.store import filling
from vienots.kernel.contracts import HOUSE_KEY, Actor, Purpose
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id
from vienots.register.contracts import (
    EventContent,
    EventPerson,
    EventPlace,
    EventVehicle,
    WholeEvent,
)

SEARCH = Purpose("search", "test")


async def indexed(
    db: Db,
    *,
    persons: Sequence[EventPerson] = (),
    vehicles: Sequence[EventVehicle] = (),
    seen_by: Sequence[str] = ("pp-0003000", "vp"),
    at: datetime = NOON,
    **content: Any,
) -> UUID:
    """An event in the index without one in the register; its id."""
    event_id = new_id()
    event = WholeEvent(
        id=event_id,
        version=1,
        number=f"JPP-2026-{event_id.int % 1_000_000:06d}",
        numbers=[f"JPP-2026-{event_id.int % 1_000_000:06d}"],
        institution=seen_by[0],
        readers=[*seen_by, HOUSE_KEY],
        audience=list(seen_by),
        card_number=None,
        content=EventContent(
            **{
                "type": "tried.noise",
                "status": "registered",
                "received_at": at,
                "place": EventPlace(),
                "persons": list(persons),
                "vehicles": list(vehicles),
                "objects": [],
                **content,
            }
        ),
    )
    await filling.put_event(db, event, list_mentions(event.content), at)
    return event_id


async def searched(
    db: Db, q: str, now: datetime, actor: Actor = DACE, **wanted: Any
) -> SearchAnswer:
    return await actions.search(db, actor, q, SearchFilter(**wanted), SEARCH, now)


async def found(db: Db, q: str, now: datetime, actor: Actor = DACE, **wanted: Any) -> list[Hit]:
    return (await searched(db, q, now, actor, **wanted)).hits


def why(hit: Hit) -> list[str]:
    return [reason.code for reason in hit.why]
