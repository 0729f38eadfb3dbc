"""A journal's mistake: refused, seen by the officer, judged beforehand, mended by the journal."""

from __future__ import annotations

import msgspec
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desks import PATIENCE_MS, Desk
from tests.browser.exchange import client
from tests.browser.installation import Installation
from tests.exchange.journals import an_event

pytestmark = pytest.mark.browser

OFFICER, JOURNAL = "aivars.kaulins", "journal-jelgava"


def test_a_refused_statement_is_seen_and_mended(
    browser: Browser, installation: Installation
) -> None:
    faults: list[str] = []
    with (
        Desk(browser, installation, OFFICER, faults) as desk,
        client(installation, JOURNAL) as journal,
    ):
        wrong = an_event("12/2026-Ķ", type="nav.tada", version=1)
        address = "/api/v1/exchange/events/12%2F2026-%C4%B6"
        assert journal.put(address, json=wrong).status_code == 400
        desk.press("Alt+j")
        rejects = desk.page.get_by_role("region", name="Noraidītie")
        desk.sees(rejects.get_by_text("12/2026-Ķ"))
        rejects.get_by_text("12/2026-Ķ").click()
        pane = desk.pane("Pa dienām")
        desk.sees(pane.get_by_role("cell", name="type", exact=True))
        pane.get_by_role("button", name="Rādīt saturu").click()
        desk.sees(pane.get_by_text('"type": "nav.tada"'))
        desk.look("exchange-reject")

        desk.press("F2")
        pane.get_by_label("Notikuma dokuments (JSON)").fill(msgspec.json.encode(wrong).decode())
        pane.get_by_role("button", name="Pārbaudīt", exact=True).click()
        desk.sees(pane.get_by_text("Neder: 1 kļūda"))
        right = wrong | {"type": "order.noise", "version": 2}
        pane.get_by_label("Notikuma dokuments (JSON)").fill(msgspec.json.encode(right).decode())
        pane.get_by_role("button", name="Pārbaudīt", exact=True).click()
        desk.sees(pane.get_by_text("Der: reģistrs to pieņemtu"))
        desk.look("exchange-check")

        assert journal.put(address, json=right).status_code == 201
        expect(rejects.get_by_text("12/2026-Ķ")).to_be_hidden(timeout=PATIENCE_MS)
        desk.press("Alt+v")
        desk.sees(pane.get_by_role("cell", name=JOURNAL))
        desk.look("exchange-days")
    assert not faults, "\n".join(faults)
