"""The auditor asks who looked at a person: from the question to the file, and what was unusual."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desks import PATIENCE_MS, Desk
from tests.browser.installation import Installation

pytestmark = pytest.mark.browser

READER, AUDITOR = "dace.vitola", "viktors.strods"
CODE = "120384-10215"


def test_an_enquiry_leads_from_a_code_to_the_file(
    browser: Browser, installation: Installation
) -> None:
    faults: list[str] = []
    with Desk(browser, installation, READER, faults) as reader:
        reader.press("F7")
        _register_with_own_name(reader)
    with Desk(browser, installation, AUDITOR, faults) as auditor:
        auditor.press("F8")
        unusual = auditor.page.get_by_role("listbox", name="Neparasti skatījumi")
        # The worker lays looks out a moment after they were written down.
        expect(unusual.get_by_text("Skatīts paša vārds")).to_be_visible(timeout=PATIENCE_MS)
        _ask(auditor)
        _judge(auditor, reader_name="Dace Vītola")
        _answer_the_person(auditor)
    assert not faults, "\n".join(faults)


def _register_with_own_name(desk: Desk) -> None:
    desk.press("F2")
    desk.type(f"Dace Vītola, {CODE}, ziņo par troksni.")
    event = desk.pane("Notikums")
    event.get_by_label("Veids").select_option("order.noise")
    desk.press("Ctrl+Enter")
    desk.sees(desk.button(CODE))
    desk.press("Alt+1")
    desk.sees(event.get_by_role("cell", name=CODE))
    event.get_by_role("cell", name=CODE).locator("..").get_by_role("button", name="Labot").click()
    event.get_by_label("Vārds", exact=True).fill("Dace")
    event.get_by_label("Uzvārds", exact=True).fill("Vītola")
    event.get_by_role("button", name="Saglabāt").first.click()
    desk.sees(event.get_by_role("cell", name="Vītola"))


def _ask(desk: Desk) -> None:
    desk.press("F3")
    desk.type(CODE)
    desk.page.get_by_label("Lieta", exact=True).fill("S-12/2026")
    desk.page.get_by_label("Pamatojums").fill("Iesniegums par datu skatīšanu")
    desk.press("Enter")
    answer = desk.pane("Atbilde")
    desk.sees(answer.get_by_text("Notikumos minēts kā"))
    desk.sees(answer.get_by_role("cell", name="Dace Vītola"))
    desk.look("looks-answer")
    with desk.page.expect_download() as download:
        answer.get_by_role("button", name="CSV").click()
    text = download.value.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    shown = answer.get_by_role("row").count() - 1
    assert ["rindas", str(shown)] in rows
    assert len(rows) - rows.index([]) - 2 == shown


def _judge(desk: Desk, reader_name: str) -> None:
    unusual = desk.page.get_by_role("listbox", name="Neparasti skatījumi")
    unusual.get_by_role("option").filter(has_text="Skatīts paša vārds").first.click()
    answer = desk.pane("Atbilde")
    desk.sees(answer.get_by_text(reader_name).first)
    answer.get_by_label("Vērtējums").fill("Pati ir iesniedzēja")
    desk.look("looks-unusual")
    answer.get_by_role("button", name="Izskaidrots").click()
    desk.sees(answer.get_by_text("Pati ir iesniedzēja"))


def _answer_the_person(desk: Desk) -> None:
    desk.page.get_by_label("Atbilde pašai personai").check()
    desk.page.get_by_label("Personas kods").fill(CODE)
    desk.page.get_by_label("Vārds, uzvārds").fill("Dace Vītola")
    desk.page.get_by_label("Lieta", exact=True).fill("P-7")
    desk.page.get_by_label("Uzrādītais dokuments").fill("pase")
    desk.press("Enter")
    report = desk.page.get_by_role("article", name="Atbilde personai")
    desk.sees(report.get_by_role("cell", name="Valsts policija").first)
    expect(report.get_by_text("Dace Vītola")).to_have_count(1)
    desk.look("looks-report")
