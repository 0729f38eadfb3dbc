"""A supervisor sees what case systems took, and sends again what they did not."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.desks import Desk
from tests.browser.exchange import client
from tests.browser.installation import Installation
from tests.exchange.journals import an_event
from vienots.integration.letters.stand_in import Receiver, running

pytestmark = pytest.mark.browser

HEAD = "rita.birzniece"
PERSONS = [{"ref": "p1", "role": "suspect", "name": "Andris", "surname": "Kalns"}]
THINGS = [
    {"ref": "o1", "class": "phone", "description": "Samsung S21", "status": "seized"},
]


def test_a_letter_that_was_not_taken_goes_again(
    browser: Browser, installation: Installation
) -> None:
    faults: list[str] = []
    krass = Receiver()
    krass.never = "things"
    with running(krass, installation.letters_port):
        with client(installation, "journal-jelgava") as journal:
            event = an_event(
                "izsutne-1",
                type="order.noise",
                legal_class="criminal_offence",
                persons=PERSONS,
                objects=THINGS,
            )
            answer = journal.put("/api/v1/exchange/events/izsutne-1", json=event)
            assert answer.status_code == 201, answer.text
        with Desk(browser, installation, HEAD, faults) as desk:
            desk.press("Alt+o")
            systems = desk.page.get_by_role("listbox", name="Saņēmēji")
            desk.sees(systems.get_by_role("option", name="KRASS").get_by_text("nepieņemtas 1"))
            letters = desk.page.get_by_role("listbox", name="Vēstules")
            letters.get_by_role("option", name="Mantas").click()
            pane = desk.pane("Vēstule")
            desk.sees(pane.get_by_text("422 unknown message"))
            pane.get_by_role("button", name="Rādīt").click()
            pane.get_by_label("Lieta vai notikums").fill("A-12")
            desk.press("Enter")
            desk.sees(pane.get_by_text("Samsung S21 · Tālrunis · Izņemts"))
            desk.look("outbox-not-taken")

            krass.never = ""
            desk.press("Alt+a")
            desk.sees(pane.get_by_text("saņemta", exact=True))
            desk.sees(letters.get_by_role("option", name="Personas").get_by_text("saņemta"))
            desk.look("outbox-taken")
    said = {one["message"]: one for one in krass.taken.values()}
    assert said["persons"]["persons"][0]["surname"] == "Kalns"
    assert said["things"]["things"][0]["description"] == "Samsung S21"
    assert not faults, "\n".join(faults)
