"""First data: institutions of every installation, people and systems of the demonstration."""

from __future__ import annotations

import gzip
import json
from datetime import datetime, timedelta

from tests.conftest import ROOT
from tests.identity.house import INSTITUTIONS
from vienots.identity import api, store
from vienots.identity.demonstration import CLIENTS, logins
from vienots.identity.domain import CLIENT_SCOPES, ROLES_OF_KIND
from vienots.kernel.db import Db

MAP = ROOT / "data/gis/municipalities.geojson.gz"
ROWS = json.loads(INSTITUTIONS.read_text())
MUNICIPAL = [row for row in ROWS if row["kind"] == "municipal_police"]


def test_every_municipality_of_the_map_has_its_police() -> None:
    on_the_map = json.loads(gzip.decompress(MAP.read_bytes()))["features"]

    police = {row["atvk"]: row["code"] for row in MUNICIPAL}

    # Two that were joined in 2025 stay on the map for earlier events.
    today = {f["properties"]["atvk"] for f in on_the_map if f["properties"]["valid_to"] is None}
    assert set(police) == today
    assert len(MUNICIPAL) == 42
    assert all(code == f"pp-{atvk}" for atvk, code in police.items())


def test_names_are_latvian_genitives() -> None:
    names = {row["code"]: row["name_lv"] for row in ROWS}

    assert names["pp-0003000"] == "Jelgavas valstspilsētas pašvaldības policija"
    assert names["pp-0054000"] == "Valmieras novada pašvaldības policija"
    assert names["pp-0026000"] == "Cēsu novada pašvaldības policija"
    assert all(
        name.endswith(" pašvaldības policija")
        for code, name in names.items()
        if code.startswith("pp-")
    )


async def test_institutions_are_loaded_once_however_often(db: Db, now: datetime) -> None:
    first = await api.load_institutions(db, INSTITUTIONS)
    again = await api.load_institutions(db, INSTITUTIONS)

    found = await api.list_institutions(db, now)

    assert first == again == len(ROWS) == len(found)
    assert {"112", "vugd", "vp", "nmpd", "iemic", "op-riga", "op-ventspils", "op-liepaja"} <= {
        one.code for one in found
    }


async def test_an_institution_that_ended_is_not_listed(db: Db, now: datetime) -> None:
    await api.load_institutions(db, INSTITUTIONS)
    await db.execute("UPDATE identity.institution SET valid_to = '2026-01-01' WHERE code = 'vugd'")

    assert "vugd" not in {one.code for one in await api.list_institutions(db, now)}
    before = now - timedelta(days=365)
    assert "vugd" in {one.code for one in await api.list_institutions(db, before)}


def test_everybody_of_the_demonstration_fits_their_institution() -> None:
    kinds = {row["code"]: row["kind"] for row in ROWS}
    people = logins({row["code"]: row["name_lv"] for row in MUNICIPAL})

    assert len({person.login for person in people}) == len(people)
    for person in people:
        assert set(person.roles) <= ROLES_OF_KIND[kinds[person.institution]], person


def test_everybody_whom_a_visitor_needs_is_there() -> None:
    people = logins({row["code"]: row["name_lv"] for row in MUNICIPAL})
    there = {(person.institution, role) for person in people for role in person.roles}

    assert {
        ("112", "call_taker"),
        ("112", "supervisor"),
        ("vugd", "dispatcher"),
        ("vugd", "station_commander"),
        ("vp", "dispatcher"),
        ("vp", "register_officer"),
        ("iemic", "auditor"),
        ("iemic", "administrator"),
    } <= there
    assert {row["code"] for row in MUNICIPAL} == {
        institution for institution, role in there if role == "duty_officer"
    }
    assert "analyst" in {role for _, role in there}


def test_systems_of_the_demonstration_may_what_systems_may() -> None:
    names = {client.client_id for client in CLIENTS}

    assert {
        "journal-jelgava", "journal-liepaja", "aml-gateway", "ecall-gateway",
        "telephone-exchange", "position-gateway",
    } <= names  # fmt: skip
    assert all(set(client.scopes) <= CLIENT_SCOPES for client in CLIENTS)
    journals = {one.institution for one in CLIENTS if one.client_id.startswith("journal-")}
    assert len(journals) == 24
    assert journals <= {row["code"] for row in MUNICIPAL}


async def test_only_people_with_a_password_are_loaded(country: Db, now: datetime) -> None:
    secrets = {client.client_id: "s" for client in CLIENTS}

    await api.load_demonstration(country, now, {"ilze.kalnina": "x"}, secrets)

    shown = await store.list_demonstration_people(country)
    assert [row.login for row in shown] == ["ilze.kalnina"]


async def test_the_demonstration_is_loaded_and_marked(country: Db, now: datetime) -> None:
    """Takes seconds: everybody's password is hashed as for real."""
    people = await api.demonstration_people(country, now)
    passwords = {person.login: "x" for person in people}
    assert not await api.has_demonstration_accounts(country)

    await api.load_demonstration(
        country, now, passwords, {client.client_id: "s" for client in CLIENTS}
    )

    assert await api.has_demonstration_accounts(country)
    shown = await store.list_demonstration_people(country)
    assert {row.login for row in shown} == set(passwords)
    clients = await country.execute("SELECT bool_and(demonstration) FROM identity.client")
    assert await clients.fetchone() == (True,)
