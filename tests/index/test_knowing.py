"""Filling an event from what earlier events tell: what is taken, whence, and what is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.index.builders import SEARCH
from tests.people import AIVARS, DACE, PETERIS
from tests.register.builders import (
    A_COLLEAGUE,
    a_person,
    a_vehicle,
    changed,
    last_entry,
    registered,
)
from vienots.index import actions
from vienots.index.contracts import KnownItem, KnownList
from vienots.kernel.contracts import Actor
from vienots.kernel.db import Db
from vienots.kernel.errors import BadInput, Forbidden
from vienots.kernel.ids import new_id
from vienots.register.contracts import EventDocument, EventView, TakenOver
from vienots.register.events import EventChanged


async def told(db: Db, now: datetime, actor: Actor = AIVARS, **lists: Any) -> EventView:
    """An event that tells of somebody, found by the index."""
    event = await changed(db, await registered(db, now), now, **lists)
    await actions.index_event(db, event.id, now)
    return event


async def known(
    db: Db, now: datetime, items: KnownList, q: str, actor: Actor = AIVARS, **also: UUID
) -> list[KnownItem]:
    return await actions.list_known(db, actor, items, q, SEARCH, now, **also)


async def test_a_person_is_told_by_earlier_events(register: Db, now: datetime) -> None:
    before = await told(
        register,
        now,
        persons=[
            a_person(
                role="suspect",
                personal_code="161175-19997",
                birth_on=date(1975, 11, 16),
                phone="+37120000001",
                condition=["drunk"],
            )
        ],
    )

    [found] = await known(register, now, "persons", "berzins janis")

    assert found.label == "Jānis Bērziņš"
    # Neither the role nor the condition: those were of that evening.
    assert found.values == {
        "personal_code": "161175-19997",
        "name": "Jānis",
        "surname": "Bērziņš",
        "birth_on": "1975-11-16",
        "phone": "+37120000001",
    }
    assert [(one.event, one.number, one.ref) for one in found.sources] == [
        (before.id, before.number, "p1")
    ]


async def test_the_newest_value_counts_and_the_older_one_is_named(
    register: Db, now: datetime
) -> None:
    code, birth = "161175-19997", date(1975, 11, 16)
    old = a_person(personal_code=code, birth_on=birth, phone="+37120000001", address="Ozolu iela 3")
    new = a_person(personal_code=code, birth_on=birth, phone="+37129999999")
    first = await registered(register, now, received_at=now - timedelta(days=9))
    await changed(register, first, now, persons=[old])
    await actions.index_event(register, first.id, now)
    await told(register, now, persons=[new])

    [found] = await known(register, now, "persons", code)

    assert found.values["phone"] == "+37129999999"
    assert found.values["address"] == "Ozolu iela 3"
    assert found.differs == ["phone"]
    assert len(found.sources) == 2


async def test_namesakes_are_not_mixed(register: Db, now: datetime) -> None:
    await told(register, now, persons=[a_person(address="Ozolu iela 3")])
    await told(register, now, persons=[a_person(sex="M")])

    [found] = await known(register, now, "persons", "Jānis Bērziņš")

    assert found.name_only
    assert len(found.sources) == 1
    assert ("address" in found.values) != ("sex" in found.values)


async def test_vehicles_and_documents_are_told_too(register: Db, now: datetime) -> None:
    await told(
        register,
        now,
        vehicles=[a_vehicle(make="Volvo", model="V60")],
        documents=[EventDocument("d1", "passport", "LV1234567", "LVA", status="lost")],
    )

    [car] = await known(register, now, "vehicles", "ab1234")
    [paper] = await known(register, now, "documents", "LV1234567")

    assert car.values == {"plate": "AB-1234", "country": "LVA", "make": "Volvo", "model": "V60"}
    assert paper.values == {"document_type": "passport", "number": "LV1234567", "country": "LVA"}
    assert await known(register, now, "organisations", "LV1234567") == []


async def test_an_event_tells_nothing_of_itself(register: Db, now: datetime) -> None:
    event = await told(register, now, persons=[a_person(phone="+37120000001")])

    assert await known(register, now, "persons", "Jānis Bērziņš", without=event.id) == []


async def test_what_may_not_be_seen_is_not_told(register: Db, now: datetime) -> None:
    event = await told(register, now, persons=[a_person(phone="+37120000001")])
    stranger = Actor("person:9", "Valters", "pp-0054000", AIVARS.rights)

    assert await known(register, now, "persons", "Jānis Bērziņš", actor=stranger) == []
    with pytest.raises(Forbidden):
        await known(register, now, "persons", "Jānis Bērziņš", actor=PETERIS)
    # What was shown to whom is written down, what was hidden is not in it.
    await known(register, now, "persons", "Jānis Bērziņš", actor=DACE)
    cursor = await register.execute(
        "SELECT payload->'hits' FROM kernel.journal WHERE topic = 'index.searched' ORDER BY id"
    )
    assert [hits for (hits,) in await cursor.fetchall()] == [[], [str(event.id)]]


async def test_a_field_that_was_taken_over_names_its_event(register: Db, now: datetime) -> None:
    before = await told(register, now, persons=[a_person(phone="+37120000001")])
    event = await registered(register, now)

    typed_over = a_person("p7", role="applicant", phone="+37127777777")
    after = await changed(
        register,
        event,
        now,
        persons=[typed_over],
        taken_over=[TakenOver("persons.p7", before.id, "p1")],
    )

    origins = {path: (one.origin, one.source) for path, one in after.origins.items()}
    assert origins["persons.p7.surname"] == ("register", before.number)
    assert origins["persons.p7.phone"] == ("manual", AIVARS.name)
    assert origins["persons.p7.role"] == ("manual", AIVARS.name)
    assert (await last_entry(register, event.id)).topic == EventChanged.topic


async def test_nothing_is_taken_over_from_an_event_that_is_not_there(
    register: Db, now: datetime
) -> None:
    event = await registered(register, now, A_COLLEAGUE)

    with pytest.raises(BadInput) as refused:
        await changed(
            register,
            event,
            now,
            persons=[a_person()],
            taken_over=[TakenOver("persons.p1", new_id(), "p1")],
        )

    assert [fault.path for fault in refused.value.faults] == ["taken_over.0.event"]
