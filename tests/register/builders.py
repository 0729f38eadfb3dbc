"""What the tests of the register are made of; a test names only the fields it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from shapely import box, to_wkb

from tests.conftest import ROOT
from tests.people import AIVARS
from vienots.calls.contracts import Card, CardPlace, Leg
from vienots.kernel import classifiers, journal
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import APP_ROLE, Db, as_json
from vienots.kernel.ids import new_id
from vienots.register import actions
from vienots.register.contracts import (
    EventChange,
    EventPerson,
    EventPlace,
    EventVehicle,
    EventView,
    NewEvent,
)
from vienots.register.domain.document import Document

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ENTRY = Purpose("event_entry", "test")
NOISE, THEFT, CRASH, VIOLENCE = "tried.noise", "tried.theft", "tried.crash", "tried.violence"
_TYPES: dict[str, dict[str, object]] = {
    NOISE: {"group": "order", "category": None},
    THEFT: {"group": "theft", "category": "B"},
    CRASH: {"group": "traffic", "category": "A"},
    VIOLENCE: {"group": "family_violence", "category": "A"},
}


async def load_code_lists(db: Db) -> None:
    """The house's own lists, two territories, and types that no other change can take away."""
    await classifiers.load_folder(db, ROOT / "data/classifiers")
    for code, attributes in _TYPES.items():
        await db.execute(
            "INSERT INTO kernel.classifier_value"
            " (name, code, version, valid_from, text_lv, text_en, attributes)"
            " VALUES ('incident_type', %s, 3, '2012-01-01', %s, %s, %s)",
            [code, code, code, as_json(attributes)],
        )
    # The application itself may not draw a territory, nor change the share of second looks: here
    # none is drawn by chance, or every twentieth test would have an entry more.
    await db.execute("SET ROLE NONE")
    await db.execute(
        "UPDATE kernel.classifier_value SET attributes = '{\"share\": 0.0}'"
        " WHERE name = 'second_look_share'"
    )
    await db.execute(
        "INSERT INTO gis.territory (atvk, kind, name, valid_from, shape) VALUES"
        " ('0003000', 'city', 'Jelgava', '2021-07-01', %s),"
        " ('0054000', 'municipality', 'Valmieras novads', '2021-07-01', %s)",
        [to_wkb(box(23.6, 56.6, 23.8, 56.7)), to_wkb(box(24.5, 57.3, 26.2, 58.1))],
    )
    await db.execute(f"SET ROLE {APP_ROLE}".encode())


def an_event(**changes: object) -> NewEvent:
    fields: dict[str, Any] = {
        "id": new_id(),
        "type": NOISE,
        "received_at": NOON - timedelta(minutes=5),
        "received_via": "phone",
        "place": EventPlace(
            address="Lielā iela 1, Jelgava", atvk="0003000", lat=56.6511, lon=23.7214
        ),
        "narrative": "Skaļa mūzika trešajā stāvā.",
    }
    return NewEvent(**(fields | changes))


def a_document(**changes: object) -> Document:
    fields: dict[str, Any] = {
        "type": NOISE,
        "status": "in_progress",
        "received_at": NOON,
        "received_via": "phone",
        "narrative": "Skaļa mūzika.",
    }
    return Document(**(fields | changes))


def a_person(ref: str = "p1", **changes: object) -> EventPerson:
    fields: dict[str, Any] = {"role": "witness", "name": "Jānis", "surname": "Bērziņš"}
    return EventPerson(ref=ref, **(fields | changes))


def a_vehicle(ref: str = "v1", **changes: object) -> EventVehicle:
    fields: dict[str, Any] = {"role": "involved", "plate": "AB-1234", "country": "LVA"}
    return EventVehicle(ref=ref, **(fields | changes))


def a_leg(card_id: UUID, service: str = "police", institution: str = "vp", **changes: Any) -> Leg:
    times = dict.fromkeys(
        (
            "accepted_at",
            "dispatched_at",
            "en_route_at",
            "on_scene_at",
            "completed_at",
            "closed_at",
            "closed_as",
        )
    )
    fields: dict[str, Any] = {
        "id": new_id(),
        "card_id": card_id,
        "service": service,
        "institution": institution,
        "priority": 2,
        "state": "received",
        "received_at": NOON,
        **times,
    }
    return Leg(**(fields | changes))


def a_card(**changes: object) -> Card:
    """Informed, with a leg of the State Police in Jelgava."""
    card_id = changes.pop("id", None) or new_id()
    assert isinstance(card_id, UUID)
    fields: dict[str, Any] = {
        "id": card_id,
        "number": f"2026-{card_id.int % 10_000_000:07d}",
        "state": "informed",
        "what": "kaimiņi trokšņo",
        "type_code": NOISE,
        "type_version": 3,
        "place": CardPlace(
            "Lielā iela 1, Jelgava", 56.6511, 23.7214, 20, "0003000", "Jelgava", True, "gazetteer"
        ),
        "priority": 3,
        "centre": "112",
        "opened_by": "person:1",
        "opened_by_name": "Ilze Kalniņa",
        "opened_at": NOON,
        "informed_at": NOON,
        "closed_at": None,
        "closed_as": None,
        "happened_at": NOON,
        "legs": [a_leg(card_id)],
        "contacts": [],
        "crew_text": [],
        "version": 2,
    }
    return Card(**(fields | changes))


def later(card: Card, **changes: object) -> Card:
    """The same card, one version on."""
    return msgspec.structs.replace(card, **({"version": card.version + 1} | changes))


A_COLLEAGUE = Actor(
    "person:colleague", "Gunārs Zeltiņš", AIVARS.institution, AIVARS.rights, trained=True
)


async def registered(db: Db, now: datetime, actor: Actor = AIVARS, **changes: object) -> EventView:
    return await actions.register_event(db, actor, an_event(**changes), now)


async def changed(db: Db, event: EventView, now: datetime, **changes: Any) -> EventView:
    change = EventChange(**({"version": event.version} | changes))
    return await actions.change_event(db, AIVARS, event.id, change, now)


async def last_entry(db: Db, event_id: UUID, kind: str = "change") -> journal.Entry:
    entries = await journal.read_subject(db, event_id)
    return next(entry for entry in entries if entry.kind == kind)
