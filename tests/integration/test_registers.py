"""Each register's adapter against a server that stands in for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.registers import Registers, running
from vienots.app.sources import ADAPTERS, ReachedSources
from vienots.integration.registers import NotReached
from vienots.register.asking_contracts import AskedList, Inquiry

MODRIS, VAN = "16117519997", "ZV1717"


@pytest.fixture
def country() -> Iterator[tuple[Registers, ReachedSources]]:
    registers = Registers()
    with running(registers) as address:
        yield registers, ReachedSources(dict.fromkeys(ADAPTERS, address))


Country = tuple[Registers, ReachedSources]


async def test_a_person_comes_in_the_fields_of_an_event(country: Country) -> None:
    answer = await country[1].ask(Inquiry("persons", "persons", MODRIS))

    assert answer.found and not answer.alert
    assert answer.values["surname"] == "Zvirbulis"
    assert answer.values["birth_on"] == "1975-11-16"


@pytest.mark.parametrize(
    ("source", "of", "key", "told"),
    [
        ("wanted", "persons", MODRIS, "Meklē liecības"),
        ("weapons", "persons", MODRIS, "medību šautene"),
    ],
)
async def test_what_must_be_seen_is_an_alert(
    country: Country, source: str, of: AskedList, key: str, told: str
) -> None:
    answer = await country[1].ask(Inquiry(source, of, key))

    assert answer.alert
    assert told in (answer.note or "")


async def test_who_is_not_sought_is_not_found(country: Country) -> None:
    assert not (await country[1].ask(Inquiry("wanted", "vehicles", VAN))).found


@pytest.mark.parametrize("source", sorted(ADAPTERS))
async def test_whoever_asks_twice_hears_the_same(country: Country, source: str) -> None:
    keys = [f"{number:011d}" for number in range(40)]
    once = [await country[1].ask(Inquiry(source, "persons", key)) for key in keys[:20]]
    again = [await country[1].ask(Inquiry(source, "persons", key)) for key in keys[:20]]

    assert once == again


@pytest.mark.parametrize("source", sorted(ADAPTERS))
async def test_what_nobody_understands_is_no_answer(country: Country, source: str) -> None:
    registers, sources = country
    registers.known = {source: {MODRIS: {"oops": 1}}}
    registers.nonsense = {source}

    with pytest.raises(NotReached) as refusal:
        await sources.ask(Inquiry(source, "persons", MODRIS))
    assert "unreadable" in str(refusal.value.data["why"])


@pytest.mark.parametrize("source", sorted(ADAPTERS))
async def test_a_register_that_is_away_is_said_to_be(country: Country, source: str) -> None:
    registers, sources = country
    registers.away = {source}

    with pytest.raises(NotReached) as refusal:
        await sources.ask(Inquiry(source, "persons", MODRIS))
    assert refusal.value.data["status"] == 503


async def test_without_an_address_nobody_is_asked() -> None:
    with pytest.raises(NotReached):
        await ReachedSources({}).ask(Inquiry("persons", "persons", MODRIS))
    with pytest.raises(NotReached):
        far = ReachedSources({"persons": "http://127.0.0.1:9"})
        await far.ask(Inquiry("persons", "persons", MODRIS))


async def test_an_answer_without_an_end_is_cut(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vienots.integration.registers.ANSWER_BYTES_MAX", 20)

    with pytest.raises(NotReached) as refusal:
        await country[1].ask(Inquiry("persons", "persons", MODRIS))
    assert refusal.value.data["why"] == "answer too long"


async def test_a_slow_register_is_not_waited_for(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    registers, sources = country
    registers.slow_s = {"persons": 1.0}
    monkeypatch.setattr("vienots.integration.persons.adapter.TIMEOUT_S", 0.05)

    with pytest.raises(NotReached) as refusal:
        await sources.ask(Inquiry("persons", "persons", MODRIS))
    assert "ReadTimeout" in str(refusal.value.data["why"])
