"""An officer types a personal code; the registers fill the rest and say what must be seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desks import PATIENCE_MS, Desk
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

OFFICER, HEAD = "aivars.kaulins", "rita.birzniece"


def test_a_code_is_enough_and_what_must_be_seen_is_seen(
    browser: Browser, installation: Installation
) -> None:
    faults: list[str] = []
    with Desk(browser, installation, OFFICER, faults) as desk:
        desk.press("F7")
        desk.press("F2")
        desk.type("Trokšņo dzīvoklī, vīrietis nerimst.")
        event = desk.pane("Notikums")
        event.get_by_label("Veids").select_option("order.noise")
        desk.press("Ctrl+Enter")
        desk.sees(event.locator(".code", has_text="JPP-"))
        event.get_by_role("button", name="Pievienot personu").first.click()
        event.get_by_label("Loma").select_option("offender")
        event.get_by_label("Personas kods", exact=True).fill("161175-19997")
        offer = event.get_by_role("group", name="Valsts reģistri")
        desk.sees(offer.get_by_text("Modris · Zvirbulis"))
        desk.sees(offer.get_by_text("Meklē liecības sniegšanai"))
        desk.look("registers-typed")
        desk.press("Alt+4")
        expect(event.get_by_label("Uzvārds", exact=True)).to_have_value("Zvirbulis")
        event.get_by_role("button", name="Saglabāt").first.click()

        checks = event.get_by_role("list", name="Valsts reģistri")
        desk.sees(checks.get_by_text("Ieroči: medību šautene"))
        desk.sees(checks.get_by_text("Fizisko personu reģistrs: pārbaudīts"))
        expect(checks.get_by_text("nav pārbaudīts")).to_have_count(0, timeout=PATIENCE_MS)
        desk.look("registers-checked")
    with Desk(browser, installation, HEAD, faults) as desk:
        desk.press("Alt+o")
        sources = desk.page.get_by_role("region", name="Reģistri, kuriem jautā")
        weapons = sources.get_by_role("listitem").filter(has_text="Ieroču reģistrs")
        desk.sees(weapons.get_by_text("atbild"))
        papers = sources.get_by_role("listitem").filter(has_text="Dokumentu reģistrs")
        desk.sees(papers.get_by_text("nav pieslēgts"))
        desk.look("registers-standing")
    assert not faults, "\n".join(faults)
