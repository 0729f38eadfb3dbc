"""First data: institutions for every installation, people and clients for the demonstration."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import msgspec

from vienots.identity import secrets, store
from vienots.identity.contracts import NewClient
from vienots.identity.domain import Right
from vienots.identity.errors import ClientTaken, LoginTaken
from vienots.kernel.db import Db
from vienots.kernel.ids import new_id

TRAINED_ON = date(2026, 9, 1)


class _Institution(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    kind: str
    name_lv: str
    name_en: str
    atvk: str | None
    valid_from: date
    valid_to: date | None


class Person(msgspec.Struct, frozen=True):
    login: str
    name: str
    institution: str
    roles: tuple[str, ...]
    trained: bool = True


class Client(msgspec.Struct, frozen=True):
    client_id: str
    name: str
    institution: str
    scopes: tuple[Right, ...]


# The first of each institution and role is the visitor's; the last is sat at by the simulator.
PEOPLE = (
    Person("ilze.kalnina", "Ilze Kalniņa", "112", ("call_taker",)),
    Person("sanita.klavina", "Sanita Kļaviņa", "112", ("call_taker",)),
    Person("juris.eglitis", "Juris Eglītis", "112", ("call_taker",)),
    Person("andra.ozola", "Andra Ozola", "vugd", ("dispatcher",)),
    Person("martins.berzs", "Mārtiņš Bērzs", "vugd", ("dispatcher",)),
    Person("peteris.liepa", "Pēteris Liepa", "vp", ("dispatcher",)),
    Person("zane.krumina", "Zane Krūmiņa", "vp", ("dispatcher",)),
    Person("inta.vanaga", "Inta Vanaga", "nmpd", ("dispatcher",)),
    Person("raivis.zaris", "Raivis Zariņš", "nmpd", ("dispatcher",)),
    Person("aivars.kaulins", "Aivars Kauliņš", "pp-0003000", ("duty_officer",)),
    Person("valdis.sprogis", "Valdis Sproģis", "pp-0054000", ("duty_officer",)),
    Person("normunds.vitols", "Normunds Vītols", "vugd", ("station_commander",)),
    Person("dace.vitola", "Dace Vītola", "vp", ("register_officer",)),
    Person("liga.dzene", "Līga Dzene", "112", ("supervisor",)),
    Person("guntis.rozitis", "Guntis Rozītis", "112", ("analyst",)),
    Person("viktors.strods", "Viktors Strods", "iemic", ("auditor",)),
    Person("anna.lace", "Anna Lāce", "iemic", ("administrator",)),
    Person("ilona.purina", "Ilona Puriņa", "iemic", ("data_protection_officer",)),
    Person("maris.vanags", "Māris Vanags", "vp", ("investigator",)),
    Person("rita.birzniece", "Rita Birzniece", "pp-0003000", ("register_supervisor",)),
    Person("edgars.silins", "Edgars Siliņš", "vp", ("register_officer",), False),
)

JOURNAL = (
    Right.REGISTER_READ,
    Right.REGISTER_WRITE,
    Right.REGISTER_PERSONS,
    Right.LEVEL_MINORS,
    Right.DISPATCH_ANSWER_REFERRAL,
)
CLIENTS = (
    Client(
        "journal-jelgava",
        "Jelgavas pašvaldības policijas žurnāls",
        "pp-0003000",
        JOURNAL,
    ),
    Client(
        "journal-liepaja",
        "Liepājas pašvaldības policijas žurnāls",
        "pp-0005000",
        JOURNAL,
    ),
    Client("aml-gateway", "AML vārteja", "112", (Right.INTAKE_AML,)),
    Client("ecall-gateway", "eCall vārteja", "112", (Right.INTAKE_TELEPHONY,)),
    Client("telephone-exchange", "Tālruņa centrāle", "112", (Right.INTAKE_TELEPHONY,)),
    Client("position-gateway", "Vienību pozīciju vārteja", "vugd", (Right.RESOURCES_POSITION,)),
)


async def load_institutions(db: Db, file: Path) -> int:
    """Run with every migration; the file is the truth."""
    rows = _read_institutions(file)
    await store.upsert_institutions(db, [msgspec.structs.asdict(row) for row in rows])
    return len(rows)


def _read_institutions(file: Path) -> list[_Institution]:
    return msgspec.json.decode(file.read_bytes(), type=list[_Institution])


def colleagues(municipal: Mapping[str, str]) -> list[Person]:
    """A duty officer for each municipal police (code → its name); a second one where a visitor
    has the first."""
    return [
        Person(f"dezurants.{code[3:]}", _officer_name(code), code, ("duty_officer",))
        for code in sorted(municipal)
    ]


_GIVEN = (
    "Arnis",
    "Baiba",
    "Dainis",
    "Elīna",
    "Gatis",
    "Ieva",
    "Kaspars",
    "Laura",
    "Modris",
    "Signe",
)
_FAMILY = ("Ābele", "Briedis", "Cīrulis", "Dzenis", "Gulbe", "Irbe", "Lazdiņš", "Priede", "Vilks")


def _officer_name(code: str) -> str:
    number = int(code[3:])
    return f"{_GIVEN[number // 1000 % len(_GIVEN)]} {_FAMILY[number // 1000 % len(_FAMILY)]}"


HASHED_AT_ONCE = 8


async def _with_hashes(
    people: Sequence[Person], passwords: Mapping[str, str]
) -> AsyncIterator[tuple[Person, str]]:
    """Slow on purpose, each on one core: a few at once take half the time. No more than a few, or
    the transaction would stand idle until the database ends it."""
    for batch in batched(people, HASHED_AT_ONCE):
        hashes = await asyncio.gather(*(secrets.hash_password(passwords[p.login]) for p in batch))
        for person, password_hash in zip(batch, hashes, strict=True):
            yield person, password_hash


def batched(people: Sequence[Person], size: int) -> Iterator[Sequence[Person]]:
    for start in range(0, len(people), size):
        yield people[start : start + size]


async def load_demonstration(
    db: Db, at: datetime, passwords: Mapping[str, str], client_secrets: Mapping[str, str]
) -> None:
    """People and clients with these passwords and secrets; who exists already is left alone, and
    who has no password here stays out."""
    institutions = await store.list_institutions(db, at.date())
    municipal = {i.code: i.name_lv for i in institutions if i.kind == "municipal_police"}
    people = [person for person in logins(municipal) if person.login in passwords]
    async for person, password_hash in _with_hashes(people, passwords):
        row = store.NewPersonRow(
            id=new_id(),
            login=person.login,
            name=person.name,
            institution=person.institution,
            password_hash=password_hash,
            training_completed_on=TRAINED_ON if person.trained else None,
            demonstration=True,
            at=at,
        )
        try:
            async with db.transaction():
                await store.insert_person(db, row, person.roles)
        except LoginTaken:
            continue
    for client in CLIENTS:
        new = NewClient(
            client.client_id, client.name, client.institution, [str(s) for s in client.scopes]
        )
        hashed = secrets.hash_token(client_secrets[client.client_id])
        try:
            async with db.transaction():
                await store.insert_client(db, new, hashed, demonstration=True, at=at)
        except ClientTaken:
            continue


def logins(municipal: Mapping[str, str]) -> list[Person]:
    """Everybody of the demonstration, for making their passwords."""
    return [*PEOPLE, *colleagues(municipal)]
