"""What stands around stories: calls and cards with their referrals, journals and what they sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from tests.exchange.journals import an_event as a_stated_event
from tests.people import ILZE, PETERIS
from tests.register.referred import POLICE_TYPE
from tests.walk.story import Told, transaction
from vienots.calls import api as calls
from vienots.calls.contracts import IntakeCall, NewCard, NewPlace
from vienots.dispatch import api as dispatch
from vienots.dispatch.contracts import NewReferral
from vienots.exchange import actions as exchange
from vienots.exchange.actions.stating import Statement
from vienots.exchange.errors import StatementFaulty
from vienots.exchange.hooks_contracts import NewSubscription
from vienots.gis.contracts import Territory
from vienots.identity.api import ROLES, Right, Vault
from vienots.identity.demonstration import JOURNAL
from vienots.imports.actions import add_file
from vienots.imports.domain.mapping import read_toml
from vienots.kernel.contracts import Actor
from vienots.kernel.ids import new_id

EXCHANGE = Actor("client:exchange", "Centrāle", "112", frozenset({str(Right.INTAKE_TELEPHONY)}))
FIRE_TYPE = "tried.fire"


class OneTown:
    """Everything lies in one municipality."""

    def __init__(self, atvk: str) -> None:
        self._town = Territory(atvk, atvk, None, None, city=True)

    def territory_at(self, lat: float, lon: float, on: object = None) -> Territory | None:
        return self._town


async def call(
    dsn: str, told: Told, atvk: str, at: datetime, type_code: str = POLICE_TYPE
) -> dict[str, str]:
    """A call and its informed card."""
    new = NewCard(
        id=new_id(),
        what=f"palīgā {told.word}",
        type_code=type_code,
        place=NewPlace("Lielā iela 1, Jelgava", 56.6511, 23.7214, 20, "map"),
        contact_id=None,
        inform=True,
    )
    async with transaction(dsn) as db:
        ringing = IntakeCall(f"call-{told.name}", "ringing", at, caller=told.phone)
        contact = await calls.take_telephone_event(db, EXCHANGE, ringing, at)
        new = msgspec.structs.replace(new, contact_id=contact.id)
        card = await calls.open_card(db, ILZE, new, OneTown(atvk), at)
    return {
        "contact_id": str(contact.id),
        "card_id": str(card.id),
        "card_number": card.number,
        "leg_id": str(card.legs[0].id),
    }


async def refer(dsn: str, leg_id: str, at: datetime) -> dict[str, str]:
    """The State Police offers its leg to the municipality."""
    async with transaction(dsn) as db:
        referral = await dispatch.refer(db, PETERIS, UUID(leg_id), NewReferral(), at)
    return {"referral_id": str(referral.id)}


async def state(
    dsn: str, told: Told, institution: str, vault: Vault, at: datetime
) -> dict[str, str]:
    """A journal's event, one that was refused, and where its journal wants to be told."""
    rights = frozenset(map(str, JOURNAL))
    journal = Actor(
        f"client:{told.name}", f"Žurnāls {told.word}", institution, rights, trained=True
    )
    event = a_stated_event(
        f"Q/{told.name}",
        type="tried.noise",
        received_at=(at - timedelta(hours=1)).isoformat(),
        narrative=f"Skaļi {told.word}",
        persons=[{"ref": "p1", "role": "applicant", "name": told.first_name, "surname": "Zariņš"}],
        objects=[],
        documents=[],
    )
    faulty = event | {"source_id": f"Q/slikts-{told.name}", "type": f"nav.{told.name}"}
    async with transaction(dsn) as db:
        body = msgspec.json.encode(event)
        taken = await exchange.state_event(db, journal, Statement(body, event["source_id"]), at)
        hook = NewSubscription(f"https://{told.name}.invalid/hook", ["lv.vienots.register.*"])
        made = await exchange.subscribe(db, journal, hook, vault, at)
    async with transaction(dsn) as db:
        try:
            body = msgspec.json.encode(faulty)
            await exchange.state_event(db, journal, Statement(body, faulty["source_id"]), at)
        except StatementFaulty:
            pass
        cursor = await db.execute(
            "SELECT id FROM exchange.reject WHERE source_id = %s", [faulty["source_id"]]
        )
        row = await cursor.fetchone()
        assert row is not None
    return {
        "import_id": await bring(dsn, told, institution, at),
        "source_id": event["source_id"],
        "stated_id": str(taken.id),
        "subscription_id": str(made.subscription.id),
        "reject_id": str(row[0]),
    }


async def bring(dsn: str, told: Told, institution: str, at: datetime) -> str:
    """A file of the institution's history, with people in it."""
    rights = frozenset(map(str, ROLES["register_officer"]))
    officer = Actor("person:brings", f"Atnes {told.word}", institution, rights, trained=True)
    row = f"I/{told.name};{at:%d.%m.%Y %H:%M};{told.first_name};Zariņš;{told.word}"
    data = f"Nr.;Datums;Vārds;Uzvārds;Apraksts\r\n{row}\r\n".encode()
    mapping, faults = read_toml(
        '[event]\nsource_id = "Nr."\nreceived_at = "Datums"\nnarrative = "Apraksts"\n'
        'type = { value = "tried.noise" }\nreceived_via = { value = "phone" }\n'
        '[[persons]]\nrole = { value = "applicant" }\nname = "Vārds"\nsurname = "Uzvārds"\n'
    )
    assert not faults
    async with transaction(dsn) as db:
        made = await add_file(db, officer, f"{told.name}.csv", data, at, mapping=mapping)
    return str(made.id)
