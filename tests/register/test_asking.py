"""Registers that are asked: while somebody types, and by themselves for what was entered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from tests.people import AIVARS, VALDIS
from tests.register.builders import ENTRY, a_person, a_vehicle, changed, load_code_lists, registered
from vienots.kernel import follow
from vienots.kernel.contracts import Actor, Purpose
from vienots.kernel.db import HOUSE_OPTIONS, Db, set_keys
from vienots.kernel.errors import Forbidden, NotFound, Unavailable
from vienots.kernel.web import Asking
from vienots.register import actions
from vienots.register.asking_contracts import (
    Breaker,
    Check,
    Inquiry,
    RegisterQuestion,
    SourceAnswer,
)
from vienots.register.contracts import EventView
from vienots.register.domain.asking import after_failure, key_of, rests
from vienots.register.jobs import FOLLOWERS

CODE = "161175-19997"
[FOLLOWER] = [one for one in FOLLOWERS if one.name == "register.checks"]


class Away(Unavailable):
    code = "registers.away"


class Country:
    """Registers as a test has them."""

    def __init__(self, **answers: SourceAnswer) -> None:
        self.answers = answers
        self.away: set[str] = set()
        self.asked: list[Inquiry] = []

    @property
    def names(self) -> Collection[str]:
        return self.answers.keys()

    async def ask(self, inquiry: Inquiry) -> SourceAnswer:
        self.asked.append(inquiry)
        if inquiry.source in self.away:
            raise Away(status=503)
        return self.answers[inquiry.source]


MODRIS = SourceAnswer(True, False, {"name": "Modris", "surname": "Zvirbulis"})
SOUGHT = SourceAnswer(True, True, {}, "Meklē liecības sniegšanai")
NOBODY = SourceAnswer(False)


class House:
    def __init__(self, dsn: str) -> None:
        self.dsn = dsn

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Db]:
        async with await psycopg.AsyncConnection.connect(self.dsn, options=HOUSE_OPTIONS) as db:
            yield db

    def asking(self, actor: Actor) -> Asking:
        @asynccontextmanager
        async def ask() -> AsyncIterator[tuple[Db, Actor]]:
            async with self.opened() as db:
                yield db, actor

        return ask

    async def event(self, at: datetime, **changes: object) -> EventView:
        async with self.opened() as db:
            return await changed(db, await registered(db, at, AIVARS), at, **changes)

    async def check(self, country: Country, at: datetime) -> None:
        passed = 1
        while passed:
            async with self.opened() as db:
                passed = await follow.step(db, FOLLOWER, at)
        while await actions.check_due(self.opened, country, lambda: at):
            continue

    async def checks(self, country: Country, event_id: UUID, at: datetime) -> list[Check]:
        async with self.opened() as db:
            return await actions.read_checks(db, AIVARS, country, event_id, ENTRY, at)

    async def ask(
        self, country: Country, at: datetime, key: str = CODE, purpose: Purpose = ENTRY
    ) -> dict[str, str]:
        said = await actions.ask_registers(
            self.asking(AIVARS), country, RegisterQuestion("persons", key), purpose, lambda: at
        )
        return {one.source: one.state for one in said}

    async def rows(self, query: str) -> list[tuple[object, ...]]:
        async with self.opened() as db:
            return list(await (await db.execute(query.encode())).fetchall())


@pytest.fixture
async def house(own_dsn: str) -> House:
    found = House(own_dsn)
    async with found.opened() as db:
        await load_code_lists(db)
        await follow.register(db, FOLLOWER)
    return found


async def test_what_is_entered_is_checked_by_itself(house: House, now: datetime) -> None:
    country = Country(persons=MODRIS, wanted=SOUGHT, weapons=NOBODY, vehicles=NOBODY)
    person = a_person("p1", personal_code=CODE, name="Modris", surname="Zvirbulis")
    event = await house.event(now, persons=[person], vehicles=[a_vehicle("v1", plate="ZV-1717")])

    await house.check(country, now)

    found = {(one.ref, one.source): one for one in await house.checks(country, event.id, now)}
    assert {place: one.state for place, one in found.items()} == {
        ("p1", "persons"): "clear",
        ("p1", "wanted"): "alert",
        ("p1", "weapons"): "clear",
        ("v1", "vehicles"): "absent",
        ("v1", "wanted"): "alert",
    }
    assert found["p1", "wanted"].note == SOUGHT.note
    assert {one.key for one in country.asked} == {"16117519997", "ZV1717"}


async def test_another_name_than_in_the_register_is_told(house: House, now: datetime) -> None:
    country = Country(persons=MODRIS)
    event = await house.event(
        now, persons=[a_person("p1", personal_code=CODE, name="Modrīs", surname="Žvirbulis")]
    )
    other = await house.event(
        now, persons=[a_person("p1", personal_code=CODE, name="Jānis", surname="Zvirbulis")]
    )

    await house.check(country, now)

    [spelt] = await house.checks(country, event.id, now)
    [differs] = await house.checks(country, other.id, now)
    assert spelt.state == "clear", "marks above letters make nobody another one"
    assert (differs.state, differs.note) == ("differs", "Modris")


async def test_an_unreachable_register_blocks_nothing_and_is_asked_later(
    house: House, now: datetime
) -> None:
    country = Country(persons=MODRIS)
    country.away = {"persons"}
    event = await house.event(
        now, persons=[a_person("p1", personal_code=CODE, name="Modris", surname="Zvirbulis")]
    )
    await house.check(country, now)
    [waiting] = await house.checks(country, event.id, now)
    country.away = set()

    await house.check(country, now + timedelta(minutes=2))

    [checked] = await house.checks(country, event.id, now)
    assert (waiting.state, checked.state) == ("waiting", "clear")


async def test_each_question_is_written_down_with_its_purpose(house: House, now: datetime) -> None:
    country = Country(persons=MODRIS, wanted=NOBODY)
    event = await house.event(now, persons=[a_person("p1", personal_code=CODE)])
    await house.check(country, now)
    await house.ask(country, now, purpose=Purpose("criminal_case", "K-1"))

    told = await house.rows(
        "SELECT actor, purpose, purpose_ref, payload->>'q', payload->'sources' FROM kernel.journal"
        " WHERE topic = 'register.registers_asked' ORDER BY id"
    )
    assert sorted(told[:2], key=str) == [
        (AIVARS.id, "event_entry", event.number, "16117519997", ["persons"]),
        (AIVARS.id, "event_entry", event.number, "16117519997", ["wanted"]),
    ]
    assert told[2] == (AIVARS.id, "criminal_case", "K-1", CODE, ["wanted", "persons"])


async def test_who_asks_hears_of_each_and_what_is_away_is_not_checked(
    house: House, now: datetime
) -> None:
    country = Country(persons=MODRIS, wanted=SOUGHT, vehicles=NOBODY)
    country.away = {"wanted"}

    assert await house.ask(country, now) == {"persons": "answered", "wanted": "not_checked"}


async def test_a_register_that_fails_again_and_again_rests(house: House, now: datetime) -> None:
    country = Country(persons=MODRIS)
    country.away = {"persons"}
    for _ in range(5):
        assert await house.ask(country, now) == {"persons": "not_checked"}
    assert len(country.asked) == 3, "then it is left alone"
    async with house.opened() as db:
        [standing] = [
            one
            for one in await actions.list_sources(db, AIVARS, country, now)
            if one.source == "persons"
        ]
    assert standing.rests_until is not None and "503" in (standing.said or "")
    country.away = set()

    later = now + timedelta(minutes=1)
    assert await house.ask(country, later) == {"persons": "answered"}
    assert await house.ask(country, later) == {"persons": "answered"}


async def test_answers_are_kept_as_long_as_the_law_lets_and_no_longer(
    house: House, now: datetime
) -> None:
    country = Country(persons=MODRIS)
    await house.ask(country, now)
    await house.ask(country, now)
    assert len(country.asked) == 2, "no term is configured: nothing is kept"
    async with house.opened() as db:
        await db.execute("SET ROLE NONE")
        await db.execute(
            "UPDATE kernel.classifier_value SET attributes ="
            " attributes || '{\"cache_minutes\": 30}' WHERE name = 'asked_register'"
        )
    await house.ask(country, now)
    await house.ask(country, now + timedelta(minutes=29))
    assert len(country.asked) == 3
    await house.ask(country, now + timedelta(minutes=31))
    assert len(country.asked) == 4

    async with house.opened() as db:
        await actions.forget_answers(db, now + timedelta(hours=2))
    assert await house.rows("SELECT count(*) FROM register.source_answer") == [(0,)]


async def test_what_is_put_right_is_checked_anew_and_what_is_gone_is_not(
    house: House, now: datetime
) -> None:
    country = Country(persons=NOBODY)
    event = await house.event(now, persons=[a_person("p1", personal_code=CODE)])
    await house.check(country, now)
    country.answers["persons"] = MODRIS
    async with house.opened() as db:
        person = a_person("p1", personal_code="010180-11238", name="Modris", surname="Zvirbulis")
        event = await changed(db, event, now, persons=[person])
    await house.check(country, now)
    [again] = await house.checks(country, event.id, now)
    async with house.opened() as db:
        await changed(db, event, now, persons=[])
    await house.check(country, now)

    assert again.state == "clear"
    assert await house.checks(country, event.id, now) == []


async def test_a_name_that_is_put_right_is_judged_anew(house: House, now: datetime) -> None:
    country = Country(persons=MODRIS)
    wrong = a_person("p1", personal_code=CODE, name="Jānis", surname="Zvirbulis")
    event = await house.event(now, persons=[wrong])
    await house.check(country, now)
    [before] = await house.checks(country, event.id, now)
    async with house.opened() as db:
        right = a_person("p1", personal_code=CODE, name="Modris", surname="Zvirbulis")
        await changed(db, event, now, persons=[right])
    await house.check(country, now)

    [after] = await house.checks(country, event.id, now)
    assert (before.state, after.state) == ("differs", "clear")


async def test_checks_are_seen_with_their_event(house: House, now: datetime) -> None:
    country = Country(persons=MODRIS)
    event = await house.event(now, persons=[a_person("p1", personal_code=CODE)])
    await house.check(country, now)

    async with house.opened() as db:
        await set_keys(db, VALDIS.keys)
        for table in ("event_check", "source_answer"):
            cursor = await db.execute(f"SELECT count(*) FROM register.{table}".encode())
            assert await cursor.fetchone() == (0,)
        with pytest.raises(NotFound):
            await actions.read_checks(db, VALDIS, country, event.id, ENTRY, now)


async def test_without_the_right_nobody_is_asked(house: House, now: datetime) -> None:
    country = Country(persons=MODRIS)
    nobody = Actor("person:1", "Anna", "pp-0003000", frozenset())

    with pytest.raises(Forbidden):
        await actions.ask_registers(
            house.asking(nobody), country, RegisterQuestion("persons", CODE), ENTRY, lambda: now
        )
    assert country.asked == []


def test_rests_grow_and_end(now: datetime) -> None:
    breaker, rest = Breaker(), []
    for _ in range(12):
        breaker = after_failure(breaker, now)
        rest.append(breaker.rests_until)
    assert rest[:2] == [None, None]
    told = [one - now for one in rest if one is not None]
    assert told == sorted(told) and told[-1] == timedelta(minutes=10)
    assert rests(breaker, now) and not rests(breaker, now + timedelta(minutes=10))


def test_a_number_is_its_letters_and_digits() -> None:
    assert key_of(" zv-17 17 ") == "ZV1717"
    assert key_of("161175-19997") == "16117519997"
