"""Every query of this context, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct
from psycopg.errors import UniqueViolation

from vienots.identity.contracts import (
    ClientView,
    Colleague,
    Institution,
    NewClient,
    PersonView,
    ProviderFlow,
    System,
)
from vienots.identity.errors import ClientTaken, LoginTaken
from vienots.kernel.db import (
    Db,
    as_json,
    execute,
    execute_many,
    fetch_all,
    fetch_one,
    fetch_one_or_none,
    fetch_value,
    load_queries,
)

queries = load_queries(__package__)


class SessionRow(Struct, frozen=True):
    person_id: UUID
    name: str
    institution: str
    training_completed_on: date | None
    desk: str | None
    seen_at: datetime
    roles: list[str]


class Credentials(Struct, frozen=True):
    id: UUID
    login: str
    name: str
    institution: str
    password_hash: str | None
    totp_secret: str | None
    totp_step: int | None
    active: bool
    demonstration: bool


class TokenRow(Struct, frozen=True):
    client_id: str
    name: str
    institution: str
    scopes: list[str]


class SecretRow(Struct, frozen=True):
    secret_hash: bytes
    active: bool
    demonstration: bool


class NewPersonRow(Struct, frozen=True):
    id: UUID
    login: str
    name: str
    institution: str
    password_hash: str | None
    training_completed_on: date | None
    demonstration: bool
    at: datetime


class DemonstrationRow(Struct, frozen=True):
    login: str
    name: str
    institution: str
    name_lv: str
    name_en: str
    kind: str
    roles: list[str]


class _At(Struct, frozen=True):
    at: datetime


async def upsert_institutions(db: Db, rows: Sequence[dict[str, object]]) -> None:
    await execute_many(db, queries["upsert_institution"], rows)


async def list_institutions(db: Db, on: date) -> list[Institution]:
    return await fetch_all(db, Institution, queries["list_institutions"], on=on)


async def get_institution(db: Db, code: str) -> Institution | None:
    return await fetch_one_or_none(db, Institution, queries["get_institution"], code=code)


async def find_session(
    db: Db, token_hash: bytes, at: datetime, idle_since: datetime
) -> SessionRow | None:
    return await fetch_one_or_none(
        db,
        SessionRow,
        queries["find_session"],
        token_hash=token_hash,
        at=at,
        idle_since=idle_since,
    )


async def touch_session(db: Db, token_hash: bytes, person_id: UUID, at: datetime) -> None:
    await execute(db, queries["touch_session"], token_hash=token_hash, at=at)
    await execute(db, queries["touch_person"], id=person_id, at=at)


async def insert_session(
    db: Db,
    token_hash: bytes,
    person_id: UUID,
    *,
    desk: str | None,
    network: str,
    at: datetime,
    ends_at: datetime,
) -> None:
    await execute(
        db,
        queries["insert_session"],
        token_hash=token_hash,
        person_id=person_id,
        desk=desk,
        network=network,
        at=at,
        ends_at=ends_at,
    )
    await execute(db, queries["touch_person"], id=person_id, at=at)


async def delete_session(db: Db, token_hash: bytes) -> None:
    await execute(db, queries["delete_session"], token_hash=token_hash)


async def delete_sessions_of(db: Db, person_id: UUID) -> None:
    await execute(db, queries["delete_sessions_of"], person_id=person_id)


async def delete_other_sessions(db: Db, person_id: UUID, kept_hash: bytes) -> None:
    await execute(db, queries["delete_other_sessions"], person_id=person_id, kept_hash=kept_hash)


async def delete_ended(
    db: Db, at: datetime, *, idle_since: datetime, failures_before: datetime, known_since: datetime
) -> None:
    await execute(
        db,
        queries["delete_ended"],
        at=at,
        idle_since=idle_since,
        failures_before=failures_before,
        known_since=known_since,
    )


async def get_credentials(db: Db, login: str) -> Credentials | None:
    return await fetch_one_or_none(db, Credentials, queries["get_credentials"], login=login)


async def lock_credentials(db: Db, person_id: UUID) -> Credentials | None:
    return await fetch_one_or_none(db, Credentials, queries["lock_credentials"], id=person_id)


async def lock_sign_in(db: Db, login: str, place: str) -> None:
    await execute(db, queries["lock_sign_in"], login=login, place=place)


async def list_failures(db: Db, login: str, place: str, since: datetime) -> list[datetime]:
    rows = await fetch_all(db, _At, queries["list_failures"], login=login, place=place, since=since)
    return [row.at for row in rows]


async def list_failures_of_network(db: Db, network: str, since: datetime) -> list[datetime]:
    rows = await fetch_all(
        db, _At, queries["list_failures_of_network"], network=network, since=since
    )
    return [row.at for row in rows]


async def insert_failure(db: Db, login: str, place: str, at: datetime) -> None:
    await execute(db, queries["insert_failure"], login=login, place=place, at=at)


async def delete_failures(db: Db, login: str, place: str) -> None:
    await execute(db, queries["delete_failures"], login=login, place=place)


async def note_device(db: Db, person_id: UUID, token_hash: bytes, at: datetime) -> None:
    await execute(db, queries["note_device"], person_id=person_id, token_hash=token_hash, at=at)


async def knows_device(db: Db, login: str, token_hash: bytes, since: datetime) -> bool:
    return bool(
        await fetch_value(
            db, queries["knows_device"], login=login, token_hash=token_hash, since=since
        )
    )


async def note_network(db: Db, person_id: UUID, network: str, at: datetime) -> None:
    await execute(db, queries["note_network"], person_id=person_id, network=network, at=at)


async def knows_network(db: Db, login: str, network: str, since: datetime) -> bool:
    return bool(
        await fetch_value(db, queries["knows_network"], login=login, network=network, since=since)
    )


class _Name(Struct, frozen=True):
    name: str


async def list_names(db: Db, institution: str) -> list[str]:
    rows = await fetch_all(db, _Name, queries["list_names"], institution=institution)
    return [row.name for row in rows]


async def find_people(db: Db, logins: Sequence[str]) -> list[Colleague]:
    return await fetch_all(db, Colleague, queries["find_people"], logins=list(logins))


async def get_person(db: Db, person_id: UUID) -> PersonView | None:
    return await fetch_one_or_none(db, PersonView, queries["get_person"], id=person_id)


async def list_people(db: Db, institution: str | None) -> list[PersonView]:
    return await fetch_all(db, PersonView, queries["list_people"], institution=institution)


async def insert_person(db: Db, row: NewPersonRow, roles: Sequence[str]) -> None:
    try:
        await execute(
            db,
            queries["insert_person"],
            id=row.id,
            login=row.login,
            name=row.name,
            institution=row.institution,
            password_hash=row.password_hash,
            training_completed_on=row.training_completed_on,
            demonstration=row.demonstration,
            at=row.at,
        )
    except UniqueViolation as error:
        assert error.diag.constraint_name == "person_login", error
        raise LoginTaken(login=row.login) from error
    await insert_roles(db, row.id, roles)


async def insert_roles(db: Db, person_id: UUID, roles: Sequence[str]) -> None:
    await execute(db, queries["insert_roles"], person_id=person_id, roles=list(roles))


async def delete_roles(db: Db, person_id: UUID) -> None:
    await execute(db, queries["delete_roles"], person_id=person_id)


async def update_person(db: Db, person: PersonView) -> None:
    await execute(
        db,
        queries["update_person"],
        id=person.id,
        name=person.name,
        active=person.active,
        training_completed_on=person.training_completed_on,
    )


async def count_other_administrators(db: Db, institution: str, person_id: UUID) -> int:
    """Locked first: two who take the role from each other at once must not both succeed."""
    await execute(db, queries["lock_administrators"], institution=institution)
    found = await fetch_value(
        db, queries["count_other_administrators"], institution=institution, id=person_id
    )
    return int(found)


async def set_password(db: Db, person_id: UUID, password_hash: str) -> None:
    await execute(db, queries["set_password"], id=person_id, password_hash=password_hash)


async def set_totp(db: Db, person_id: UUID, secret: str | None, step: int | None) -> None:
    await execute(db, queries["set_totp"], id=person_id, totp_secret=secret, totp_step=step)


async def get_preferences(db: Db, person_id: UUID) -> dict[str, str]:
    found: dict[str, str] = await fetch_value(db, queries["get_preferences"], id=person_id)
    return found


async def set_preferences(db: Db, person_id: UUID, preferences: dict[str, str]) -> None:
    await execute(db, queries["set_preferences"], id=person_id, preferences=as_json(preferences))


async def list_clients(db: Db, institution: str | None) -> list[ClientView]:
    return await fetch_all(db, ClientView, queries["list_clients"], institution=institution)


async def list_systems(db: Db, scope: str, institution: str | None) -> list[System]:
    query = queries["list_systems"]
    return await fetch_all(db, System, query, scope=scope, institution=institution)


async def get_client(db: Db, client_id: str) -> ClientView | None:
    return await fetch_one_or_none(db, ClientView, queries["get_client"], client_id=client_id)


async def get_client_secret(db: Db, client_id: str) -> SecretRow | None:
    return await fetch_one_or_none(db, SecretRow, queries["get_client_secret"], client_id=client_id)


async def insert_client(
    db: Db, new: NewClient, secret_hash: bytes, *, demonstration: bool, at: datetime
) -> ClientView:
    try:
        await execute(
            db,
            queries["insert_client"],
            client_id=new.client_id,
            name=new.name,
            institution=new.institution,
            secret_hash=secret_hash,
            scopes=new.scopes,
            demonstration=demonstration,
            at=at,
        )
    except UniqueViolation as error:
        raise ClientTaken(client_id=new.client_id) from error
    return await fetch_one(db, ClientView, queries["get_client"], client_id=new.client_id)


async def set_client_active(db: Db, client_id: str, active: bool) -> None:
    await execute(db, queries["set_client_active"], client_id=client_id, active=active)


async def set_client_secret(db: Db, client_id: str, secret_hash: bytes) -> None:
    await execute(db, queries["set_client_secret"], client_id=client_id, secret_hash=secret_hash)


async def delete_tokens_of(db: Db, client_id: str) -> None:
    await execute(db, queries["delete_tokens_of"], client_id=client_id)


async def insert_token(
    db: Db,
    token_hash: bytes,
    client_id: str,
    scopes: Sequence[str],
    *,
    at: datetime,
    ends_at: datetime,
) -> None:
    await execute(
        db,
        queries["insert_token"],
        token_hash=token_hash,
        client_id=client_id,
        scopes=list(scopes),
        ends_at=ends_at,
    )
    await execute(db, queries["touch_client"], client_id=client_id, at=at)


async def find_token(db: Db, token_hash: bytes, at: datetime) -> TokenRow | None:
    return await fetch_one_or_none(
        db, TokenRow, queries["find_token"], token_hash=token_hash, at=at
    )


async def find_active_client(db: Db, client_id: str) -> TokenRow | None:
    query = queries["find_active_client"]
    return await fetch_one_or_none(db, TokenRow, query, client_id=client_id)


async def list_demonstration_people(db: Db) -> list[DemonstrationRow]:
    return await fetch_all(db, DemonstrationRow, queries["list_demonstration_people"])


async def has_demonstration_accounts(db: Db) -> bool:
    return bool(await fetch_value(db, queries["has_demonstration_accounts"]))


async def insert_oidc_state(db: Db, flow: ProviderFlow, ends_at: datetime) -> None:
    await execute(
        db,
        queries["insert_oidc_state"],
        state=flow.state,
        nonce=flow.nonce,
        verifier=flow.verifier,
        ends_at=ends_at,
    )


async def take_oidc_state(db: Db, state: str, at: datetime) -> ProviderFlow | None:
    return await fetch_one_or_none(db, ProviderFlow, queries["take_oidc_state"], state=state, at=at)
