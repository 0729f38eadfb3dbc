"""Administrators: each of their own institution, those of the Information Centre of all."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from tests.identity.house import INSTITUTIONS, PASSWORD, VAULT, add_account
from tests.people import a_person
from vienots.identity import store
from vienots.identity.actions import clients, people, sessions
from vienots.identity.actions.sessions import Opened, Origin
from vienots.identity.api import load_institutions
from vienots.identity.contracts import NewClient, NewPerson, PersonChange, SignIn
from vienots.identity.errors import (
    BadPerson,
    ClientNotFound,
    ClientTaken,
    LastAdministrator,
    LoginTaken,
    PersonNotFound,
    RightMissing,
)
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db

CENTRAL = a_person(21, "Anna Lāce", "iemic", "administrator")
OF_VUGD = a_person(22, "Uldis Kalns", "vugd", "administrator")
NO_ADMINISTRATOR = a_person(23, "Ilze Kalniņa", "112", "call_taker", "supervisor")


def a_dispatcher(**more: object) -> NewPerson:
    fields: dict[str, object] = {
        "login": "andra.ozola",
        "name": "Andra Ozola",
        "institution": "vugd",
        "roles": ["dispatcher"],
        "password": PASSWORD,
    } | more
    return NewPerson(**fields)  # type: ignore[arg-type]


def a_client(**more: object) -> NewClient:
    fields: dict[str, object] = {
        "client_id": "journal-jelgava",
        "name": "Žurnāls",
        "institution": "pp-0003000",
        "scopes": ["register.read", "register.write"],
    } | more
    return NewClient(**fields)  # type: ignore[arg-type]


async def topics(db: Db) -> list[str]:
    rows = await (await db.execute("SELECT topic FROM kernel.journal ORDER BY id")).fetchall()
    return [row[0] for row in rows]


def codes(refused: pytest.ExceptionInfo[BadPerson]) -> list[tuple[str, str]]:
    return [(fault.path, fault.code) for fault in refused.value.faults]


async def test_a_person_is_added_and_can_sign_in(country: Db, now: datetime) -> None:
    person = await people.add_person(country, OF_VUGD, a_dispatcher(), now)

    assert (person.login, person.roles, person.active) == ("andra.ozola", ["dispatcher"], True)
    assert await topics(country) == ["identity.person_added"]
    wanted = SignIn("andra.ozola", PASSWORD)
    done = await sessions.sign_in(country, VAULT, wanted, Origin("test"), now, demonstration=False)
    assert isinstance(done, Opened)


async def test_no_password_reaches_the_journal(country: Db, now: datetime) -> None:
    await people.add_person(country, OF_VUGD, a_dispatcher(), now)

    rows = await (await country.execute("SELECT payload::text FROM kernel.journal")).fetchall()
    assert all(PASSWORD not in row[0] and "argon2" not in row[0] for row in rows)


async def test_only_administrators_administer(country: Db, now: datetime) -> None:
    person_id = await add_account(country, "andra.ozola", "vugd", "dispatcher")

    for refused in (
        people.add_person(country, NO_ADMINISTRATOR, a_dispatcher(), now),
        people.list_people(country, NO_ADMINISTRATOR),
        people.change_person(country, NO_ADMINISTRATOR, person_id, PersonChange(), now),
        people.set_password(country, NO_ADMINISTRATOR, person_id, PASSWORD, now),
        clients.list_clients(country, NO_ADMINISTRATOR),
        clients.add_client(country, NO_ADMINISTRATOR, a_client(), now),
    ):
        with pytest.raises(RightMissing):
            await refused


async def test_others_institutions_are_not_seen(country: Db) -> None:
    await add_account(country, "andra.ozola", "vugd", "dispatcher")
    await add_account(country, "peteris.liepa", "vp", "dispatcher")

    own = await people.list_people(country, OF_VUGD)
    everybody = await people.list_people(country, CENTRAL)

    assert [person.login for person in own] == ["andra.ozola"]
    assert {person.login for person in everybody} == {"andra.ozola", "peteris.liepa"}


async def test_others_people_do_not_exist_for_an_administrator(country: Db, now: datetime) -> None:
    stranger = await add_account(country, "peteris.liepa", "vp", "dispatcher")

    with pytest.raises(PersonNotFound):
        await people.change_person(country, OF_VUGD, stranger, PersonChange(active=False), now)
    with pytest.raises(PersonNotFound):
        await people.set_password(country, OF_VUGD, stranger, PASSWORD, now)
    with pytest.raises(PersonNotFound):
        await people.change_person(country, OF_VUGD, UUID(int=1), PersonChange(), now)


async def test_every_fault_of_a_new_person_is_named_at_once(country: Db, now: datetime) -> None:
    wrong = a_dispatcher(
        institution="vp",
        roles=["dispatcher", "king", "station_commander"],
        training_completed_on=now.date() + timedelta(days=1),
    )

    with pytest.raises(BadPerson) as refused:
        await people.add_person(country, OF_VUGD, wrong, now)

    assert codes(refused) == [
        ("roles.1", "identity.role_unknown"),
        ("roles.2", "identity.role_not_here"),
        ("institution", "identity.institution_unknown"),
        ("training_completed_on", "identity.training_ahead"),
    ]


async def test_a_login_is_taken_once(country: Db, now: datetime) -> None:
    await people.add_person(country, OF_VUGD, a_dispatcher(), now)

    with pytest.raises(LoginTaken):
        await people.add_person(country, OF_VUGD, a_dispatcher(), now)


async def test_only_given_fields_change(country: Db, now: datetime) -> None:
    person_id = await add_account(country, "andra.ozola", "vugd", "dispatcher")

    changed = await people.change_person(
        country, OF_VUGD, person_id, PersonChange(name="Andra Ozola-Bērza"), now
    )

    assert changed.name == "Andra Ozola-Bērza"
    assert changed.roles == ["dispatcher"]
    assert changed.active
    assert changed.training_completed_on == date(2026, 9, 1)


async def session_of(db: Db, login: str, at: datetime) -> str:
    wanted = SignIn(login, PASSWORD)
    done = await sessions.sign_in(db, VAULT, wanted, Origin("test"), at, demonstration=False)
    assert isinstance(done, Opened)
    return done.token


async def test_a_new_role_counts_in_the_open_session(country: Db, now: datetime) -> None:
    person_id = await add_account(country, "andra.ozola", "vugd", "dispatcher")
    token = await session_of(country, "andra.ozola", now)

    await people.change_person(
        country, OF_VUGD, person_id, PersonChange(roles=["station_commander"]), now
    )

    actor = await sessions.find_actor(country, token, now)
    assert actor is not None
    assert actor.roles == {"station_commander"}
    assert "dispatch.assign" not in actor.rights


@pytest.mark.parametrize("way", ["switched off", "new password"])
async def test_a_person_who_is_put_out_is_out(country: Db, now: datetime, way: str) -> None:
    person_id = await add_account(country, "andra.ozola", "vugd", "dispatcher")
    token = await session_of(country, "andra.ozola", now)

    if way == "switched off":
        await people.change_person(country, OF_VUGD, person_id, PersonChange(active=False), now)
        await people.change_person(country, OF_VUGD, person_id, PersonChange(active=True), now)
    else:
        await people.set_password(country, OF_VUGD, person_id, "cita parole 2026", now)

    assert await sessions.find_actor(country, token, now) is None


async def test_the_training_opens_the_register(country: Db, now: datetime) -> None:
    person_id = await add_account(country, "edgars.silins", "vp", "register_officer")
    await country.execute("UPDATE identity.person SET training_completed_on = NULL")
    token = await session_of(country, "edgars.silins", now)
    before = await sessions.find_actor(country, token, now)

    trained = PersonChange(training_completed_on=now.date())
    await people.change_person(country, CENTRAL, person_id, trained, now)

    after = await sessions.find_actor(country, token, now)
    assert before is not None
    assert after is not None
    assert (before.trained, after.trained) == (False, True)


async def test_a_training_can_be_taken_back(country: Db, now: datetime) -> None:
    person_id = await add_account(country, "edgars.silins", "vp", "register_officer")

    kept = await people.change_person(country, CENTRAL, person_id, PersonChange(name="E"), now)
    gone = await people.change_person(
        country, CENTRAL, person_id, PersonChange(training_completed_on=None), now
    )

    assert (kept.training_completed_on, gone.training_completed_on) == (date(2026, 9, 1), None)


async def test_who_lost_the_telephone_is_helped(country: Db, now: datetime) -> None:
    person_id = await add_account(country, "edgars.silins", "vp", "register_officer")
    await store.set_totp(country, person_id, "JBSWY3DPEHPK3PXP", 1)

    helped = await people.change_person(
        country, CENTRAL, person_id, PersonChange(drop_totp=True), now
    )

    assert not helped.totp
    await session_of(country, "edgars.silins", now)


@pytest.mark.parametrize("change", [PersonChange(active=False), PersonChange(roles=["supervisor"])])
async def test_the_last_administrator_stays(
    country: Db, now: datetime, change: PersonChange
) -> None:
    last = await add_account(country, "uldis.kalns", "vugd", "administrator")

    with pytest.raises(LastAdministrator):
        await people.change_person(country, CENTRAL, last, change, now)


async def test_one_of_two_administrators_may_go(country: Db, now: datetime) -> None:
    first = await add_account(country, "uldis.kalns", "vugd", "administrator")
    await add_account(country, "ieva.kalna", "vugd", "administrator")

    gone = await people.change_person(country, CENTRAL, first, PersonChange(active=False), now)

    assert not gone.active


async def test_an_administrator_elsewhere_is_no_other(country: Db, now: datetime) -> None:
    last = await add_account(country, "uldis.kalns", "vugd", "administrator")
    await add_account(country, "ieva.kalna", "vp", "administrator")

    with pytest.raises(LastAdministrator):
        await people.change_person(country, CENTRAL, last, PersonChange(roles=[]), now)


async def test_two_administrators_cannot_put_each_other_out_at_once(
    own_dsn: str, now: datetime
) -> None:
    async with await psycopg.AsyncConnection.connect(own_dsn) as db:
        await load_institutions(db, INSTITUTIONS)
        both = [
            await add_account(db, login, "vugd", "administrator")
            for login in ("uldis.kalns", "ieva.kalna")
        ]

    async def put_out(person_id: UUID) -> bool:
        try:
            async with await psycopg.AsyncConnection.connect(own_dsn) as db:
                await people.change_person(db, CENTRAL, person_id, PersonChange(active=False), now)
        except LastAdministrator:
            return False
        return True

    done = await asyncio.gather(*(put_out(person_id) for person_id in both))

    assert sorted(done) == [False, True]


async def token_of(db: Db, client_id: str, secret: str, at: datetime) -> clients.Token | str:
    return await clients.issue_token(db, client_id, secret, None, at, demonstration=False)


async def test_a_client_gets_tokens_for_its_secret(country: Db, now: datetime) -> None:
    made = await clients.add_client(country, CENTRAL, a_client(), now)

    token = await token_of(country, "journal-jelgava", made.client_secret, now)

    assert isinstance(token, clients.Token)
    actor = await clients.find_actor(country, token.access_token, now)
    assert actor == Actor(
        id="client:journal-jelgava",
        name="Žurnāls",
        institution="pp-0003000",
        rights=frozenset({"register.read", "register.write"}),
        trained=True,
    )


async def test_a_token_ends_after_an_hour(country: Db, now: datetime) -> None:
    made = await clients.add_client(country, CENTRAL, a_client(), now)
    token = await token_of(country, "journal-jelgava", made.client_secret, now)
    assert isinstance(token, clients.Token)

    later = now + timedelta(seconds=token.expires_in)

    assert await clients.find_actor(country, token.access_token, later) is None


async def test_a_client_may_not_ask_for_everything(country: Db, now: datetime) -> None:
    wanted = a_client(scopes=["register.read", "identity.administer", "nonsense"])

    with pytest.raises(BadPerson) as refused:
        await clients.add_client(country, CENTRAL, wanted, now)

    assert codes(refused) == [
        ("scopes.1", "identity.scope_unknown"),
        ("scopes.2", "identity.scope_unknown"),
    ]


async def test_a_client_of_another_institution_is_not_ones_own(country: Db, now: datetime) -> None:
    await clients.add_client(country, CENTRAL, a_client(), now)

    with pytest.raises(BadPerson):
        await clients.add_client(country, OF_VUGD, a_client(client_id="another"), now)
    with pytest.raises(ClientNotFound):
        await clients.renew_secret(country, OF_VUGD, "journal-jelgava", now)
    with pytest.raises(ClientNotFound):
        await clients.set_active(country, OF_VUGD, "journal-jelgava", False, now)
    assert await clients.list_clients(country, OF_VUGD) == []


async def test_a_client_id_is_taken_once(country: Db, now: datetime) -> None:
    await clients.add_client(country, CENTRAL, a_client(), now)

    with pytest.raises(ClientTaken):
        await clients.add_client(country, CENTRAL, a_client(), now)


@pytest.mark.parametrize("way", ["off", "secret"])
async def test_tokens_end_with_the_client_or_its_secret(
    country: Db, now: datetime, way: str
) -> None:
    made = await clients.add_client(country, CENTRAL, a_client(), now)
    token = await token_of(country, "journal-jelgava", made.client_secret, now)
    assert isinstance(token, clients.Token)

    if way == "off":
        await clients.set_active(country, CENTRAL, "journal-jelgava", False, now)
    else:
        await clients.renew_secret(country, CENTRAL, "journal-jelgava", now)

    assert await clients.find_actor(country, token.access_token, now) is None
    again = await token_of(country, "journal-jelgava", made.client_secret, now)
    assert again == "invalid_client"
