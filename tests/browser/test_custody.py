"""A seized phone: taken in from its event, handed over by code, given back to its owner."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.desks import PATIENCE_MS, Desk
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

OFFICER, KEEPER, AUDITOR = "aivars.kaulins", "rita.birzniece", "viktors.strods"


def test_a_phone_from_the_event_to_its_owner(browser: Browser, installation: Installation) -> None:
    faults: list[str] = []
    with (
        Desk(browser, installation, OFFICER, faults) as officer,
        Desk(browser, installation, KEEPER, faults) as keeper,
    ):
        keeper.press("Alt+g")
        _add_place(keeper)
        officer.press("F7")
        number = _take_in(officer, _register(officer))
        officer.press("Alt+g")
        _choose(officer, number)
        code = _offer(officer)
        _accept(keeper, number, code)
        expect(officer.page.get_by_text(code)).to_be_hidden(timeout=PATIENCE_MS)
        _release(keeper)
    with Desk(browser, installation, AUDITOR, faults) as auditor:
        auditor.press("Alt+g")
        _choose(auditor, number)
        auditor.sees("ķēde vesela")
        expect(auditor.page.get_by_role("group", name="Darbības ar mantu")).to_be_hidden()
    assert not faults, "\n".join(faults)


def _add_place(desk: Desk) -> None:
    desk.button("Glabāšanas vietas").click()
    desk.page.get_by_label("Vietas kods").fill("T-9")
    desk.page.get_by_label("Vietas nosaukums").fill("Pieņemšanas telpa")
    desk.button("Pievienot vietu").click()
    desk.sees(desk.pane("Manta").get_by_text("Pieņemšanas telpa · noliktava"))
    desk.look("custody-places")


def _register(desk: Desk) -> Locator:
    desk.press("F2")
    desk.type("Izņemts tālrunis, kas līdzīgs nozagtajam.")
    event = desk.pane("Notikums")
    event.get_by_label("Veids").select_option(index=3)
    desk.press("Ctrl+Enter")
    desk.sees(event.locator(".code", has_text="JPP-"))
    event.get_by_role("button", name="Pievienot priekšmetu").first.click()
    event.get_by_label("Priekšmeta veids").select_option("phone")
    event.get_by_label("Apraksts", exact=True).fill("Samsung, melns")
    event.get_by_label("IMEI").fill("356789012345678")
    event.get_by_role("form", name="Priekšmeti").get_by_label("Stāvoklis").select_option("seized")
    event.get_by_role("button", name="Saglabāt").first.click()
    return event


def _take_in(desk: Desk, event: Locator) -> str:
    kept = event.get_by_role("region", name="Glabāšanā")
    desk.sees(kept.get_by_text("vēl nav pieņemta"))
    kept.get_by_label("Tiesiskais pamats").fill("KPL 186. pants")
    desk.look("custody-event")
    kept.get_by_role("button", name="Pieņemt glabāšanā").click()
    number = kept.locator(".code", has_text="-G-")
    desk.sees(number)
    return number.inner_text()


def _choose(desk: Desk, number: str) -> None:
    desk.page.get_by_role("option").filter(has_text=number).click()
    desk.sees(desk.pane("Manta").locator(".code", has_text=number))


def _offer(desk: Desk) -> str:
    desk.sees("termiņš nav konfigurēts")
    desk.press("n")
    desk.look("custody-offering")
    desk.page.get_by_role("form", name="Nodot").get_by_role("button", name="Nodot").click()
    code = desk.pane("Nodošanas kods").locator(".code-big")
    desk.sees(code)
    desk.look("custody-code")
    return code.inner_text()


def _accept(desk: Desk, number: str, code: str) -> None:
    waiting = desk.pane("Piedāvāts pieņemšanai").get_by_role("option").filter(has_text=number)
    desk.sees(waiting)
    waiting.click()
    field = desk.page.get_by_label("Nodošanas kods")
    field.fill("AAAA-AAAA")
    desk.press("Enter")
    desk.sees(desk.pane("Manta").get_by_text("nepareizi: 1"))
    desk.look("custody-accepting")
    field.fill(code.lower())
    desk.pane("Manta").get_by_label("Vieta").select_option(label="T-9 · Pieņemšanas telpa")
    desk.pane("Manta").get_by_role("button", name="Pieņemt").click()
    desk.sees(desk.pane("Glabāšanas ķēde").get_by_text("Saņemta"))


def _release(desk: Desk) -> None:
    desk.page.get_by_role("button", name="Uzlīme").click()
    desk.sees(desk.page.get_by_role("img", name="QR kods:"))
    desk.look("custody-label")
    desk.pane("Uzlīme").get_by_role("button", name="Aizvērt").click()
    desk.press("i")
    form = desk.page.get_by_role("form", name="Izsniegt")
    form.get_by_label("Kam izsniedz").fill("Anna Zariņa")
    form.get_by_label("Uzrādītais dokuments").fill("Pase LV1234567")
    form.get_by_label("Kā parakstīts").fill("Parakstījās žurnālā")
    form.get_by_role("button", name="Izsniegt").click()
    desk.sees(desk.pane("Glabāšanas ķēde").get_by_text("Izsniegta"))
    expect(desk.page.get_by_role("group", name="Darbības ar mantu")).to_be_hidden()
    desk.look("custody-released")
