"""Who sees an event: a level is set, sight of it is lost at once; danger to life opens it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desks import PATIENCE_MS, Desk
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

HEAD = "rita.birzniece"


def test_an_event_is_hidden_and_opened_in_an_emergency(
    browser: Browser, installation: Installation
) -> None:
    faults: list[str] = []
    with (
        Desk(browser, installation, "aivars.kaulins", faults) as officer,
        Desk(browser, installation, "edgars.silins", faults) as colleague,
    ):
        officer.press("F7")
        number = _register(officer)
        colleague.press("F7")
        # Of a kind that no other story registers: their events come and go meanwhile.
        listed = colleague.page.get_by_role("listbox", name="Atvērtie").get_by_role("option")
        its_row = listed.filter(has_text="Draudi ar ieroci")
        expect(its_row).to_have_count(1, timeout=PATIENCE_MS)
        _restrict(officer)
        expect(its_row).to_have_count(0, timeout=PATIENCE_MS)

        _break_the_glass(colleague)
        colleague.page.get_by_label("Meklēt reģistrā").fill(number)
        colleague.press("Enter")
        colleague.sees(colleague.page.get_by_role("form", name="Mērķis"))
        colleague.page.get_by_label("Meklēšanas mērķis").select_option("emergency_response")
        colleague.page.get_by_label("Lieta vai notikums").fill(number)
        colleague.press("Enter")
        found = colleague.page.get_by_role("listbox", name="Atrasts")
        found.get_by_role("option").filter(has_text=number).first.click()
        expect(colleague.pane("Notikums").get_by_role("textbox").first).to_have_value(
            "Pagalmā kliedz sieviete.", timeout=PATIENCE_MS
        )
        colleague.look("access-emergency")
    assert not faults, "\n".join(faults)


def _register(desk: Desk) -> str:
    desk.press("F2")
    desk.type("Pagalmā kliedz sieviete.")
    event = desk.pane("Notikums")
    event.get_by_label("Veids").select_option("order.weapon")
    desk.press("Ctrl+Enter")
    number = event.get_by_role("heading", level=2).locator(".code")
    desk.sees(number)
    return number.inner_text()


def _restrict(desk: Desk) -> None:
    desk.button("Piekļuve").click()
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("Ierobežots").check()
    dialog.get_by_label("Pamatojums").fill("Cietusī ir policista sieva")
    desk.look("access-level")
    dialog.get_by_role("button", name="Noteikt").click()
    expect(dialog).to_be_hidden(timeout=PATIENCE_MS)
    desk.sees(desk.pane("Notikums").locator(".chip", has_text="Ierobežots"))


def _break_the_glass(desk: Desk) -> None:
    desk.press("Alt+A")
    dialog = desk.page.get_by_role("dialog", name="Ārkārtas piekļuve")
    dialog.get_by_label("Kas notiek").fill("Sieviete zvanīja, balss pazuda")
    desk.look("access-glass")
    dialog.get_by_role("button", name="Tālāk").click()
    dialog.get_by_role("button", name="Atvērt tagad").click()
    expect(dialog).to_be_hidden(timeout=PATIENCE_MS)
    desk.sees(desk.page.get_by_text("Ārkārtas piekļuve līdz"))


def test_a_supervisor_hears_of_it_and_judges(browser: Browser, installation: Installation) -> None:
    faults: list[str] = []
    with (
        Desk(browser, installation, "aivars.kaulins", faults) as officer,
        Desk(browser, installation, HEAD, faults) as head,
    ):
        head.press("F7")
        officer.press("F7")
        _break_the_glass(officer)

        waiting = head.page.get_by_role("listbox", name="Ārkārtas piekļuves, jāizvērtē")
        waiting.get_by_role("option").filter(has_text="Aivars Kauliņš").first.click()
        review = head.pane("Notikums")
        review.get_by_label("Vērtējums").fill("Zvans apstiprināts ar VEK")
        head.look("access-review")
        review.get_by_role("button", name="Bija pamatota", exact=True).click()
        head.sees(review.get_by_text("Atzīta par pamatotu"))
    assert not faults, "\n".join(faults)
