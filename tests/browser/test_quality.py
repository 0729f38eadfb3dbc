"""A supervisor goes from a number to its list and on to an event."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desks import PATIENCE_MS, Desk
from tests.browser.exchange import client
from tests.browser.installation import Installation
from tests.exchange.journals import an_event

pytestmark = pytest.mark.browser

HEAD = "rita.birzniece"


def test_from_a_number_to_its_events(browser: Browser, installation: Installation) -> None:
    faults: list[str] = []
    with client(installation, "journal-jelgava") as journal:
        for name in ("kvalitate-1", "kvalitate-2"):
            event = an_event(name, type="order.noise", received_at="2026-01-05T10:00:00+02:00")
            address = f"/api/v1/exchange/events/{name}"
            assert journal.put(address, json=event).status_code == 201
    with Desk(browser, installation, HEAD, faults) as desk:
        desk.press("Alt+q")
        desk.press("F3")
        desk.type("01.01.2026")
        desk.press("Tab")
        desk.type("31.01.2026")
        figures = desk.page.get_by_role("listbox", name="Rādītāji")
        twice = figures.get_by_role("option", name="Iespējami dubulti")
        expect(twice).to_contain_text("2", timeout=PATIENCE_MS)
        twice.click()
        rows = desk.page.get_by_role("listbox", name="Notikumi aiz skaitļa")
        expect(rows.get_by_role("option")).to_have_count(2, timeout=PATIENCE_MS)
        rows.get_by_role("option").first.click()
        desk.sees(desk.pane("Notikums").get_by_text("Lielā iela 1, Jelgava").first)
        desk.look("quality-board")
    assert not faults, "\n".join(faults)
