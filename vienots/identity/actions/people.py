"""People and their roles, as administrators manage them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from msgspec import UnsetType

from vienots.identity import secrets, store
from vienots.identity.contracts import Institution, NewPerson, PersonChange, PersonView
from vienots.identity.domain import ROLES, ROLES_OF_KIND, Right, require
from vienots.identity.errors import BadPerson, LastAdministrator, PersonNotFound
from vienots.identity.events import PasswordSet, PersonAdded, PersonChanged
from vienots.kernel import journal
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import Fault
from vienots.kernel.ids import new_id

CENTRAL = "iemic"
"""Its administrators administer every institution; others their own."""
PASSWORD_LENGTH_MIN = 12


def administers(actor: Actor, institution: str) -> bool:
    return actor.institution in (CENTRAL, institution)


async def list_institutions(db: Db, actor: Actor, at: datetime) -> list[Institution]:
    require(actor, Right.IDENTITY_READ)
    return await store.list_institutions(db, at.date())


async def list_people(db: Db, actor: Actor) -> list[PersonView]:
    require(actor, Right.IDENTITY_ADMINISTER)
    return await store.list_people(db, None if actor.institution == CENTRAL else actor.institution)


async def add_person(db: Db, actor: Actor, new: NewPerson, at: datetime) -> PersonView:
    require(actor, Right.IDENTITY_ADMINISTER)
    institution = await store.get_institution(db, new.institution)
    faults = _check_roles(institution, new.roles)
    if institution is None or not administers(actor, new.institution):
        faults.append(
            Fault("institution", "identity.institution_unknown", {"given": new.institution[:40]})
        )
    faults += _check_training(new.training_completed_on, at)
    if faults:
        raise BadPerson(faults)
    row = store.NewPersonRow(
        id=new_id(),
        login=new.login,
        name=new.name,
        institution=new.institution,
        password_hash=await secrets.hash_password(new.password),
        training_completed_on=new.training_completed_on,
        demonstration=False,
        at=at,
    )
    await store.insert_person(db, row, sorted(set(new.roles)))
    person = await _get(db, actor, row.id)
    await journal.record(db, actor, PersonAdded(person.id, person), audience=journal.NOBODY, at=at)
    return person


async def change_person(
    db: Db, actor: Actor, person_id: UUID, change: PersonChange, at: datetime
) -> PersonView:
    require(actor, Right.IDENTITY_ADMINISTER)
    person = await _get(db, actor, person_id)
    institution = await store.get_institution(db, person.institution)
    roles = person.roles if change.roles is None else sorted(set(change.roles))
    given = change.training_completed_on
    trained_on = person.training_completed_on if isinstance(given, UnsetType) else given
    faults = _check_roles(institution, roles) + _check_training(trained_on, at)
    if faults:
        raise BadPerson(faults)
    wanted = msgspec.structs.replace(
        person,
        name=change.name or person.name,
        roles=roles,
        active=person.active if change.active is None else change.active,
        training_completed_on=trained_on,
        totp=person.totp and not change.drop_totp,
    )
    await _keep_an_administrator(db, person, wanted)
    await store.update_person(db, wanted)
    await store.delete_roles(db, person_id)
    await store.insert_roles(db, person_id, roles)
    if not wanted.active:
        await store.delete_sessions_of(db, person_id)
    if change.drop_totp:
        await store.set_totp(db, person_id, None, None)
    await journal.record(
        db, actor, PersonChanged(person_id, wanted), audience=journal.NOBODY, at=at
    )
    return wanted


async def set_password(db: Db, actor: Actor, person_id: UUID, password: str, at: datetime) -> None:
    """Ends every session of the person: whoever knew the old password is out."""
    require(actor, Right.IDENTITY_ADMINISTER)
    person = await _get(db, actor, person_id)
    await store.set_password(db, person.id, await secrets.hash_password(password))
    await store.delete_sessions_of(db, person.id)
    await journal.record(db, actor, PasswordSet(person.id), audience=journal.NOBODY, at=at)


async def _get(db: Db, actor: Actor, person_id: UUID) -> PersonView:
    person = await store.get_person(db, person_id)
    if person is None or not administers(actor, person.institution):
        raise PersonNotFound
    return person


async def _keep_an_administrator(db: Db, before: PersonView, after: PersonView) -> None:
    was = before.active and "administrator" in before.roles
    stays = after.active and "administrator" in after.roles
    if was and not stays:
        others = await store.count_other_administrators(db, before.institution, before.id)
        if others == 0:
            raise LastAdministrator(institution=before.institution)


def _check_roles(institution: Institution | None, roles: Sequence[str]) -> list[Fault]:
    unknown = [
        Fault(f"roles.{place}", "identity.role_unknown", {"given": role[:40]})
        for place, role in enumerate(roles)
        if role not in ROLES
    ]
    if institution is None:
        return unknown
    allowed = ROLES_OF_KIND[institution.kind]
    return unknown + [
        Fault(f"roles.{place}", "identity.role_not_here", {"role": role, "kind": institution.kind})
        for place, role in enumerate(roles)
        if role in ROLES and role not in allowed
    ]


def _check_training(completed_on: date | None, at: datetime) -> list[Fault]:
    if completed_on is not None and completed_on > at.date():
        return [Fault("training_completed_on", "identity.training_ahead")]
    return []
