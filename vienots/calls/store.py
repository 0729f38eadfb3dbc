"""Every query of this context, and nothing else."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict
from psycopg.errors import UniqueViolation

from vienots.calls.contracts import CallerPosition, Card, CardPlace, Contact, Leg
from vienots.calls.domain import WantedLeg, fold, grid_cell
from vienots.calls.errors import LegRunning
from vienots.kernel.contracts import Actor
from vienots.kernel.db import (
    Db,
    as_json,
    execute,
    fetch_all,
    fetch_one,
    fetch_one_or_none,
    fetch_value,
    load_queries,
)
from vienots.kernel.ids import new_id

queries = load_queries(__package__)


class Held(Struct, frozen=True):
    """A locked card."""

    id: UUID
    field_versions: dict[str, int]


class CardFields(Struct, frozen=True):
    """What people write on a card."""

    what: str
    type_code: str | None
    type_version: int | None
    place: CardPlace | None
    priority: int
    crew_text: list[str]


class CardFilter(Struct, frozen=True):
    state: str | None = None
    open_only: bool = False
    institution: str | None = None
    q: str | None = None
    before: datetime | None = None
    before_id: UUID | None = None
    limit: int = 100


class IntakeRow(Struct, frozen=True):
    kind: str
    received_at: datetime
    content_type: str
    body: bytes
    outcome: str
    flags: list[str]
    caller: str | None
    position: CallerPosition | None
    contact_id: UUID | None


def _grid(place: CardPlace | None) -> dict[str, int | None]:
    if place is None or place.lat is None or place.lon is None:
        return {"grid_x": None, "grid_y": None}
    x, y = grid_cell(place.lat, place.lon)
    return {"grid_x": x, "grid_y": y}


def _fields(fields: CardFields) -> dict[str, Any]:
    return {
        "what": fields.what,
        "type_code": fields.type_code,
        "type_version": fields.type_version,
        "place": None if fields.place is None else as_json(fields.place),
        "priority": fields.priority,
        "crew_text": fields.crew_text,
        "search_text": fold(f"{fields.what} {fields.place.text if fields.place else ''}"),
        **_grid(fields.place),
    }


async def lock_card_id(db: Db, card_id: UUID) -> None:
    await execute(db, queries["lock_card_id"], id=card_id)


async def next_number(db: Db, year: int) -> int:
    return int(await fetch_value(db, queries["next_card_number"], year=year))


async def insert_card(
    db: Db,
    actor: Actor,
    card_id: UUID,
    number: str,
    fields: CardFields,
    *,
    opened_at: datetime,
    happened_at: datetime,
) -> None:
    await execute(
        db,
        queries["insert_card"],
        id=card_id,
        number=number,
        centre=actor.institution,
        opened_by=actor.id,
        opened_by_name=actor.name,
        opened_at=opened_at,
        happened_at=happened_at,
        **_fields(fields),
    )


async def lock_card(db: Db, card_id: UUID) -> Held | None:
    return await fetch_one_or_none(db, Held, queries["lock_card"], id=card_id)


async def lock_card_of_leg(db: Db, leg_id: UUID) -> Held | None:
    return await fetch_one_or_none(db, Held, queries["lock_card_of_leg"], leg_id=leg_id)


async def get_card(db: Db, card_id: UUID) -> Card | None:
    return await fetch_one_or_none(db, Card, queries["get_card"], id=card_id)


async def list_cards(db: Db, wanted: CardFilter) -> list[Card]:
    bounds = {
        "state": wanted.state,
        "open_only": wanted.open_only,
        "institution": wanted.institution,
        "before": wanted.before,
        "before_id": wanted.before_id,
        "limit": wanted.limit,
    }
    if wanted.q is None:
        return await fetch_all(db, Card, queries["list_cards"], **bounds)
    escaped = re.sub(r"([\\%_])", r"\\\1", fold(wanted.q))
    return await fetch_all(db, Card, queries["search_cards"], pattern=f"%{escaped}%", **bounds)


async def list_near(
    db: Db, lat: float, lon: float, *, since: datetime, oldest: datetime, limit: int
) -> list[Card]:
    x, y = grid_cell(lat, lon)
    return await fetch_all(
        db,
        Card,
        queries["list_near"],
        grid_x=x,
        grid_y=y,
        since=since,
        oldest=oldest,
        limit=limit,
    )


async def update_card(
    db: Db, card_id: UUID, fields: CardFields, field_versions: dict[str, int]
) -> None:
    await execute(
        db,
        queries["update_card"],
        id=card_id,
        field_versions=as_json(field_versions),
        **_fields(fields),
    )


async def set_informed(db: Db, card_id: UUID, at: datetime) -> None:
    await execute(db, queries["set_informed"], id=card_id, informed_at=at)


async def set_closed(db: Db, card_id: UUID, closed_as: str, at: datetime) -> None:
    await execute(db, queries["set_closed"], id=card_id, closed_as=closed_as, closed_at=at)


async def bump_card(db: Db, card_id: UUID) -> None:
    await execute(db, queries["bump_card"], id=card_id)


async def set_crew_text(db: Db, card_id: UUID, lines: list[str]) -> None:
    await execute(db, queries["set_crew_text"], id=card_id, crew_text=lines)


async def insert_leg(db: Db, card_id: UUID, leg: WantedLeg, at: datetime) -> UUID:
    leg_id = new_id()
    try:
        await execute(
            db,
            queries["insert_leg"],
            id=leg_id,
            card_id=card_id,
            service=leg.service,
            institution=leg.institution,
            priority=leg.priority,
            received_at=at,
        )
    except UniqueViolation as error:
        assert error.diag.constraint_name == "leg_once", error
        raise LegRunning(institution=leg.institution) from error
    return leg_id


async def get_leg(db: Db, leg_id: UUID) -> Leg | None:
    return await fetch_one_or_none(db, Leg, queries["get_leg"], id=leg_id)


async def set_leg_state(
    db: Db, leg_id: UUID, state: str, at: datetime, closed_as: str | None = None
) -> None:
    await execute(db, queries["set_leg_state"], id=leg_id, state=state, at=at, closed_as=closed_as)


async def insert_note(
    db: Db, actor: Actor, card_id: UUID, text: str, *, for_crews: bool, at: datetime
) -> UUID:
    note_id = new_id()
    await execute(
        db,
        queries["insert_note"],
        id=note_id,
        card_id=card_id,
        text=text,
        for_crews=for_crews,
        author=actor.id,
        author_name=actor.name,
        at=at,
    )
    return note_id


async def insert_contact(db: Db, contact: Contact) -> bool:
    """Whether the call is new."""
    return await execute(db, queries["insert_contact"], **_contact(contact)) > 0


async def lock_contact_of_call(db: Db, call_id: str) -> Contact:
    return await fetch_one(db, Contact, queries["lock_contact_of_call"], call_id=call_id)


async def get_contact(db: Db, contact_id: UUID) -> Contact | None:
    return await fetch_one_or_none(db, Contact, queries["get_contact"], id=contact_id)


async def lock_contact(db: Db, contact_id: UUID) -> Contact | None:
    return await fetch_one_or_none(db, Contact, queries["lock_contact"], id=contact_id)


async def save_contact(db: Db, contact: Contact) -> None:
    await execute(db, queries["save_contact"], **_contact(contact))


def _contact(contact: Contact) -> dict[str, Any]:
    position = None if contact.position is None else as_json(contact.position)
    return asdict(contact) | {"position": position}


async def list_contacts(db: Db, state: str | None, limit: int) -> list[Contact]:
    return await fetch_all(db, Contact, queries["list_contacts"], state=state, limit=limit)


async def list_contacts_now(db: Db, since: datetime, limit: int) -> list[Contact]:
    return await fetch_all(db, Contact, queries["list_contacts_now"], since=since, limit=limit)


async def list_earlier_contacts(db: Db, contact: Contact, since: datetime) -> list[Contact]:
    return await fetch_all(
        db,
        Contact,
        queries["list_earlier_contacts"],
        caller=contact.caller,
        id=contact.id,
        since=since,
    )


async def find_contact_by_caller(
    db: Db, caller: str, *, at: datetime, since: datetime, until: datetime
) -> Contact | None:
    return await fetch_one_or_none(
        db,
        Contact,
        queries["find_contact_by_caller"],
        caller=caller,
        at=at,
        since=since,
        until=until,
    )


async def insert_intake(db: Db, row: IntakeRow) -> None:
    await execute(
        db,
        queries["insert_intake"],
        id=new_id(),
        kind=row.kind,
        received_at=row.received_at,
        content_type=row.content_type,
        body=row.body,
        outcome=row.outcome,
        flags=row.flags,
        caller=row.caller,
        position=None if row.position is None else as_json(row.position),
        contact_id=row.contact_id,
    )


class _Waiting(Struct, frozen=True):
    position: CallerPosition


async def lock_caller(db: Db, caller: str) -> None:
    await execute(db, queries["lock_caller"], caller=caller)


async def take_waiting_positions(
    db: Db, contact_id: UUID, caller: str, *, since: datetime, until: datetime
) -> list[CallerPosition]:
    found = await fetch_all(
        db,
        _Waiting,
        queries["take_waiting_positions"],
        contact_id=contact_id,
        caller=caller,
        since=since,
        until=until,
    )
    return [row.position for row in found]
