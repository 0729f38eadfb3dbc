"""Looking for a man whose name was only heard: hits with reasons, his links, the event."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desks import PATIENCE_MS, Desk, chromium, state_purpose
from tests.browser.installation import Installation, installed
from tests.people import AIVARS
from tests.register.builders import a_person, a_vehicle, an_event
from vienots.kernel import clock
from vienots.kernel.db import HOUSE_OPTIONS
from vienots.register import actions
from vienots.register.contracts import EventChange, EventPerson, EventPlace, EventVehicle

pytestmark = pytest.mark.browser

ANDRIS = a_person(
    name="Andris", surname="Zariņš", birth_on=date(1984, 3, 12), role="suspect", phone="20000512",
    address="Lielā iela 18, Jelgava",
)  # fmt: skip
INESE = a_person("p2", name="Inese", surname="Zariņa", role="victim", phone="20000512")
IN_CYRILLIC = a_person(
    name="Андрис", surname="Заринш", birth_on=date(1984, 3, 12), personal_code="120384-10215"
)
OZOLS = a_person(name="Jānis", surname="Ozols", role="offender")
CAR = a_vehicle(plate="KL-4406", make="VW", model="Passat", colour="pelēks", driver="p1")
LOGINS = ("aivars.kaulins", "dace.vitola")
EVENTS: list[tuple[str, str, list[EventPerson], list[EventVehicle]]] = [
    ("order.noise", "Brīvības bulvāris 21, Jelgava", [ANDRIS], [CAR]),
    ("order.noise", "Lielā iela 18, Jelgava", [ANDRIS, INESE], []),
    ("order.noise", "Dobeles iela 5, Jelgava", [OZOLS], [CAR]),
    ("order.noise", "Raiņa iela 7, Jelgava", [IN_CYRILLIC], []),
]


async def register(dsn: str) -> None:
    at = clock.now()
    for days, (type_code, address, persons, vehicles) in enumerate(EVENTS):
        async with await psycopg.AsyncConnection.connect(dsn, options=HOUSE_OPTIONS) as db:
            new = an_event(
                type=type_code,
                received_at=at - timedelta(days=days, minutes=5),
                place=EventPlace(address=address, atvk="0003000"),
            )
            event = await actions.register_event(db, AIVARS, new, at)
            change = EventChange(event.version, persons=persons, vehicles=vehicles)
            await actions.change_event(db, AIVARS, event.id, change, at)


@pytest.fixture
def installation(own_dsn: str, tmp_path: Path) -> Iterator[Installation]:
    with installed(own_dsn, tmp_path, LOGINS) as found:
        asyncio.run(register(own_dsn))
        yield found


@pytest.fixture
def browser(installation: Installation) -> Iterator[Browser]:
    assert installation
    with chromium() as found:
        yield found


def test_a_name_that_was_heard_leads_to_the_man_and_his_links(
    browser: Browser, installation: Installation
) -> None:
    faults: list[str] = []
    with Desk(browser, installation, "aivars.kaulins", faults) as desk:
        desk.press("F7")
        desk.sees(desk.pane("Notikumi").get_by_text("Dobeles iela 5"))
        desk.press("F3")
        desk.type("andrim zarinsham kl44")
        desk.press("Enter")
        state_purpose(desk)
        hits = desk.page.get_by_role("listbox", name="Atrasts")
        first = hits.get_by_role("option").first
        expect(first).to_contain_text("Andris Zariņš", timeout=PATIENCE_MS)
        expect(first).to_contain_text("vienā notikumā ar")
        first.click()
        expect(hits.get_by_role("option").nth(1)).to_contain_text("JPP-")
        desk.look("search-hits")

        desk.press("Alt+S")
        links = desk.pane("Notikums").get_by_role("table")
        for tied in ("Inese Zariņa", "Jānis Ozols", "KL-4406"):
            desk.sees(links.get_by_role("row").filter(has_text=tied))
        desk.look("search-links")

        links.get_by_role("row").filter(has_text="Brīvības").first.press("Enter")
        desk.press("Alt+ArrowLeft")
        desk.sees(desk.pane("Notikums").get_by_label("Fabula"))
    with Desk(browser, installation, "dace.vitola", faults) as desk:
        _judge_that_two_are_one(desk)
    assert faults == [], "\n".join(faults)


def _judge_that_two_are_one(desk: Desk) -> None:
    desk.press("F7")
    desk.press("F3")
    desk.type("zariņš andris 1984")
    desk.press("Enter")
    state_purpose(desk)
    hits = desk.page.get_by_role("listbox", name="Atrasts")
    hits.get_by_role("option").filter(has_text="Andris Zariņš").first.click()
    desk.press("Alt+S")
    person = desk.pane("Persona")
    desk.sees(person.get_by_text("Андрис Заринш"))
    person.get_by_label("Pamatojums").fill("pases dati sakrīt")
    desk.look("search-same-person")
    person.get_by_role("button", name="Apvienot").click()
    desk.sees(person.get_by_role("button", name="Atsaukt"))
    expect(hits.get_by_role("option").filter(has_text="apvienotas 2")).to_have_count(
        1, timeout=PATIENCE_MS
    )
