"""The pace of the exchange as its officer and the keeper of the platform see it; a subscription
from its secret to what was not taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desks import PATIENCE_MS, Desk
from tests.browser.exchange import client
from tests.browser.installation import Installation
from tests.exchange.journals import an_event
from vienots.integration.webhooks import fake

pytestmark = pytest.mark.browser

OFFICER, KEEPER, JOURNAL = "aivars.kaulins", "anna.lace", "journal-jelgava"


def state_a_day(journal: httpx.Client) -> None:
    """New ones, corrections, repeats, refused ones."""
    happened = datetime.now(UTC) - timedelta(hours=3)
    for number in range(12):
        told = (happened + timedelta(minutes=7 * number)).isoformat()
        event = an_event(f"G{number}", type="order.noise", received_at=told, occurred_from=told)
        assert journal.put(f"/api/v1/exchange/events/G{number}", json=event).status_code == 201
        if number % 3 == 0:
            assert journal.put(f"/api/v1/exchange/events/G{number}", json=event).status_code == 200
            later = event | {"version": 2, "narrative": "Labots"}
            assert journal.put(f"/api/v1/exchange/events/G{number}", json=later).status_code == 200
    for number in range(3):
        wrong = an_event(f"K{number}", type="nav.tada")
        assert journal.put(f"/api/v1/exchange/events/K{number}", json=wrong).status_code == 400


def test_the_pace_is_read_and_a_quota_is_set(browser: Browser, installation: Installation) -> None:
    faults: list[str] = []
    with client(installation, JOURNAL) as journal:
        state_a_day(journal)
    with Desk(browser, installation, OFFICER, faults) as desk:
        desk.press("Alt+j")
        desk.press("Alt+m")
        came = desk.page.get_by_role("listbox", name="Saņemts")
        desk.sees(came.get_by_text("Labojumi"))
        behind = desk.pane("Kas aiz skaitļa")
        desk.sees(behind.get_by_role("cell", name="G11"))
        desk.look("exchange-pace")
        desk.page.get_by_role("listbox", name="Atteikts").get_by_text("Noraidīti").click()
        desk.sees(behind.get_by_role("cell", name="K2"))
        desk.page.get_by_role("listbox", name="Kavēšanās").get_by_text("No notikuma").click()
        desk.sees(behind.get_by_role("cell", name="G0", exact=True))
        desk.look("exchange-late")
        desk.page.get_by_role("listbox", name="Gaida").get_by_text("Neizlaboti").click()
        desk.sees(behind.get_by_role("cell", name="K0"))

    with Desk(browser, installation, KEEPER, faults) as desk:
        desk.press("Alt+m")
        desk.sees(desk.page.get_by_role("listbox", name="Iestādes").get_by_text("Jelgavas"))
        desk.page.get_by_role("listbox", name="Kvotas").get_by_text("Jelgavas").first.click()
        form = desk.page.get_by_role("form", name="Noteikt citu apjomu")
        form.get_by_role("combobox").select_option("events_day")
        form.get_by_role("textbox", name="Apjoms").fill("5000")
        form.get_by_role("textbox", name="Iemesls").fill("Rudens mācības")
        form.get_by_role("button", name="Noteikt").click()
        desk.sees(desk.pane("Kas aiz skaitļa").get_by_text("Rudens mācības"))
        desk.look("exchange-quota")
    assert not faults, "\n".join(faults)


def test_a_subscription_is_made_tried_and_mended(
    browser: Browser, installation: Installation
) -> None:
    faults: list[str] = []
    receiver = fake.FakeReceiver()
    with (
        fake.running(receiver) as address,
        Desk(browser, installation, OFFICER, faults) as desk,
    ):
        desk.press("Alt+j")
        desk.press("Alt+a")
        desk.page.get_by_label("Adrese").fill(address)
        desk.page.get_by_role("button", name="Abonēt").click()
        secret = desk.page.get_by_label("Atslēga parakstu pārbaudei")
        desk.sees(secret)
        desk.look("exchange-secret")
        receiver.secret = secret.input_value()
        desk.page.get_by_role("button", name="Saglabāju").click()

        desk.page.get_by_role("button", name="Sūtīt izmēģinājumu").click()
        rows = desk.page.get_by_role("region", name="Piegādes").get_by_role("row")
        expect(rows.filter(has_text="pieņemts")).to_have_count(1, timeout=PATIENCE_MS)
        [trial] = receiver.taken.values()
        assert trial["type"] == "lv.vienots.exchange.trial"
        assert receiver.forged == 0

        receiver.refuses_next = 1
        desk.page.get_by_role("button", name="Sūtīt izmēģinājumu").click()
        desk.sees(rows.filter(has_text="503"))
        desk.look("exchange-subscription")
        rows.filter(has_text="503").get_by_role("button", name="Vēlreiz").click()
        expect(rows.filter(has_text="pieņemts")).to_have_count(2, timeout=PATIENCE_MS)

        desk.page.get_by_role("button", name="Apturēt").click()
        desk.sees(desk.page.get_by_role("button", name="Atsākt"))
    assert not faults, "\n".join(faults)
